"""How large cards are, and where their ports lie: what the canvas draws, and layouts, lints and drafts count with.

A card is as wide as its text needs, within bounds. Only the canvas measures text; everywhere else a card is taken
to be `MAX_CARD_WIDTH` wide, so that none covers another when it is shown.
"""

from __future__ import annotations

import math

from backend.declare.layer import Layer

GRID = 8
MIN_CARD_WIDTH = 160.0
MAX_CARD_WIDTH = 208.0
CARD_HEIGHT = 56.0
TAB_WIDTH = 48.0
"""How wide a docked node is."""
PORT_PITCH = 18.0
PORT_MARGIN = 5.0
"""Above the first port of a side and below its last one, beyond half a pitch."""


def on_grid(value: float) -> float:
    """The nearest line of the grid."""
    return float(round(value / GRID) * GRID)


def up_to_grid(value: float) -> float:
    """The next line of the grid from a value on."""
    return float(math.ceil(value / GRID) * GRID)


def card_width(needed: float) -> float:
    """All cards have one width, but grow a little for long names; ``needed`` is the width of text and margins."""
    return min(max(MIN_CARD_WIDTH, up_to_grid(needed)), MAX_CARD_WIDTH)


def card_height(inputs: int, outputs: int) -> float:
    """High enough for the ports of the longer side."""
    return max(CARD_HEIGHT, up_to_grid(max(inputs, outputs) * PORT_PITCH + 2 * PORT_MARGIN))


def layer_card_height(layer: Layer | None) -> float:
    """The height of a card with all declared ports of a layer; of a plain card where the layer is unknown."""
    return card_height(len(layer.inputs), len(layer.outputs)) if layer is not None else CARD_HEIGHT


def port_offsets(count: int, height: float) -> list[float]:
    """The vertical offsets of one side's ports, spread about the middle of the card."""
    first = height / 2 - (count - 1) * PORT_PITCH / 2
    return [first + index * PORT_PITCH for index in range(count)]
