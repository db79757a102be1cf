"""How far the places of a resampled axis see: adaptive pools, and the kinds of interpolation."""

from __future__ import annotations

from math import gcd

from backend.declare.declaration import Values
from backend.declare.layer import Types
from backend.declare.reach import Extent, Reach, ReachRule, Spans, Step
from backend.declare.size import Size
from backend.layers.convolving import each
from backend.layers.reaching import spatial_axes

NEIGHBOURS = {"bilinear": (0, 1), "bicubic": (-1, 2)}
"""The first and the last place that is looked at, from the one just below a point between two."""


def adaptive(rank: int) -> ReachRule:
    """Of the pools that are given the size of their result."""

    def rule(values: Values, types: Types, port: str) -> Reach:
        received = types[port]
        axes = spatial_axes(received, rank)
        return Reach({axis: bins(received.sizes[axis], n) for axis, n in zip(axes, each(values.size, rank))})

    return rule


def bins(size: Size, count: int) -> Step:
    """An axis in ``count`` parts, which overlap where they don't come out even."""
    if count == 1 or not isinstance(size, int):
        return Extent.WHOLE if count == 1 else Extent.UNKNOWN
    period, shift = _turn(size, count)
    return Spans(tuple((n * size // count, -(-(n + 1) * size // count) - 1) for n in range(period)), shift)


def blended(size: Size, count: Size, mode: str, aligned: bool = False) -> Step:
    """An axis brought from ``size`` to ``count`` places; ``aligned`` puts the outer ones on each other."""
    if not isinstance(size, int) or not isinstance(count, int):
        return Extent.UNKNOWN
    if mode == "nearest":
        period, shift = _turn(size, count)
        return Spans(tuple((n * size // count,) * 2 for n in range(period)), shift)
    if aligned:
        period, shift = _turn(size - 1, count - 1) if min(size, count) > 1 else (count, size)
        points = [(n * (size - 1), max(count - 1, 1)) for n in range(period)]
    else:
        period, shift = _turn(size, count)
        points = [((2 * n + 1) * size - count, 2 * count) for n in range(period)]
    return Spans(tuple(_around(*point, mode) for point in points), shift)


def _around(part: int, whole: int, mode: str) -> tuple[int, int]:
    """What is looked at for the point at ``part / whole``: a place itself where it falls on one."""
    below, rest = divmod(part, whole)
    first, last = NEIGHBOURS[mode] if rest else (0, 0)
    return below + first, below + last


def _turn(size: int, count: int) -> tuple[int, int]:
    """After how many places of the result, and how many of the axis, all is as at the beginning."""
    common = gcd(size, count)
    return count // common, size // common
