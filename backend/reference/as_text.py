"""A page of the reference for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from backend.reference.page import Page
from backend.reference.prose import Figure, Formula, Line, Listing, Paragraph, Part, Table, TextRun

INDENT = "  "
GAP = 2


def page_text(page: Page) -> str:
    lines = [page.layer.name]
    for section in page.sections:
        if section.title:
            lines += ["", section.title.upper()]
        lines += [line.rstrip() for part in section.parts for line in _part(part)]
    return "\n".join(lines)


def _part(part: Part) -> Iterator[str]:
    match part:
        case Paragraph(line):
            yield INDENT + _line(line)
        case Formula(lines) | Listing(lines):
            yield from (f"{INDENT * 2}{line}" for line in lines)
        case Figure(words):
            yield INDENT + words
        case Table(_, rows):
            yield from _table(rows)


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: TextRun) -> str:
    return f"{run.text} ({run.layer})" if run.layer else run.text


def _table(rows: tuple[tuple[tuple[Line, ...], ...], ...]) -> Iterator[str]:
    """Columns that line up; a cell of several lines takes as many."""
    cells = [[[_line(line) for line in cell] for cell in row] for row in rows]
    widths = [max(len(text) for row in cells for text in row[i]) + GAP for i in range(len(cells[0]))]
    for row in cells:
        for number in range(max(map(len, row))):
            texts = [cell[number] if number < len(cell) else "" for cell in row]
            yield INDENT + "".join(f"{text:<{width}}" for text, width in zip(texts, widths, strict=True))
