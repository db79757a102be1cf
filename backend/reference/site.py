"""Writes the whole reference into a folder: an index, a page for each layer and, where one can draw, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from backend.declare.layer import Layer
from backend.files import write_bytes, write_text
from backend.reference.as_markdown import index_markdown, page_markdown, page_name
from backend.reference.page import page_of
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
