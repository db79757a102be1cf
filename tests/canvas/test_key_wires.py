"""Wires by keys: what they aim at first, how far they reach, and where a layer at their end goes."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backend.document.document import Document
from backend.document.edits import AddNode, Connect, RemoveNode
from backend.document.graph import Node, Position, Wire
from tests.canvas.hand import Hand

Key, Held = Qt.Key, Qt.KeyboardModifier
FAR = 9000.0


@pytest.fixture
def skip(wired: Document) -> Document:
    """A second convolution, and far out of view a sum that waits for it."""
    wired.apply(
        RemoveNode("dense1"),
        AddNode(Node("conv2", "conv2d", position=Position(480, 200))),
        AddNode(Node("relu", "relu", position=Position(720, 0))),
        AddNode(Node("add", "add", position=Position(FAR, 0))),
        Connect(Wire("conv1", "out", "add", "in1")),
        Connect(Wire("image", "out", "conv2", "in")),
        Connect(Wire("conv1", "out", "relu", "in")),
    )
    return wired


def begin(hand: Hand, node: str) -> str:
    """Begins a wire at a node's first output; returns the port that it aims at."""
    hand.view.select([node])
    hand.key(Key.Key_W)
    hovered = hand.view.workspace.scene.context.hovered
    return f"{hovered.node}.{hovered.port}"


def asked(hand: Hand, words: str) -> str:
    field = hand.search_field
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Key.Key_Return)
    return hand.view.selected_ids()[0]


def test_a_free_port_out_of_view_comes_before_taken_ones_nearby(skip: Document, hand: Hand) -> None:
    assert begin(hand, "conv2") == "add.in2"
    assert hand.view.camera.visible_rect().contains(hand.body("add"))
    hand.key(Key.Key_Return)
    assert skip.wire_into("add", "in2") == Wire("conv2", "out", "add", "in2")


def test_a_wire_that_is_there_is_not_offered_again(wired: Document, hand: Hand) -> None:
    assert begin(hand, "image") == "dense1.in"
    hand.key(Key.Key_Left)
    hand.key(Key.Key_Return)
    assert Wire("image", "out", "dense1", "in") in wired.wires()


def test_the_last_port_in_a_direction_stays_aimed_at(skip: Document, hand: Hand) -> None:
    begin(hand, "conv2")
    hand.key(Key.Key_Right)
    hand.key(Key.Key_Return)
    assert skip.wire_into("add", "in2") is not None


@pytest.mark.usefixtures("skip")
def test_what_would_be_replaced_is_said(hand: Hand) -> None:
    begin(hand, "conv2")
    hand.key(Key.Key_Left)
    told = hand.view.overlays.hint.text
    assert told.endswith("relu.in: Enter replaces the wire from conv1")


@pytest.mark.parametrize("port", ["hidden", "cell"])
def test_a_state_goes_to_its_namesake(hand: Hand, port: str) -> None:
    document = hand.document
    document.apply(
        AddNode(Node("lstm1", "lstm", position=Position(0, 320))),
        AddNode(Node("lstm2", "lstm", position=Position(320, 320))),
    )
    hand.drag(hand.port("lstm1", port, False), hand.body("lstm2"))
    assert document.wires() == [Wire("lstm1", port, "lstm2", f"initial_{port}")]


def test_a_layer_at_the_end_of_a_wire_lies_on_no_other(skip: Document, hand: Hand) -> None:
    begin(hand, "image")
    hand.key(Key.Key_Tab)
    fresh = asked(hand, "conv 64 1")
    assert skip.wire_into(fresh, "in") == Wire("image", "out", fresh, "in")
    rects = [item.card_rect() for item in hand.view.workspace.scene.node_items.values()]
    assert not any(first.intersects(second) for first, second in combinations(rects, 2))


def test_a_layer_before_an_input_stands_at_its_left(hand: Hand) -> None:
    hand.view.select(["dense1"])
    hand.key(Key.Key_Left)
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_W)
    hand.key(Key.Key_Tab)
    fresh = asked(hand, "relu")
    scene = hand.view.workspace.scene
    assert scene.node_items[fresh].card_rect().right() < scene.node_items["conv1"].card_rect().left()
    assert hand.document.wires() == [Wire(fresh, "out", "conv1", "in")]


@pytest.mark.usefixtures("pointer_rests")
def test_behind_several_that_one_walked_to_tab_searches(wired: Document, hand: Hand) -> None:
    wired.apply(
        AddNode(Node("relu1", "relu", position=Position(240, 120))), Connect(Wire("image", "out", "relu1", "in"))
    )
    hand.view.select(["conv1"])
    hand.key(Key.Key_Down, Held.ControlModifier)
    assert hand.view.selected_ids() == ["conv1", "relu1"]
    hand.key(Key.Key_Tab)
    assert hand.view.prompts.search.isVisible()
    first = hand.view.workspace.checker.layers.find(hand.view.prompts.search.offered()[0])
    assert first is not None and (first.inputs[0].many or len(first.inputs) > 1)


@pytest.mark.usefixtures("pointer_rests")
def test_the_middle_of_what_goes_behind_is_level(wired: Document, hand: Hand) -> None:
    wired.apply(RemoveNode("dense1"))
    hand.view.select(["conv1"])
    for words in ("flatten", "dense", "unsqueeze 1", "lstm", "dense"):
        hand.key(Key.Key_Tab, Held.NoModifier)
        asked(hand, words)
    items = hand.view.workspace.scene.node_items
    row = [items[node.id].card_rect() for node in wired.nodes() if node.id != "label"]
    assert {rect.center().y() for rect in row} == {28.0}
    assert len({rect.height() for rect in row}) > 1
