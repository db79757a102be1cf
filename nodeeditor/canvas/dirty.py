"""What is to be painted again: many small rectangles, joined to the few that are painted at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QRect, QRectF

MOST_KEPT = 200
MOST_RECTS = 12
"""What is more scattered is painted as one."""
MOST_WASTE = 1.5
"""How much larger than both together the rectangle around two may be."""

Rect = TypeVar("Rect", QRect, QRectF)


class Dirty:
    """Collects rectangles of the scene until its view takes them, and tells the view of the first one."""

    def __init__(self) -> None:
        self._rects: list[QRectF] = []
        self._tell: Callable[[], object] | None = None

    def follow(self, tell: Callable[[], object]) -> None:
        """``tell`` is called when there is something to take, once until it is taken."""
        self._tell = tell

    def add(self, rect: QRectF) -> None:
        if not self._rects and self._tell is not None:
            self._tell()
        if len(self._rects) < MOST_KEPT:
            self._rects.append(rect)
        else:
            self._rects[-1] = self._rects[-1].united(rect)

    def take(self) -> list[QRectF]:
        """What is to be painted, in few rectangles."""
        rects, self._rects = self._rects, []
        return joined(rects)

    def forget(self) -> None:
        """Everything is painted."""
        self._rects.clear()


def joined(rects: Iterable[Rect]) -> list[Rect]:
    """Fewer rectangles that hold the same: neighbours are united; distant ones and thin, crossing ones are not."""
    apart: list[Rect] = []
    for rect in rects:
        grown = rect
        place = 0
        while place < len(apart):
            both = grown.united(apart[place])
            if len(apart) > MOST_RECTS or _belong(grown, apart[place], both):
                del apart[place]
                grown, place = both, 0
            else:
                place += 1
        apart.append(grown)
    return apart


def _belong(first: Rect, second: Rect, both: Rect) -> bool:
    return _area(both) <= MOST_WASTE * (_area(first) + _area(second))


def _area(rect: Rect) -> float:
    return float(rect.width()) * rect.height()
