"""Draws a small document: chains of nodes, laid out as the canvas would tidy them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from backend.declare.layer import LAYERS, Layer
from backend.declare.parameters import Json
from backend.document import actions
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, MoveNodes
from backend.document.graph import NOTHING, ORIGIN, Position, Wire
from backend.document.layout import roughly_layered
from backend.reference.feeds import Feed, FeedLayer, chain_of

CARD_WIDTH, CARD_HEIGHT = 192, 56
"""Room for a card and the chip behind it: how large cards are, only the canvas knows."""
PORT_HEIGHT = 20
End = tuple[str, str]
"""A node's id and one of its outputs."""


class Draft:
    """A document in the making. Chains of the same beginning share it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._drawn: dict[tuple[Feed, int], str] = {}

    def place(self, type_name: str, parameters: Mapping[str, Json] = NOTHING, position: Position = ORIGIN) -> str:
        """Adds a node; returns its id."""
        node = actions.new_node(self.document, type_name, position)
        self.document.apply(AddNode(replace(node, parameters=dict(parameters) or NOTHING)))
        return node.id

    def join(self, source: End, target: End) -> None:
        self.document.apply(Connect(Wire(*source, *target)))

    def feed(self, wanted: Mapping[str, str]) -> dict[str, End]:
        """Draws the chains; the output that each port is to be wired to.

        The same feed for a second port is a second last node: what comes before it serves both.
        """
        seen: Counter[str] = Counter()
        ends: dict[str, End] = {}
        for port, name in wanted.items():
            stages, output = chain_of(name)
            ends[port] = (self._chain(stages, seen[name]), output or first_output(stages[-1].type))
            seen[name] += 1
        return ends

    def tidy(self) -> None:
        """Lays all nodes out in layers, in the order in which they were placed."""
        heights = {node.id: _height(node.type) for node in self.document.nodes()}
        self.document.apply(MoveNodes(roughly_layered(heights, self.document.wires(), CARD_WIDTH)))

    def _chain(self, stages: Feed, again: int) -> str:
        node = ""
        for index, stage in enumerate(stages):
            key = stages[: index + 1], again if index == len(stages) - 1 else 0
            if key not in self._drawn:
                self._drawn[key] = self._follow(node, stages[index - 1], stage)
            node = self._drawn[key]
        return node

    def _follow(self, node: str, before: FeedLayer, stage: FeedLayer) -> str:
        """Adds the node of a stage, behind another one if there is one."""
        added = self.place(stage.type, stage.parameters)
        if node:
            self.join((node, first_output(before.type)), (added, needed_ports(LAYERS.get(stage.type))[0]))
        return added


def first_output(type_name: str) -> str:
    return LAYERS.get(type_name).outputs[0].name


def needed_ports(layer: Layer) -> tuple[str, ...]:
    """The inputs that a use wires: those that must be and those of `Layer.used_with`; of a many-port two."""
    names: list[str] = []
    for port in layer.inputs:
        if port.many:
            names += [f"{port.name}1", f"{port.name}2"]
        elif not port.optional or port.name in layer.used_with:
            names.append(port.name)
    return tuple(names)


def _height(type_name: str) -> float:
    layer = LAYERS.find(type_name)
    ports = max(len(layer.inputs), len(layer.outputs)) if layer is not None else 1
    return CARD_HEIGHT + PORT_HEIGHT * max(0, ports - 2)
