"""Snapping while dragging: to lines and distances of neighbours, else to the grid. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF

from nodeeditor.canvas.geometry import snapped
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
    reach = REACH_PIXELS / scale
    across = _nearest([(line, rect) for rect in near for line in zip(_columns(moving), _columns(rect))], reach)
    x, across = _place(moving.left(), across, _spaced(moving, near, True, reach))
    moved = QRectF(QPointF(x, moving.top()), moving.size())
    down = _nearest([(line, rect) for rect in near for line in zip(_rows(moving), _rows(rect))], reach)
    y, down = _place(moving.top(), down, _spaced(moved, near, False, reach))
    placed = QRectF(QPointF(x, y), moving.size())
    guides: list[QLineF] = []
    if across:
        guides.append(_upright(across[1], placed.united(across[2])))
    if down:
        guides.append(_level(down[1], placed.united(down[2])))
    gaps = (*equal_gaps(placed, near, True), *equal_gaps(placed, near, False))
    return Snap(placed.topLeft(), tuple(guides), gaps)


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


def _columns(rect: QRectF) -> tuple[float, float, float]:
    return rect.left(), rect.center().x(), rect.right()


def _rows(rect: QRectF) -> tuple[float, float, float]:
    return rect.top(), rect.center().y(), rect.bottom()


def _nearest(lines: list[tuple[tuple[float, float], QRectF]], reach: float) -> Meeting | None:
    """The smallest shift within reach that brings two lines together, where they meet, and with which card."""
    shifts = [(theirs - ours, theirs, rect) for (ours, theirs), rect in lines]
    within = [entry for entry in shifts if abs(entry[0]) <= reach]
    return min(within, key=lambda entry: abs(entry[0]), default=None)


def _upright(x: float, whole: QRectF) -> QLineF:
    return QLineF(x, whole.top() - OVERHANG, x, whole.bottom() + OVERHANG)


def _level(y: float, whole: QRectF) -> QLineF:
    return QLineF(whole.left() - OVERHANG, y, whole.right() + OVERHANG, y)
