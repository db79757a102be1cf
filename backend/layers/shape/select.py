"""Selections along an axis: slices, single steps, positions picked by index, and splits."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer, Integers
from backend.declare.reach import Extent, Reach, Window, by_port, pointwise
from backend.declare.size import Size
from backend.declare.tensor_type import BATCH, Element
from backend.layers.shared.reach import without
from backend.layers.shared.shapes import axis_of, channel_axis, fixed, only, require_batch_first, require_unragged
from backend.layers.shared.source import function, printed

MAX_POSITION = 1_000_000


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
        # As many as range(start, size + stop, step) has: the division is rounded up.
        length = (size + (stop or 0) - start + step - 1) // step
    else:
        raise ShapeError(
            "fixed size",
            f"can't tell how many of {size} positions {_range_text(values)} takes",
            "count the start from the beginning and the stop from the end, or fix the size of the axis",
        )
    if isinstance(length, int) and length < 1:
        raise ShapeError(
            "size", f"selects none of {size} positions with {_range_text(values)}", "change its start or stop"
        )
    return length


def _range_text(values: Values) -> str:
    """``1:-1`` or ``::2``, as Python writes it."""
    start = values.start or ""
    stop = "" if values.stop is None else values.stop
    return f"{start}:{stop}" if values.step == 1 else f"{start}:{stop}:{values.step}"


def _slice_reach(values: Values, types: Types, port: str) -> Reach:
    """Where the axis has no fixed size, a start counted from its end has no known position."""
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
        summary="Keeps a range of positions along an axis.",
        synonyms=("crop", "narrow", "range", "part"),
        torch="torch.Tensor.__getitem__",
        formula="y[i] = x[start + i·step] for start + i·step < stop, along the axis",
        parameters=(
            Integer(name="axis", default=-1, minimum=-8, maximum=8, meaning="the axis; -1 is the last"),
            Integer(
                name="start",
                default=0,
                minimum=-MAX_POSITION,
                maximum=MAX_POSITION,
                meaning="the first position; negative values count from the end",
            ),
            Integer(
                name="stop",
                default=None,
                optional=True,
                minimum=-MAX_POSITION,
                maximum=MAX_POSITION,
                meaning="the position after the last; negative values count from the end, empty goes to the end",
            ),
            Integer(
                name="step",
                default=1,
                minimum=1,
                maximum=MAX_POSITION,
                meaning="distance between positions; 2 takes every second one",
            ),
        ),
        inputs=(Port("in", "values with several axes"),),
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
        summary="Takes one step of a sequence; where lengths differ, -1 is the last real step of each sample.",
        synonyms=("last step", "time step", "index", "frame"),
        torch="torch.select",
        formula="y[n] = x[n, index]; a negative index counts from the end",
        parameters=(
            Integer(
                name="index",
                default=-1,
                minimum=-MAX_POSITION,
                maximum=MAX_POSITION,
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


AXIS = Integer(name="axis", default=-1, minimum=-8, maximum=8, meaning="the axis; -1 is the last")
SIZES = Integers(
    name="sizes",
    default=None,
    optional=True,
    minimum=1,
    maximum=1_000_000_000,
    longest=8,
    meaning="the size of each part; empty makes parts of equal size",
)
NAMES = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}


def _shape(count: int, values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axis = axis_of(values.axis, received.rank)
    if axis == 1:
        require_unragged(received)
    parts = _parts(count, values, received.sizes[axis])
    outputs = {}
    for number, part in enumerate(parts, 1):
        sizes = [part if place == axis else size for place, size in enumerate(received.sizes)]
        outputs[f"out{number}"] = received.with_sizes(*sizes)
    folds = received.steps and received.rank > 3 and axis > 1
    return Shaped(outputs, form=Form.FOLDED if folds else Form.PLAIN)


def _parts(count: int, values: Values, size: Size) -> list[Size]:
    if values.sizes is None:
        # Symbolic sizes have no remainder, but they divide and multiply exactly.
        if size // count * count != size or size == 0:
            advice = "give the sizes of the parts, or change the layer before it"
            raise ShapeError(
                "sizes", f"makes {count} parts of equal size, but {size} is not divisible by {count}", advice
            )
        return [size // count] * count
    if len(values.sizes) != count or sum(values.sizes) != size:
        raise ShapeError(
            "sizes",
            f"makes {count} parts whose sizes add up to {size}, but the given sizes are {values.sizes}",
            "change the sizes, or leave them empty for equal parts",
        )
    return list(values.sizes)


def _reach(values: Values, types: Types, port: str) -> Reach:
    """Channels are not positions. Along other axes each part begins at another position."""
    axis = axis_of(values.axis, types[port].rank)
    return Reach({} if axis == channel_axis(types[port]) else {axis: Extent.UNKNOWN})


def _write(site: Site) -> Code:
    ports = list(site.shaped.outputs)
    names = [f"{site.name}_{port}" if port in site.used else "_" for port in ports]
    axis = axis_of(site.values.axis, site.type.rank)
    dim = -1 if axis == site.type.rank - 1 else axis - site.folded
    sizes = site.values.sizes
    parts = f"chunk({len(ports)}" if sizes is None else f"split({printed(sizes)}"
    return Code(
        {port: name for port, name in zip(ports, names) if port in site.used},
        statements=(f"{', '.join(names)} = {site.x}.{parts}, dim={dim})",),
    )


def _split(count: int) -> Layer:
    return Layer(
        type=f"split{count}",
        name=f"Split in {NAMES[count]}",
        category=Category.SHAPE,
        glyph="shape",
        summary=f"Splits a value into {NAMES[count]} parts along an axis.",
        synonyms=("chunk", "divide", "halves", "parts", "branches"),
        torch="torch.chunk",
        formula=(
            "outₖ[i] = x[s₁ + … + sₖ₋₁ + i] for i < sₖ, along the axis; equal sizes sₖ unless they are given"
        ),
        parameters=(AXIS, SIZES),
        inputs=(Port("in", "values with several axes"),),
        outputs=tuple(Port(f"out{number}", f"part {number}") for number in range(1, count + 1)),
        used_with={"in": "wide features"},
        shape=lambda values, types: _shape(count, values, types),
        reach=_reach,
        write=_write,
        summarise=lambda v: f"axis {v.axis}" if v.sizes is None else " ".join(map(str, v.sizes)),
    )


LAYERS.add(*(_split(count) for count in NAMES))


def _gather_shape(_: Values, types: Types) -> Shaped:
    received, index = types["in"], types["index"]
    require_batch_first(received)
    require_unragged(received)
    if received.rank < 2:
        raise ShapeError("rank", "picks positions along axis 1, which is missing", "wire a sequence to it")
    if index.element is not Element.INT or index.rank not in (1, 2) or index.sizes[0] != BATCH:
        advice = "wire the index of a class, or Tokens, to it"
        raise ShapeError("index", "picks by integers int[N] or int[N, K]", advice, "index")
    positions = received.sizes[1]
    if index.below is not None:
        positions = fixed(
            positions, "number of positions, because the indices have a limit", "fix the length of its input"
        )
    if isinstance(positions, int) and index.below is not None and index.below > positions:
        expected = f"has {positions} positions, but indices go up to {index.below - 1}"
        raise ShapeError("index range", expected, "use a longer sequence, or fewer classes", "index")
    out = received.with_sizes(*index.sizes, *received.sizes[2:])
    steps = index.rank == 2 and (index.steps or received.steps)
    return Shaped({"out": out._replace(steps=steps, ragged=index.ragged)})


def _gather_reach(_: Values, types: Types, port: str) -> Reach:
    """Any position may be the one that is picked."""
    one_each = types["index"].rank == 1
    return Reach({1: Extent.WHOLE}, without([1], types[port].rank) if one_each else {1: 1})


def _write_gather(site: Site) -> Code:
    x, index = site.arguments["in"], site.arguments["index"]
    return Code({"out": f"pick_positions({x}, {index})"}, helpers=("pick_positions",))


LAYERS.add(
    Layer(
        type="gather",
        name="Gather",
        category=Category.SHAPE,
        glyph="shape",
        summary="Picks positions of a sequence by index: one for each sample, or several.",
        synonyms=("index", "select", "pick", "take", "pointer", "lookup", "index_select"),
        torch="torch.gather",
        formula="y[n] = x[n, index[n]]",
        inputs=(Port("in", "a sequence"), Port("index", "which positions: int[N] or int[N, K]")),
        used_with={"in": "fixed sequence", "index": "choice"},
        shape=_gather_shape,
        reach=by_port(index=pointwise, **{"in": _gather_reach}),
        write=_write_gather,
    ),
)
