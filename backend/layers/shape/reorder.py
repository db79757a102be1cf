"""Positions that move along an axis: reversed, mirrored, rolled, repeated, accumulated."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer
from backend.declare.reach import Extent, Reach, ReachRule, Window, by_port, unseen
from backend.layers.shared.reach import with_new
from backend.layers.shared.shapes import axis_of, only, require_batch_first, require_float, require_unragged
from backend.layers.shared.source import function

AXIS = Integer(name="axis", default=-1, minimum=-8, maximum=8, meaning="the axis; -1 is the last")


def _reverse_shape(_: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    if not received.steps or received.rank < 2:
        raise ShapeError("time", "reverses the steps of time and needs a sequence", "use a Flip")
    return Shaped({"out": received})


def _write_reverse(site: Site) -> Code:
    if site.type.ragged is None:
        return Code({"out": f"{site.x}.flip(1)"})
    lengths = site.lengths[site.type.ragged]
    return Code({"out": f"reverse_steps({site.x}, {lengths})"}, helpers=("reverse_steps",))


def _along(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axis = axis_of(values.axis, received.rank)
    folds = received.steps and received.rank > 3 and axis > 1
    return Shaped({"out": received}, form=Form.FOLDED if folds else Form.PLAIN)


def _flip_shape(values: Values, types: Types) -> Shaped:
    found = _along(values, types)
    if axis_of(values.axis, only(types).rank) == 1:
        require_unragged(only(types), advice="use Reverse time, which takes lengths into account")
    return found


def _total_shape(values: Values, types: Types) -> Shaped:
    require_float(only(types))
    return _along(values, types)


def _along_axis(extent: Extent) -> ReachRule:
    return lambda values, types, port: Reach({axis_of(values.axis, types[port].rank): extent})


def _repeat_reach(_: Values, types: Types, port: str) -> Reach:
    return Reach(moves=with_new(1, types[port].rank))


def _dim(site: Site) -> int:
    axis = axis_of(site.values.axis, site.type.rank)
    return -1 if axis == site.type.rank - 1 else axis - site.folded


def _repeat_shape(values: Values, types: Types) -> Shaped:
    received = types["in"]
    require_batch_first(received)
    if received.rank < 2 or received.steps:
        advice = "take the last step of the sequence first"
        raise ShapeError("rank", "repeats a vector or image without a time axis", advice)
    batch, *rest = received.sizes
    if "like" not in types:
        return Shaped({"out": received.with_sizes(batch, values.steps, *rest)._replace(steps=True)})
    like = types["like"]
    if not like.steps:
        raise ShapeError("time", "takes the number of steps of a sequence", "wire a sequence to it", "like")
    out = received.with_sizes(batch, like.sizes[1], *rest)
    return Shaped({"out": out._replace(steps=True, ragged=like.ragged)})


def _write_repeat(site: Site) -> str:
    like = site.arguments.get("like")
    steps = site.values.steps if like is None else f"{like}.shape[1]"
    rest = ", -1" * (site.types["in"].rank - 1)
    return f"{site.arguments['in']}.unsqueeze(1).expand(-1, {steps}{rest})"


_ordered = partial(Layer, category=Category.SHAPE, glyph="shape", inputs=(Port("in", "values with several axes"),))

LAYERS.add(
    _ordered(
        type="reverse_time",
        name="Reverse time",
        summary="Reverses a sequence; where lengths differ, the real steps of each sample.",
        synonyms=("backwards", "flip", "mirror", "bidirectional"),
        torch="torch.flip",
        formula="y[t] = x[T - 1 - t]",
        inputs=(Port("in", "a sequence or a video"),),
        shape=_reverse_shape,
        reach=lambda _values, _types, _port: Reach({1: Extent.UNKNOWN}),
        write=_write_reverse,
    ),
    _ordered(
        type="flip",
        name="Flip",
        summary="Reverses the order along an axis.",
        synonyms=("mirror", "reverse", "augment"),
        torch="torch.flip",
        formula="y[i] = x[L - 1 - i] along one axis",
        parameters=(AXIS,),
        shape=_flip_shape,
        reach=_along_axis(Extent.UNKNOWN),
        write=function(lambda site: f"{site.x}.flip({_dim(site)})"),
        summarise=lambda v: f"axis {v.axis}",
    ),
    _ordered(
        type="cumulative_sum",
        name="Cumulative sum",
        summary="The running sum along an axis.",
        synonyms=("cumsum", "running total", "integrate", "integral"),
        torch="torch.cumsum",
        formula="y[i] = Σ over j ≤ i of x[j]",
        parameters=(AXIS,),
        used_with={"in": "sequence"},
        example={"axis": 1},
        shape=_total_shape,
        reach=_along_axis(Extent.PAST),
        write=function(lambda site: f"{site.x}.cumsum(dim={_dim(site)})"),
        summarise=lambda v: f"axis {v.axis}",
    ),
    _ordered(
        type="repeat_steps",
        name="Repeat over time",
        summary="Repeats a vector or image at every step, as input of a decoder.",
        synonyms=("repeat vector", "expand", "broadcast", "seq2seq", "decoder"),
        torch="torch.Tensor.expand",
        formula="y[n, t] = x[n] for every step t",
        parameters=(
            Integer(
                name="steps",
                default=10,
                minimum=1,
                maximum=1_000_000,
                meaning="number of steps, if no sequence is wired to like",
            ),
        ),
        inputs=(
            Port("in", "a vector or an image"),
            Port("like", "a sequence whose number of steps is taken", optional=True),
        ),
        used_with={"in": "vector"},
        shape=_repeat_shape,
        reach=by_port(like=unseen, **{"in": _repeat_reach}),
        write=function(_write_repeat),
        summarise=lambda v: f"{v.steps} steps",
    ),
)


def _shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axis = axis_of(values.axis, received.rank)
    if axis == 1:
        require_unragged(received)
    folds = received.steps and received.rank > 3 and axis > 1
    return Shaped({"out": received}, form=Form.FOLDED if folds else Form.PLAIN)


def _reach(values: Values, types: Types, port: str) -> Reach:
    axis = axis_of(values.axis, types[port].rank)
    return Reach({axis: Window(1, before=values.shift)}, besides={axis: Extent.WHOLE} if values.shift else {})


def _write(site: Site) -> str:
    axis = axis_of(site.values.axis, site.type.rank)
    return f"{site.x}.roll({site.values.shift}, dims={axis - site.folded})"


LAYERS.add(
    Layer(
        type="roll",
        name="Roll",
        category=Category.SHAPE,
        glyph="shape",
        summary="Shifts positions along an axis; those that leave at one end enter at the other.",
        synonyms=("shift", "cyclic shift", "rotate", "shifted windows"),
        torch="torch.roll",
        formula="y[i] = x[(i - shift) mod size] along the axis",
        parameters=(
            Integer(
                name="shift", default=1, minimum=-65_536, maximum=65_536, meaning="number of positions to shift by"
            ),
            Integer(name="axis", default=-1, minimum=-8, maximum=8, meaning="the axis; -1 is the last"),
        ),
        inputs=(Port("in", "values with several axes"),),
        shape=_shape,
        reach=_reach,
        write=function(_write),
        summarise=lambda v: f"{v.shift:+} · axis {v.axis}",
    )
)
