"""Slice and select step: parts of an axis."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer
from backend.declare.reach import Extent, Reach, Window
from backend.declare.size import Size
from backend.layers.rearranged import without
from backend.layers.shapes import axis_of, only, require_batch_first, require_unragged
from backend.layers.writing import function

FARTHEST = 1_000_000


def _slice_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axis = axis_of(values.axis, received.rank)
    if axis == 1:
        require_unragged(received)
    sizes = list(received.sizes)
    sizes[axis] = _sliced(values, sizes[axis])
    folds = received.steps and received.rank > 3 and axis > 1
    return Shaped({"out": received.with_sizes(*sizes)}, form=Form.FOLDED if folds else Form.PLAIN)


def _sliced(values: Values, size: Size) -> Size:
    start, stop, step = values.start, values.stop, values.step
    if isinstance(size, int):
        length: Size = len(range(size)[slice(start, stop, step)])
    elif start >= 0 and (stop is None or stop < 0):
        length = (size + (stop or 0) - start + step - 1) // step
    else:
        raise ShapeError(
            "fixed size",
            f"can't tell how many of {size} positions {_range_text(values)} takes",
            "count the start from the front and the stop from the end, or fix the size of the axis",
        )
    if isinstance(length, int) and length < 1:
        raise ShapeError(
            "size", f"takes nothing of {size} positions with {_range_text(values)}", "move its start or stop"
        )
    return length


def _range_text(values: Values) -> str:
    """``1:-1`` or ``::2``, as Python writes it."""
    start = values.start or ""
    stop = "" if values.stop is None else values.stop
    return f"{start}:{stop}" if values.step == 1 else f"{start}:{stop}:{values.step}"


def _slice_reach(values: Values, types: Types, port: str) -> Reach:
    """Where the axis has no fixed size, a start from its end is no certain place."""
    axis = axis_of(values.axis, types[port].rank)
    size, start = types[port].sizes[axis], values.start
    if start < 0:
        start = max(size + start, 0) if isinstance(size, int) else None
    return Reach({axis: Extent.UNKNOWN if start is None else Window(1, values.step, -start)})


def _write_slice(site: Site) -> str:
    axis = axis_of(site.values.axis, site.type.rank) - site.folded
    return f"{site.x}[{':, ' * axis}{_range_text(site.values)}]"


def _step_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    if received.rank < 2:
        raise ShapeError("rank", "takes one step and needs an axis after the batch", "wire a sequence to it")
    batch, time, *rest = received.sizes
    index = values.index
    if isinstance(time, int) and not -time <= index < time:
        raise ShapeError("index", f"takes step {index} of {time}", f"choose an index from {-time} to {time - 1}")
    if index not in (0, -1):
        advice = "take the first step (0) or the last real one (-1)"
        require_unragged(received, advice=advice)
    return Shaped({"out": received.with_sizes(batch, *rest).unmarked()})


def _write_step(site: Site) -> Code:
    if site.type.ragged is not None and site.values.index == -1:
        lengths = site.lengths[site.type.ragged]
        return Code({"out": f"last_step({site.x}, {lengths})"}, helpers=("last_step",))
    return Code({"out": f"{site.x}[:, {site.values.index}]"})


LAYERS.add(
    Layer(
        type="slice",
        name="Slice",
        category=Category.SHAPE,
        glyph="shape",
        summary="Keeps a range of positions along one axis.",
        synonyms=("crop", "narrow", "range", "part"),
        torch="torch.Tensor.__getitem__",
        formula="y[i] = x[start + i·step] for start + i·step < stop, along the axis",
        parameters=(
            Integer(name="axis", default=-1, minimum=-8, maximum=8, meaning="along which axis; -1 is the last"),
            Integer(
                name="start",
                default=0,
                minimum=-FARTHEST,
                maximum=FARTHEST,
                meaning="the first position; negative counts from the end",
            ),
            Integer(
                name="stop",
                default=None,
                optional=True,
                minimum=-FARTHEST,
                maximum=FARTHEST,
                meaning="the position after the last; negative counts from the end, nothing goes to the end",
            ),
            Integer(name="step", default=1, minimum=1, maximum=FARTHEST, meaning="2 takes every second position"),
        ),
        inputs=(Port("in", "numbers with several axes"),),
        used_with={"in": "fixed sequence"},
        example={"axis": 1, "stop": 5},
        shape=_slice_shape,
        reach=_slice_reach,
        write=function(_write_slice),
        summarise=lambda v: f"axis {v.axis} · {_range_text(v)}",
    ),
    Layer(
        type="select_step",
        name="Select step",
        category=Category.SHAPE,
        glyph="shape",
        summary="Takes one step of a sequence; the last one is the last real step where lengths differ.",
        synonyms=("last step", "time step", "index", "frame"),
        torch="torch.select",
        formula="y[n] = x[n, index]; a negative index counts from the end",
        parameters=(
            Integer(
                name="index",
                default=-1,
                minimum=-FARTHEST,
                maximum=FARTHEST,
                meaning="which step; 0 is the first, -1 the last",
            ),
        ),
        inputs=(Port("in", "a sequence or a video"),),
        used_with={"in": "sequence"},
        shape=_step_shape,
        reach=lambda _, types, port: Reach(moves=without([1], types[port].rank)),
        write=_write_step,
        summarise=lambda v: {0: "first", -1: "last"}.get(v.index, str(v.index)),
    ),
)
