"""Reshape: the same numbers under other axes."""

from __future__ import annotations

from math import prod

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integers
from backend.declare.reach import Reach
from backend.declare.size import Size, product
from backend.layers.axes import AS_SEQUENCE, as_sequence
from backend.layers.rearranged import reshaped
from backend.layers.shapes import only, require_batch_first, require_unragged
from backend.layers.writing import function

PER_STEP = Flag(
    name="per_step",
    default=False,
    meaning="reshapes each step of a sequence by itself and keeps time",
)


def _shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    first = 2 if _keeps_time(values, types) else 1
    dimensions = _filled(values.dimensions, product(received.sizes[first:]))
    result = received.with_sizes(*received.sizes[:first], *dimensions)
    if first == 2:
        return Shaped({"out": result}, form=Form.FOLDED)
    require_unragged(received)
    result = result.unmarked()
    return Shaped({"out": as_sequence(result) if values.as_sequence else result})


def _keeps_time(values: Values, types: Types) -> bool:
    if values.per_step and not only(types).steps:
        raise ShapeError("time", "works on each step and needs a sequence", "turn off per_step")
    return bool(values.per_step)


def _filled(dimensions: list[int], total: Size) -> list[Size]:
    """The dimensions with -1 replaced by what is left; raises `ShapeError` where they don't come out even."""
    if dimensions.count(-1) > 1 or 0 in dimensions:
        raise ShapeError(
            "dimensions",
            f"has dimensions {dimensions}, but each must be at least 1, with at most one -1",
            "write -1 for the one dimension that follows from the others",
            port="",
        )
    known = prod(size for size in dimensions if size != -1)
    rest = total // known if -1 in dimensions else 1
    if rest * known != total:
        shown = "×".join("?" if size == -1 else str(size) for size in dimensions)
        raise ShapeError(
            "dimensions",
            f"can't arrange {total} numbers of a sample as {shown}",
            "change the dimensions so that their product fits, or use -1 for one of them",
        )
    return [rest if size == -1 else size for size in dimensions]


def _reach(values: Values, types: Types, port: str) -> Reach:
    return reshaped(types[port].sizes, _shape(values, types).outputs["out"].sizes)


def _write(site: Site) -> str:
    dimensions = site.values.dimensions
    batch = f"{site.x}.shape[0]" if -1 in dimensions else "-1"
    return f"{site.x}.reshape({batch}, {', '.join(map(str, dimensions))})"


LAYERS.add(
    Layer(
        type="reshape",
        name="Reshape",
        category=Category.SHAPE,
        glyph="shape",
        summary="Arranges the numbers of a sample along other axes.",
        synonyms=("view", "unflatten", "resize"),
        torch="torch.reshape",
        formula=(
            "y[n, (i, j, …)] = x[n, (k, l, …)] where both stand at the same place, the last axis "
            "running fastest\n"
            "y[n, c, i, j] = x[n, (c·28 + i)·28 + j] for dimensions [1, 28, 28]"
        ),
        parameters=(
            Integers(
                name="dimensions",
                default=[-1],
                minimum=-1,
                longest=7,
                meaning="the sizes after the batch; -1 stands for what is left",
            ),
            PER_STEP,
            AS_SEQUENCE,
        ),
        inputs=(Port("in", "numbers of any shape"),),
        used_with={"in": "vector"},
        example={"dimensions": [8, -1]},
        shape=_shape,
        reach=_reach,
        write=function(_write),
        summarise=lambda v: "×".join("?" if size == -1 else str(size) for size in v.dimensions),
    ),
)
