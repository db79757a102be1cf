"""Equal distances between cards in a row or a column. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from PySide6.QtCore import QLineF

from nodeeditor.canvas.geometry import Corners

SAME = 0.51
"""Distances that differ by less count as equal: cards lie on whole units."""
LEAST = 8.0
"""Closer together cards have no distance that one would keep."""


@dataclass(frozen=True)
class Gap:
    """A distance between two cards, as the line that bridges it."""

    line: QLineF

    @property
    def text(self) -> str:
        return f"{self.line.length():.0f}"


class Span(NamedTuple):
    """What a card covers along a row or column."""

    start: float
    end: float
    place: Corners


def spacing_shifts(moving: Corners, others: Sequence[Corners], level: bool) -> Iterator[float]:
    """The moves along a row, or a column where not ``level``, after which the card keeps an equal distance.

    It may stand in the middle of two, or go on with the distance that the two before or behind it have.
    """
    own = _span(moving, level)
    before, behind = _sides(own, _lane(moving, others, level))
    if before and behind:
        yield (before[-1].end + behind[0].start - own.start - own.end) / 2
    if len(before) > 1:
        yield before[-1].end + _between(*before[-2:]) - own.start
    if len(behind) > 1:
        yield behind[0].start - _between(*behind[:2]) - own.end


def equal_gaps(placed: Corners, others: Sequence[Corners], level: bool) -> list[Gap]:
    """The distances around a card that are equal to one beside it, to be shown; none where none are."""
    own = _span(placed, level)
    before, behind = _sides(own, _lane(placed, others, level))
    row = [*before[-2:], own, *behind[:2]]
    pairs = [pair for pair in pairwise(row) if _between(*pair) >= LEAST]
    alike = [(one, two) for one, two in combinations(pairs, 2) if own in (*one, *two) and _are_equal(one, two)]
    shown = [pair for pair in pairs if any(pair in both for both in alike)]
    return [_gap(first, second, level) for first, second in shown]


def _are_equal(one: tuple[Span, Span], two: tuple[Span, Span]) -> bool:
    return abs(_between(*one) - _between(*two)) < SAME


def _lane(card: Corners, others: Sequence[Corners], level: bool) -> list[Span]:
    """The cards beside a card: those that overlap it in the other direction."""
    first, last = (1, 3) if level else (0, 2)
    start, end = card[first], card[last]
    return sorted(_span(place, level) for place in others if place[first] < end and place[last] > start)


def _sides(own: Span, lane: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """What lies before and behind a card, without what it covers."""
    middle = (own.start + own.end) / 2
    before = [span for span in lane if span.end <= middle and span.end <= own.start + LEAST]
    behind = [span for span in lane if span.start >= middle and span.start >= own.end - LEAST]
    return before, behind


def _span(place: Corners, level: bool) -> Span:
    return Span(place[0], place[2], place) if level else Span(place[1], place[3], place)


def _between(first: Span, second: Span) -> float:
    return second.start - first.end


def _gap(first: Span, second: Span, level: bool) -> Gap:
    """The line in the middle of what both cards share."""
    a, b = first.place, second.place
    if level:
        y = (max(a[1], b[1]) + min(a[3], b[3])) / 2
        return Gap(QLineF(first.end, y, second.start, y))
    x = (max(a[0], b[0]) + min(a[2], b[2])) / 2
    return Gap(QLineF(x, first.end, x, second.start))
