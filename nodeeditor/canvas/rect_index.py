"""Which things lie in a rectangle: a grid of buckets over the scene.

QGraphicsScene's own index asks items in Python for their bounds at each frame; this one is told when they change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF

CELL = 512.0
MOST_CELLS = 128
"""What covers more is found by every search, as few things are so large."""

T = TypeVar("T")
Cell = tuple[int, int]


class RectIndex(Generic[T]):
    """Things by the rectangles that they cover."""

    def __init__(self) -> None:
        self._cells: defaultdict[Cell, set[T]] = defaultdict(set)
        self._large: set[T] = set()
        self._rects: dict[T, QRectF] = {}

    def put(self, thing: T, rect: QRectF) -> None:
        """Adds a thing, or moves it to where it is now."""
        before = self._rects.get(thing)
        if before is not None and _span(before) == _span(rect):
            self._rects[thing] = rect
            return
        self.remove(thing)
        self._rects[thing] = rect
        for things in self._covered(rect):
            things.add(thing)

    def remove(self, thing: T) -> None:
        rect = self._rects.pop(thing, None)
        if rect is not None:
            for things in self._covered(rect):
                things.discard(thing)

    def rect_of(self, thing: T) -> QRectF | None:
        return self._rects.get(thing)

    def within(self, rect: QRectF) -> set[T]:
        """Everything that overlaps a rectangle."""
        left, top, right, bottom = span = _span(rect)
        if _count(span) > max(len(self._cells), MOST_CELLS):
            return {thing for thing, place in self._rects.items() if place.intersects(rect)}
        found: set[T] = set()
        edge = set(self._large)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                things = self._cells.get((column, row))
                if things:
                    inner = left < column < right and top < row < bottom
                    (found if inner else edge).update(things)
        rects = self._rects
        found.update(thing for thing in edge - found if rects[thing].intersects(rect))
        return found

    def _covered(self, rect: QRectF) -> Iterator[set[T]]:
        """The buckets for a rectangle."""
        left, top, right, bottom = span = _span(rect)
        if _count(span) > MOST_CELLS:
            yield self._large
            return
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield self._cells[column, row]


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
