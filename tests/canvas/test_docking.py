"""Norm, activation, pooling and dropout as tabs on the card before them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from backend.document import actions
from backend.document.card_size import TAB_WIDTH
from backend.document.docking import card_of, host_of, tabs_of
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, MoveNodes
from backend.document.file import from_json, to_json
from backend.document.graph import Node, Position, Wire
from backend.document.layout import FlowDirection
from tests.canvas.hand import Hand


@pytest.fixture
def docked(wired: Document) -> Document:
    """Image to Conv 2-D with batch norm, ReLU and max pool on its card, and Flatten after it."""
    chain = ["conv1", "norm", "relu", "pool", "flat"]
    types = {"norm": "batch_norm2d", "relu": "relu", "pool": "max_pool2d", "flat": "flatten"}
    nodes = [Node(n, t, position=Position(720, 300), docked=n != "flat") for n, t in types.items()]
    wires = [Wire(a, "out", b, "in") for a, b in pairwise(chain)]
    away = MoveNodes({"dense1": Position(480, -300)})
    wired.apply(*map(AddNode, nodes), *map(Connect, wires), away)
    wired.history.forget()
    return wired


def rect(hand: Hand, node: str) -> tuple[float, float, float, float]:
    card = hand.view.workspace.scene.node_items[node].card_rect()
    return card.x(), card.y(), card.width(), card.height()


def middle(hand: Hand, node: str) -> QPointF:
    return hand.view.workspace.scene.node_items[node].card_rect().center()


def test_tabs_stand_one_after_the_other_on_the_card(docked: Document, hand: Hand) -> None:
    left, top, width, height = rect(hand, "conv1")
    for number, tab in enumerate(("norm", "relu", "pool")):
        assert rect(hand, tab) == (left + width + number * TAB_WIDTH, top, TAB_WIDTH, height)
        assert hand.view.workspace.scene.is_docked(tab)
    scene = hand.view.workspace.scene
    assert scene.wire_items[Wire("conv1", "out", "norm", "in")].look.chip is None
    chip = scene.wire_items[Wire("pool", "out", "flat", "in")].look.chip
    assert chip is not None and chip.text == "N, 32, 14, 14"
    assert scene.node_items["norm"].card.tip.startswith("Batch norm 2-D")
    assert docked.node("conv1").position == Position(240, 0)


def test_the_file_keeps_it(docked: Document) -> None:
    content = to_json(docked)
    marks = {node["id"]: node.get("docked") for node in content["graph"]["nodes"]}
    assert marks["norm"] is True and marks["flat"] is None
    assert to_json(from_json(content)) == content


def test_a_branch_keeps_it_apart_and_its_end_joins_it_again(docked: Document, hand: Hand) -> None:
    docked.apply(AddNode(Node("aside", "relu", position=Position(240, 400))))
    docked.apply(Connect(Wire("norm", "out", "aside", "in")))
    assert host_of(docked, "relu") == "" and host_of(docked, "norm") == "conv1"
    assert rect(hand, "relu")[:2] == (720, 300) and rect(hand, "pool")[0] == 720 + rect(hand, "relu")[2]
    docked.undo()
    assert host_of(docked, "relu") == "norm" and rect(hand, "relu")[1] == 0


def test_the_card_is_moved_with_its_tabs(docked: Document, hand: Hand) -> None:
    hand.drag(hand.body("conv1"), hand.body("conv1") + QPointF(0, 160))
    assert docked.node("conv1").position == Position(240, 160)
    assert {rect(hand, tab)[1] for tab in ("norm", "relu", "pool")} == {160.0}
    assert docked.node("norm").position == Position(720, 460)
    docked.undo()
    assert rect(hand, "pool")[1] == 0


def test_a_tab_that_is_dragged_off_stands_by_itself(docked: Document, hand: Hand) -> None:
    hand.drag(middle(hand, "pool"), middle(hand, "pool") + QPointF(80, 200))
    assert not docked.node("pool").docked and docked.history.undo_label == "Undock"
    place = docked.node("pool").position
    assert place.y > 150 and rect(hand, "pool")[:2] == place
    hand.drag(middle(hand, "pool"), middle(hand, "relu") + QPointF(TAB_WIDTH / 2 + 84, 4))
    assert docked.node("pool").docked and docked.history.undo_label == "Dock"
    assert rect(hand, "pool")[1] == 0


def test_a_tab_that_is_hardly_moved_or_let_go_stays(docked: Document, hand: Hand) -> None:
    before = rect(hand, "pool")
    hand.drag(middle(hand, "pool"), middle(hand, "pool") + QPointF(14, 0))
    assert docked.node("pool").docked and rect(hand, "pool") == before and not docked.history.undo_label


def test_the_key_docks_and_undocks(wired: Document, hand: Hand) -> None:
    wired.apply(
        AddNode(Node("relu1", "relu", position=Position(480, 200))), Connect(Wire("conv1", "out", "relu1", "in"))
    )
    hand.view.select(["relu1", "image"])
    hand.view.arranging.toggle_docked()
    assert host_of(wired, "relu1") == "conv1" and not wired.node("image").docked
    hand.view.arranging.toggle_docked()
    assert host_of(wired, "relu1") == ""
    items = hand.view.workspace.scene.node_items
    assert not any(
        items["relu1"].card_rect().intersects(items[n].card_rect()) for n in ("conv1", "image", "dense1")
    )
    hand.view.select(["image"])
    said: list[str] = []
    hand.view.status_message.connect(said.append)
    hand.view.arranging.toggle_docked()
    assert said and "Only norm" in said[-1]


def test_tidying_lays_out_cards_with_their_tabs(docked: Document, hand: Hand) -> None:
    docked.apply(MoveNodes({"image": Position(900, 500), "flat": Position(-200, 0)}))
    hand.view.select([])
    hand.view.arranging.tidy(FlowDirection.RIGHT)
    end = rect(hand, "pool")[0] + TAB_WIDTH
    assert rect(hand, "image")[0] < rect(hand, "conv1")[0] and end + 60 < rect(hand, "flat")[0]
    assert rect(hand, "pool")[1] == rect(hand, "conv1")[1]


@pytest.mark.usefixtures("pointer_rests")
def test_what_is_typed_behind_a_card_docks(wired: Document, hand: Hand) -> None:
    hand.view.select(["conv1"])
    for words in ("batch norm", "relu", "conv 8"):
        hand.key(Qt.Key.Key_Tab)
        QTest.keyClicks(hand.search_field, words)
        QTest.keyClick(hand.search_field, Qt.Key.Key_Return)
    (last,) = hand.view.selected_ids()
    before = wired.wires_into(last)[0].source
    assert card_of(wired, before) == "conv1" and len(list(tabs_of(wired, "conv1"))) == 2
    assert host_of(wired, last) == "" and rect(hand, last)[0] > rect(hand, before)[0] + 60


def test_a_collapsed_card_has_no_tabs(docked: Document, hand: Hand) -> None:
    docked.apply(*actions.set_marks(docked, ["conv1"], collapsed=True))
    assert not hand.view.workspace.scene.is_docked("norm") and hand.view.workspace.scene.is_docked("relu")
