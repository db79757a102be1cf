"""The pages of the reference as Markdown, as `make docs` writes them for the site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend import layers as layers
from backend.declare.layer import LAYERS, Layer
from backend.reference.page import INDEX, PICTURES, index_markdown, page_name, write_pages

LINK = re.compile(r"\]\((\S+\.(?:md|svg))\)")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layers")
    assert write_pages(LAYERS, folder, lambda example: example.node.encode()) == len(list(LAYERS))
    return folder


@pytest.mark.parametrize("layer", list(LAYERS), ids=lambda layer: layer.type)
def test_each_layer_has_a_page_whose_links_lead_somewhere(pages: Path, layer: Layer) -> None:
    text = (pages / page_name(layer)).read_text()
    assert text.startswith("# ") and layer.type in text
    for link in LINK.findall(text):
        assert (pages / link).exists(), link


def test_the_index_names_every_layer_and_nothing_else_lies_there(pages: Path) -> None:
    assert (pages / INDEX).read_text() == index_markdown(LAYERS)
    assert {path.name for path in pages.glob("*.md")} == {INDEX, *map(page_name, LAYERS)}


def test_pages_are_written_with_and_without_pictures(tmp_path: Path) -> None:
    some = [LAYERS.get(name) for name in ("dense", "lstm")]
    assert write_pages(some, tmp_path / "bare", None) == 2
    assert "![" not in (tmp_path / "bare" / "dense.md").read_text()
    assert write_pages(some, tmp_path / "drawn", lambda example: example.node.encode()) == 2
    assert (tmp_path / "drawn" / PICTURES / "dense.svg").read_bytes() == b"dense1"
    assert f"]({PICTURES}/dense.svg)" in (tmp_path / "drawn" / "dense.md").read_text()
