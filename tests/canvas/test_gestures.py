"""Gestures with real mouse events: each is one step of the history, and can be cancelled without a trace."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtTest import QTest

from backend.document.actions import remove_nodes
from backend.document.document import Document
from backend.document.edits import AddNode
from backend.document.graph import Node, Position, Wire
from tests.canvas.hand import IMAGE_TO_CONV, Hand

VOID = QPointF(320, 330)


def test_dropping_a_layer_adds_it_about_the_pointer(hand: Hand) -> None:
    hand.drop("conv2d", VOID)
    node = hand.document.node("conv2")
    assert abs(node.position.x + 80 - VOID.x()) <= 4
    assert abs(node.position.y + 28 - VOID.y()) <= 4
    assert hand.view.selected_ids() == ["conv2"]
    hand.document.undo()
    assert "conv2" not in hand.document
    assert "conv2" not in hand.view.workspace.scene.node_items


def test_dropping_on_a_wire_inserts(wired: Document, hand: Hand) -> None:
    hand.drop("relu", QPointF(200, 28))
    assert [wire.source for wire in wired.wires_into("conv1")] == ["relu1"]
    assert [wire.source for wire in wired.wires_into("relu1")] == ["image"]
    assert wired.undo() == "Add ReLU"
    assert wired.wires() == [IMAGE_TO_CONV]


def test_dropping_something_else_is_ignored(hand: Hand) -> None:
    hand.drop("no such layer", VOID)
    assert len(hand.document.nodes()) == 4


def test_dragging_a_wire_connects(hand: Hand) -> None:
    hand.drag(hand.port("image", "out", False), hand.port("conv1", "in", True))
    assert hand.document.wires() == [IMAGE_TO_CONV]
    assert list(hand.view.workspace.scene.wire_items) == [IMAGE_TO_CONV]
    hand.document.undo()
    assert not hand.view.workspace.scene.wire_items


def test_a_wire_can_be_drawn_backwards(hand: Hand) -> None:
    hand.drag(hand.port("conv1", "in", True), hand.port("image", "out", False))
    assert hand.document.wires() == [IMAGE_TO_CONV]


def test_a_wire_dropped_on_a_card_takes_its_first_port_that_fits(hand: Hand) -> None:
    hand.drag(hand.port("image", "out", False), hand.body("conv1"))
    assert hand.document.wires() == [IMAGE_TO_CONV]


def test_ports_are_hit_from_twelve_pixels_away(hand: Hand) -> None:
    aside = QPointF(8, 8)
    hand.drag(hand.port("image", "out", False) + aside, hand.port("conv1", "in", True) - aside)
    assert hand.document.wires() == [IMAGE_TO_CONV]


def test_a_refused_wire_says_why_while_it_hovers(hand: Hand) -> None:
    said: list[str] = []
    hand.view.status_message.connect(said.append)
    target = hand.port("conv1", "in", True)
    hand.press(hand.port("label", "out", False))
    hand.move(target)
    assert "floating-point" in hand.view.overlays.hint.text
    hand.release(target)
    assert "floating-point" in said[-1]
    assert not hand.document.wires()
    assert not hand.view.overlays.hint.text


def test_the_input_end_of_a_wire_can_be_moved(wired: Document, hand: Hand) -> None:
    hand.drag(hand.port("conv1", "in", True), hand.port("dense1", "in", True))
    assert wired.wires() == [Wire("image", "out", "dense1", "in")]
    assert wired.undo() == "Move wire"
    assert wired.wires() == [IMAGE_TO_CONV]


def test_a_wire_taken_off_its_input_and_dropped_in_the_void_is_removed(wired: Document, hand: Hand) -> None:
    hand.drag(hand.port("conv1", "in", True), VOID)
    assert not wired.wires()


def test_a_wire_put_back_changes_nothing(wired: Document, hand: Hand) -> None:
    port = hand.port("conv1", "in", True)
    hand.press(port)
    hand.move(VOID)
    hand.move(port)
    hand.release(port)
    assert wired.history.labels() == ([], [])
    assert hand.view.workspace.scene.wire_items[IMAGE_TO_CONV].shown


def test_a_wire_dropped_in_the_void_is_seen_while_a_layer_is_searched_for(hand: Hand) -> None:
    start = hand.port("image", "out", is_input=False)
    end = start + QPointF(60, 90)
    around = QRectF(start, end).normalized().adjusted(0, 10, 0, -14)
    place = QRect(hand.at(around.topLeft()), hand.at(around.bottomRight()))
    before = hand.view.viewport().grab(place).toImage()
    hand.drag(start, end)
    assert hand.view.prompts.search.isVisible() and not hand.view.prompts.search.geometry().intersects(place)
    assert hand.view.viewport().grab(place).toImage() != before
    QTest.keyClick(hand.search_field, Qt.Key.Key_Escape)
    assert hand.view.viewport().grab(place).toImage() == before


def test_a_wire_dropped_in_the_void_offers_what_fits_and_wires_it(hand: Hand) -> None:
    hand.drag(hand.port("label", "out", False), VOID)
    search = hand.view.prompts.search
    assert search.isVisible()
    assert "conv2d" not in search.offered()
    QTest.keyClicks(hand.search_field, "embedding")
    QTest.keyClick(hand.search_field, Qt.Key.Key_Return)
    assert hand.document.wires() == [Wire("label", "out", "embedding1", "in")]
    assert hand.document.undo() == "Add Embedding"
    assert "embedding1" not in hand.document


def test_what_needs_nothing_else_is_offered_first(hand: Hand) -> None:
    """An attention asks for keys besides, an addition for a second vector."""
    hand.document.apply(AddNode(Node("vector", "vector", position=Position(0, 320))))
    hand.drag(hand.port("vector", "out", False), VOID)
    offered = hand.view.prompts.search.offered()
    assert offered[0] == "dense"
    assert max(map(offered.index, ("dense", "relu", "dropout"))) < min(
        map(offered.index, ("additive_attention", "add"))
    )


def test_moving_snaps_to_the_grid_and_is_one_step(hand: Hand) -> None:
    start = hand.body("conv1")
    hand.press(start)
    for way in range(1, 20):
        hand.move(start + QPointF(5 * way, 3 * way))
    hand.release(start + QPointF(95, 57))
    assert hand.document.node("conv1").position == Position(336, 56)
    assert hand.document.undo() == "Move"
    assert hand.document.node("conv1").position == Position(240, 0)
    assert hand.document.undo() == ""


def test_moving_takes_the_selection_along(hand: Hand) -> None:
    hand.view.select(["image", "conv1"])
    hand.drag(hand.body("image"), hand.body("image") + QPointF(0, 80))
    positions = [hand.document.node(node).position for node in ("image", "conv1", "dense1")]
    assert positions == [(0, 80), (240, 80), (480, 0)]


def test_escape_cancels_a_move(hand: Hand) -> None:
    start = hand.body("conv1")
    hand.press(start)
    hand.move(start + QPointF(80, 80))
    hand.key(Qt.Key.Key_Escape)
    hand.release(start + QPointF(80, 80))
    assert hand.document.history.labels() == ([], [])
    assert hand.view.workspace.scene.node_items["conv1"].position == QPointF(240, 0)


def test_escape_cancels_a_wire(hand: Hand) -> None:
    hand.press(hand.port("image", "out", False))
    hand.move(hand.port("conv1", "in", True))
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.port("conv1", "in", True))
    assert not hand.document.wires()


def test_clicks_select_and_keys_extend(hand: Hand) -> None:
    hand.click(hand.body("image"))
    assert hand.view.selected_ids() == ["image"]
    hand.click(hand.body("conv1"), Qt.KeyboardModifier.ShiftModifier)
    assert hand.view.selected_ids() == ["image", "conv1"]
    hand.click(hand.body("image"), Qt.KeyboardModifier.ControlModifier)
    assert hand.view.selected_ids() == ["conv1"]
    hand.click(VOID)
    assert hand.view.selected_ids() == []


def test_to_the_left_the_rubber_band_selects_what_it_touches(hand: Hand) -> None:
    chosen: list[list[str]] = []
    hand.view.selection_changed.connect(chosen.append)
    hand.drag(QPointF(300, 100), QPointF(-60, -60))
    assert hand.view.selected_ids() == ["image", "conv1"]
    assert chosen[-1] == ["image", "conv1"]


def test_to_the_right_the_rubber_band_selects_what_lies_inside(hand: Hand) -> None:
    hand.drag(QPointF(-60, -60), QPointF(300, 100))
    assert hand.view.selected_ids() == ["image"]
    hand.drag(QPointF(-60, -60), QPointF(420, 100))
    assert hand.view.selected_ids() == ["image", "conv1"]


def test_delete_removes_nodes_with_their_wires_in_one_step(wired: Document, hand: Hand) -> None:
    hand.click(hand.body("image"))
    hand.view.editing.delete_selection()
    assert "image" not in wired
    assert not wired.wires()
    wired.undo()
    assert wired.wires() == [IMAGE_TO_CONV]


def test_a_clicked_wire_can_be_deleted(wired: Document, hand: Hand) -> None:
    hand.click(QPointF(200, 28))
    hand.view.editing.delete_selection()
    assert not wired.wires()
    assert "image" in wired


@pytest.mark.parametrize("space", [False, True])
def test_the_ground_is_panned(hand: Hand, space: bool) -> None:
    before = hand.at(QPointF(0, 0))
    if space:
        QTest.keyPress(hand.view, Qt.Key.Key_Space)
    button = Qt.MouseButton.LeftButton if space else Qt.MouseButton.MiddleButton
    viewport, start = hand.view.viewport(), QPoint(300, 300)
    QTest.mousePress(viewport, button, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(viewport, start + QPoint(40, 30))
    QTest.mouseRelease(viewport, button, Qt.KeyboardModifier.NoModifier, start + QPoint(40, 30))
    assert hand.at(QPointF(0, 0)) - before == QPoint(40, 30)
    assert not hand.view.selected_ids()


def test_a_double_click_activates_a_node(hand: Hand) -> None:
    activated: list[str] = []
    hand.view.node_activated.connect(activated.append)
    QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=hand.at(hand.body("conv1")))
    assert activated == ["conv1"]


def test_a_double_click_on_the_ground_adds_by_search(hand: Hand) -> None:
    QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=hand.at(VOID))
    search = hand.view.prompts.search
    QTest.keyClicks(hand.search_field, "fc")
    QTest.keyClick(hand.search_field, Qt.Key.Key_Return)
    assert hand.document.node("dense2").position == Position(240, 304)
    assert not search.isVisible()


def test_tab_opens_the_search_and_escape_closes_it(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Tab)
    search = hand.view.prompts.search
    assert search.isVisible()
    QTest.keyClick(hand.search_field, Qt.Key.Key_Escape)
    assert not search.isVisible()


def test_an_edit_from_elsewhere_cancels_the_gesture(hand: Hand) -> None:
    hand.view.select(["image", "conv1"])
    start = hand.body("conv1")
    hand.press(start)
    hand.move(start + QPointF(80, 80))
    hand.document.apply(*remove_nodes(hand.document, ["conv1"]))
    hand.release(start + QPointF(80, 80))
    assert hand.document.history.labels()[0] == ["Edit"]
    assert hand.view.workspace.scene.node_items["image"].position == QPointF(0, 0)


def test_a_layer_that_does_not_fit_a_wire_is_not_inserted_and_says_why(
    wired: Document, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(hand.view.prompts, "show_message", lambda message, _at=None: said.append(message))
    hand.drop("lstm", QPointF(200, 28))
    assert any("LSTM 'lstm1' reads a sequence" in text for text in said)
    assert said[-1] == ""
    assert "lstm1" in wired
    assert wired.wires() == [IMAGE_TO_CONV]
