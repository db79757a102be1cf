"""The view of the graph: wires through bypassed nodes and reroutes, reach along the wires, components."""

from __future__ import annotations

import networkx as nx
import pytest

import backend.check.blocks  # noqa: F401 - declares the layers
from backend.declare.layer import Port
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Wire
from backend.document.graph_view import (
    GraphView,
    connected_components,
    downstream,
    in_port_order,
    upstream,
)
from backend.long_work import finish


@pytest.fixture
def document() -> Document:
    """image → bypassed → reroute → dense, and the reroute → sum, which the image feeds too."""
    document = Document("detours")
    nodes = [
        Node("image", "image"),
        Node("norm", "batch_norm2d", bypassed=True),
        Node("bend", "reroute"),
        Node("dense", "dense"),
        Node("sum", "add"),
        Node("loose", "relu"),
    ]
    wires = [
        Wire("image", "out", "norm", "in"),
        Wire("norm", "out", "bend", "in"),
        Wire("bend", "out", "dense", "in"),
        Wire("bend", "out", "sum", "in2"),
        Wire("image", "out", "sum", "in1"),
    ]
    document.apply(*map(AddNode, nodes), *map(Connect, wires))
    return document


def test_a_wire_begins_where_its_value_is_made(document: Document) -> None:
    view = GraphView(document.state)
    assert view.resolved(Wire("bend", "out", "dense", "in")) == Wire("image", "out", "dense", "in")
    assert view.sources("sum") == {"image"}
    assert [node.id for node in document.nodes() if view.passes_on(node.id)] == ["norm", "bend"]


def test_readers_are_found_behind_detours(document: Document) -> None:
    found = {(wire.target, wire.input) for wire in GraphView(document.state).readers("image")}
    assert found == {("dense", "in"), ("sum", "in1"), ("sum", "in2")}


def test_resolved_wires_leave_out_what_only_passes_on(document: Document) -> None:
    wires = finish(GraphView(document.state).resolved_wires())
    assert list(wires.into) == ["image", "dense", "sum", "loose"]
    assert wires.into["sum"] == [Wire("image", "out", "sum", "in1"), Wire("image", "out", "sum", "in2")]
    assert len(wires.out["image"]) == 3 and not wires.out["dense"]


def test_nothing_is_made_at_an_open_end_or_in_a_cycle_of_reroutes() -> None:
    document = Document("ends")
    document.apply(*(AddNode(Node(name, "reroute")) for name in "abc"), AddNode(Node("relu", "relu")))
    document.apply(Connect(Wire("a", "out", "relu", "in")))
    view = GraphView(document.state)
    assert view.resolved(Wire("a", "out", "relu", "in")) is None
    document.apply(Connect(Wire("b", "out", "a", "in")), Connect(Wire("a", "out", "b", "in")))
    assert view.resolved(Wire("a", "out", "relu", "in")) is None
    assert view.sources("relu") == set()


def test_reach_agrees_with_networkx(document: Document) -> None:
    graph = document.graph
    for node in graph:
        assert upstream(graph, [node]) == nx.ancestors(graph, node) | {node}
        assert downstream(graph, [node]) == nx.descendants(graph, node) | {node}
    assert upstream(graph, ["norm", "loose"]) == {"image", "norm", "loose"}


def test_components_keep_the_given_order() -> None:
    assert connected_components(["d", "a", "c", "b"], [("c", "d"), ("b", "b")]) == [["d", "c"], ["a"], ["b"]]


def test_many_ports_are_ordered_by_number() -> None:
    wires = [Wire("n", "out", "sum", port) for port in ("other", "in10", "in2", "first")]
    ports = [Port("first", "a port"), Port("in", "many", many=True)]
    assert [wire.input for wire in in_port_order(ports, wires)] == ["first", "in2", "in10", "other"]
