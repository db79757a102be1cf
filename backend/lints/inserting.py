"""Fixes that insert layers into a wire, and find them a position where they cover no other card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isqrt

from backend.check.problems import Problem
from backend.declare.layer import LAYERS, Layer, Role
from backend.declare.parameters import Json
from backend.declare.tensor_type import Element, TensorType
from backend.document.actions import free_id
from backend.document.arranging import ASIDE_GAP, Rect, pushed_aside
from backend.document.card_size import GRID
from backend.document.edits import AddNode, Connect, Disconnect, Edit, MoveNodes
from backend.document.graph import Node, Position, Wire
from backend.lints.checked_graph import CheckedGraph, card_rect
from backend.lints.lint import Fix, with_article

GAP = 24.0
MARGIN = 16.0
MAX_ROWS_DOWN = 40


@dataclass(frozen=True)
class NewLayer:
    """A layer that is to be inserted."""

    type: str
    parameters: Mapping[str, Json] = field(default_factory=dict)


def insertion(checked: CheckedGraph, wire: Wire, parts: Sequence[NewLayer]) -> tuple[Edit, ...]:
    """Inserts layers into a wire, one after the other; cards that are in the way are pushed aside."""
    rects = checked.cards
    edits: list[Edit] = [Disconnect(wire)]
    source, output = wire.source, wire.output
    left = rects[wire.source]
    taken: set[str] = set()
    for part in parts:
        layer = LAYERS.get(part.type)
        place, moves = _place(rects, left, rects[wire.target], layer)
        node = Node(_name(checked, part.type, taken), part.type, parameters=part.parameters, position=place)
        left = card_rect(node, layer)
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
    """Midway between two cards where that is free, else next to the first, pushing neighbours aside."""
    fresh = card_rect(Node("fresh", layer.type), layer)
    middle = _on_grid((left.right + right.x - fresh.width) / 2)
    between = fresh._replace(x=middle, y=_on_grid((left.y + right.y) / 2))
    if left.right + GAP <= middle and not _covers(rects, between):
        return Position(between.x, between.y), {}
    # Pushing moves only what is in the same row. A tall card of another row can
    # still be covered, so that lower rows are tried as well.
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


MAX_WIRES_BACK = 5
"""How far upstream of the problem an insertion is tried."""
TIME_FIRST_VIDEO = NewLayer("permute", {"axes": [0, 2, 1, 3, 4]})
SUMMARIES = (
    ("", ""),
    ("a Flatten and ", "flatten"),
    ("a Global average pool and ", "global_average_pool"),
    ("a Select step and ", "select_step"),
)
COLUMNS_AS_STEPS = NewLayer("permute", {"axes": [0, 3, 1, 2], "as_sequence": True})

Offer = tuple[str, tuple[NewLayer, ...]]


def fitting_layers(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Layers that change what a wire carries, tried on the wire at the port first and then farther upstream."""
    for wire in _wires_back(checked, problem):
        brought = checked.reports[wire.source].outputs.get(wire.output)
        if brought is None:
            continue
        for words, parts in _offers(brought):
            where = "" if wire.target == problem.node else f" before {wire.target!r}"
            yield Fix(f"{words}{where}", insertion(checked, wire, parts))


def readouts(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Layers that turn anything into the scores or values that a target asks for."""
    wire, target = (
        checked.document.wire_into(problem.node, "prediction"),
        checked.reports[problem.node].types.get("target"),
    )
    if wire is None or target is None:
        return
    wanted = target.below if target.element is Element.INT else target.features
    if isinstance(wanted, int):
        for words, type_name in SUMMARIES:
            parts = [*([NewLayer(type_name)] if type_name else []), NewLayer("dense", {"units": wanted})]
            yield Fix(f"Insert {words}a Dense with {wanted} units", insertion(checked, wire, parts))


def _wires_back(checked: CheckedGraph, problem: Problem) -> Iterator[Wire]:
    """The wire at the port, then those before it along first inputs; all inputs where no port is named."""
    is_graded = checked.role(problem.node) in (Role.LOSS, Role.METRIC)
    node, port = problem.node, "prediction" if is_graded else problem.port
    for _ in range(MAX_WIRES_BACK):
        wires = checked.document.wires_into(node)
        chosen = [wire for wire in wires if wire.input == port] or wires
        yield from chosen
        if not chosen:
            return
        node, port = chosen[0].source, ""


def _offers(brought: TensorType) -> Iterator[Offer]:
    # The order matters: of fixes that help alike, the first is offered first.
    if brought.element is Element.INT:
        yield _insert("embedding")
        yield _insert("one_hot")
        return
    if brought.rank > 2:
        yield _insert("flatten")
        yield _insert("global_average_pool")
        yield _insert("global_max_pool")
    yield from _for_time(brought)
    if brought.rank == 3 and not brought.steps:
        yield "Insert a Permute", (NewLayer("permute", {"axes": [0, 2, 1], "as_sequence": True}),)
    if brought.rank == 2:
        yield from _for_vectors(brought)
    if brought.ragged is None and 1 in brought.sizes[1:]:
        yield "Insert a Squeeze", (NewLayer("squeeze", {"axis": brought.sizes.index(1)}),)


def _for_time(brought: TensorType) -> Iterator[Offer]:
    if brought.steps:
        yield "Take the last step", (NewLayer("select_step"),)
        yield "Flatten including time", (NewLayer("flatten", {"include_time": True}),)
    if brought.steps and brought.rank == 5:
        yield "Insert a Permute that puts channels before time", (TIME_FIRST_VIDEO,)
    if not brought.steps and brought.rank == 4:
        yield "Treat columns as steps (Permute, Flatten)", (COLUMNS_AS_STEPS, NewLayer("flatten"))


def _for_vectors(brought: TensorType) -> Iterator[Offer]:
    yield "Insert an Unsqueeze", (NewLayer("unsqueeze", {"axis": 1}),)
    size = brought.features
    if isinstance(size, int) and size > 0:
        side = isqrt(size)
        dimensions = [1, side, side] if side * side == size else [size, 1, 1]
        yield "Insert a Reshape to an image", (NewLayer("reshape", {"dimensions": dimensions}),)
        steps: Sequence[int] = [size, 1]
        yield (
            "Treat features as steps (Reshape)",
            (NewLayer("reshape", {"dimensions": steps, "as_sequence": True}),),
        )


def _insert(type_name: str) -> Offer:
    name = LAYERS.get(type_name).name
    return f"Insert {with_article(name)}", (NewLayer(type_name),)
