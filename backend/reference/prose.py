"""The parts that a page of the reference is made of, whatever shows it: a terminal, Markdown, rich text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Style(Enum):
    """How a run of words stands out."""

    PLAIN = "plain"
    STRONG = "strong"
    CODE = "code"
    QUIET = "quiet"
    REFUSED = "refused"


@dataclass(frozen=True)
class TextRun:
    """Words in one style; ``layer`` makes them a link to that layer's page."""

    text: str
    style: Style = Style.PLAIN
    layer: str = ""


Line = tuple[TextRun, ...]


def plain(text: str) -> Line:
    return (TextRun(text),)


def code(text: str) -> Line:
    return (TextRun(text, Style.CODE),)


@dataclass(frozen=True)
class Paragraph:
    line: Line


@dataclass(frozen=True)
class Formula:
    """Lines of mathematics, set apart."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """Lines of Python."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells under a head; each cell has one or more lines. ``halved``: both columns are as important."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    halved: bool = False


@dataclass(frozen=True)
class Figure:
    """The picture of the small use, with words for who can't see it."""

    words: str


Part = Paragraph | Formula | Listing | Table | Figure


@dataclass(frozen=True)
class Section:
    """Parts under a title; the first section of a page has none."""

    title: str
    parts: tuple[Part, ...]
