"""Which axis of a result goes along which of what arrived, where axes come, go and are arranged anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from backend.declare.reach import GONE, Extent, Reach
from backend.declare.size import Size, product

Group = tuple[list[int], list[int]]


def without(axes: Iterable[int], rank: int) -> Mapping[int, int]:
    """Moves where axes are taken out and those behind them move up."""
    gone = set(axes)
    kept = [axis for axis in range(1, rank) if axis not in gone]
    return {**dict.fromkeys(gone, GONE), **{old: new for new, old in enumerate(kept, 1)}}


def with_new(axis: int, rank: int) -> Mapping[int, int]:
    """Moves where an axis is put in."""
    return {old: old + (old >= axis) for old in range(1, rank)}


def reshaped(before: Sequence[Size], after: Sequence[Size]) -> Reach:
    """Axes that a reshape keeps stay known, and those that it joins; of one that it cuts the places are lost."""
    steps: dict[int, Extent] = {}
    moves: dict[int, int] = {}
    for old, new in _groups(before, after):
        long_old = [axis for axis in old if before[axis] != 1]
        long_new = [axis for axis in new if after[axis] != 1]
        target = next(iter([*long_new, *new]), GONE)
        moves.update(dict.fromkeys(old, target))
        if len(long_new) > 1:
            steps.update(dict.fromkeys(long_old, Extent.UNKNOWN))
    return Reach(steps, moves)


def _groups(before: Sequence[Size], after: Sequence[Size]) -> Iterable[Group]:
    """The shortest runs of axes, the batch aside, that hold as many numbers before as after."""
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
    """As far as that can be told; what can't be told ends in one long run."""
    return not (isinstance(one, int) and isinstance(other, int)) or one <= other
