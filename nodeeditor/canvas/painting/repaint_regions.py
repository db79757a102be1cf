"""What is to be painted again: many small rectangles, joined_rects to the few that are painted at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRectF

from nodeeditor.canvas.scene.geometry import Corners, corners, rect_between

MAX_KEPT = 200
MAX_RECTS = 12
"""What is more scattered is painted as one."""
MAX_WASTE = 1.5
"""How much larger than both together the rectangle around two may be."""


class RepaintRegions:
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
        # Joining compares each rectangle with all others, so their number is bounded; the rest is united into the
        # last.
        if len(self._rects) < MAX_KEPT:
            self._rects.append(rect)
        else:
            self._rects[-1] = self._rects[-1].united(rect)

    def take(self) -> list[QRectF]:
        """What is to be painted, in few rectangles."""
        rects, self._rects = self._rects, []
        return joined_rects(rects)

    def forget(self) -> None:
        """Everything is painted."""
        self._rects.clear()


def joined_rects(rects: Iterable[QRectF]) -> list[QRectF]:
    """Fewer rectangles that hold the same: neighbours are united; distant ones and thin, crossing ones are not."""
    apart: list[tuple[Corners, float]] = []
    for place in map(corners, rects):
        grown, area = place, _area(place)
        at = 0
        while at < len(apart):
            other, other_area = apart[at]
            both = _around(grown, other)
            area_of_both = _area(both)
            if len(apart) > MAX_RECTS or area_of_both <= MAX_WASTE * (area + other_area):
                # Grown, it may now touch one that it was kept apart from before: begin again.
                del apart[at]
                grown, area, at = both, area_of_both, 0
            else:
                at += 1
        apart.append((grown, area))
    return [rect_between(place) for place, _ in apart]


def _around(one: Corners, two: Corners) -> Corners:
    return min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3])


def _area(place: Corners) -> float:
    return (place[2] - place[0]) * (place[3] - place[1])
