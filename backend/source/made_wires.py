"""The wires of a graph as if bypassed nodes and bends were not there, and the order in which its nodes run."""

from __future__ import annotations

from collections.abc import Mapping

from backend.check.node_check import NodeReport, ordered_ports
from backend.declare.layer import Role
from backend.document.graph import GraphState, Wire
from backend.long_work import Pausable


class MadeWires:
    """The wires of all nodes that make something, by both their ends; empty until they are read.

    ``into`` has them in the order of a node's ports, each from where its value is made.
    """

    def __init__(self, graph: GraphState, reports: Mapping[str, NodeReport]) -> None:
        self.into: dict[str, list[Wire]] = {}
        self.out: dict[str, list[Wire]] = {}
        self._graph = graph
        self._reports = reports

    def read(self) -> Pausable[None]:
        for node in self._graph.nodes():
            if not self._reports[node.id].passes_on:
                self.into[node.id] = [self._from_maker(wire) for wire in self._drawn_into(node.id)]
                yield
        self.out = {node: [] for node in self.into}
        for wires in self.into.values():
            for wire in wires:
                self.out[wire.source].append(wire)

    def _drawn_into(self, node: str) -> list[Wire]:
        layer = self._reports[node].layer
        assert layer is not None
        return ordered_ports(layer.inputs, self._graph.wires_into(node))

    def _from_maker(self, wire: Wire) -> Wire:
        source, output = wire.source, wire.output
        while self._reports[source].passes_on:
            first = self._drawn_into(source)[0]
            source, output = first.source, first.output
        return Wire(source, output, wire.target, wire.input)


def flow_order(
    nodes: list[str], wires: MadeWires, roles: Mapping[str, Role], rank: Mapping[str, int]
) -> Pausable[list[str]]:
    """A topological order that follows a chain to its end before it begins another."""
    before = {n: {w.source for w in wires.into[n] if roles[w.source] is Role.OPERATION} for n in nodes}
    waiting = {n: len(sources) for n, sources in before.items()}
    ready = sorted((n for n in nodes if not waiting[n]), key=rank.__getitem__)
    order: list[str] = []
    while ready:
        follows = [n for n in ready if order and order[-1] in before[n]]
        node = (follows or ready)[0]
        ready.remove(node)
        order.append(node)
        for follower in {wire.target for wire in wires.out[node]} & waiting.keys():
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
        ready.sort(key=rank.__getitem__)
        yield
    return order
