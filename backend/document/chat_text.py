"""A document's text as it comes back from a chat, a mail or an issue: quoted, fenced, with words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

QUOTED = re.compile(r"^[ \t]*(?:[>|][ \t]?)+", re.MULTILINE)
FENCED = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*\n(.*?)^[ \t]*(?:```|~~~)", re.MULTILINE | re.DOTALL)
OPENED = re.compile(r"^[ \t]*\{", re.MULTILINE)
TYPOGRAPHIC = str.maketrans({"“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " ", "\u200b": None})
MAX_CHAT_LENGTH = 2**22


def plain_texts(text: str) -> Iterator[str]:
    """What may be the document in a text, as it is first, then with ever more of a chat taken off."""
    yield text
    if len(text) > MAX_CHAT_LENGTH:
        return
    unquoted = QUOTED.sub("", text)
    fenced = FENCED.search(unquoted)
    bare = fenced[1] if fenced else unquoted
    opened = OPENED.search(bare)
    if opened:
        braced = bare[opened.start() : bare.rfind("}") + 1]
        yield braced
        yield braced.translate(TYPOGRAPHIC)
