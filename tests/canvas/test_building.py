"""Building with the mouse: into wires, copies by Ctrl, cutting, moving and swapping wires, bends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from backend.document.actions import bend
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, MoveNodes, RemoveNode
from backend.document.graph import Node, Position, Wire
from nodeeditor.canvas.gestures.nodes import MoveGesture
from nodeeditor.canvas.gestures.wire import DragWire
from nodeeditor.canvas.search.search_panel import SearchPanel
from nodeeditor.widgets import SearchField
from tests.canvas.hand import IMAGE_TO_CONV, Hand, child

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CONV_TO_DENSE = Wire("conv1", "out", "dense1", "in")


def ends(document: Document) -> set[tuple[str, str]]:
    return {(wire.source, wire.target) for wire in document.wires()}


def test_a_dropped_node_goes_into_the_wire_and_neighbours_step_aside(wired: Document, hand: Hand) -> None:
    wired.apply(AddNode(Node("relu1", "relu", position=Position(0, 320))))
    hand.drag(hand.body("relu1"), QPointF(200, 28))
    assert ends(wired) == {("image", "relu1"), ("relu1", "conv1")}
    places = {node: wired.node(node).position for node in ("image", "relu1", "conv1", "dense1")}
    assert places["image"].y == places["relu1"].y == places["conv1"].y
    assert places["relu1"].x >= 160 + 64
    assert places["conv1"].x >= places["relu1"].x + 160 + 64
    assert places["dense1"].x >= places["conv1"].x + 160
    assert wired.undo() == "Insert into wire"
    assert wired.wires() == [IMAGE_TO_CONV]
    assert wired.node("relu1").position == (0, 320)


def test_the_wire_lights_up_while_a_node_hovers_that_fits(wired: Document, hand: Hand) -> None:
    wired.apply(AddNode(Node("relu1", "relu", position=Position(0, 320))))
    hand.press(hand.body("relu1"))
    hand.move(QPointF(190, 100))
    hand.move(QPointF(200, 28))
    assert hand.view.workspace.scene.context.hovered.wire == IMAGE_TO_CONV
    hand.key(Qt.Key.Key_Escape)
    hand.release(QPointF(200, 28))
    assert wired.wires() == [IMAGE_TO_CONV]


def test_a_wired_node_is_only_moved(wired: Document, hand: Hand) -> None:
    wired.apply(
        AddNode(Node("relu1", "relu", position=Position(0, 320))), Connect(Wire("conv1", "out", "relu1", "in"))
    )
    hand.drag(hand.body("relu1"), QPointF(200, 28))
    assert IMAGE_TO_CONV in wired.wires()


def test_dragging_with_ctrl_duplicates(wired: Document, hand: Hand) -> None:
    hand.view.select(["image", "conv1"])
    hand.drag(hand.body("conv1"), hand.body("conv1") + QPointF(0, 240), keys=CTRL)
    assert hand.view.selected_ids() == ["image1", "conv2"]
    assert wired.node("conv2").position == (240, 240)
    assert wired.node("conv1").position == (240, 0)
    assert ends(wired) == {("image", "conv1"), ("image1", "conv2")}
    assert wired.undo() == "Duplicate 2 nodes"


@pytest.mark.parametrize(("button", "key"), [(Qt.MouseButton.LeftButton, ALT), (Qt.MouseButton.RightButton, CTRL)])
def test_a_stroke_cuts_what_it_crosses(
    wired: Document, hand: Hand, button: Qt.MouseButton, key: Qt.KeyboardModifier
) -> None:
    wired.apply(Connect(CONV_TO_DENSE))
    hand.drag(QPointF(180, -60), QPointF(220, 120), button, key)
    assert wired.wires() == [CONV_TO_DENSE]
    assert wired.undo() == "Cut wire"
    hand.press(QPointF(200, -60), button, key)
    for point in (QPointF(200, 100), QPointF(440, 100), QPointF(440, -60)):
        hand.move(point)
    hand.release(QPointF(440, -60), button, key)
    assert wired.wires() == []
    assert wired.undo() == "Cut 2 wires"


def test_a_stroke_beside_cuts_nothing(wired: Document, hand: Hand) -> None:
    hand.drag(QPointF(165, 60), QPointF(235, 100), keys=ALT)
    assert wired.wires() == [IMAGE_TO_CONV]
    assert wired.history.labels() == ([], [])


def test_the_output_end_of_a_wire_can_be_moved_by_its_body(wired: Document, hand: Hand) -> None:
    wired.apply(
        AddNode(Node("photo", "image", position=Position(0, -120))),
    )
    hand.drag(QPointF(182, 28), hand.port("photo", "out", False))
    assert ends(wired) == {("photo", "conv1")}


def test_a_grabbed_wire_dropped_in_the_void_stays(wired: Document, hand: Hand) -> None:
    hand.drag(QPointF(200, 28), QPointF(200, 330))
    assert wired.wires() == [IMAGE_TO_CONV]
    assert hand.view.workspace.scene.wire_items[IMAGE_TO_CONV].shown


def test_a_wire_dropped_on_a_fed_input_swaps(hand: Hand) -> None:
    document = hand.document
    document.apply(
        AddNode(Node("photo", "image", position=Position(0, -160))),
        AddNode(Node("conv2", "conv2d", position=Position(240, -160))),
        Connect(IMAGE_TO_CONV),
        Connect(Wire("photo", "out", "conv2", "in")),
    )
    hand.drag(hand.port("conv1", "in", True), hand.port("conv2", "in", True))
    assert ends(document) == {("image", "conv2"), ("photo", "conv1")}
    assert document.undo() == "Swap wires"
    assert ends(document) == {("image", "conv1"), ("photo", "conv2")}


def test_ports_that_fit_light_up_while_a_wire_is_drawn(hand: Hand) -> None:
    hand.press(hand.port("image", "out", False))
    hand.move(QPointF(200, 80))
    gesture = hand.view.gestures._gesture
    assert isinstance(gesture, DragWire) and gesture._open is not None
    assert [(end.node, end.port) for end in gesture._open] == [("conv1", "in"), ("dense1", "in")]
    hand.view.grab()
    hand.key(Qt.Key.Key_Escape)
    hand.release(QPointF(200, 80))


def test_a_bend_is_grabbed_inside_and_wired_beside(wired: Document, hand: Hand) -> None:
    edits, dot = bend(wired, IMAGE_TO_CONV, Position(190, 160))
    wired.apply(*edits)
    middle = hand.body(dot)
    hand.drag(middle, middle + QPointF(0, 80))
    assert wired.node(dot).position == (192, 240)
    hand.view.grab()
    beside = hand.body(dot) + QPointF(11, 0)
    hand.drag(beside, hand.port("dense1", "in", True))
    assert (dot, "dense1") in ends(wired)
    hand.click(hand.body(dot))
    hand.view.editing.delete_selection()
    assert ends(wired) == {("image", "conv1"), ("image", "dense1")}


def test_guides_bring_neighbours_into_line(hand: Hand) -> None:
    hand.document.apply(MoveNodes({"image": Position(3, 3)}))
    start = hand.body("conv1")
    hand.press(start)
    hand.move(start + QPointF(40, 40))
    hand.move(start + QPointF(40, 1))
    gesture = hand.view.gestures._gesture
    assert isinstance(gesture, MoveGesture) and gesture._snap.guides
    hand.view.grab()
    hand.release(start + QPointF(40, 1))
    assert hand.document.node("conv1").position.y in (0, 3)


def test_with_shift_nothing_snaps(hand: Hand) -> None:
    hand.view.select(["conv1"])
    start = hand.body("conv1")
    hand.press(start)
    hand.move(start + QPointF(33, 133))
    pointer = hand.view.viewport().pointer_at(hand.at(start + QPointF(33, 133)), Qt.KeyboardModifier.ShiftModifier)
    hand.view.gestures.move(pointer)
    hand.release(start + QPointF(33, 133))
    assert hand.document.node("conv1").position == (273, 133)


def test_a_layer_that_is_searched_for_over_a_wire_goes_into_it(
    wired: Document, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand.view.viewport(), "cursor_point", lambda: hand.at(QPointF(200, 28)))
    hand.key(Qt.Key.Key_Tab)
    QTest.keyClicks(hand.search_field, "conv 8 3 same")
    QTest.keyClick(hand.search_field, Qt.Key.Key_Return)
    assert ends(wired) == {("image", "conv2"), ("conv2", "conv1")}
    assert wired.node("conv2").parameters == {"filters": 8, "kernel": 3, "padding": "same"}


def test_dropping_from_the_palette_makes_room(wired: Document, hand: Hand) -> None:
    hand.drop("relu", QPointF(200, 28))
    assert wired.node("relu1").position.y == 0
    assert wired.node("conv1").position.x >= wired.node("relu1").position.x + 160 + 64


def test_a_search_whose_node_is_gone_adds_nothing(wired: Document, hand: Hand) -> None:
    start = hand.port("dense1", "in", True)
    hand.drag(start, start + QPointF(-60, 200))
    search = hand.view.findChild(SearchPanel)
    assert search is not None and search.isVisible()
    wired.apply(RemoveNode("dense1"))
    before = len(wired.nodes())
    field = child(search, SearchField)
    QTest.keyClicks(field, "relu")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(wired.nodes()) == before
