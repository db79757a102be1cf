"""A canvas over four nodes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import backend.layers  # noqa: F401  fills the registry
from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Position
from nodeeditor.canvas import CanvasView
from nodeeditor.canvas.operations.arranging import MoveAnimation
from nodeeditor.canvas.painting import pixmap_cache
from nodeeditor.theme import ColourMode, ThemeChoice
from tests.canvas.hand import IMAGE_TO_CONV, Hand


@pytest.fixture
def document() -> Document:
    """Image and Conv 2-D, not wired; a Dense and a class target below them."""
    document = Document()
    nodes = (
        Node("image", "image", position=Position(0, 0)),
        Node("conv1", "conv2d", position=Position(240, 0)),
        Node("dense1", "dense", position=Position(480, 0)),
        Node("label", "class_target", position=Position(0, 160)),
    )
    document.apply(*(AddNode(node) for node in nodes))
    document.history.forget()
    return document


@pytest.fixture
def wired(document: Document) -> Document:
    """The same with the image wired to the convolution."""
    document.apply(Connect(IMAGE_TO_CONV))
    document.history.forget()
    return document


@pytest.fixture
def pointer_rests(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pointer lies on a card, where it asks for no place."""
    place = hand.at(hand.body("conv1"))
    monkeypatch.setattr(hand.view.viewport(), "cursor_point", lambda: place)


@pytest.fixture
def hand(document: Document, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hand]:
    monkeypatch.setattr(MoveAnimation, "duration_ms", 0)
    monkeypatch.setattr(pixmap_cache, "STILL_BUDGET_S", 60.0)
    keeper = ThemeChoice(qapp, ColourMode.DARK)
    view = CanvasView(document, Checker(document), keeper)
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    qtbot.waitExposed(view)
    view.navigation.zoom_reset()
    view.camera.centre_on(QPointF(320, 120))
    view.setFocus()
    yield Hand(view)
    keeper.deleteLater()
