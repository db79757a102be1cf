"""Going on by the search alone: the next layer stands behind the chosen ones, wired to them."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Position, Wire
from tests.canvas.hand import Hand


def search(hand: Hand, words: str) -> str:
    """Types into the search as it stands open; returns the id of the node that came."""
    field = hand.search_field
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return hand.view.selected_ids()[0]


pytestmark = pytest.mark.usefixtures("pointer_rests")


def test_a_row_of_layers_is_typed(wired: Document, hand: Hand) -> None:
    hand.view.select(["conv1"])
    ids = ["conv1"]
    for words in ("bn", "relu", "conv 8 3 same"):
        hand.key(Qt.Key.Key_Tab)
        ids.append(search(hand, words))
    there = {(wire.source, wire.target) for wire in wired.wires()}
    assert set(pairwise(ids)) <= there
    items = hand.view.workspace.scene.node_items
    assert not any(items[a].card_rect().intersects(items[b].card_rect()) for a, b in combinations(ids, 2))
    assert wired.node(ids[1]).type == "batch_norm2d"
    assert wired.undo() == "Add Conv 2-D"
    assert ids[-1] not in wired


def test_several_chosen_nodes_feed_what_merges_them(wired: Document, hand: Hand) -> None:
    wired.apply(
        AddNode(Node("relu1", "relu", position=Position(240, 200))), Connect(Wire("conv1", "out", "relu1", "in"))
    )
    hand.view.select(["relu1", "conv1"])
    hand.key(Qt.Key.Key_Tab)
    add = search(hand, "add")
    assert {wire.source for wire in wired.wires_into(add)} == {"conv1", "relu1"}


def test_what_does_not_fit_stands_behind_without_a_wire(wired: Document, hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.key(Qt.Key.Key_Tab)
    embedding = search(hand, "embedding")
    assert wired.wires_into(embedding) == []


def test_what_takes_nothing_begins_a_row_below(wired: Document, hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.key(Qt.Key.Key_Tab)
    tokens = search(hand, "tokens")
    items = hand.view.workspace.scene.node_items
    assert items[tokens].position.x() == items["conv1"].position.x()
    assert items[tokens].position.y() > items["conv1"].card_rect().bottom()
    assert wired.wires_from(tokens) == []


@pytest.mark.parametrize("type_name", ["tokens", "token_target", "sequence", "sequence_target"])
def test_behind_what_has_lengths_the_search_opens(hand: Hand, type_name: str) -> None:
    hand.document.apply(AddNode(Node("ragged", type_name, parameters={"ragged": True}, position=Position(0, 320))))
    hand.view.select(["ragged"])
    hand.key(Qt.Key.Key_Tab)
    assert hand.view.prompts.search.offered()


def test_what_is_added_hides_behind_no_overlay(wired: Document, hand: Hand) -> None:
    view, minimap = hand.view, hand.view.overlays.minimap
    corner = view.camera.to_scene_point(minimap.geometry().topLeft())
    wired.apply(AddNode(Node("last", "relu", position=Position(corner.x() - 200, corner.y() + 20))))
    view.select(["last"])
    hand.key(Qt.Key.Key_Tab)
    fresh = search(hand, "relu")
    rect = view.camera.to_view(view.workspace.scene.node_items[fresh].card_rect())
    assert not rect.intersects(minimap.geometry())


def test_a_double_click_on_the_ground_wires_nothing(wired: Document, hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.double_click(QPointF(40, 400))
    relu = search(hand, "relu")
    assert wired.wires_into(relu) == []


def test_a_place_that_the_pointer_asks_for_is_taken(
    wired: Document, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand.view.viewport(), "cursor_point", lambda: hand.at(QPointF(200, 320)))
    monkeypatch.setattr(hand.view.viewport(), "underMouse", lambda: True)
    hand.view.select(["conv1"])
    hand.key(Qt.Key.Key_Tab)
    relu = search(hand, "relu")
    assert wired.wires_into(relu) == []
    assert hand.view.workspace.scene.node_items[relu].card_rect().contains(QPointF(200, 320))
