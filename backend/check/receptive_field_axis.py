"""Receptive fields along a single axis: what the positions of a tensor see of an input, layer by layer.

Sizes are those in the interior of an input, where no border cuts them off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import gcd, lcm
from typing import TypeAlias

from backend.declare.reach import Extent, Spans, Spread, Step, Window

# Patterns of resizing by unrelated factors repeat late: longer ones are given up as unknown.
MAX_PERIOD = 1024


@dataclass(frozen=True)
class Pattern:
    """Position i sees the input from the first to the last index in ``spans[i]``.

    The spans repeat: ``len(spans)`` positions further on, each lies ``shift`` further in the input. A chain of
    windows needs only one span; after an upsampling by 4, neighbouring positions see different things: four spans.
    """

    spans: tuple[tuple[int, int], ...] = ((0, 0),)
    shift: int = 1

    def at(self, position: int) -> tuple[int, int]:
        turns, index = divmod(position, len(self.spans))
        first, last = self.spans[index]
        return first + turns * self.shift, last + turns * self.shift

    @property
    def size(self) -> int:
        """The size of the largest span."""
        return max(last - first + 1 for first, last in self.spans)

    @property
    def is_past(self) -> bool:
        """Whether no position sees what comes after it."""
        return self.shift == len(self.spans) and all(
            last <= position for position, (_, last) in enumerate(self.spans)
        )


View: TypeAlias = Pattern | Extent


@lru_cache(maxsize=4096)
def seen_through(view: View, step: Step | None) -> View:
    """What the positions of a result see through a layer whose input has this view."""
    if step is None or view is Extent.WHOLE or step is Extent.WHOLE:
        return view if step is None else Extent.WHOLE
    if view is Extent.UNKNOWN:
        return view
    if isinstance(step, Extent):
        # All steps up to i, each of which sees ahead, reach beyond i: only the whole input is sure to cover that.
        return step if step is not Extent.PAST or view is Extent.PAST or _keeps_order(view) else Extent.WHOLE
    if isinstance(view, Extent):
        # Of "all past steps" a window keeps that name only if it looks back and moves one step at a time.
        causal = isinstance(step, Window) and step.stride == 1 and step.before >= step.span - 1
        return Extent.PAST if causal else Extent.WHOLE
    return _spread(view, step) if isinstance(step, Spread) else _spanned(view, _as_spans(step))


def together(one: View, other: View) -> View:
    """What two inputs that are merged see together; unknown where their positions are not equally far apart."""
    if one == other:
        return one
    if isinstance(one, Extent) or isinstance(other, Extent):
        return _wider(one, other)
    # Both patterns repeat together after the least common multiple of their periods. Where they advance at
    # different rates, what they see drifts apart along the axis, and no period describes it.
    length = lcm(len(one.spans), len(other.spans))
    shifts = {view.shift * (length // len(view.spans)) for view in (one, other)}
    if len(shifts) > 1 or length > MAX_PERIOD:
        return Extent.UNKNOWN
    pairs = [(one.at(position), other.at(position)) for position in range(length)]
    spans = tuple((min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs)
    return Pattern(spans, shifts.pop())


def _keeps_order(view: View) -> bool:
    return isinstance(view, Pattern) and view.is_past


def _wider(one: View, other: View) -> View:
    for extent in (Extent.WHOLE, Extent.UNKNOWN):
        if extent in (one, other):
            return extent
    rest = other if one is Extent.PAST else one
    return Extent.PAST if _keeps_order(rest) else Extent.WHOLE


def _as_spans(step: Window | Spans) -> Spans:
    if isinstance(step, Spans):
        return step
    return Spans(((-step.before, step.span - 1 - step.before),), step.stride)


def _spanned(view: Pattern, step: Spans) -> View:
    """Runs through ``turns`` periods of the step, until both patterns repeat."""
    turns = len(view.spans) // gcd(len(view.spans), step.shift)
    if turns * len(step.spans) > MAX_PERIOD:
        return Extent.UNKNOWN
    spans = []
    for turn in range(turns):
        start = turn * step.shift
        spans += [_seen_between(view, start + first, start + last) for first, last in step.spans]
    return Pattern(tuple(spans), view.shift * (turns * step.shift // len(view.spans)))


def _spread(view: Pattern, spread: Spread) -> View:
    period = len(view.spans) * spread.stride
    if period > MAX_PERIOD:
        return Extent.UNKNOWN
    spans = []
    for position in range(period):
        # The inputs m with m·stride - before ≤ position < m·stride - before + span. A span shorter than the
        # stride leaves positions that none contributes to: those count as seeing the nearest one.
        last = (position + spread.before) // spread.stride
        first = min(last, -((spread.span - 1 - position - spread.before) // spread.stride))
        spans.append(_seen_between(view, first, last))
    return Pattern(tuple(spans), view.shift)


def _seen_between(view: Pattern, first: int, last: int) -> tuple[int, int]:
    """What positions from the first to the last see together."""
    # Within one period a later position may see less far than an earlier one, so that the first and the last alone
    # don't tell; further periods only shift the same spans.
    period = len(view.spans)
    lows = [view.at(position)[0] for position in range(first, min(first + period, last + 1))]
    highs = [view.at(position)[1] for position in range(max(first, last + 1 - period), last + 1)]
    return min(lows), max(highs)
