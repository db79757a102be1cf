"""Which things lie in a rectangle: a grid of buckets over the scene.

It is told when a thing moves, so that a search asks nobody for bounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF

from nodeeditor.canvas.scene.geometry import Corners, corners, rect_between

CELL = 512.0
MAX_CELLS = 128
"""What covers more is found by every search, as few things are so large."""

T = TypeVar("T")
Cell = tuple[int, int]


class RectIndex(Generic[T]):
    """Things by the rectangles that they cover."""

    def __init__(self) -> None:
        self._cells: defaultdict[Cell, set[T]] = defaultdict(set)
        self._large: set[T] = set()
        self._places: dict[T, Corners] = {}

    def put(self, thing: T, rect: QRectF) -> None:
        """Adds a thing, or moves it to where it is now."""
        place, before = corners(rect), self._places.get(thing)
        self._places[thing] = place
        if before is not None:
            # In the same cells nothing has to be filed anew, as at most moves of a drag.
            if _span(before) == _span(place):
                return
            self._leave(thing, before)
        for things in self._covered(place):
            things.add(thing)

    def remove(self, thing: T) -> None:
        place = self._places.pop(thing, None)
        if place is not None:
            self._leave(thing, place)

    def rect_of(self, thing: T) -> QRectF | None:
        place = self._places.get(thing)
        return rect_between(place) if place else None

    def within(self, rect: QRectF) -> set[T]:
        """Everything that overlaps a rectangle."""
        wanted = corners(rect)
        left, top, right, bottom = span = _span(wanted)
        # Over more cells than are in use, one pass over all things is cheaper.
        if _count(span) > max(len(self._cells), MAX_CELLS):
            return set(self._overlapping(self._places, wanted))
        found: set[T] = set()
        edge = set(self._large)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                things = self._cells.get((column, row))
                if things:
                    # What touches a cell that the rectangle covers whole overlaps it in any case; only the rest is
                    # compared.
                    inner = left < column < right and top < row < bottom
                    (found if inner else edge).update(things)
        found.update(self._overlapping(edge - found, wanted))
        return found

    def _overlapping(self, things: Iterable[T], wanted: Corners) -> list[T]:
        """Those of some things that overlap a place: this runs over all that is near at each search."""
        left, top, right, bottom = wanted
        places = self._places
        return [
            thing
            for thing in things
            if (place := places[thing])[0] < right and place[2] > left and place[1] < bottom and place[3] > top
        ]

    def _leave(self, thing: T, place: Corners) -> None:
        for things in self._covered(place):
            things.discard(thing)

    def _covered(self, place: Corners) -> Iterator[set[T]]:
        """The buckets for a place."""
        left, top, right, bottom = span = _span(place)
        if _count(span) > MAX_CELLS:
            yield self._large
            return
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield self._cells[column, row]


def _span(place: Corners) -> tuple[int, int, int, int]:
    left, top, right, bottom = place
    return int(left // CELL), int(top // CELL), int(right // CELL), int(bottom // CELL)


def _count(span: tuple[int, int, int, int]) -> int:
    left, top, right, bottom = span
    return (right - left + 1) * (bottom - top + 1)
