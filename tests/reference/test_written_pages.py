"""The pages in ``docs/layers`` are those that the declarations make. Pictures vary with the fonts of a machine."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from backend import layers as layers
from backend.declare.layer import LAYERS, Layer
from backend.reference.as_markdown import index_markdown, page_markdown, page_name
from backend.reference.page import page_of
from backend.reference.site import INDEX, PICTURES, picture_name, write_pages

PAGES = Path(__file__).parents[2] / "docs" / "layers"
AGAIN = "out of date: run `python main.py layers --pages docs/layers`"


@pytest.mark.parametrize("layer", list(LAYERS), ids=lambda layer: layer.type)
def test_the_page_is_up_to_date(layer: Layer) -> None:
    path = PAGES / page_name(layer)
    assert path.exists() and path.read_text() == page_markdown(page_of(layer), picture_name(layer)), AGAIN
    words = "".join(ElementTree.parse(PAGES / picture_name(layer)).getroot().itertext())
    assert layer.name in words or layer.type in ("reroute", "note", "frame")


def test_the_index_is_up_to_date_and_nothing_else_lies_there() -> None:
    assert (PAGES / INDEX).read_text() == index_markdown(LAYERS), AGAIN
    assert {path.name for path in PAGES.glob("*.md")} == {INDEX, *map(page_name, LAYERS)}
    assert {f"{PICTURES}/{path.name}" for path in (PAGES / PICTURES).iterdir()} == set(map(picture_name, LAYERS))
    assert sum(path.stat().st_size for path in PAGES.rglob("*") if path.is_file()) < 2_000_000


def test_pages_are_written_with_and_without_pictures(tmp_path: Path) -> None:
    some = [LAYERS.get(name) for name in ("dense", "lstm")]
    assert write_pages(some, tmp_path / "bare", None) == 2
    assert "![" not in (tmp_path / "bare" / "dense.md").read_text()
    assert write_pages(some, tmp_path / "drawn", lambda use: use.node.encode()) == 2
    assert (tmp_path / "drawn" / PICTURES / "dense.svg").read_bytes() == b"dense1"
    assert f"]({PICTURES}/dense.svg)" in (tmp_path / "drawn" / "dense.md").read_text()
