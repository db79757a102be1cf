"""The canvas without a mouse: walking, ports, wires, values, menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backend.document.document import Document
from backend.document.edits import AddNode
from backend.document.graph import Node, Position, Wire
from nodeeditor.canvas.gestures.key_wire import KeyWire, nearest
from tests.canvas.hand import IMAGE_TO_CONV, Hand

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.mark.parametrize(
    ("way", "expected"),
    [(QPoint(1, 0), "right"), (QPoint(-1, 0), None), (QPoint(0, 1), "below"), (QPoint(0, -1), None)],
)
def test_what_lies_in_a_direction(way: QPoint, expected: str | None) -> None:
    places = {"right": QPointF(200, 40), "far": QPointF(900, 0), "below": QPointF(10, 300)}
    assert nearest(QPointF(0, 0), places, way) == expected


def test_arrows_walk_from_node_to_node(hand: Hand) -> None:
    hand.view.select(["image"])
    steps = ((Key.Key_Right, "conv1"), (Key.Key_Right, "dense1"), (Key.Key_Left, "conv1"), (Key.Key_Left, "image"))
    for key, expected in steps:
        hand.key(key)
        assert hand.view.selected_ids() == [expected]
    hand.key(Key.Key_Down)
    assert hand.view.selected_ids() == ["label"]
    hand.key(Key.Key_Down)
    assert hand.view.selected_ids() == ["label"]


def test_with_nothing_chosen_arrows_begin_in_the_middle_of_the_view(hand: Hand) -> None:
    hand.key(Key.Key_Right)
    assert hand.view.selected_ids() == ["conv1"]


def test_ctrl_adds_to_the_selection_and_a_chain_is_made(hand: Hand) -> None:
    hand.view.select(["image"])
    hand.key(Key.Key_Right, Held.ControlModifier)
    hand.key(Key.Key_Right, Held.ControlModifier)
    assert hand.view.selected_ids() == ["image", "conv1", "dense1"]
    hand.view.rewiring.chain_selection()
    assert hand.document.wires() == [IMAGE_TO_CONV, Wire("conv1", "out", "dense1", "in")]


def test_tab_goes_through_the_ports_of_the_node_one_walks_on(hand: Hand) -> None:
    hand.document.apply(AddNode(Node("lstm1", "lstm", position=Position(720, 0))))
    hand.view.select(["dense1"])
    hand.key(Key.Key_Right)
    seen = []
    for _ in range(8):
        hand.key(Key.Key_Tab)
        hovered = hand.view.workspace.scene.context.hovered
        seen.append(hovered.port)
    assert seen[:4] == ["in", "initial_hidden", "initial_cell", "sequence"]
    assert seen[7] == "in"
    hand.key(Key.Key_Tab, Held.ShiftModifier)
    assert hand.view.workspace.scene.context.hovered.port == "cell"
    assert not hand.view.prompts.search.isVisible()


def test_after_a_click_tab_opens_the_search(hand: Hand) -> None:
    hand.view.select(["image"])
    hand.key(Key.Key_Right)
    hand.click(hand.body("conv1"))
    hand.key(Key.Key_Tab)
    assert hand.view.prompts.search.isVisible()


def test_a_wire_is_drawn_by_keys(hand: Hand) -> None:
    hand.view.select(["image"])
    hand.key(Key.Key_W)
    assert isinstance(hand.view.gestures.gesture, KeyWire)
    hand.view.grab()
    hand.key(Key.Key_Right)
    assert hand.view.workspace.scene.context.hovered.node == "dense1"
    hand.key(Key.Key_Left)
    hand.key(Key.Key_Return)
    assert hand.document.wires() == [IMAGE_TO_CONV]
    assert not hand.view.gestures.busy


def test_a_wire_by_keys_asks_for_a_layer(hand: Hand) -> None:
    hand.view.select(["image"])
    hand.key(Key.Key_W)
    hand.key(Key.Key_Tab)
    QTest.keyClicks(hand.search_field, "conv 16 5")
    QTest.keyClick(hand.search_field, Key.Key_Return)
    assert hand.document.node("conv2").parameters == {"filters": 16, "kernel": 5}
    assert hand.document.wires() == [Wire("image", "out", "conv2", "in")]


def test_escape_leaves_a_wire_and_nothing_remains(hand: Hand) -> None:
    hand.view.select(["image"])
    hand.key(Key.Key_W)
    hand.key(Key.Key_Escape)
    assert not hand.view.gestures.busy
    assert hand.document.history.labels() == ([], [])


def test_a_wire_by_keys_without_a_target_changes_nothing(wired: Document, hand: Hand) -> None:
    hand.view.select(["label"])
    hand.key(Key.Key_W)
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Return)
    assert wired.wires() == [IMAGE_TO_CONV]


def test_enter_edits_the_main_parameter(hand: Hand) -> None:
    hand.view.select(["dense1"])
    hand.key(Key.Key_Return)
    field = hand.inline_field
    QTest.keyClicks(field, "10")
    QTest.keyClick(field, Key.Key_Return)
    assert hand.document.node("dense1").parameters == {"units": 10}
    assert hand.document.undo() == "Set Units"


def test_a_wrong_value_is_told_and_the_field_stays(hand: Hand) -> None:
    said: list[str] = []
    hand.view.status_message.connect(said.append)
    hand.double_click(hand.body("conv1"))
    field = hand.inline_field
    QTest.keyClicks(field, "-3")
    QTest.keyClick(field, Key.Key_Return)
    assert "must be a whole number" in said[-1]
    assert hand.inline_field is field
    QTest.keyClick(field, Key.Key_Escape)
    assert hand.view.inline.field is None
    assert hand.document.history.labels() == ([], [])


def test_leaving_the_field_takes_its_value_over(hand: Hand) -> None:
    hand.double_click(hand.body("conv1"))
    QTest.keyClicks(hand.inline_field, "48")
    hand.view.setFocus()
    assert hand.document.node("conv1").parameters == {"filters": 48}


def test_a_default_is_not_written_down(hand: Hand) -> None:
    hand.double_click(hand.body("conv1"))
    QTest.keyClicks(hand.inline_field, "48")
    QTest.keyClick(hand.inline_field, Key.Key_Return)
    hand.double_click(hand.body("conv1"))
    QTest.keyClicks(hand.inline_field, "32")
    QTest.keyClick(hand.inline_field, Key.Key_Return)
    assert hand.document.node("conv1").parameters == {}


def test_renaming(hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.view.commands.rename_selection()
    QTest.keyClicks(hand.inline_field, "Stem")
    QTest.keyClick(hand.inline_field, Key.Key_Return)
    assert hand.document.node("conv1").label == "Stem"


def test_ctrl_and_shift_move_far(hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.key(Key.Key_Right, Held.ShiftModifier | Held.ControlModifier)
    assert hand.document.node("conv1").position == (280, 0)


def test_the_menu_key_asks_for_a_menu_beside_the_node(hand: Hand) -> None:
    asked: list[QPoint] = []
    hand.view.menu_requested.connect(asked.append)
    hand.view.select(["conv1"])
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(hand.view.viewport(), event)
    assert asked == [hand.view.viewport().mapToGlobal(hand.at(hand.body("conv1")))]
