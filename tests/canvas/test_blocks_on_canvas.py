"""Placed blocks on the canvas: cards, ports, wires, drops, marks, and arcs of states inside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import EditInBlock, MoveNodes, SetParameters
from backend.document.graph import Node, Position, Wire
from nodeeditor.canvas.painting.card_painter import paint_card, shared_colour
from nodeeditor.canvas.scene.context import Detail
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.search.available_layers import offered_layers
from nodeeditor.theme import DARK
from tests.canvas.hand import IMAGE_TO_CONV, Hand
from tests.source.test_blocks import graph, residual
from tests.source.test_over_time import lstm_from_parts


@pytest.fixture
def with_block(wired: Document) -> Document:
    """The canvas' document with a block of images that is not placed."""
    wired.apply(SetParameters("image", {"channels": 8}), *residual())
    return wired


def test_a_block_is_dropped_into_a_wire_and_wired_by_hand(with_block: Document, hand: Hand) -> None:
    hand.drop("block:residual", QPointF(200, 28))
    (block,) = hand.view.selected_ids()
    assert block == "residual1"
    assert with_block.wires() == [
        Wire("image", "out", block, "entry"),
        Wire(block, "result", "conv1", "in"),
    ]
    card = hand.view.workspace.scene.node_items[block].card
    assert [spot.name for spot in card.ports] == ["entry", "result"] and card.title == "residual"
    hand.drop("block:residual", QPointF(240, 320))
    hand.drag(hand.port("image", "out", False), hand.port("residual2", "entry", True))
    assert with_block.wire_into("residual2", "entry") == Wire("image", "out", "residual2", "entry")
    assert hand.view.workspace.checker.reports["residual2"].shaped is not None


def test_a_wire_in_the_void_offers_blocks_that_fit(with_block: Document, hand: Hand) -> None:
    hand.drag(hand.port("image", "out", False), QPointF(200, 330))
    assert "block:residual" in hand.view.prompts.search.offered()
    hand.key(Qt.Key.Key_Escape)
    with_block.apply(SetParameters("image", {"channels": 3}))
    hand.drag(hand.port("image", "out", False), QPointF(200, 330))
    assert "block:residual" not in hand.view.prompts.search.offered()


def test_a_wire_that_the_inside_can_not_take_is_refused(with_block: Document, hand: Hand) -> None:
    said: list[str] = []
    hand.view.status_message.connect(said.append)
    hand.drop("block:residual", QPointF(400, 320))
    hand.drag(hand.port("label", "out", False), hand.port("residual1", "entry", True))
    assert with_block.wire_into("residual1", "entry") is None
    assert any("has a problem inside" in words for words in said)


def test_what_is_offered_depends_on_the_place(with_block: Document) -> None:
    checker = Checker(with_block)
    outside = {layer.type for layer in offered_layers(with_block, checker)}
    scope = with_block.inside("residual")
    inside = {layer.type for layer in offered_layers(scope, Checker(scope, checker))}
    assert outside - inside >= {"image", "class_target", "mse", "block:residual"}
    assert inside - outside == {"block_input", "block_state", "next_state"}


def test_marks_tell_what_a_placement_does(with_block: Document, hand: Hand) -> None:
    with_block.apply(*graph([Node("b", "block:residual", parameters={"repeat": 3, "shared_as": "twin"})]))
    card = hand.view.workspace.scene.node_items["b"].card
    assert (card.repeat, card.over_time, card.shared_as, card.summary) == (3, False, "twin", "× 3")
    before = card.appearance
    with_block.apply(SetParameters("b", {"repeat": 1}))
    card = hand.view.workspace.scene.node_items["b"].card
    assert card.appearance != before
    paints = hand.view.workspace.scene.context.paints
    image = QImage(220, 100, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(DARK.canvas)
    with QPainter(image) as painter:
        painter.translate(20, 20)
        paint_card(painter, card, paints, Detail.FULL)
    mark = QRectF(20 + card.width - 24, 11, 20, 18).toRect()
    colours = {image.pixelColor(x, y).rgb() for x in range(mark.left(), mark.right()) for y in range(11, 29)}
    assert shared_colour(paints, "twin").rgb() in colours
    assert shared_colour(paints, "twin") == shared_colour(paints, "twin")


def test_states_that_belong_together_are_joined_by_an_arc(qapp: object) -> None:
    assert qapp is not None
    document = lstm_from_parts()
    scope = document.inside("lstm_cell")
    checker = Checker(scope, Checker(document))
    scene = Scene(scope, checker, DARK)
    assert len(scene.state_arcs()) == 2
    document.apply(EditInBlock("lstm_cell", MoveNodes({"next_h": Position(800, 0)})))
    arc = max(scene.state_arcs(), key=lambda arc: arc.bounds.width())
    assert arc.bounds.width() > 800
    document.apply(EditInBlock("lstm_cell", SetParameters("next_h", {"state": "nothing"})))
    assert len(scene.state_arcs()) == 1
    document.undo()
    assert len(scene.state_arcs()) == 2
    scene.close()


def test_a_wire_of_the_network_is_left_alone(with_block: Document, hand: Hand) -> None:
    hand.drop("block:unknown", QPointF(200, 28))
    assert with_block.wires() == [IMAGE_TO_CONV]
