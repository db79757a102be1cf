"""The same values under other axes: flatten, permute, squeeze, unsqueeze, reshape."""

from __future__ import annotations

from math import prod

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integer, Integers
from backend.declare.reach import Reach
from backend.declare.size import Size, product
from backend.declare.tensor_type import TensorType
from backend.layers.shared.reach import reshaped, with_new, without
from backend.layers.shared.shapes import axis_of, fixed, only, require_batch_first, require_unragged
from backend.layers.shared.source import function

INCLUDE_TIME = Flag(
    name="include_time",
    default=False,
    advanced=True,
    meaning="joins all steps of a sequence into one vector, instead of flattening each step",
)
ADVICE = "use a Global average pool, or give the input a fixed size"


def _flatten_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    if received.rank < 2:
        raise ShapeError("rank", "needs axes after the batch to flatten", "wire images or vectors to it")
    keeps_time = received.steps and received.rank > 3 and not values.include_time
    first = 2 if keeps_time else 1
    if received.steps and not keeps_time:
        require_unragged(received)
    size = fixed(product(received.sizes[first:]), "size of all axes to flatten", ADVICE)
    flat = received.with_sizes(*received.sizes[:first], size)
    if keeps_time:
        return Shaped({"out": flat}, form=Form.FOLDED)
    return Shaped({"out": flat.unmarked()})


def _flatten_reach(values: Values, types: Types, port: str) -> Reach:
    """All positions are kept, side by side in one vector."""
    received = types[port]
    first = 2 if received.steps and received.rank > 3 and not values.include_time else 1
    return Reach(moves=dict.fromkeys(range(first, received.rank), first))


LAYERS.add(
    Layer(
        type="flatten",
        name="Flatten",
        category=Category.SHAPE,
        glyph="shape",
        summary="Flattens all axes of a sample into one vector; of a video, those of each frame.",
        synonyms=("vector", "reshape", "ravel"),
        torch="torch.flatten",
        formula="y[n, (c·H + i)·W + j] = x[n, c, i, j]",
        parameters=(INCLUDE_TIME,),
        inputs=(Port("in", "images, volumes or sequences"),),
        shape=_flatten_shape,
        reach=_flatten_reach,
        write=function(lambda site: f"{site.x}.flatten(1)"),
        summarise=lambda v: "with time" if v.include_time else "",
    ),
)


INPUTS = (Port("in", "values with several axes"),)
AS_SEQUENCE = Flag(
    name="as_sequence",
    default=False,
    meaning="marks axis 1 of the result as time, so that the layers after it work on each step",
)


def as_sequence(result: TensorType) -> TensorType:
    """The type with axis 1 marked as time; raises `ShapeError` where no axis follows it."""
    if result.rank < 3:
        advice = "turn off as_sequence, or give the result at least three axes"
        raise ShapeError("rank", f"would mark axis 1 of {result} as time, but no features follow it", advice)
    return result._replace(steps=True)


def _permute_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axes = values.axes
    if sorted(axes) != list(range(received.rank)) or axes[0] != 0:
        raise ShapeError(
            "axes",
            f"orders the axes as {axes}, but must list 0 (the batch) first and 1 to {received.rank - 1} once",
            f"use, for example, {[0, *range(received.rank - 1, 0, -1)]}",
        )
    result = received.with_sizes(*(received.sizes[axis] for axis in axes))
    # Axis 1 keeps its mark as time only where it stays in place.
    if axes[1:2] != [1]:
        require_unragged(received)
        result = result.unmarked()
    return Shaped({"out": as_sequence(result) if values.as_sequence else result})


def _squeeze_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axis = axis_of(values.axis, received.rank)
    if received.sizes[axis] != 1:
        size = received.sizes[axis]
        raise ShapeError(
            "axis", f"removes an axis of size 1, but axis {axis} has size {size}", "choose an axis of size 1"
        )
    sizes = [size for place, size in enumerate(received.sizes) if place != axis]
    return Shaped({"out": _marked(received, axis).with_sizes(*sizes)})


def _unsqueeze_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axis = axis_of(values.axis, received.rank + 1)
    sizes = list(received.sizes)
    sizes.insert(axis, 1)
    return Shaped({"out": _marked(received, axis).with_sizes(*sizes)})


def _squeeze_reach(values: Values, types: Types, port: str) -> Reach:
    rank = types[port].rank
    return Reach(moves=without([axis_of(values.axis, rank)], rank))


def _unsqueeze_reach(values: Values, types: Types, port: str) -> Reach:
    rank = types[port].rank
    return Reach(moves=with_new(axis_of(values.axis, rank + 1), rank))


def _marked(received: TensorType, axis: int) -> TensorType:
    """The type after an axis is added or removed: only a change of axis 1 affects time."""
    if axis != 1:
        return received
    require_unragged(received)
    return received.unmarked()


LAYERS.add(
    Layer(
        type="permute",
        name="Permute",
        category=Category.SHAPE,
        glyph="shape",
        summary="Changes the order of the axes.",
        synonyms=("transpose", "swap axes", "rearrange", "order"),
        torch="torch.permute",
        formula="y[i₀, i₁, …] = x[j₀, j₁, …] with j[axes[a]] = i[a] for each axis a",
        parameters=(
            Integers(
                name="axes",
                default=[0, 2, 1],
                minimum=0,
                maximum=7,
                meaning="for each axis of the result, its index in the input; the batch, 0, stays first",
            ),
            AS_SEQUENCE,
        ),
        inputs=INPUTS,
        shape=_permute_shape,
        reach=lambda values, _types, _port: Reach(moves={old: new for new, old in enumerate(values.axes)}),
        write=function(lambda site: f"{site.x}.permute({', '.join(map(str, site.values.axes))})"),
        summarise=lambda v: " ".join(map(str, v.axes)),
    ),
    Layer(
        type="squeeze",
        name="Squeeze",
        category=Category.SHAPE,
        glyph="shape",
        summary="Removes an axis of size 1.",
        synonyms=("remove axis", "drop axis"),
        torch="torch.squeeze",
        formula="y[n, i] = x[n, 0, i] for axis 1",
        parameters=(
            Integer(name="axis", default=-1, minimum=-8, maximum=8, meaning="the axis to remove; -1 is the last"),
        ),
        inputs=INPUTS,
        used_with={"in": "number"},
        shape=_squeeze_shape,
        reach=_squeeze_reach,
        write=function(lambda site: f"{site.x}.squeeze({site.values.axis})"),
        summarise=lambda v: f"axis {v.axis}",
    ),
    Layer(
        type="unsqueeze",
        name="Unsqueeze",
        category=Category.SHAPE,
        glyph="shape",
        summary="Adds an axis of size 1.",
        synonyms=("add axis", "expand dims", "new axis"),
        torch="torch.unsqueeze",
        formula="y[n, 0, i] = x[n, i] for axis 1",
        parameters=(
            Integer(
                name="axis",
                default=1,
                minimum=-8,
                maximum=8,
                meaning="the index of the new axis in the result; -1 is the last",
            ),
        ),
        inputs=INPUTS,
        shape=_unsqueeze_shape,
        reach=_unsqueeze_reach,
        write=function(lambda site: f"{site.x}.unsqueeze({site.values.axis})"),
        summarise=lambda v: f"axis {v.axis}",
    ),
)


PER_STEP = Flag(
    name="per_step",
    default=False,
    meaning="reshapes each step of a sequence separately and keeps the time axis",
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
    """The dimensions with -1 replaced by the remaining size; raises `ShapeError` where the sizes don't match."""
    if dimensions.count(-1) > 1 or 0 in dimensions:
        raise ShapeError(
            "dimensions",
            f"has dimensions {dimensions}, but each must be at least 1, except for at most one -1",
            "set only one dimension to -1: the one that follows from the others",
            port="",
        )
    known = prod(size for size in dimensions if size != -1)
    rest = total // known if -1 in dimensions else 1
    if rest * known != total:
        shown = "×".join("?" if size == -1 else str(size) for size in dimensions)
        raise ShapeError(
            "dimensions",
            f"can't reshape the {total} values of a sample to {shown}",
            "change the dimensions so that their product matches, or use -1 for one of them",
        )
    return [rest if size == -1 else size for size in dimensions]


def _reach(values: Values, types: Types, port: str) -> Reach:
    return reshaped(types[port].sizes, _shape(values, types).outputs["out"].sizes)


def _write(site: Site) -> str:
    dimensions = site.values.dimensions
    # torch works out one size at most: that of the batch, unless the dimensions need it.
    batch = f"{site.x}.shape[0]" if -1 in dimensions else "-1"
    return f"{site.x}.reshape({batch}, {', '.join(map(str, dimensions))})"


LAYERS.add(
    Layer(
        type="reshape",
        name="Reshape",
        category=Category.SHAPE,
        glyph="shape",
        summary="Arranges the values of a sample along other axes.",
        synonyms=("view", "unflatten", "resize"),
        torch="torch.reshape",
        formula=(
            "y[n, (i, j, …)] = x[n, (k, l, …)] where both have the same index in "
            "memory, the last axis running fastest\n"
            "y[n, c, i, j] = x[n, (c·28 + i)·28 + j] for dimensions [1, 28, 28]"
        ),
        parameters=(
            Integers(
                name="dimensions",
                default=[-1],
                minimum=-1,
                longest=7,
                meaning="the sizes after the batch; -1 stands for the remaining size",
            ),
            PER_STEP,
            AS_SEQUENCE,
        ),
        inputs=(Port("in", "values of any shape"),),
        used_with={"in": "vector"},
        example={"dimensions": [8, -1]},
        shape=_shape,
        reach=_reach,
        write=function(_write),
        summarise=lambda v: "×".join("?" if size == -1 else str(size) for size in v.dimensions),
    ),
)
