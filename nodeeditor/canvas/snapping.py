"""Snapping while dragging: to lines and distances of neighbours, else to the grid. Pure functions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from PySide6.QtCore import QLineF, QPointF, QRectF

from nodeeditor.canvas.geometry import Corners, corners, snapped
from nodeeditor.canvas.spacing import Gap, equal_gaps, spacing_shifts

REACH_PIXELS = 5.0
OVERHANG = 12.0


@dataclass(frozen=True)
class Snap:
    """Where the corner goes, and what shows what it keeps to: lines, and distances that are equal."""

    corner: QPointF
    guides: tuple[QLineF, ...] = ()
    gaps: tuple[Gap, ...] = ()


Ends = tuple[float, float]
Meeting = tuple[float, float, Corners]
"""A shift that brings two lines together, where they meet, and with which card."""


class Neighbours:
    """The cards that a drag may keep to, put in order once: it asks for them at each move of the mouse."""

    def __init__(self, cards: Iterable[QRectF]) -> None:
        self.places = [corners(card) for card in cards]
        self._upright = _lines([(left, right) for left, _, right, _ in self.places])
        self._level = _lines([(top, bottom) for _, top, _, bottom in self.places])

    def meeting(self, own: Ends, level: bool, reach: float) -> Meeting | None:
        """The smallest shift within reach that brings two ends or middles together; across where ``level``."""
        lines = self._upright if level else self._level
        near = [
            (abs(value - wanted), card, value - wanted, value)
            for wanted, ordered in zip(_ends_and_middle(own), lines)
            for value, card in ordered[
                bisect_left(ordered, (wanted - reach,)) : bisect_right(ordered, (wanted + reach, inf))
            ]
        ]
        if not near:
            return None
        _, card, shift, value = min(near)
        return shift, value, self.places[card]


def snap(moving: QRectF, neighbours: Neighbours, scale: float) -> Snap:
    """The nearest place for a rectangle at which it lines up with others; on the grid where it doesn't.

    Left edges keep to left ones, middles to middles and right ones to right ones; so do top, middle and bottom.
    Among neighbours in its row or column it also keeps the distance that is between them.
    """
    left, top, right, bottom = corners(moving)
    places, reach = neighbours.places, REACH_PIXELS / scale
    across = neighbours.meeting((left, right), True, reach)
    x, across = _place(left, across, _spaced((left, top, right, bottom), places, True, reach))
    right += x - left
    down = neighbours.meeting((top, bottom), False, reach)
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
    return (snapped(start) if spaced is None else start + spaced), None


def _spaced(moving: Corners, places: Sequence[Corners], level: bool, reach: float) -> float | None:
    within = [shift for shift in spacing_shifts(moving, places, level) if abs(shift) <= reach]
    return min(within, key=abs, default=None)


def _upright(x: float, one: Corners, two: Corners) -> QLineF:
    return QLineF(x, min(one[1], two[1]) - OVERHANG, x, max(one[3], two[3]) + OVERHANG)


def _level(y: float, one: Corners, two: Corners) -> QLineF:
    return QLineF(min(one[0], two[0]) - OVERHANG, y, max(one[2], two[2]) + OVERHANG, y)
