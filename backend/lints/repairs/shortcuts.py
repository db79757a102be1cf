"""Repairs of merges: a 1×1 convolution or a Dense on one wire, or layers before that keep the size."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.parameters import Json
from backend.declare.size import Size
from backend.declare.tensor_type import Element, TensorType
from backend.document.edits import SetParameters
from backend.layers.shared.shapes import channel_axis
from backend.lints.checked_graph import CheckedGraph
from backend.lints.families import CONVOLUTIONS
from backend.lints.fix import Fix
from backend.lints.inserting import NewLayer, insertion
from backend.lints.repairs.before import layers_before


def projections(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """A 1×1 convolution, or a Dense, on one of two wires that don't fit, so that both can be added."""
    types = checked.reports[problem.node].types
    wires = {wire.input: wire for wire in checked.document.wires_into(problem.node)}
    for port, brought in types.items():
        for other, wanted in types.items():
            if other == port or brought.rank != wanted.rank or brought.element is not Element.FLOAT:
                continue
            for words, part in _projections(brought, wanted):
                yield Fix(
                    f"{words} on the wire from {wires[port].source!r}", insertion(checked, wires[port], [part])
                )


def _projections(brought: TensorType, wanted: TensorType) -> Iterator[tuple[str, NewLayer]]:
    axis = channel_axis(brought)
    if axis >= brought.rank or not isinstance(wanted.sizes[axis], int):
        return
    width, places = wanted.sizes[axis], brought.rank - axis - 1
    if brought.rank == 2 or (brought.steps and brought.rank == 3):
        yield f"Insert a Dense of {wanted.features} units", NewLayer("dense", {"units": wanted.features})
        return
    pairs = list(zip(brought.sizes[axis + 1 :], wanted.sizes[axis + 1 :]))
    if 1 <= places <= 3:
        for stride in sorted({_ratio(a, b) for a, b in pairs}):
            given: dict[str, Json] = {"filters": width, "kernel": 1, **({"stride": stride} if stride > 1 else {})}
            shown = f" with stride {stride}" if stride > 1 else ""
            yield f"Insert a {'×'.join('1' * places)} convolution{shown}", NewLayer(f"conv{places}d", given)
    for scale in sorted({_ratio(b, a) for a, b in pairs} - {1}):
        yield f"Insert an Upsample by {scale}", NewLayer("upsample", {"scale": scale})


def _ratio(one: Size, other: Size) -> int:
    """How many times the one is the other, rounded up; 1 where that is not known."""
    return max(1, -(-one // other)) if isinstance(one, int) and isinstance(other, int) and other > 0 else 1


def kept_sizes(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Padding that keeps the size, stride 1 and turned off dilation in the layers before the problem."""
    for node in layers_before(checked, problem.node):
        values = checked.values(node).as_dict()
        if "padding" in values and values["padding"] != "same" and checked.type(node) in CONVOLUTIONS:
            yield Fix(f"Set padding of {node!r} to same", (SetParameters(node, {"padding": "same"}),))
        if values.get("stride", 1) not in (1, None):
            yield Fix(f"Set stride of {node!r} to 1", (SetParameters(node, {"stride": 1}),))
