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
        ahead = ahead_of(self)
        return ahead is not None and ahead <= 0


@dataclass(frozen=True)
class UpTo:
    """All positions up to the one that lies ``ahead`` after its own; with 0 ahead that is `Extent.PAST`."""

    ahead: int


View: TypeAlias = Pattern | UpTo | Extent


def ahead_of(view: View) -> int | None:
    """How far beyond its own place a position sees; ``None`` where that has no bound or is not known."""
    if isinstance(view, UpTo):
        return view.ahead
    if isinstance(view, Extent):
        return 0 if view is Extent.PAST else None
    if view.shift != len(view.spans):
        return None
    return max(last - position for position, (_, last) in enumerate(view.spans))


def _up_to(ahead: int | None) -> View:
    if ahead is None:
        return Extent.WHOLE
    return UpTo(ahead) if ahead else Extent.PAST


@lru_cache(maxsize=4096)
def seen_through(view: View, step: Step | None) -> View:
    """What the positions of a result see through a layer whose input has this view."""
    if step is None or view is Extent.WHOLE or step is Extent.WHOLE:
        return view if step is None else Extent.WHOLE
    if view is Extent.UNKNOWN:
        return view
    if isinstance(step, Extent):
        return _up_to(ahead_of(view)) if step is Extent.PAST else step
    if not isinstance(view, Pattern):
        if not isinstance(step, Window) or step.stride != 1:
            return Extent.WHOLE
        ahead = ahead_of(view)
        return _up_to(None if ahead is None else ahead + step.span - 1 - step.before)
    return _spread(view, step) if isinstance(step, Spread) else _spanned(view, _as_spans(step))


def together(one: View, other: View) -> View:
    """What two inputs that are merged see together; unknown where their positions are not equally far apart."""
    if one == other:
        return one
    if not isinstance(one, Pattern) or not isinstance(other, Pattern):
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


def _wider(one: View, other: View) -> View:
    for extent in (Extent.WHOLE, Extent.UNKNOWN):
        if extent in (one, other):
            return extent
    reaches = ahead_of(one), ahead_of(other)
    return Extent.WHOLE if None in reaches else _up_to(max(ahead for ahead in reaches if ahead is not None))


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
