"""Errors that are shown to the user: one clear sentence each, never a traceback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache


class LoomError(Exception):
    """Something that the user can fix. The text says where, which rule, what was received and what to do."""


class DocumentError(LoomError):
    """A document file can't be read or written, or an edit does not apply."""


class DataError(LoomError):
    """A data source, transform or split can't do what the document asks.

    ``settings`` are values of the source's parameters that would read the data, where some are known.
    """

    def __init__(self, words: str, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(words)
        self.settings = dict(settings or {})


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """``" Did you mean 'conv2d'?"`` where a known word is near, else the empty string."""
    near = _nearest(wrong, tuple(known))
    return f" Did you mean {near!r}?" if near else ""


@lru_cache(maxsize=256)
def _nearest(wrong: str, known: tuple[str, ...]) -> str:
    """Cached: a document may use the same unknown type thousands of times, if a plug-in is missing."""
    return next(iter(get_close_matches(wrong, known, n=1, cutoff=0.6)), "")


def shortened(value: object, limit: int = 60) -> str:
    """``repr`` of a received value, cut so that a message stays one readable line."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
