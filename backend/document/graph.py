"""What a document is made of: nodes, wires, and the graph that they make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import networkx as nx

from backend.declare.parameters import Json
from backend.errors import DocumentError, did_you_mean, shortened

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
NOTHING: Mapping[str, Json] = MappingProxyType({})


class Position(NamedTuple):
    """Where a node's upper left corner lies on the canvas, in points at 100 %."""

    x: float
    y: float


ORIGIN = Position(0, 0)
POSITION_DIGITS = 1


def rounded(x: float, y: float) -> Position:
    """A position as exact as the file keeps it."""
    return Position(round(x, POSITION_DIGITS), round(y, POSITION_DIGITS))


@dataclass(frozen=True)
class Node:
    """One placed layer. ``parameters`` holds what differs from the default; ``extras`` what we don't know.

    A ``bypassed`` node hands its first input on unchanged. ``collapsed`` and ``colour`` are for the canvas alone.
    """

    id: str
    type: str
    label: str = ""
    parameters: Mapping[str, Json] = field(default_factory=lambda: NOTHING)
    position: Position = ORIGIN
    bypassed: bool = False
    collapsed: bool = False
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
    """What edits act on: the graph, the blocks it is built of, and every other section of the file by its name."""

    graph: nx.MultiDiGraph = field(default_factory=nx.MultiDiGraph)
    sections: dict[str, Json] = field(default_factory=dict)
    blocks: dict[str, GraphState] = field(default_factory=dict)
    next_order: int = 0

    def take_order(self) -> int:
        """The next free place in the file's order of nodes."""
        self.next_order += 1
        return self.next_order - 1

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

    def nodes(self) -> list[Node]:
        """All nodes in the order of the file."""
        entries = sorted(self.graph.nodes.values(), key=lambda entry: entry["order"])
        return [entry["node"] for entry in entries]

    def wires(self) -> list[Wire]:
        """All wires, ordered by source and target as the nodes are in the file, then by port."""
        found = [Wire(s, key[0], t, key[1]) for s, t, key in self.graph.edges(keys=True)]
        place = self.graph._node  # networkx's view takes three times as long
        return sorted(found, key=lambda w: (place[w.source]["order"], place[w.target]["order"], w.output, w.input))

    def wires_into(self, node_id: str) -> list[Wire]:
        # the adjacency itself: networkx's views of edges take five times as long
        return [Wire(s, key[0], node_id, key[1]) for s, keys in self.graph._pred[node_id].items() for key in keys]

    def wires_from(self, node_id: str) -> list[Wire]:
        return [Wire(node_id, key[0], t, key[1]) for t, keys in self.graph._succ[node_id].items() for key in keys]

    def wire_into(self, node_id: str, port: str) -> Wire | None:
        """The wire that ends at an input port."""
        return next((wire for wire in self.wires_into(node_id) if wire.input == port), None)
