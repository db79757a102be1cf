"""Pictures of a canvas, and documents that come back out of them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

from backend.document.document import Document
from backend.document.edits import AddNode
from backend.document.file import to_json
from backend.document.graph import Node, Position
from backend.document.png import carries_document, load_picture
from backend.errors import LoomError
from nodeeditor.canvas.painting.export import Picture, PictureKind
from tests.canvas.hand import Hand


def decorate(document: Document) -> None:
    """One of everything that paints itself."""
    document.apply(
        AddNode(Node("frame1", "frame", "Encoder", position=Position(-40, -60))),
        AddNode(Node("note1", "note", parameters={"text": "# Hello\n*world*"}, position=Position(0, 320))),
        AddNode(Node("reroute1", "reroute", position=Position(300, 340))),
        AddNode(Node("dense2", "dense", position=Position(480, 200), collapsed=True, colour="pink")),
        AddNode(Node("dense3", "dense", position=Position(480, 300), bypassed=True)),
        AddNode(Node("strange", "no_such_layer", position=Position(700, 300))),
    )


@pytest.mark.parametrize("kind", PictureKind)
def test_pictures_are_written(wired: Document, hand: Hand, tmp_path: Path, kind: PictureKind) -> None:
    decorate(wired)
    path = tmp_path / f"net{kind.suffix}"
    hand.view.reading.save_picture(path, wired)
    content = path.read_bytes()
    assert content.startswith({".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[kind.suffix])
    assert carries_document(path) == (kind is PictureKind.PNG)


def test_a_png_gives_the_document_back(wired: Document, hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "net.png"
    hand.view.reading.save_picture(path, wired)
    assert to_json(load_picture(path)) == to_json(wired)
    image = QImage(str(path))
    assert image.width() > 800


def test_an_svg_has_the_words(wired: Document, hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "net.svg"
    hand.view.reading.save_picture(path, wired)
    words = "".join(ElementTree.parse(path).getroot().itertext())
    assert "Conv 2-D" in words
    assert "Dense" in words


def test_a_selection_alone(wired: Document, hand: Hand) -> None:
    assert wired.wires()
    whole, part = Picture(hand.view.workspace.scene), Picture(hand.view.workspace.scene, frozenset({"conv1"}))
    assert whole.rect.contains(part.rect)
    assert part.image().width() < whole.image().width()


def test_the_selection_leaves_no_mark(wired: Document, hand: Hand) -> None:
    assert wired.wires()
    before = Picture(hand.view.workspace.scene).image()
    hand.view.select(["conv1"])
    assert Picture(hand.view.workspace.scene).image() == before
    assert hand.view.selected_ids() == ["conv1"]


def test_nothing_to_picture_and_a_strange_ending(hand: Hand, tmp_path: Path) -> None:
    with pytest.raises(LoomError, match="png"):
        hand.view.reading.save_picture(tmp_path / "net.bmp", hand.document)
    hand.view.editing.select_all()
    hand.view.editing.delete_selection()
    with pytest.raises(LoomError, match="empty"):
        hand.view.reading.save_picture(tmp_path / "net.png", hand.document)
