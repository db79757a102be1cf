"""Draws a small document: chains of nodes in columns, as a person would place them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from backend.declare.layer import LAYERS, Layer
from backend.document import actions
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.model import NOTHING, Position, Wire
from backend.reference.feeds import Feed, Stage, chain_of

COLUMN, ROW = 280, 104
End = tuple[str, str]
"""A node's id and one of its outputs."""


class Draft:
    """A document in the making. Chains of the same beginning share it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._drawn: dict[tuple[Feed, int], str] = {}
        self._taken: Counter[int] = Counter()

    def place(self, stage: Stage, column: int, row: float | None = None) -> str:
        """Adds a node, in the next free row of its column where none is given; returns its id."""
        at = self._taken[column] if row is None else row
        self._taken[column] += 1
        node = actions.new_node(self.document, stage.type, Position(column * COLUMN, round(at * ROW)))
        self.document.apply(AddNode(replace(node, parameters=dict(stage.parameters) or NOTHING)))
        return node.id

    def join(self, source: End, target: End) -> None:
        self.document.apply(Connect(Wire(*source, *target)))

    def feed(self, wanted: Mapping[str, str], end: int) -> dict[str, End]:
        """Draws the chains so that they end before column ``end``; the output that each port is to be wired to.

        The same feed for a second port is a second last node: what comes before it serves both.
        """
        seen: Counter[str] = Counter()
        ends: dict[str, End] = {}
        for port, name in wanted.items():
            stages, output = chain_of(name)
            ends[port] = (self._chain(stages, seen[name], end), output or first_output(stages[-1]))
            seen[name] += 1
        return ends

    def row_of(self, node: str) -> float:
        return self.document.node(node).position.y / ROW

    def _chain(self, stages: Feed, again: int, end: int) -> str:
        node = ""
        for index, stage in enumerate(stages):
            key = stages[: index + 1], again if index == len(stages) - 1 else 0
            if key not in self._drawn:
                self._drawn[key] = self.place(stage, end - len(stages) + index)
                if node:
                    self.join((node, first_output(stages[index - 1])), (self._drawn[key], first_input(stage)))
            node = self._drawn[key]
        return node


def first_output(stage: Stage) -> str:
    return LAYERS.get(stage.type).outputs[0].name


def first_input(stage: Stage) -> str:
    return needed_ports(LAYERS.get(stage.type))[0]


def needed_ports(layer: Layer) -> tuple[str, ...]:
    """The inputs that a use wires: those that must be and those of `Layer.used_with`; of a many-port two."""
    names: list[str] = []
    for port in layer.inputs:
        if port.many:
            names += [f"{port.name}1", f"{port.name}2"]
        elif not port.optional or port.name in layer.used_with:
            names.append(port.name)
    return tuple(names)
