"""How data flows through a graph: what leads to a node and what follows it, and wires without detours.

A bypassed node and a reroute pass their first input on. `GraphView` resolves them, so that a wire begins
where its value is made and ends where it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Flag, auto

import networkx as nx

from backend.declare.layer import LAYERS, Layer, Port, Role
from backend.document.graph import GraphState, Wire
from backend.long_work import Pausable

LayerFinder = Callable[[str], Layer | None]
"""Finds the layer of a node type, where there is one."""


def upstream(graph: nx.MultiDiGraph[str], starts: Iterable[str]) -> set[str]:
    """Some nodes and everything that leads to them."""
    return reached(starts, graph.predecessors)


def downstream(graph: nx.MultiDiGraph[str], starts: Iterable[str]) -> set[str]:
    """Some nodes and everything that they lead to."""
    return reached(starts, graph.successors)


class Streams(Flag):
    """Which ways to follow the wires."""

    NONE = 0
    UP = auto()
    DOWN = auto()


def streams_of(graph: nx.MultiDiGraph[str], nodes: Iterable[str], ways: Streams) -> frozenset[str]:
    """Those nodes that are in a graph, with all that lies upstream or downstream of them, or both."""
    found = {node for node in nodes if node in graph}
    up = upstream(graph, found) if Streams.UP in ways else found
    down = downstream(graph, found) if Streams.DOWN in ways else found
    return frozenset(up | down)


def reached(starts: Iterable[str], neighbours: Callable[[str], Iterable[str]]) -> set[str]:
    """Some nodes and everything that can be reached from them by steps to neighbours."""
    # One walk from all starts at once: `networkx.ancestors` and `descendants` take a single one.
    found = set(starts)
    waiting = list(found)
    while waiting:
        for node in neighbours(waiting.pop()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


def connected_components(nodes: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The connected components of an undirected graph, with the nodes of each in the given order."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(pairs)
    place = {node: index for index, node in enumerate(nodes)}
    return [sorted(component, key=place.__getitem__) for component in nx.connected_components(graph)]


def in_port_order(ports: Sequence[Port], wires: Sequence[Wire]) -> list[Wire]:
    """Wires in the order of the declared ports, those of a many-port by number."""
    if len(wires) < 2:
        return list(wires)
    order = {port.name: index for index, port in enumerate(ports)}

    def key(wire: Wire) -> tuple[int, int]:
        stem = wire.input.rstrip("0123456789")
        name = wire.input if wire.input in order else stem
        # in10 comes after in2: the numbers of a many-port are compared as numbers.
        number = re.sub(r"\D", "", wire.input)
        return order.get(name, len(order)), int(number or 0)

    return sorted(wires, key=key)


@dataclass
class ResolvedWires:
    """The wires of all nodes that make or read something, by both their ends; ``into`` a node by its ports."""

    into: dict[str, list[Wire]] = field(default_factory=dict)
    out: dict[str, list[Wire]] = field(default_factory=dict)

    def sources(self, node_id: str) -> Iterator[str]:
        """The nodes that make what a node reads."""
        return (wire.source for wire in self.into[node_id])


class GraphView:
    """A graph whose wires are resolved through bypassed nodes and reroutes.

    ``find`` knows the layers of the nodes' types, blocks among them. It reads the graph as it is when asked.
    """

    def __init__(self, state: GraphState, find: LayerFinder = LAYERS.find) -> None:
        self._state = state
        self._find = find

    def passes_on(self, node_id: str) -> bool:
        """Whether a node passes its first input on unchanged: a bypassed node, or a reroute."""
        node = self._state.node(node_id)
        if node.bypassed:
            return True
        layer = self._find(node.type)
        return layer is not None and layer.role is Role.WIRE

    def wires_into(self, node_id: str) -> list[Wire]:
        """The wires into a node as they are drawn, in the order of its ports."""
        wires = self._state.wires_into(node_id)
        if len(wires) < 2:
            return wires
        layer = self._find(self._state.node(node_id).type)
        return in_port_order(layer.inputs if layer is not None else (), wires)

    def resolved(self, wire: Wire) -> Wire | None:
        """A wire from where its value is made; ``None`` where nothing is: an open end, or a cycle of reroutes."""
        source, output = wire.source, wire.output
        seen: set[str] = set()
        while self.passes_on(source):
            wires = self.wires_into(source)
            # Nothing keeps a drawing from wiring reroutes in a circle; the walk has to end all the same.
            if not wires or source in seen:
                return None
            seen.add(source)
            source, output = wires[0].source, wires[0].output
        return Wire(source, output, wire.target, wire.input)

    def sources(self, node_id: str) -> set[str]:
        """The nodes that make what a node reads."""
        found = (self.resolved(wire) for wire in self._state.wires_into(node_id))
        return {wire.source for wire in found if wire is not None}

    def readers(self, node_id: str) -> list[Wire]:
        """The wires that end where a node's outputs are read."""
        found: list[Wire] = []
        waiting = self._state.wires_from(node_id)
        seen = set(waiting)
        while waiting:
            wire = waiting.pop()
            if not self.passes_on(wire.target):
                found.append(wire)
                continue
            onward = [following for following in self._state.wires_from(wire.target) if following not in seen]
            seen.update(onward)
            waiting += onward
        return found

    def resolved_wires(self) -> Pausable[ResolvedWires]:
        """All wires at once, of a graph that must stay as it is meanwhile."""
        found = ResolvedWires()
        for node in self._state.nodes():
            if not self.passes_on(node.id):
                wires = (self.resolved(wire) for wire in self.wires_into(node.id))
                found.into[node.id] = [wire for wire in wires if wire is not None]
                yield
        # A resolved wire begins at a node that doesn't pass its input on, so
        # that its source always has an entry here.
        found.out = {node: [] for node in found.into}
        for wires_in in found.into.values():
            for wire in wires_in:
                found.out[wire.source].append(wire)
        return found
