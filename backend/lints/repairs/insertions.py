"""Repairs that put layers into the wire that brings something unfit, or into one before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isqrt

from backend.check.problems import Problem
from backend.declare.layer import LAYERS, Role
from backend.declare.tensor_type import Element, TensorType
from backend.document.graph import Wire
from backend.lints.checked_graph import CheckedGraph
from backend.lints.fix import Fix
from backend.lints.inserting import NewLayer, insertion

FARTHEST_BACK = 5
"""How many layers before the problem an insertion is tried."""
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
    """Layers that change what a wire brings, tried on the wire at the port first and then farther back."""
    for wire in _wires_back(checked, problem):
        brought = checked.reports[wire.source].outputs.get(wire.output)
        if brought is None:
            continue
        for words, parts in _offers(brought):
            where = "" if wire.target == problem.node else f" before {wire.target!r}"
            yield Fix(f"{words}{where}", insertion(checked, wire, parts))


def readouts(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Layers that make of anything the scores or numbers that a target asks for."""
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
            yield Fix(f"Insert {words}a Dense of {wanted} units", insertion(checked, wire, parts))


def _wires_back(checked: CheckedGraph, problem: Problem) -> Iterator[Wire]:
    """The wire at the port, then those before it along first inputs; all inputs where no port is named."""
    is_graded = checked.role(problem.node) in (Role.LOSS, Role.METRIC)
    node, port = problem.node, "prediction" if is_graded else problem.port
    for _ in range(FARTHEST_BACK):
        wires = checked.document.wires_into(node)
        chosen = [wire for wire in wires if wire.input == port] or wires
        yield from chosen
        if not chosen:
            return
        node, port = chosen[0].source, ""


def _offers(brought: TensorType) -> Iterator[Offer]:
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
        yield "Flatten with time", (NewLayer("flatten", {"include_time": True}),)
    if brought.steps and brought.rank == 5:
        yield "Insert a Permute that puts channels before time", (TIME_FIRST_VIDEO,)
    if not brought.steps and brought.rank == 4:
        yield "Read the columns as steps (Permute, Flatten)", (COLUMNS_AS_STEPS, NewLayer("flatten"))


def _for_vectors(brought: TensorType) -> Iterator[Offer]:
    yield "Insert an Unsqueeze", (NewLayer("unsqueeze", {"axis": 1}),)
    size = brought.features
    if isinstance(size, int) and size > 0:
        side = isqrt(size)
        dimensions = [1, side, side] if side * side == size else [size, 1, 1]
        yield "Insert a Reshape to a picture", (NewLayer("reshape", {"dimensions": dimensions}),)
        steps: Sequence[int] = [size, 1]
        yield (
            "Read the numbers as steps (Reshape)",
            (NewLayer("reshape", {"dimensions": steps, "as_sequence": True}),),
        )


def _insert(type_name: str) -> Offer:
    name = LAYERS.get(type_name).name
    return f"Insert {'an' if name[0] in 'AEIU' else 'a'} {name}", (NewLayer(type_name),)
