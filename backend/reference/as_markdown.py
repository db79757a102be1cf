"""Pages of the reference as Markdown, with an index by category."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backend.declare.layer import Category, Layer
from backend.reference.page import Page
from backend.reference.prose import Figure, Formula, Line, Listing, Paragraph, Part, Style, Table, TextRun

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def page_markdown(page: Page, picture: str = "") -> str:
    """``picture`` is the path of the small use's picture as seen from the page; without one it is left out."""
    blocks = [f"# {_escaped(page.layer.name)}"]
    for section in page.sections:
        blocks += [f"## {section.title}"] if section.title else []
        blocks += [block for part in section.parts for block in _part(part, picture)]
    return "\n\n".join([*blocks, "[All layers](README.md)"]) + "\n"


def index_markdown(layers: Iterable[Layer]) -> str:
    """All layers under their categories."""
    known = list(layers)
    blocks = ["# The layers", f"{len(known)} layers, losses and metrics, written by `main.py layers --pages`."]
    for category in Category:
        rows = [
            f"| [{_escaped(layer.name)}]({page_name(layer)}) | `{layer.type}` | {_escaped(layer.summary)} |"
            for layer in known
            if layer.category is category
        ]
        if rows:
            blocks += [f"## {category}", "\n".join(["| layer | type | |", "|---|---|---|", *rows])]
    return "\n\n".join(blocks) + "\n"


def page_name(layer: Layer) -> str:
    return f"{layer.type}.md"


def _part(part: Part, picture: str) -> Iterator[str]:
    match part:
        case Paragraph(line):
            yield _line(line)
        case Formula(lines):
            yield "\n".join(["```text", *lines, "```"])
        case Listing(lines):
            yield "\n".join(["```python", *lines, "```"])
        case Figure(words):
            yield f"![{_escaped(words)}]({picture})" if picture else _escaped(words)
        case Table(head, rows):
            body = [f"| {' | '.join('<br>'.join(map(_line, cell)) for cell in row)} |" for row in rows]
            yield "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *body])


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: TextRun) -> str:
    if run.layer:
        return f"[{_escaped(run.text)}]({run.layer}.md)"
    if run.style is Style.CODE:
        return f"`{run.text.replace('|', chr(92) + '|')}`"
    text = run.text.strip()
    if run.style not in (Style.STRONG, Style.REFUSED) or not text:
        return _escaped(run.text)
    before, _, after = run.text.partition(text)
    return f"{before}**{_escaped(text)}**{after}"


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
