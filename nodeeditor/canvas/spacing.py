"""Equal distances between cards in a row or a column. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from PySide6.QtCore import QLineF, QRectF

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


@dataclass(frozen=True)
class Span:
    """What a card covers along a row or column."""

    start: float
    end: float
    rect: QRectF


def spacing_shifts(moving: QRectF, others: Iterable[QRectF], level: bool) -> Iterator[float]:
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


def equal_gaps(placed: QRectF, others: Iterable[QRectF], level: bool) -> list[Gap]:
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


def _lane(card: QRectF, others: Iterable[QRectF], level: bool) -> list[Span]:
    """The cards beside a card: those that overlap it in the other direction."""
    if level:
        found = [rect for rect in others if rect.top() < card.bottom() and rect.bottom() > card.top()]
    else:
        found = [rect for rect in others if rect.left() < card.right() and rect.right() > card.left()]
    return sorted((_span(rect, level) for rect in found), key=lambda span: span.start)


def _sides(own: Span, lane: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """What lies before and behind a card, without what it covers."""
    middle = (own.start + own.end) / 2
    before = [span for span in lane if span.end <= middle and span.end <= own.start + LEAST]
    behind = [span for span in lane if span.start >= middle and span.start >= own.end - LEAST]
    return before, behind


def _span(rect: QRectF, level: bool) -> Span:
    start, end = (rect.left(), rect.right()) if level else (rect.top(), rect.bottom())
    return Span(start, end, rect)


def _between(first: Span, second: Span) -> float:
    return second.start - first.end


def _gap(first: Span, second: Span, level: bool) -> Gap:
    """The line in the middle of what both cards share."""
    a, b = first.rect, second.rect
    if level:
        y = (max(a.top(), b.top()) + min(a.bottom(), b.bottom())) / 2
        return Gap(QLineF(first.end, y, second.start, y))
    x = (max(a.left(), b.left()) + min(a.right(), b.right())) / 2
    return Gap(QLineF(x, first.end, x, second.start))
