"""What a document is made of: nodes, wires, and the graph that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import networkx as nx

from backend.declare.parameters import Json
from backend.errors import DocumentError, did_you_mean, shortened

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
NOTHING: Mapping[str, Json] = MappingProxyType({})


class Position(NamedTuple):
    """Where a node's upper left corner lies on the canvas, in points at 100 %."""

    x: float
    y: float

    def shifted(self, across: float, down: float) -> Position:
        return Position(self.x + across, self.y + down)


ORIGIN = Position(0, 0)
POSITION_DIGITS = 1


def rounded(x: float, y: float) -> Position:
    """A position as exact as the file keeps it."""
    return Position(round(x, POSITION_DIGITS), round(y, POSITION_DIGITS))


@dataclass(frozen=True)
class Node:
    """One placed layer. ``parameters`` has those that differ from the default, ``extras`` unknown fields.

    A ``bypassed`` node passes its first input on unchanged. ``collapsed``, ``docked`` and ``colour`` are for the
    canvas alone.
    """

    id: str
    type: str
    label: str = ""
    parameters: Mapping[str, Json] = field(default_factory=lambda: NOTHING)
    position: Position = ORIGIN
    bypassed: bool = False
    collapsed: bool = False
    docked: bool = False
    colour: str = ""
    extras: Mapping[str, Json] = field(default_factory=lambda: NOTHING)


COLOURS = ("grey", "blue", "teal", "violet", "orange", "yellow", "green", "pink", "red")
"""What ``Node.colour`` may name; empty leaves the family's own."""


class Wire(NamedTuple):
    """From an output port to an input port. An input port takes one wire; an output port any number."""

    source: str
    output: str
    target: str
    input: str

    def __str__(self) -> str:
        return f"{self.source}.{self.output} → {self.target}.{self.input}"


def is_identifier(text: object) -> bool:
    """Whether a text can be a node's id: letters, digits and underscores, at most 64."""
    return isinstance(text, str) and IDENTIFIER.fullmatch(text) is not None


@dataclass
class GraphState:
    """What edits act on: a graph, the other sections of the file by name, and the blocks that are defined.

    The node attribute ``node`` of the graph is a `Node`, ``order`` its place in the file; the key of an edge is
    ``(output, input)``. The definition of a block is a graph state too, with no blocks of its own: definitions
    belong to the whole document, and blocks nest by being placed. ``_fed`` has the wire of each input port:
    asked of the graph, an input of a layer that joins thousands would be looked for among all of its wires.
    """

    graph: nx.MultiDiGraph[str] = field(default_factory=nx.MultiDiGraph)
    sections: dict[str, Json] = field(default_factory=dict)
    blocks: dict[str, GraphState] = field(default_factory=dict)
    next_order: int = 0
    _fed: dict[tuple[str, str], Wire] = field(default_factory=dict)

    def copy(self) -> GraphState:
        """A copy whose edits leave this one as it is. Nodes and sections are values, and are shared."""
        blocks = {name: block.copy() for name, block in self.blocks.items()}
        # networkx copies the attribute dicts but not the values in them. That is
        # enough, as nodes are replaced and never changed.
        return GraphState(self.graph.copy(), dict(self.sections), blocks, self.next_order, dict(self._fed))

    def take_order(self) -> int:
        """The next free place in the file's order of nodes."""
        # Numbers are never given out twice, so that a node that comes back by undo can have its old one.
        self.next_order += 1
        return self.next_order - 1

    def order_of(self, node_id: str) -> int:
        """A number that grows along the file's order of nodes."""
        order: int = self.graph.nodes[node_id]["order"]
        return order

    def node(self, node_id: str) -> Node:
        """Raises `DocumentError` where there is no such node."""
        try:
            found: Node = self.graph.nodes[node_id]["node"]
        except KeyError:
            hint = did_you_mean(str(node_id), list(self.graph.nodes))
            raise DocumentError(f"there is no node {shortened(node_id)}.{hint}") from None
        return found

    def block(self, name: str) -> GraphState:
        """Raises `DocumentError` where there is no block of that name."""
        try:
            return self.blocks[name]
        except KeyError:
            hint = did_you_mean(str(name), list(self.blocks))
            raise DocumentError(f"there is no block {shortened(name)}.{hint}") from None

    def at(self, block: str) -> GraphState:
        """A block's definition; this very state where the name is empty."""
        return self.block(block) if block else self

    def nodes(self) -> list[Node]:
        """All nodes in the order of the file."""
        entries = sorted(self.graph.nodes.values(), key=lambda entry: entry["order"])
        return [entry["node"] for entry in entries]

    def wires(self) -> list[Wire]:
        """All wires, ordered by source and target as the nodes are in the file, then by port."""
        found = [Wire(s, key[0], t, key[1]) for s, t, key in self.graph.edges(keys=True)]
        order = {node: entry["order"] for node, entry in self.graph.nodes.items()}
        return sorted(found, key=lambda w: (order[w.source], order[w.target], w.output, w.input))

    def wires_into(self, node_id: str) -> list[Wire]:
        return [
            Wire(source, output, node_id, port)
            for source in self.graph.predecessors(node_id)
            for output, port in self._joined(source, node_id)
        ]

    def wires_from(self, node_id: str) -> list[Wire]:
        return [
            Wire(node_id, output, target, port)
            for target in self.graph.successors(node_id)
            for output, port in self._joined(node_id, target)
        ]

    def _joined(self, source: str, target: str) -> Iterable[tuple[str, str]]:
        """The output and the input of each wire between two neighbours."""
        # Edge views would say the same in a line, but take six times as long, and the check asks for each node.
        keys: Iterable[Any] = self.graph.get_edge_data(source, target)
        return keys

    def wire_into(self, node_id: str, port: str) -> Wire | None:
        """The wire that ends at an input port."""
        return self._fed.get((node_id, port))

    def connect(self, wire: Wire) -> None:
        """Adds a wire whose input is free."""
        self.graph.add_edge(wire.source, wire.target, key=(wire.output, wire.input))
        self._fed[wire.target, wire.input] = wire

    def disconnect(self, wire: Wire) -> None:
        """Removes a wire that exists."""
        self.graph.remove_edge(wire.source, wire.target, (wire.output, wire.input))
        del self._fed[wire.target, wire.input]
