"""Snapping while dragging: to lines and distances of neighbours, else to the grid. Pure functions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import inf
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from backend.document.card_size import on_grid
from nodeeditor.canvas.scene.geometry import Corners, corners
from nodeeditor.theme import Theme, canvas_fixed_font

SNAP_PIXELS = 5.0
GUIDE_OVERHANG = 12.0


@dataclass(frozen=True)
class Snap:
    """Where the corner goes, and the guides that show why: common lines and equal distances."""

    corner: QPointF
    guides: tuple[QLineF, ...] = ()
    gaps: tuple[Gap, ...] = ()


Ends = tuple[float, float]
Meeting = tuple[float, float, Corners]
"""A shift that brings two lines together, where they meet, and with which card."""


class Neighbours:
    """The cards that a drag may snap to, sorted once: each move of the mouse searches them."""

    def __init__(self, cards: Iterable[QRectF]) -> None:
        self.places = [corners(card) for card in cards]
        self._upright = _lines([(left, right) for left, _, right, _ in self.places])
        self._level = _lines([(top, bottom) for _, top, _, bottom in self.places])

    def meeting(self, own: Ends, level: bool, reach: float) -> Meeting | None:
        """The smallest shift within reach that brings two ends or middles together; across where ``level``."""
        lines = self._upright if level else self._level
        # Each list is sorted, so that bisection finds the few lines within reach: hundreds of cards, at each move.
        near = [
            (abs(value - wanted), card, value - wanted, value)
            for wanted, ordered in zip(_ends_and_middle(own), lines)
            for value, card in ordered[
                bisect_left(ordered, (wanted - reach,)) : bisect_right(ordered, (wanted + reach, inf))
            ]
        ]
        if not near:
            return None
        # Of equal distances the first card wins, so that the guide doesn't flicker between two.
        _, card, shift, value = min(near)
        return shift, value, self.places[card]


def snap(moving: QRectF, neighbours: Neighbours, scale: float) -> Snap:
    """The nearest place for a rectangle at which it lines up with others; on the grid where it doesn't.

    Left edges keep to left ones, middles to middles and right ones to right ones; so do top, middle and bottom.
    Among neighbours in its row or column it also keeps the distance that is between them.
    """
    left, top, right, bottom = corners(moving)
    places, reach = neighbours.places, SNAP_PIXELS / scale
    across = neighbours.meeting((left, right), True, reach)
    x, across = _place(left, across, _spaced((left, top, right, bottom), places, True, reach))
    right += x - left
    down = neighbours.meeting((top, bottom), False, reach)
    # Which cards share the column, and so the spacing in it, depends on the x that was just found.
    y, down = _place(top, down, _spaced((x, top, right, bottom), places, False, reach))
    placed = (x, y, right, bottom + y - top)
    guides: list[QLineF] = []
    if across:
        guides.append(_upright(across[1], placed, across[2]))
    if down:
        guides.append(_level(down[1], placed, down[2]))
    gaps = (*equal_gaps(placed, places, True), *equal_gaps(placed, places, False))
    return Snap(QPointF(x, y), tuple(guides), gaps)


def _lines(ends: Sequence[Ends]) -> list[list[tuple[float, int]]]:
    """First ends, middles and second ends of cards, each in order and with the card's number."""
    kinds = zip(*(_ends_and_middle(each) for each in ends))
    return [sorted((value, card) for card, value in enumerate(kind)) for kind in kinds]


def _ends_and_middle(ends: Ends) -> tuple[float, float, float]:
    return ends[0], (ends[0] + ends[1]) / 2, ends[1]


def _place(start: float, line: Meeting | None, spaced: float | None) -> tuple[float, Meeting | None]:
    """The nearer of a common line and an equal distance, else the grid; the line only where it is kept to."""
    if line is not None and (spaced is None or abs(line[0]) <= abs(spaced)):
        return start + line[0], line
    return (on_grid(start) if spaced is None else start + spaced), None


def _spaced(moving: Corners, places: Sequence[Corners], level: bool, reach: float) -> float | None:
    within = [shift for shift in spacing_shifts(moving, places, level) if abs(shift) <= reach]
    return min(within, key=abs, default=None)


def _upright(x: float, one: Corners, two: Corners) -> QLineF:
    return QLineF(x, min(one[1], two[1]) - GUIDE_OVERHANG, x, max(one[3], two[3]) + GUIDE_OVERHANG)


def _level(y: float, one: Corners, two: Corners) -> QLineF:
    return QLineF(min(one[0], two[0]) - GUIDE_OVERHANG, y, max(one[2], two[2]) + GUIDE_OVERHANG, y)


GAP_TICK = 4.0
GAP_LABEL_HEIGHT = 16.0
GAP_LABEL_PADDING = 5.0
GAP_LABEL_PIXELS = 10
GAP_MARGIN = 24.0
"""Around a distance, in pixels: its ticks and its label, which keep their size at every zoom."""


def paint_guides(painter: QPainter, snap: Snap, theme: Theme) -> None:
    """The painter has the view's transform."""
    pen = QPen(theme.accent, 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawLines(list(snap.guides))
    shown = painter.worldTransform()
    painter.save()
    painter.setWorldMatrixEnabled(False)
    for gap in snap.gaps:
        _paint_gap(painter, gap, shown.map(gap.line), theme)
    painter.restore()


def guide_rects(snap: Snap, scale: float) -> Iterator[QRectF]:
    """What each guide touches, in the scene's coordinates: what lies between them stays as it is."""
    for line, room in (*((g, 1.0) for g in snap.guides), *((gap.line, GAP_MARGIN / scale) for gap in snap.gaps)):
        yield QRectF(line.p1(), line.p2()).normalized().adjusted(-room, -room, room, room)


def _paint_gap(painter: QPainter, gap: Gap, line: QLineF, theme: Theme) -> None:
    """A line with ticks at its ends, and the distance on it."""
    tick = QPointF(0, GAP_TICK) if abs(line.dx()) > abs(line.dy()) else QPointF(GAP_TICK, 0)
    painter.setPen(QPen(theme.accent, 1))
    painter.drawLine(line)
    for end in (line.p1(), line.p2()):
        painter.drawLine(end - tick, end + tick)
    font = canvas_fixed_font(GAP_LABEL_PIXELS)
    width = QFontMetricsF(font).horizontalAdvance(gap.text) + 2 * GAP_LABEL_PADDING
    middle = line.center()
    label = QRectF(middle.x() - width / 2, middle.y() - GAP_LABEL_HEIGHT / 2, width, GAP_LABEL_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent_fill)
    painter.drawRoundedRect(label, 4, 4)
    painter.setPen(theme.on_accent)
    painter.setFont(font)
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, gap.text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


SAME = 0.51
"""Distances that differ by less count as equal: cards lie on whole units."""
LEAST = 8.0
"""Cards that are closer together have no distance worth keeping."""


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

    It may stand in the middle of two, or continue the distance between the two before or after it.
    """
    own = _span(moving, level)
    before, after = _sides(own, _lane(moving, others, level))
    if before and after:
        yield (before[-1].end + after[0].start - own.start - own.end) / 2
    if len(before) > 1:
        yield before[-1].end + _between(*before[-2:]) - own.start
    if len(after) > 1:
        yield after[0].start - _between(*after[:2]) - own.end


def equal_gaps(placed: Corners, others: Sequence[Corners], level: bool) -> list[Gap]:
    """The distances around a card that are equal to one beside it, to be shown; none where none are."""
    own = _span(placed, level)
    before, after = _sides(own, _lane(placed, others, level))
    row = [*before[-2:], own, *after[:2]]
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
    """The cards before and after a card, without those that it covers."""
    middle = (own.start + own.end) / 2
    before = [span for span in lane if span.end <= middle and span.end <= own.start + LEAST]
    after = [span for span in lane if span.start >= middle and span.start >= own.end - LEAST]
    return before, after


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
