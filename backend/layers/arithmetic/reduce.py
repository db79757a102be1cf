"""Reductions over named axes, and the index of the largest value."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Flag
from backend.declare.reach import Extent, Reach
from backend.declare.tensor_type import Element, TensorType
from backend.layers.shared.reach import without
from backend.layers.shared.shapes import (
    channel_axis,
    fixed,
    only,
    require_batch_first,
    require_float,
    require_unragged,
)
from backend.layers.shared.source import mask_of

AXES = Choice(
    name="axes",
    default="last",
    options=("last", "channels", "space", "steps", "all"),
    meaning="the axes to reduce: the last one, channels, all of space, the steps of time, or a whole sample",
)
KIND = Choice(
    name="kind",
    default="mean",
    options=("sum", "mean", "max", "min", "deviation", "product"),
    meaning="how the values are reduced",
)
KEEP = Flag(
    name="keep", default=False, meaning="keeps the reduced axes with size 1, so that the result can be broadcast"
)
METHODS = {
    "sum": "sum",
    "mean": "mean",
    "max": "amax",
    "min": "amin",
    "deviation": "std",
    "product": "prod",
}
"""torch's name of each kind."""
NEUTRAL = {"sum": "0.0", "mean": "0.0", "max": 'float("-inf")', "min": 'float("inf")'}
"""What padding is filled with before it is reduced together with the real steps."""
ADVICE = "take the sum, mean, max or min over steps, or a global pool, which all take lengths into account"


def _places(axes: str, received: TensorType) -> tuple[int, ...]:
    """The axes in the plain form; raises `ShapeError` where there are none."""
    channels = channel_axis(received)
    named = {
        "last": range(max(channels, received.rank - 1), received.rank),
        "channels": range(channels, min(channels + 1, received.rank)),
        "space": range(channels + 1, received.rank),
        "steps": range(1, 2 if received.steps else 1),
        "all": range(1, received.rank),
    }
    if not named[axes]:
        raise ShapeError("rank", f"has no axes to reduce for {axes}", "choose other axes", port="")
    return tuple(named[axes])


def _reduce_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    require_batch_first(received)
    places = _places(values.axes, received)
    if values.kind == "product" and len(places) > 1:
        advice = "choose a single axis"
        raise ShapeError("axes", f"can multiply along only one axis, not {len(places)} at once", advice, port="")
    # Over steps alone, padding can be filled with a neutral value first; together with other axes it could not.
    if places != (1,) or values.kind not in NEUTRAL:
        _require_no_padding(received, places)
    return Shaped({"out": _reduced(received, places, values.keep)}, form=_form(received, places))


def _reduce_reach(values: Values, types: Types, port: str) -> Reach:
    return _taken_together(_places(values.axes, types[port]), types[port].rank, values.keep)


def _taken_together(places: tuple[int, ...], rank: int, keep: bool) -> Reach:
    """An axis that is kept, with size 1, stays where it is."""
    moves = {place: place for place in places} if keep else without(places, rank)
    return Reach(dict.fromkeys(places, Extent.WHOLE), moves)


def _require_no_padding(received: TensorType, places: tuple[int, ...]) -> None:
    if 1 in places:
        require_unragged(received, advice=ADVICE)


def _reduced(received: TensorType, places: tuple[int, ...], keep: bool) -> TensorType:
    sizes = [1 if place in places else size for place, size in enumerate(received.sizes)]
    if not keep:
        sizes = [size for place, size in enumerate(received.sizes) if place not in places]
    result = received.with_sizes(*sizes)
    return result.unmarked() if 1 in places else result


def _form(received: TensorType, places: tuple[int, ...]) -> Form:
    return Form.FOLDED if received.steps and received.rank > 3 and 1 not in places else Form.PLAIN


def _dim(site: Site, places: tuple[int, ...]) -> str:
    if places == (site.type.rank - 1,):
        return "dim=-1"
    inner = tuple(place - site.folded for place in places)
    return f"dim={inner[0] if len(inner) == 1 else inner}"


def _write_reduce(site: Site) -> Code:
    values = site.values
    if site.type.ragged is not None and not site.folded and _places(values.axes, site.type) == (1,):
        return _write_over_real_steps(site)
    arguments = [_dim(site, _places(values.axes, site.type))]
    if values.kind == "deviation":
        # torch divides by n - 1 by default, which is NaN for a single value.
        arguments.append("correction=0")
    if values.keep:
        arguments.append("keepdim=True")
    return Code({"out": f"{site.x}.{METHODS[values.kind]}({', '.join(arguments)})"})


def _write_over_real_steps(site: Site) -> Code:
    values, key = site.values, site.type.ragged
    assert key is not None
    method = "sum" if values.kind == "mean" else METHODS[values.kind]
    filled = f"fill_padding({site.x}, {mask_of(site, 'in')}, {NEUTRAL[values.kind]})"
    result = f"{filled}.{method}(dim=1{', keepdim=True' if values.keep else ''})"
    if values.kind == "mean":
        axes = ", 1" * (site.out.rank - 1)
        result += f" / {site.lengths[key]}.reshape(-1{axes})" if axes else f" / {site.lengths[key]}"
    return Code({"out": result}, helpers=("step_mask", "fill_padding"))


def _largest_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    require_batch_first(received)
    places = _places(values.axis, received)
    classes = fixed(received.sizes[places[0]], "number of scores", "add a Dense before it")
    out = _reduced(received, places, keep=False).as_element(Element.INT)
    return Shaped({"out": out._replace(below=classes)}, form=_form(received, places))


def _largest_reach(values: Values, types: Types, port: str) -> Reach:
    return _taken_together(_places(values.axis, types[port]), types[port].rank, keep=False)


def _write_largest(site: Site) -> Code:
    return Code({"out": f"{site.x}.argmax({_dim(site, _places(site.values.axis, site.type))})"})


_reducing = partial(
    Layer, category=Category.SHAPE, glyph="shape", inputs=(Port("in", "values with several axes"),)
)

LAYERS.add(
    _reducing(
        type="reduce",
        name="Reduce",
        summary="The sum, mean, maximum, minimum, standard deviation or product along the given axes.",
        synonyms=(
            "sum",
            "mean",
            "average",
            "max",
            "min",
            "standard deviation",
            "std",
            "variance",
            "product",
            "aggregate",
        ),
        torch="torch.mean",
        formula=(
            "y = mean of x[i] over all i of the axes; or Σ, max, min, Π, or the deviation √(mean of "
            "(x[i] - mean)²)"
        ),
        parameters=(KIND, AXES, KEEP),
        shape=_reduce_shape,
        reach=_reduce_reach,
        write=_write_reduce,
        summarise=lambda v: f"{v.kind} · {v.axes}",
    ),
    _reducing(
        type="argmax",
        name="Index of the largest",
        summary="The index of the largest value, such as the predicted class. No gradient flows through it.",
        synonyms=("argmax", "prediction", "class", "greedy"),
        torch="torch.argmax",
        formula="y = argmax over i of x[i]",
        parameters=(
            Choice(
                name="axis",
                default="last",
                options=("last", "channels"),
                meaning="the axis: the last one, or the channels of images",
            ),
        ),
        used_with={"in": "scores"},
        shape=_largest_shape,
        reach=_largest_reach,
        write=_write_largest,
        summarise=lambda v: v.axis,
    ),
)
