"""What lies in a direction: how arrow keys find their way between things on a plane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF

SIDEWAYS = 2.0
"""How much more a step to the side counts than one along the way."""

T = TypeVar("T")


def nearest(start: QPointF, places: Mapping[T, QPointF], way: QPoint) -> T | None:
    """The thing that one means by an arrow key; ``None`` where nothing lies in that direction."""
    best: T | None = None
    least = float("inf")
    for thing, place in places.items():
        away = place - start
        along = away.x() * way.x() + away.y() * way.y()
        aside = abs(away.x() * way.y()) + abs(away.y() * way.x())
        if along < 1 or aside > SIDEWAYS * along:
            continue
        cost = along + SIDEWAYS * aside
        if cost < least:
            best, least = thing, cost
    return best
