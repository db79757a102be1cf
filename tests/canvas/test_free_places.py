"""New cards never cover others, search wires what fits, and Delete takes selected wires too."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from backend.document.arranging import Rect, overlap, spread
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Position, Wire
from nodeeditor.canvas.scene.area_item import AreaItem
from nodeeditor.commands.table import something_selected
from tests.canvas.hand import IMAGE_TO_CONV, Hand
from tests.source.test_blocks import residual


def covered(hand: Hand) -> list[tuple[str, str]]:
    """The pairs of cards of which one lies on the other."""
    items = {n: i for n, i in hand.view.workspace.scene.node_items.items() if not isinstance(i, AreaItem)}
    return [(a, b) for a, b in combinations(items, 2) if items[a].card_rect().intersects(items[b].card_rect())]


def test_the_palette_adds_where_nothing_lies(document: Document, hand: Hand) -> None:
    for _ in range(12):
        hand.view.commands.add_layer("conv2d")
    assert len(document.graph) == 16 and not covered(hand)


def test_the_search_over_a_card_adds_beside_it(document: Document, hand: Hand) -> None:
    hand.view.commands.adding.ask_at(hand.at(hand.body("dense1")), hand.body("dense1"))
    QTest.keyClicks(hand.search_field, "lstm")
    QTest.keyClick(hand.search_field, Qt.Key.Key_Return)
    assert len(document.graph) == 5 and not covered(hand)


def test_a_layer_dropped_on_a_card_goes_beside_it(document: Document, hand: Hand) -> None:
    hand.drop("lstm", hand.body("dense1"))
    assert len(document.graph) == 5 and not covered(hand)


def test_what_is_pasted_lies_on_nothing(document: Document, hand: Hand) -> None:
    hand.view.select(["image", "conv1"])
    hand.view.editing.copy()
    hand.view.editing.paste(QPointF(10, 10))
    hand.view.editing.paste(QPointF(10, 10))
    assert len(document.graph) == 8 and not covered(hand)


def test_an_expanded_block_makes_room(wired: Document, hand: Hand) -> None:
    wired.apply(
        *residual(),
        AddNode(Node("block1", "block:residual", position=Position(480, -160))),
        AddNode(Node("after", "relu", position=Position(700, -160))),
        AddNode(Node("below", "relu", position=Position(480, -60))),
    )
    hand.view.select(["block1"])
    hand.view.blocks.expand()
    assert "block1" not in wired and not covered(hand)
    assert wired.node("image").position == Position(0, 0)
    wired.undo()
    assert wired.node("after").position == Position(700, -160)


def test_a_block_that_was_just_made_goes_back_to_where_its_nodes_were(wired: Document, hand: Hand) -> None:
    before = {node.position for node in wired.nodes()}
    hand.view.select(["conv1"])
    hand.view.blocks.group("stage")
    hand.view.blocks.expand()
    assert {node.position for node in wired.nodes()} == before


def test_room_keeps_rows_and_gaps() -> None:
    rects = {
        "left": Rect(0, 0, 160, 56),
        "right": Rect(400, 0, 160, 56),
        "further": Rect(640, 16, 160, 80),
        "reached": Rect(900, 80, 160, 56),
        "below": Rect(200, 120, 160, 56),
        "above": Rect(400, -200, 160, 56),
    }
    block, after = Rect(200, 0, 160, 56), Rect(200, 0, 500, 200)
    moved = {**{n: Position(r.x, r.y) for n, r in rects.items()}, **spread(rects, block, after)}
    shifted = {n: rects[n]._replace(x=at.x, y=at.y) for n, at in moved.items()}
    assert not any(overlap(a, b) for a, b in combinations([after, *shifted.values()], 2))
    assert moved["left"] == Position(0, 0) and moved["above"] == Position(400, -200)
    assert moved["further"].x - moved["right"].x == 240 == rects["further"].x - rects["right"].x


@pytest.mark.usefixtures("pointer_rests")
def test_the_search_feeds_the_free_input_of_the_selected_loss(document: Document, hand: Hand) -> None:
    document.apply(
        AddNode(Node("loss", "cross_entropy", position=Position(720, 0))),
        Connect(Wire("dense1", "out", "loss", "prediction")),
    )
    hand.view.select(["loss"])
    hand.key(Qt.Key.Key_Tab)
    QTest.keyClicks(hand.search_field, "class target")
    QTest.keyClick(hand.search_field, Qt.Key.Key_Return)
    (target,) = hand.view.selected_ids()
    assert document.node(target).type == "class_target"
    assert document.wires_into("loss") == [
        Wire("dense1", "out", "loss", "prediction"),
        Wire(target, "out", "loss", "target"),
    ]
    assert not covered(hand)


@pytest.mark.usefixtures("pointer_rests")
@pytest.mark.parametrize(
    ("typed", "first"), [("max", "max_pool2d"), ("max unpool 2-d", "max_unpool2d"), ("maximum", "maximum")]
)
def test_what_fits_behind_a_convolution_comes_first(typed: str, first: str, wired: Document, hand: Hand) -> None:
    assert "conv1" in wired
    hand.view.select(["conv1"])
    hand.key(Qt.Key.Key_Tab)
    QTest.keyClicks(hand.search_field, typed)
    assert hand.view.prompts.search.offered()[0] == first
    hand.key(Qt.Key.Key_Escape)


def test_delete_takes_a_selected_wire(wired: Document, hand: Hand) -> None:
    hand.view.workspace.selection.set(wires=[IMAGE_TO_CONV])
    assert something_selected(hand.view)
    hand.view.editing.delete_selection()
    assert wired.wires() == [] and "conv1" in wired
