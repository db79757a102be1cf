"""The layer reference as a folder of Markdown: an index, a page for each layer and, given a canvas, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from backend.declare.layer import Category, Layer
from backend.files import write_bytes, write_text
from backend.reference.page import page_of
from backend.reference.rendering import escaped, page_markdown
from backend.reference.small_use import SmallUse

INDEX = "README.md"
PICTURES = "pictures"

DrawUse = Callable[[SmallUse], bytes]
"""Draws a small use: the bytes of an SVG file."""


def write_pages(layers: Iterable[Layer], folder: Path, draw: DrawUse | None) -> int:
    """Returns how many pages were written, the index not counted. Raises `LoomError` where a file can't be."""
    known = list(layers)
    for layer in known:
        page, picture = page_of(layer), ""
        if draw is not None and page.use is not None:
            picture = picture_name(layer)
            write_bytes(folder / picture, draw(page.use), through_power_cuts=False)
        content = page_markdown(page, picture)
        write_bytes(folder / page_name(layer), content.encode(), through_power_cuts=False)
    write_text(folder / INDEX, index_markdown(known))
    return len(known)


def picture_name(layer: Layer) -> str:
    """Where a layer's picture lies, as seen from its page."""
    return f"{PICTURES}/{layer.type}.svg"


def index_markdown(layers: Iterable[Layer]) -> str:
    """All layers under their categories."""
    known = list(layers)
    blocks = ["# The layers", f"{len(known)} layers, losses and metrics, written by `main.py layers --pages`."]
    for category in Category:
        rows = [
            f"| [{escaped(layer.name)}]({page_name(layer)}) | `{layer.type}` | {escaped(layer.summary)} |"
            for layer in known
            if layer.category is category
        ]
        if rows:
            blocks += [f"## {category}", "\n".join(["| layer | type | |", "|---|---|---|", *rows])]
    return "\n\n".join(blocks) + "\n"


def page_name(layer: Layer) -> str:
    return f"{layer.type}.md"
