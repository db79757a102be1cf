"""Colours for the Python source that is shown beside the canvas."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtGui import QColor, QFont, QTextCharFormat

from nodeeditor.theme import Theme
from nodeeditor.theme.colours import readable

TOKEN = re.compile(
    r"""(?P<comment>\#.*$)
      | (?P<string>[rbf]{0,2}(?:'''.*?(?:'''|$)|\"\"\".*?(?:\"\"\"|$)|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))
      | (?P<number>\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b)
      | (?P<definition>(?<=\bdef\s)\w+|(?<=\bclass\s)\w+)
      | (?P<word>\b[A-Za-z_]\w*\b)""",
    re.VERBOSE,
)
TRIPLE = '"""'
CONSTANTS = frozenset({"self", "True", "False", "None"})


def inks(theme: Theme) -> Mapping[str, QColor]:
    """The colour of each kind of token: hues of families, as far as they can be read as text."""
    wanted = {
        "comment": theme.text_quiet,
        "string": theme.good_text,
        "number": theme.ink("dense"),
        "definition": theme.accent_text,
        "keyword": theme.ink("recurrent"),
        "constant": theme.ink("pooling"),
    }
    grounds = theme.panel, theme.field, theme.canvas
    return {kind: readable(colour, grounds, theme.text) for kind, colour in wanted.items()}


def spans(line: str, inside: bool) -> Iterator[tuple[int, int, str]]:
    """Start, length and kind of what is coloured in a line that may begin ``inside`` a triple-quoted string."""
    start = 0
    if inside:
        end = line.find(TRIPLE)
        start = len(line) if end < 0 else end + len(TRIPLE)
        yield 0, start, "string"
    for match in TOKEN.finditer(line, start):
        kind = _kind(match)
        if kind:
            yield match.start(), len(match.group()), kind


def begins_in_string(lines: Sequence[str]) -> list[bool]:
    """For each line whether it begins inside a triple-quoted string."""
    found, inside = [], False
    for line in lines:
        found.append(inside)
        # Enough for the source that the program itself writes: it has no triple quotes inside other strings.
        if TRIPLE in line and line.count(TRIPLE) % 2:
            inside = not inside
    return found


def text_formats(theme: Theme) -> Mapping[str, QTextCharFormat]:
    """The format of each kind of token."""
    return {kind: _format(ink, kind == "definition") for kind, ink in inks(theme).items()}


def _kind(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind != "word":
        return kind
    word = match.group()
    if word in CONSTANTS:
        return "constant"
    return "keyword" if keyword.iskeyword(word) else ""


def _format(colour: QColor, bold: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(colour)
    if bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    return made
