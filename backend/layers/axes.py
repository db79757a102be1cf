"""Permute, squeeze and unsqueeze: the order and the number of axes."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Shaped, ShapeError, Types
from backend.declare.parameters import Flag, Integer, Integers
from backend.declare.reach import Reach
from backend.declare.tensor_type import TensorType
from backend.layers.rearranged import with_new, without
from backend.layers.shapes import axis_of, only, require_batch_first, require_unragged
from backend.layers.writing import function

INPUTS = (Port("in", "numbers with several axes"),)
AS_SEQUENCE = Flag(
    name="as_sequence",
    default=False,
    meaning="takes axis 1 of the result for time, so that the layers after it work on each step",
)


def as_sequence(result: TensorType) -> TensorType:
    """The type with axis 1 marked as time; raises `ShapeError` where no axis follows it."""
    if result.rank < 3:
        advice = "turn off as_sequence, or give the result at least three axes"
        raise ShapeError("rank", f"would take axis 1 of {result} for time, but no features follow it", advice)
    return result._replace(steps=True)


def _permute_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axes = values.axes
    if sorted(axes) != list(range(received.rank)) or axes[0] != 0:
        raise ShapeError(
            "axes",
            f"orders the axes as {axes}, but must name each of 0 to {received.rank - 1} once, 0 (the batch) first",
            f"use for example {[0, *range(received.rank - 1, 0, -1)]}",
        )
    result = received.with_sizes(*(received.sizes[axis] for axis in axes))
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
            "axis", f"removes an axis of size 1, but axis {axis} has {size}", "choose an axis of size 1"
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
    """The type after an axis has come or gone: only a change of axis 1 touches time."""
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
        summary="Puts the axes in another order.",
        synonyms=("transpose", "swap axes", "rearrange", "order"),
        torch="torch.permute",
        formula="y[i₀, i₁, …] = x[j₀, j₁, …] with j[axes[a]] = i[a] for each axis a",
        parameters=(
            Integers(
                name="axes",
                default=[0, 2, 1],
                minimum=0,
                maximum=7,
                meaning="the old place of each axis of the result; the batch, 0, stays first",
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
            Integer(name="axis", default=-1, minimum=-8, maximum=8, meaning="which axis goes; -1 is the last"),
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
                meaning="the place of the new axis in the result; -1 is the last",
            ),
        ),
        inputs=INPUTS,
        shape=_unsqueeze_shape,
        reach=_unsqueeze_reach,
        write=function(lambda site: f"{site.x}.unsqueeze({site.values.axis})"),
        summarise=lambda v: f"axis {v.axis}",
    ),
)
