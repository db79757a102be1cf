"""Snapping while dragging: to the edges and middles of neighbours, else to the grid. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF

from nodeeditor.canvas.geometry import snapped

REACH_PIXELS = 5.0
OVERHANG = 12.0


@dataclass(frozen=True)
class Snap:
    """Where the corner goes, and the lines that show what it keeps to."""

    corner: QPointF
    guides: tuple[QLineF, ...] = ()


def snap(moving: QRectF, others: Iterable[QRectF], scale: float) -> Snap:
    """The nearest place for a rectangle at which it lines up with others; on the grid where it doesn't.

    Left edges keep to left ones, middles to middles and right ones to right ones; so do top, middle and bottom.
    """
    near = list(others)
    reach = REACH_PIXELS / scale
    across = _nearest([(line, rect) for rect in near for line in zip(_columns(moving), _columns(rect))], reach)
    down = _nearest([(line, rect) for rect in near for line in zip(_rows(moving), _rows(rect))], reach)
    x = moving.left() + across[0] if across else snapped(moving.left())
    y = moving.top() + down[0] if down else snapped(moving.top())
    placed = QRectF(QPointF(x, y), moving.size())
    guides: list[QLineF] = []
    if across:
        guides.append(_upright(across[1], placed.united(across[2])))
    if down:
        guides.append(_level(down[1], placed.united(down[2])))
    return Snap(QPointF(x, y), tuple(guides))


def _columns(rect: QRectF) -> tuple[float, float, float]:
    return rect.left(), rect.center().x(), rect.right()


def _rows(rect: QRectF) -> tuple[float, float, float]:
    return rect.top(), rect.center().y(), rect.bottom()


def _nearest(lines: list[tuple[tuple[float, float], QRectF]], reach: float) -> tuple[float, float, QRectF] | None:
    """The smallest shift within reach that brings two lines together, where they meet, and with which card."""
    shifts = [(theirs - ours, theirs, rect) for (ours, theirs), rect in lines]
    within = [entry for entry in shifts if abs(entry[0]) <= reach]
    return min(within, key=lambda entry: abs(entry[0]), default=None)


def _upright(x: float, whole: QRectF) -> QLineF:
    return QLineF(x, whole.top() - OVERHANG, x, whole.bottom() + OVERHANG)


def _level(y: float, whole: QRectF) -> QLineF:
    return QLineF(whole.left() - OVERHANG, y, whole.right() + OVERHANG, y)
