"""Places along the flow, mended edit by edit, against an order worked out from nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from backend.document.document import Document
from backend.document.edits import AddNode, Change, Connect, Disconnect, Edit, RemoveNode
from backend.document.graph import Node, Wire
from backend.document.topological_order import TopologicalOrder, graph_order
from backend.errors import DocumentError


def assert_true(flow: TopologicalOrder, document: Document) -> None:
    graph = document.graph
    assert flow.place.keys() == set(graph)
    assert flow.in_cycle == graph_order(graph).in_cycle
    if not flow.in_cycle:
        assert all(flow.place[wire.source] < flow.place[wire.target] for wire in document.wires())


def some_edits(document: Document, dice: random.Random) -> list[Edit]:
    """One to six edits at once, so that several wires go against the places together."""
    nodes = [node.id for node in document.nodes()]
    fresh = f"n{dice.randrange(10**9)}"
    draw = dice.random()
    if draw < 0.3 or len(nodes) < 4:
        return [AddNode(Node(fresh, "add")), *(Connect(wire) for wire in wires_at(fresh, nodes, dice))]
    if draw < 0.75:
        return [Connect(random_wire(nodes, dice)) for _ in range(dice.randrange(1, 6))]
    lost = dice.choice(nodes)
    near = {*document.wires_into(lost), *document.wires_from(lost)}
    return [*(Disconnect(wire) for wire in near), RemoveNode(lost)]


def wires_at(fresh: str, nodes: list[str], dice: random.Random) -> list[Wire]:
    if len(nodes) < 2:
        return []
    before, behind = dice.sample(nodes, 2)
    return [Wire(before, "out", fresh, "in1"), Wire(fresh, "out", behind, f"in{dice.randrange(1, 99)}")]


def random_wire(nodes: list[str], dice: random.Random) -> Wire:
    """Mostly along the list, so that the graph is rarely cyclic."""
    first, second = sorted(dice.sample(range(len(nodes)), 2))
    if dice.random() < 0.1:
        first, second = second, first
    return Wire(nodes[first], "out", nodes[second], f"in{dice.randrange(1, 99)}")


def follower(flow: TopologicalOrder) -> Callable[[Change], None]:
    def follow(change: Change) -> None:
        if change.structural:
            flow.follow(change)

    return follow


@pytest.mark.parametrize("seed", range(20))
def test_mended_places_are_as_true_as_fresh_ones(seed: int) -> None:
    dice = random.Random(seed)
    document = Document()
    flow = TopologicalOrder(document.graph)
    document.subscribe(follower(flow))
    for _ in range(150):
        try:
            document.apply(*some_edits(document, dice))
        except DocumentError:  # the port is taken
            document.undo()
        if dice.random() < 0.2:
            document.undo()
        assert_true(flow, document)


def test_a_node_put_between_two_is_all_that_moves() -> None:
    document = Document()
    document.apply(*(AddNode(Node(f"n{number}", "relu")) for number in range(300)))
    document.apply(*(Connect(Wire(f"n{i}", "out", f"n{i + 1}", "in")) for i in range(299)))
    flow = TopologicalOrder(document.graph)
    document.subscribe(follower(flow))
    before = dict(flow.place)
    document.apply(
        AddNode(Node("new", "relu")),
        Disconnect(Wire("n100", "out", "n101", "in")),
        Connect(Wire("n100", "out", "new", "in")),
        Connect(Wire("new", "out", "n101", "in")),
    )
    assert {node for node in before if flow.place[node] != before[node]} == set()
    assert flow.place["n100"] < flow.place["new"] < flow.place["n101"]
