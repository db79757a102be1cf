"""Snapping while dragging: to lines and distances of neighbours, else to the grid. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF

from nodeeditor.canvas.geometry import corners, snapped
from nodeeditor.canvas.spacing import Gap, equal_gaps, spacing_shifts

REACH_PIXELS = 5.0
OVERHANG = 12.0


@dataclass(frozen=True)
class Snap:
    """Where the corner goes, and what shows what it keeps to: lines, and distances that are equal."""

    corner: QPointF
    guides: tuple[QLineF, ...] = ()
    gaps: tuple[Gap, ...] = ()


def snap(moving: QRectF, others: Iterable[QRectF], scale: float) -> Snap:
    """The nearest place for a rectangle at which it lines up with others; on the grid where it doesn't.

    Left edges keep to left ones, middles to middles and right ones to right ones; so do top, middle and bottom.
    Among neighbours in its row or column it also keeps the distance that is between them.
    """
    near = list(others)
    edges = [corners(rect) for rect in near]
    own = corners(moving)
    reach = REACH_PIXELS / scale
    across = _nearest(own[0::2], [(left, right) for left, _, right, _ in edges], near, reach)
    x, across = _place(moving.left(), across, _spaced(moving, near, True, reach))
    moved = QRectF(QPointF(x, moving.top()), moving.size())
    down = _nearest(own[1::2], [(top, bottom) for _, top, _, bottom in edges], near, reach)
    y, down = _place(moving.top(), down, _spaced(moved, near, False, reach))
    placed = QRectF(QPointF(x, y), moving.size())
    guides: list[QLineF] = []
    if across:
        guides.append(_upright(across[1], placed.united(across[2])))
    if down:
        guides.append(_level(down[1], placed.united(down[2])))
    gaps = (*equal_gaps(placed, near, True), *equal_gaps(placed, near, False))
    return Snap(placed.topLeft(), tuple(guides), gaps)


Ends = tuple[float, float]
Meeting = tuple[float, float, QRectF]
"""A shift that brings two lines together, where they meet, and with which card."""


def _place(start: float, line: Meeting | None, spaced: float | None) -> tuple[float, Meeting | None]:
    """The nearer of a common line and an equal distance, else the grid; the line only where it is kept to."""
    if line is not None and (spaced is None or abs(line[0]) <= abs(spaced)):
        return start + line[0], line
    return (snapped(start) if spaced is None else start + spaced), None


def _spaced(moving: QRectF, near: list[QRectF], level: bool, reach: float) -> float | None:
    within = [shift for shift in spacing_shifts(moving, near, level) if abs(shift) <= reach]
    return min(within, key=abs, default=None)


def _nearest(own: Ends, others: list[Ends], cards: list[QRectF], reach: float) -> Meeting | None:
    """The smallest shift within reach that brings two ends or middles together, and with which card.

    This runs over all cards in view at each move of the mouse.
    """
    start, end = own
    middle = (start + end) / 2
    found: Meeting | None = None
    least = reach
    for (other_start, other_end), card in zip(others, cards):
        other_middle = (other_start + other_end) / 2
        shifts = (other_start - start, other_middle - middle, other_end - end)
        for shift, place in zip(shifts, (other_start, other_middle, other_end)):
            if -least <= shift <= least and (found is None or abs(shift) < least):
                found, least = (shift, place, card), abs(shift)
    return found


def _upright(x: float, whole: QRectF) -> QLineF:
    return QLineF(x, whole.top() - OVERHANG, x, whole.bottom() + OVERHANG)


def _level(y: float, whole: QRectF) -> QLineF:
    return QLineF(whole.left() - OVERHANG, y, whole.right() + OVERHANG, y)
