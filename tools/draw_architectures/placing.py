"""Where the nodes of a drawn graph stand, by the layout that the editor's own command uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.document.card_size import MAX_CARD_WIDTH, card_height, port_offsets
from backend.document.graph import Position, Wire
from backend.document.layout import Box, LayoutEdge, layered

CORNER = Position(40, 40)
AIR = 24.0
"""Added below each card, so that rows of plain cards are 112 apart."""


@dataclass(frozen=True)
class Ports:
    """The ports of a placed layer; ``many`` is the name that is numbered where it takes any number of wires."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    many: str = ""

    def input(self, index: int) -> str:
        """The port that the wire of that number goes to."""
        if index < len(self.inputs):
            return self.inputs[index]
        return f"{self.many}{index - len(self.inputs) + 1}"


def placed(ports: Mapping[str, Ports], wires: Iterable[Wire]) -> dict[str, Position]:
    """The place of each node's upper left corner."""
    links = list(wires)
    inputs = {node: list(ports[node].inputs) for node in ports}
    for wire in links:
        if wire.input not in inputs[wire.target]:
            inputs[wire.target].append(wire.input)
    heights = {node: card_height(len(inputs[node]), len(ports[node].outputs)) for node in ports}

    def link(wire: Wire) -> LayoutEdge:
        outputs = list(ports[wire.source].outputs)
        leaves = port_offsets(len(outputs), heights[wire.source])[outputs.index(wire.output)]
        enters = port_offsets(len(inputs[wire.target]), heights[wire.target])[
            inputs[wire.target].index(wire.input)
        ]
        return LayoutEdge(wire.source, wire.target, leaves, enters)

    boxes = {node: Box(MAX_CARD_WIDTH, height + AIR) for node, height in heights.items()}
    found = layered(boxes, map(link, links))
    return {node: Position(CORNER.x + at.x, CORNER.y + at.y) for node, at in found.items()}
