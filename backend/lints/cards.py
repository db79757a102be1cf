"""Where the cards of nodes lie, as far as it is known without the canvas, which alone measures words."""

from __future__ import annotations

from math import ceil

from backend.declare.layer import Layer
from backend.document.arranging import GRID, Rect
from backend.document.graph import Node

CARD_WIDTH = 208.0
"""The widest card."""
CARD_HEIGHT = 56.0
PORT_PITCH = 18.0


def card(node: Node, layer: Layer | None) -> Rect:
    """A card that is high enough for the ports of its longer side."""
    ports = max(len(layer.inputs), len(layer.outputs)) if layer else 1
    height = max(CARD_HEIGHT, ceil((ports * PORT_PITCH + 10) / GRID) * GRID)
    return Rect(*node.position, CARD_WIDTH, height)
