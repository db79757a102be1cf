"""Reach rules: how far results see through windows, interpolation, whole axes, and axes that a layer moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import gcd

from backend.declare.declaration import Values
from backend.declare.layer import Types
from backend.declare.parameters import Json
from backend.declare.reach import GONE, Extent, Reach, ReachRule, Spans, Spread, Step, Window
from backend.declare.size import Size, product
from backend.declare.tensor_type import TensorType
from backend.layers.shared.shapes import channel_axis, each, paddings

SPREADING: tuple[tuple[str, Json], ...] = (("kernel", 1), ("padding", 0), ("dilation", 1))
MIRRORING = frozenset({"reflect", "circular"})
"""Modes of padding that repeat positions from elsewhere."""
ATTENDED_TO = frozenset({"key", "keys"})


def spatial_axes(received: TensorType, rank: int) -> range:
    """The axes that a layer of this rank slides along: time of a sequence, or those after the channels."""
    if received.steps and rank == 1 and received.rank == 3:
        return range(1, 2)
    return range(received.rank - rank, received.rank)


def space_of(received: TensorType) -> range:
    """The axes after the channels, or the steps of a sequence of vectors."""
    first = 1 if received.steps and received.rank == 3 else channel_axis(received) + 1
    return range(first, 2 if first == 1 else received.rank)


def windows(rank: int) -> ReachRule:
    """The rule of convolutions, from kernel, stride, padding and dilation."""

    def rule(values: Values, types: Types, port: str) -> Reach:
        received = types[port]
        kernels, strides = each(values.kernel, rank), each(values.stride, rank)
        dilations = each(values.dilation, rank)
        steps = [
            Window(dilation * (kernel - 1) + 1, stride, before)
            for kernel, stride, dilation, (before, _) in zip(kernels, strides, dilations, paddings(values, rank))
        ]
        axes = spatial_axes(received, rank)
        return Reach(dict(zip(axes, steps)), besides=_around_borders(values.get("padding_mode"), axes, steps))

    return rule


def _around_borders(mode: Json, axes: Iterable[int], steps: Sequence[Window]) -> Mapping[int, Extent]:
    """The axes along which padding brings positions of the other end, or mirrored ones."""
    if mode not in MIRRORING:
        return {}
    return {axis: Extent.WHOLE for axis, step in zip(axes, steps) if step.before}


def pools(rank: int) -> ReachRule:
    """The rule of pooling: the stride defaults to the kernel; padding and dilation may be missing."""

    def rule(values: Values, types: Types, port: str) -> Reach:
        received = types[port]
        kernels = each(values.kernel, rank)
        strides = kernels if values.stride is None else each(values.stride, rank)
        before, dilations = each(values.get("padding", 0), rank), each(values.get("dilation", 1), rank)
        steps = [Window(d * (k - 1) + 1, s, p) for k, s, p, d in zip(kernels, strides, before, dilations)]
        return Reach(dict(zip(spatial_axes(received, rank), steps)))

    return rule


def spreads(rank: int) -> ReachRule:
    """The rule of transposed convolutions and unpooling: as `pools`, with windows of output positions."""

    def rule(values: Values, types: Types, port: str) -> Reach:
        received = types[port]
        kernels, before, dilations = (each(values.get(*setting), rank) for setting in SPREADING)
        strides = kernels if values.stride is None else each(values.stride, rank)
        steps = [Spread(d * (k - 1) + 1, s, p) for k, s, p, d in zip(kernels, strides, before, dilations)]
        return Reach(dict(zip(spatial_axes(received, rank), steps)))

    return rule


def whole_space(_values: Values, types: Types, port: str) -> Reach:
    """All positions after the channels, or all steps of a sequence."""
    return Reach(dict.fromkeys(space_of(types[port]), Extent.WHOLE))


def statistics_of_space(_values: Values, types: Types, port: str) -> Reach:
    """The rule of norms over the positions of each sample."""
    return Reach(besides=dict.fromkeys(space_of(types[port]), Extent.WHOLE))


def statistics_of_positions(_values: Values, types: Types, port: str) -> Reach:
    """The rule of norms over all positions, those of time too."""
    received = types[port]
    axes = {*space_of(received), *((1,) if received.steps else ())}
    return Reach(besides=dict.fromkeys(axes, Extent.WHOLE))


def statistics_of_last_axes(values: Values, types: Types, port: str) -> Reach:
    """The rule of norms over the last ``axes`` axes."""
    rank = types[port].rank
    return Reach(besides=dict.fromkeys(range(rank - values.axes, rank), Extent.WHOLE))


def whole_features(_values: Values, types: Types, port: str) -> Reach:
    """All features of the last axis."""
    return Reach({types[port].rank - 1: Extent.WHOLE})


def through_time(values: Values, _types: Types, _port: str) -> Reach:
    """The rule of recurrent layers: all earlier steps, or all steps if both directions are read."""
    both = values.get("direction", "forward") != "forward"
    return Reach({1: Extent.WHOLE if both else Extent.PAST})


def attending(values: Values, types: Types, port: str) -> Reach:
    """The rule of attention: all steps, or the past ones if causal."""
    # In cross-attention a step of the result sees the query at its own step only, and everything of the key.
    if port == "query" and not ATTENDED_TO.isdisjoint(types):
        return Reach()
    return Reach({1: Extent.PAST if values.get("causal") else Extent.WHOLE})


def blocks_of(factor: int, apart: bool) -> Mapping[int, Step]:
    """Steps of the last two axes, where ``factor`` × ``factor`` positions become one, or one becomes that many."""
    step: Step = Spread(factor, factor) if apart else Window(factor, factor)
    return {-2: step, -1: step}


def from_the_end(steps: Mapping[int, Step], received: TensorType) -> Reach:
    """The reach for steps whose axes are counted from the end: -1 is the last."""
    return Reach({received.rank + axis: step for axis, step in steps.items()})


Group = tuple[list[int], list[int]]


def without(axes: Iterable[int], rank: int) -> Mapping[int, int]:
    """Moves for removed axes: those after them move to the front."""
    gone = set(axes)
    kept = [axis for axis in range(1, rank) if axis not in gone]
    return {**dict.fromkeys(gone, GONE), **{old: new for new, old in enumerate(kept, 1)}}


def with_new(axis: int, rank: int) -> Mapping[int, int]:
    """Moves for an inserted axis."""
    return {old: old + (old >= axis) for old in range(1, rank)}


def reshaped(before: Sequence[Size], after: Sequence[Size]) -> Reach:
    """The reach of a reshape: kept and joined axes stay known; of a split axis the positions are unknown."""
    steps: dict[int, Extent] = {}
    moves: dict[int, int] = {}
    for old, new in reshape_groups(before, after):
        # Axes of size 1 hold no positions: they neither receive a move nor make a split.
        long_old = [axis for axis in old if before[axis] != 1]
        long_new = [axis for axis in new if after[axis] != 1]
        target = next(iter([*long_new, *new]), GONE)
        moves.update(dict.fromkeys(old, target))
        if len(long_new) > 1:
            steps.update(dict.fromkeys(long_old, Extent.UNKNOWN))
    return Reach(steps, moves)


def reshape_groups(before: Sequence[Size], after: Sequence[Size]) -> Iterable[Group]:
    """The shortest runs of axes after the batch that hold the same number of values before and after.

    Both shapes are walked from the front, as memory is laid out: the run with the smaller product grows until
    the products agree.
    """
    old, new, start = 1, 1, (1, 1)
    while old < len(before) or new < len(after):
        one, other = product(tuple(before[start[0] : old])), product(tuple(after[start[1] : new]))
        if one == other and old > start[0] and new > start[1]:
            yield [*range(start[0], old)], [*range(start[1], new)]
            start = (old, new)
        elif new == len(after) or (old < len(before) and _is_less(one, other)):
            old += 1
        else:
            new += 1
    if start != (len(before), len(after)):
        yield [*range(start[0], len(before))], [*range(start[1], len(after))]


def _is_less(one: Size, other: Size) -> bool:
    """Whether one is at most the other; symbols can't be compared, and end in one long run."""
    return not (isinstance(one, int) and isinstance(other, int)) or one <= other


NEIGHBOURS = {"bilinear": (0, 1), "bicubic": (-1, 2)}
"""The first and last position that is read, relative to the one just below the sampled point."""


def adaptive(rank: int) -> ReachRule:
    """The rule of adaptive pooling."""

    def rule(values: Values, types: Types, port: str) -> Reach:
        received = types[port]
        axes = spatial_axes(received, rank)
        return Reach({axis: bins(received.sizes[axis], n) for axis, n in zip(axes, each(values.size, rank))})

    return rule


def bins(size: Size, count: int) -> Step:
    """An axis divided into ``count`` bins, which overlap if they don't divide it evenly."""
    if count == 1 or not isinstance(size, int):
        return Extent.WHOLE if count == 1 else Extent.UNKNOWN
    period, shift = _period(size, count)
    # As torch divides an axis: from ⌊n·size/count⌋ to ⌈(n+1)·size/count⌉ - 1.
    return Spans(tuple((n * size // count, -(-(n + 1) * size // count) - 1) for n in range(period)), shift)


def blended(size: Size, count: Size, mode: str, aligned: bool = False) -> Step:
    """An axis resampled from ``size`` to ``count`` positions; ``aligned`` matches the outermost ones."""
    if not isinstance(size, int) or not isinstance(count, int):
        return Extent.UNKNOWN
    if mode == "nearest":
        period, shift = _period(size, count)
        return Spans(tuple((n * size // count,) * 2 for n in range(period)), shift)
    if aligned:
        period, shift = _period(size - 1, count - 1) if min(size, count) > 1 else (count, size)
        points = [(n * (size - 1), max(count - 1, 1)) for n in range(period)]  # n·(size-1) / (count-1)
    else:
        period, shift = _period(size, count)
        points = [((2 * n + 1) * size - count, 2 * count) for n in range(period)]  # (n + ½)·size/count - ½
    return Spans(tuple(_around(*point, mode) for point in points), shift)


def _around(part: int, whole: int, mode: str) -> tuple[int, int]:
    """The positions read for the point at ``part / whole``: a single one where the point falls on it."""
    below, rest = divmod(part, whole)
    first, last = NEIGHBOURS[mode] if rest else (0, 0)
    return below + first, below + last


def _period(size: int, count: int) -> tuple[int, int]:
    """The period of a resampling: after how many output and input positions the pattern repeats."""
    common = gcd(size, count)
    return count // common, size // common
