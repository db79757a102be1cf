"""Which things lie in a rectangle: a grid of buckets over the scene.

QGraphicsScene's own index asks items in Python for their bounds at each frame; this one is told when they change.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF

CELL = 512.0
MOST_CELLS = 128
"""What covers more is found by every search, as few things are so large."""

T = TypeVar("T")
Cell = tuple[int, int]


class RectIndex(Generic[T]):
    """Things by the rectangles that they cover. A search may return neighbours of what was asked for."""

    def __init__(self) -> None:
        self._cells: defaultdict[Cell, set[T]] = defaultdict(set)
        self._large: set[T] = set()
        self._spans: dict[T, tuple[int, int, int, int]] = {}

    def put(self, thing: T, rect: QRectF) -> None:
        """Adds a thing, or moves it to where it is now."""
        span = _span(rect)
        if self._spans.get(thing) == span:
            return
        self.remove(thing)
        self._spans[thing] = span
        if _count(span) > MOST_CELLS:
            self._large.add(thing)
            return
        left, top, right, bottom = span
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                self._cells[column, row].add(thing)

    def remove(self, thing: T) -> None:
        span = self._spans.pop(thing, None)
        if span is None:
            return
        self._large.discard(thing)
        if _count(span) > MOST_CELLS:
            return
        left, top, right, bottom = span
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                self._cells[column, row].discard(thing)

    def within(self, rect: QRectF) -> set[T]:
        """Everything that may touch a rectangle."""
        span = _span(rect)
        if _count(span) > max(len(self._cells), MOST_CELLS):
            return set(self._spans)
        found = set(self._large)
        left, top, right, bottom = span
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                things = self._cells.get((column, row))
                if things:
                    found |= things
        return found


def _span(rect: QRectF) -> tuple[int, int, int, int]:
    return (
        int(rect.left() // CELL),
        int(rect.top() // CELL),
        int(rect.right() // CELL),
        int(rect.bottom() // CELL),
    )


def _count(span: tuple[int, int, int, int]) -> int:
    left, top, right, bottom = span
    return (right - left + 1) * (bottom - top + 1)
