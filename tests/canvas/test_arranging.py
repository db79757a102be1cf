"""Frames, notes, tidying, aligning, collapsing, colouring: each one step, and all of it undone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from backend.document.arranging import Edge
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Position, Wire
from backend.document.layout import FlowDirection
from nodeeditor.canvas.operations.arranging import MoveAnimation
from nodeeditor.canvas.scene.area_item import FrameItem, NoteItem
from nodeeditor.canvas.scene.geometry import COLLAPSED_HEIGHT
from tests.canvas.hand import IMAGE_TO_CONV, Hand
from tests.canvas.test_scene_equals_document import assert_equal


def place(hand: Hand, node: str) -> Position:
    return hand.document.node(node).position


@pytest.fixture
def framed(hand: Hand) -> str:
    """A frame around image and convolution."""
    hand.view.select(["image", "conv1"])
    hand.view.arranging.frame_selection()
    return hand.view.selected_ids()[0]


def title_of(hand: Hand, frame: str) -> QPointF:
    return hand.view.workspace.scene.node_items[frame].card_rect().topLeft() + QPointF(60, 12)


def test_a_frame_carries_what_lies_inside(hand: Hand, framed: str) -> None:
    assert isinstance(hand.view.workspace.scene.node_items[framed], FrameItem)
    start = title_of(hand, framed)
    before = place(hand, framed)
    hand.drag(start, start + QPointF(0, 240))
    moved = place(hand, framed).y - before.y
    assert moved == pytest.approx(240, abs=8)
    assert [place(hand, node).y for node in ("image", "conv1", "dense1")] == [moved, moved, 0]
    hand.document.undo()
    assert place(hand, "image") == (0, 0)


def test_inside_a_frame_a_rubber_band_begins(hand: Hand, framed: str) -> None:
    hand.drag(QPointF(200, 60), QPointF(150, 20))
    assert hand.view.selected_ids() == ["image"]
    hand.drag(QPointF(-100, -100), QPointF(900, 500))
    assert framed in hand.view.selected_ids()


def test_a_frame_is_resized_by_its_corner(hand: Hand, framed: str) -> None:
    corner = hand.view.workspace.scene.node_items[framed].card_rect().bottomRight()
    hand.drag(corner - QPointF(4, 4), corner + QPointF(60, 92))
    values = hand.document.node(framed).parameters
    assert values["width"] == pytest.approx(432 + 64, abs=8)
    assert hand.document.undo() == "Resize"
    hand.drag(corner - QPointF(4, 4), corner - QPointF(2000, 2000))
    assert hand.document.node(framed).parameters["width"] == 40


def test_deleting_a_frame_leaves_its_content(hand: Hand, framed: str) -> None:
    hand.view.select([framed])
    hand.view.editing.delete_selection()
    assert framed not in hand.document
    assert "image" in hand.document


def test_frames_and_notes_are_copied(hand: Hand, framed: str) -> None:
    hand.view.select([framed, "image"])
    hand.view.editing.copy()
    hand.view.commands.paste()
    assert len([node for node in hand.document.nodes() if node.type == "frame"]) == 2
    assert '"frame"' in QGuiApplication.clipboard().text()
    assert_equal(hand.view.workspace.scene, hand.document)


def test_a_frame_is_duplicated_with_its_content(hand: Hand, framed: str) -> None:
    start = title_of(hand, framed)
    hand.press(start, keys=Qt.KeyboardModifier.ControlModifier)
    hand.move(start + QPointF(0, 320))
    hand.view.grab()
    hand.release(start + QPointF(0, 320), keys=Qt.KeyboardModifier.ControlModifier)
    assert sorted(hand.document.node(node).type for node in hand.view.selected_ids()) == [
        "conv2d",
        "frame",
        "image",
    ]


def test_the_title_of_a_frame_is_written_on_it(hand: Hand, framed: str) -> None:
    hand.double_click(title_of(hand, framed))
    field = hand.inline_field
    QTest.keyClicks(field, "Encoder")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.document.node(framed).label == "Encoder"
    assert hand.view.inline.field is None


def test_a_note_is_written_in_place(hand: Hand) -> None:
    hand.view.commands.add_note()
    note = hand.view.selected_ids()[0]
    field = hand.inline_field
    QTest.keyClicks(field, "# Why")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "because ![x](/etc/hostname)")
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hand.document.node(note).parameters["text"].startswith("# Why\n")
    item = hand.view.workspace.scene.node_items[note]
    assert isinstance(item, NoteItem)
    hand.view.grab()
    hand.document.undo()
    hand.view.grab()


def test_tidying_is_one_step_and_keeps_the_corner(hand: Hand) -> None:
    document = hand.document
    document.apply(Connect(IMAGE_TO_CONV))
    before = {node.id: node.position for node in document.nodes()}
    hand.view.arranging.tidy(FlowDirection.RIGHT)
    assert place(hand, "image").y == place(hand, "conv1").y
    assert place(hand, "image").x < place(hand, "conv1").x
    assert document.undo() == "Tidy left to right"
    assert {node.id: node.position for node in document.nodes()} == before


def test_tidying_all_leaves_in_view_what_one_looks_at(hand: Hand) -> None:
    document = hand.document
    chain = [f"relu{number}" for number in range(20)]
    document.apply(*(AddNode(Node(node, "relu", position=Position(300.0 * n, 0))) for n, node in enumerate(chain)))
    document.apply(*(Connect(Wire(a, "out", b, "in")) for a, b in pairwise(chain)))
    hand.view.select([chain[-1]])
    hand.view.camera.centre_on(hand.body(chain[-1]))
    before = place(hand, chain[-1])
    hand.view.arranging.tidy(FlowDirection.RIGHT)
    assert place(hand, chain[-1]) == before
    hand.view.select([])
    after = {node.id: node.position for node in document.nodes()}
    hand.view.arranging.tidy(FlowDirection.RIGHT)
    assert {node.id: node.position for node in document.nodes()} == after


def test_tidying_the_selection_leaves_the_others(hand: Hand) -> None:
    hand.document.apply(Connect(IMAGE_TO_CONV))
    hand.view.select(["image", "conv1"])
    hand.view.arranging.tidy(FlowDirection.DOWN)
    assert place(hand, "conv1").y > place(hand, "image").y + 56
    assert place(hand, "dense1") == (480, 0)


def test_frames_follow_what_was_tidied(hand: Hand, framed: str) -> None:
    hand.document.apply(Connect(IMAGE_TO_CONV))
    hand.view.select([])
    hand.view.arranging.tidy(FlowDirection.DOWN)
    items = hand.view.workspace.scene.node_items
    assert all(items[framed].card_rect().contains(items[node].card_rect()) for node in ("image", "conv1"))


def test_tidied_nodes_glide_and_an_edit_ends_it(hand: Hand, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(MoveAnimation, "duration_ms", 60)
    hand.document.apply(Connect(IMAGE_TO_CONV))
    items = hand.view.workspace.scene.node_items
    hand.view.arranging.tidy(FlowDirection.DOWN)
    hand.document.apply(AddNode(Node("late", "relu")))
    assert items["conv1"].position == QPointF(*place(hand, "conv1"))
    hand.document.undo()
    hand.document.undo()
    hand.view.arranging.tidy(FlowDirection.DOWN)
    qtbot.waitUntil(lambda: items["conv1"].position == QPointF(*place(hand, "conv1")))


def test_aligning_and_distributing(hand: Hand) -> None:
    hand.view.select(["image", "label"])
    hand.view.arranging.align(Edge.RIGHT)
    hand.view.select(["image", "conv1", "dense1"])
    hand.view.arranging.distribute(True)
    hand.view.arranging.align(Edge.BOTTOM)
    assert_equal(hand.view.workspace.scene, hand.document)


def test_a_collapsed_node_shows_its_name_alone(wired: Document, hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.view.arranging.toggle_collapsed()
    card = hand.view.workspace.scene.node_items["conv1"].card
    assert (card.height, card.summary) == (COLLAPSED_HEIGHT, "")
    assert hand.view.arranging.is_collapsed()
    hand.view.grab()
    assert_equal(hand.view.workspace.scene, wired)
    hand.view.arranging.toggle_collapsed()
    assert hand.view.workspace.scene.node_items["conv1"].card.summary
    assert wired.history.labels()[0] == ["Collapse", "Open"]


def test_a_collapsed_node_can_be_wired(hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.view.arranging.toggle_collapsed()
    hand.drag(hand.port("image", "out", False), hand.port("conv1", "in", True))
    assert hand.document.wires() == [IMAGE_TO_CONV]


def test_colours(hand: Hand) -> None:
    hand.view.select(["conv1"])
    before = hand.view.workspace.scene.node_items["conv1"].card.family
    hand.view.arranging.set_colour("red")
    assert hand.view.workspace.scene.node_items["conv1"].card.family == "loss"
    hand.view.arranging.set_colour("")
    assert hand.view.workspace.scene.node_items["conv1"].card.family == before


def test_bypassing_is_a_toggle_and_dims(wired: Document, hand: Hand) -> None:
    wired.apply(AddNode(Node("relu1", "relu", position=Position(240, 200))))
    hand.view.select(["relu1"])
    hand.view.rewiring.toggle_bypass()
    assert wired.node("relu1").bypassed
    hand.view.grab()
    hand.view.rewiring.toggle_bypass()
    assert not wired.node("relu1").bypassed
    hand.view.select(["image"])
    hand.view.rewiring.toggle_bypass()
    assert not wired.node("image").bypassed
