"""The card of any node on the canvas: a layer's, collapsed or coloured too; a bend's; a frame's or note's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF

from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.declare.layer import Layer, Role
from backend.document.document import Document
from backend.document.graph import Node
from nodeeditor.canvas.card import Card, PortSpot, describe
from nodeeditor.canvas.geometry import BEND_SIZE, COLLAPSED_HEIGHT
from nodeeditor.canvas.paints import Paints

FAMILY_OF_COLOUR = {
    "grey": "input",
    "blue": "convolution",
    "teal": "pooling",
    "violet": "recurrent",
    "orange": "dense",
    "yellow": "activation",
    "green": "normalisation",
    "pink": "attention",
    "red": "loss",
}
"""The family whose hue a colour of ``Node.colour`` is."""
AREA_FAMILIES = {"note": "activation"}


def card_for(document: Document, checker: Checker, node_id: str, extra: Sequence[Problem], paints: Paints) -> Card:
    """What the canvas shows of a node. ``extra`` are problems that sections of the document have with it."""
    node = document.node(node_id)
    layer = checker.layers.find(node.type)
    card = describe(document, checker, node_id, extra, paints)
    if layer is not None and layer.role is Role.ANNOTATION:
        return _area(card, node, layer)
    if layer is not None and layer.role is Role.WIRE:
        return _bend(card)
    if node.colour:
        card = replace(card, family=FAMILY_OF_COLOUR[node.colour])
    return _collapsed(card) if node.collapsed else card


def _area(card: Card, node: Node, layer: Layer) -> Card:
    values, _ = layer.examine(node.parameters)
    family = FAMILY_OF_COLOUR.get(node.colour, AREA_FAMILIES.get(node.type, "input"))
    return replace(
        card,
        title=node.label,
        summary=values.text if node.type == "note" else "",
        family=family,
        width=float(values.width),
        height=float(values.height),
    )


def _bend(card: Card) -> Card:
    """A dot: both its ports lie in the middle, so that the wire seems to go through."""
    middle = QPointF(BEND_SIZE / 2, BEND_SIZE / 2)
    return replace(
        card,
        summary="",
        width=BEND_SIZE,
        height=BEND_SIZE,
        inputs=_at(card.inputs, middle),
        outputs=_at(card.outputs, middle),
    )


def _collapsed(card: Card) -> Card:
    """Only the name, and one place on each side where all wires end."""
    middle = COLLAPSED_HEIGHT / 2
    return replace(
        card,
        summary="",
        height=COLLAPSED_HEIGHT,
        inputs=_at(card.inputs, QPointF(0, middle)),
        outputs=_at(card.outputs, QPointF(card.width, middle)),
    )


def _at(spots: tuple[PortSpot, ...], place: QPointF) -> tuple[PortSpot, ...]:
    """All at one place, connected ones last, so that they are painted over the others."""
    moved = (replace(spot, place=place) for spot in spots)
    return tuple(sorted(moved, key=lambda spot: spot.connected))
