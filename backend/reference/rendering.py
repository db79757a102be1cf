"""Pages of the layer reference as Markdown and as text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backend.reference.page import Page
from backend.reference.prose import Figure, Formula, Line, Listing, Paragraph, Part, Style, Table, TextRun

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def page_markdown(page: Page, picture: str = "") -> str:
    """``picture`` is the path of the small use's picture as seen from the page; without one it is left out."""
    blocks = [f"# {escaped(page.layer.name)}"]
    for section in page.sections:
        blocks += [f"## {section.title}"] if section.title else []
        blocks += [block for part in section.parts for block in _markdown_part(part, picture)]
    return "\n\n".join([*blocks, "[All layers](README.md)"]) + "\n"


def _markdown_part(part: Part, picture: str) -> Iterator[str]:
    match part:
        case Paragraph(line):
            yield _markdown_line(line)
        case Formula(lines):
            yield "\n".join(["```text", *lines, "```"])
        case Listing(lines):
            yield "\n".join(["```python", *lines, "```"])
        case Figure(words):
            yield f"![{escaped(words)}]({picture})" if picture else escaped(words)
        case Table(head, rows):
            body = [f"| {' | '.join('<br>'.join(map(_markdown_line, cell)) for cell in row)} |" for row in rows]
            yield "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *body])


def _markdown_line(line: Line) -> str:
    return "".join(_markdown_run(run) for run in line)


def _markdown_run(run: TextRun) -> str:
    if run.layer:
        return f"[{escaped(run.text)}]({run.layer}.md)"
    if run.style is Style.CODE:
        return f"`{run.text.replace('|', chr(92) + '|')}`"
    text = run.text.strip()
    if run.style not in (Style.STRONG, Style.REFUSED) or not text:
        return escaped(run.text)
    before, _, after = run.text.partition(text)
    return f"{before}**{escaped(text)}**{after}"


def escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)


INDENT = "  "
GAP = 2


def page_text(page: Page) -> str:
    lines = [page.layer.name]
    for section in page.sections:
        if section.title:
            lines += ["", section.title.upper()]
        lines += [line.rstrip() for part in section.parts for line in _text_part(part)]
    return "\n".join(lines)


def _text_part(part: Part) -> Iterator[str]:
    match part:
        case Paragraph(line):
            yield INDENT + _text_line(line)
        case Formula(lines) | Listing(lines):
            yield from (f"{INDENT * 2}{line}" for line in lines)
        case Figure(words):
            yield INDENT + words
        case Table(_, rows):
            yield from _text_table(rows)


def _text_line(line: Line) -> str:
    return "".join(_text_run(run) for run in line)


def _text_run(run: TextRun) -> str:
    return f"{run.text} ({run.layer})" if run.layer else run.text


def _text_table(rows: tuple[tuple[tuple[Line, ...], ...], ...]) -> Iterator[str]:
    """Columns that line up; a cell of several lines takes as many."""
    cells = [[[_text_line(line) for line in cell] for cell in row] for row in rows]
    widths = [max(len(text) for row in cells for text in row[i]) + GAP for i in range(len(cells[0]))]
    for row in cells:
        for number in range(max(map(len, row))):
            texts = [cell[number] if number < len(cell) else "" for cell in row]
            yield INDENT + "".join(f"{text:<{width}}" for text, width in zip(texts, widths, strict=True))
