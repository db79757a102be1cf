"""Edits that put layers into a wire and find them a place where they cover no other card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.declare.layer import LAYERS, Layer
from backend.declare.parameters import Json
from backend.document.actions import free_id
from backend.document.arranging import ASIDE_GAP, GRID, Rect, pushed_aside
from backend.document.edits import AddNode, Connect, Disconnect, Edit, MoveNodes
from backend.document.graph import Node, Position, Wire
from backend.lints.cards import card
from backend.lints.checked_graph import CheckedGraph

GAP = 24.0
MARGIN = 16.0
MAX_ROWS_DOWN = 40


@dataclass(frozen=True)
class NewLayer:
    """A layer that is to be inserted."""

    type: str
    parameters: Mapping[str, Json] = field(default_factory=dict)


def insertion(checked: CheckedGraph, wire: Wire, parts: Sequence[NewLayer]) -> tuple[Edit, ...]:
    """Puts layers into a wire of the document, one behind the other; what is in the way steps aside."""
    rects = checked.cards
    edits: list[Edit] = [Disconnect(wire)]
    source, output = wire.source, wire.output
    left = rects[wire.source]
    taken: set[str] = set()
    for part in parts:
        layer = LAYERS.get(part.type)
        place, moves = _place(rects, left, rects[wire.target], layer)
        node = Node(_name(checked, part.type, taken), part.type, parameters=part.parameters, position=place)
        left = card(node, layer)
        rects = {**_moved(rects, moves), node.id: left}
        edits += [AddNode(node), *([MoveNodes(moves)] if moves else [])]
        edits.append(Connect(Wire(source, output, node.id, layer.inputs[0].name)))
        source, output = node.id, layer.outputs[0].name
    return (*edits, Connect(Wire(source, output, wire.target, wire.input)))


def _name(checked: CheckedGraph, type_name: str, taken: set[str]) -> str:
    name = free_id(checked.document, type_name)
    stem, number = name.rstrip("0123456789"), 2
    while name in taken or name in checked.document:
        name, number = f"{stem}{number}", number + 1
    taken.add(name)
    return name


def _place(
    rects: Mapping[str, Rect], left: Rect, right: Rect, layer: Layer
) -> tuple[Position, dict[str, Position]]:
    """The middle between two cards where it is free, else behind the first, where neighbours are pushed aside."""
    fresh = card(Node("fresh", layer.type), layer)
    middle = _on_grid((left.right + right.x - fresh.width) / 2)
    between = fresh._replace(x=middle, y=_on_grid((left.y + right.y) / 2))
    if left.right + GAP <= middle and not _covers(rects, between):
        return Position(between.x, between.y), {}
    placed = fresh._replace(x=_on_grid(left.right + ASIDE_GAP), y=left.y)
    for _ in range(MAX_ROWS_DOWN):
        moves = pushed_aside(rects, placed)
        if not _covers(_moved(rects, moves), placed):
            return Position(placed.x, placed.y), moves
        placed = placed._replace(y=placed.y + GRID * 4)
    return Position(placed.x, placed.y), {}


def _moved(rects: Mapping[str, Rect], moves: Mapping[str, Position]) -> dict[str, Rect]:
    shifted = {node: rects[node]._replace(x=place.x, y=place.y) for node, place in moves.items()}
    return {**rects, **shifted}


def _covers(rects: Mapping[str, Rect], placed: Rect) -> bool:
    return any(
        rect.x < placed.right + MARGIN
        and placed.x < rect.right + MARGIN
        and rect.y < placed.bottom + MARGIN
        and placed.y < rect.bottom + MARGIN
        for rect in rects.values()
    )


def _on_grid(value: float) -> float:
    return float(round(value / GRID) * GRID)
