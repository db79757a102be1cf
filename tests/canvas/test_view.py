"""The commands of the canvas: clipboard, zoom, selection, another document, another theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication

from backend.check.checker import Checker
from backend.check.problems import Severity
from backend.document.document import Document
from backend.document.edits import AddNode, MoveNodes, SetParameters
from backend.document.graph import Node, Position, Wire
from nodeeditor.canvas.overlays.navigation import Minimap, ZoomControl
from nodeeditor.canvas.scene.context import Detail
from nodeeditor.theme import ColourMode
from tests.canvas.hand import IMAGE_TO_CONV, Hand


def wheel(hand: Hand, at: QPoint, steps: int) -> None:
    place = QPointF(at)
    event = QWheelEvent(
        place,
        QPointF(hand.view.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(hand.view.viewport(), event)


def test_the_wheel_zooms_about_the_pointer(hand: Hand) -> None:
    point = QPoint(200, 150)
    before = hand.view.camera.to_scene_point(point)
    wheel(hand, point, 3)
    after = hand.view.camera.to_scene_point(point)
    assert hand.view.camera.scale > 1.5
    assert (after - before).manhattanLength() < 2


def test_the_level_of_detail_follows_the_zoom(hand: Hand) -> None:
    levels = []
    for scale in (1.0, 0.4, 0.1):
        hand.view.camera.zoom_to(scale)
        hand.view.grab()
        levels.append(hand.view.workspace.scene.context.detail)
    assert levels == [Detail.FULL, Detail.CARDS, Detail.OVERVIEW]


def test_zoom_commands_report(hand: Hand) -> None:
    scales: list[float] = []
    hand.view.zoom_changed.connect(scales.append)
    hand.view.navigation.zoom_in()
    hand.view.navigation.zoom_out()
    hand.view.navigation.zoom_out()
    assert scales == [1.25, 1.0, 0.8]


def test_copy_and_paste_keep_inner_wires(wired: Document, hand: Hand) -> None:
    hand.view.select(["image", "conv1"])
    hand.view.editing.copy()
    assert '"image.out", "conv1.in"' in QGuiApplication.clipboard().text()
    hand.view.commands.paste()
    assert hand.view.selected_ids() == ["image1", "conv2"]
    assert Wire("image1", "out", "conv2", "in") in wired.wires()
    assert wired.undo() == "Paste 2 nodes"
    assert wired.wires() == [IMAGE_TO_CONV]


def test_pasting_something_else_says_so(hand: Hand) -> None:
    said: list[str] = []
    hand.view.status_message.connect(said.append)
    QGuiApplication.clipboard().setText("not a document")
    hand.view.commands.paste()
    assert "clipboard" in said[-1]


def test_cut_and_duplicate(wired: Document, hand: Hand) -> None:
    hand.view.select(["image", "conv1"])
    hand.view.editing.duplicate_selection()
    assert hand.view.selected_ids() == ["image1", "conv2"]
    assert wired.node("conv2").position == Position(264, 24)
    hand.view.editing.cut()
    assert wired.wires() == [IMAGE_TO_CONV]


def test_nudges_in_a_row_are_one_step(hand: Hand) -> None:
    hand.view.select(["conv1"])
    for _ in range(3):
        hand.view.editing.nudge(1, 0)
    assert hand.document.node("conv1").position == Position(264, 0)
    assert hand.document.undo() == "Move"
    assert hand.document.node("conv1").position == Position(240, 0)


def test_arrows_with_shift_nudge_the_selection(hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    hand.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert hand.document.node("conv1").position == Position(240, 16)
    assert hand.document.history.labels()[0] == ["Move"]


def test_cards_show_summary_and_problems(wired: Document, hand: Hand) -> None:
    items = hand.view.workspace.scene.node_items
    assert items["dense1"].card.badge is Severity.MISSING
    wired.apply(SetParameters("conv1", {"filters": 64}))
    assert items["conv1"].card.summary.startswith("64")
    wired.apply(SetParameters("conv1", {"filters": -1}))
    assert items["conv1"].card.badge is Severity.ERROR
    assert "filters" in items["conv1"].card.tip


@pytest.mark.usefixtures("wired")
def test_chips_carry_shapes(hand: Hand) -> None:
    chip = hand.view.workspace.scene.wire_items[IMAGE_TO_CONV].look.chip
    assert chip is not None
    assert chip.text == "N, 1, 28, 28"
    hand.document.apply(MoveNodes({"conv1": Position(400, 0)}))
    wide = hand.view.workspace.scene.wire_items[IMAGE_TO_CONV].look.chip
    assert wide is not None
    assert wide.text == "N, 1, 28, 28"


def test_another_document(hand: Hand) -> None:
    old = hand.document
    other = Document()
    other.apply(AddNode(Node("image", "image", position=Position(5000, 5000))))
    hand.view.set_document(other, Checker(other))
    assert list(hand.view.workspace.scene.node_items) == ["image"]
    assert hand.view.camera.visible_rect().contains(hand.body("image"))
    old.apply(AddNode(Node("late", "image")))
    assert list(hand.view.workspace.scene.node_items) == ["image"]


def test_a_document_shows_as_it_was_left(hand: Hand) -> None:
    first, checker = hand.document, hand.view.workspace.checker
    hand.view.camera.zoom_to(0.7)
    hand.view.camera.centre_on(QPointF(1000, 900))
    hand.view.select(["conv1"])
    before = hand.view.camera.visible_rect()
    other = Document()
    hand.view.set_document(other, Checker(other))
    hand.view.set_document(first, checker)
    assert hand.view.selected_ids() == ["conv1"]
    assert (hand.view.camera.visible_rect().center() - before.center()).manhattanLength() < 4


def test_reveal_selects_and_shows(hand: Hand) -> None:
    hand.document.apply(AddNode(Node("far", "image", position=Position(9000, 9000))))
    hand.view.navigation.reveal("far")
    assert hand.view.selected_ids() == ["far"]
    assert hand.view.camera.visible_rect().contains(hand.body("far"))


def test_what_is_near_comes_into_view_by_as_little_as_that_takes(hand: Hand) -> None:
    before = hand.view.camera.visible_rect()
    right = Position(before.right() - 100, before.center().y())
    hand.document.apply(AddNode(Node("near", "image", position=right)))
    hand.view.navigation.reveal("near")
    moved = hand.view.camera.visible_rect().topLeft() - before.topLeft()
    assert 0 < moved.x() < before.width() / 4 and moved.y() == 0
    hand.view.navigation.reveal("near")
    assert hand.view.camera.visible_rect().topLeft() - before.topLeft() == moved


@pytest.mark.parametrize("corner", [(0, 0), (600, 600), (-900, 1000), (1500, 1000), (0, 3000)])
def test_nothing_is_fitted_behind_an_overlay(hand: Hand, corner: tuple[int, int]) -> None:
    hand.document.apply(AddNode(Node("corner", "image", position=Position(*corner))))
    hand.view.navigation.fit_all()
    over = [part for kind in (ZoomControl, Minimap) for part in hand.view.findChildren(kind)]
    for item in hand.view.workspace.scene.node_items.values():
        shown = hand.view.camera.to_view(item.card_rect())
        assert not any(part.geometry().intersects(shown) for part in over), item.id


def test_another_theme_repaints(hand: Hand) -> None:
    before = hand.view.grab().toImage().pixelColor(5, 5)
    hand.view._theme_choice.set_mode(ColourMode.LIGHT)
    assert hand.view.grab().toImage().pixelColor(5, 5).lightness() > before.lightness() + 100


def test_an_empty_canvas_says_how_to_begin(hand: Hand) -> None:
    assert not hand.view.overlays.empty.isVisible()
    hand.view.editing.select_all()
    hand.view.editing.delete_selection()
    assert hand.view.overlays.empty.isVisible()
