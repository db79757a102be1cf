"""The measures of cards, ports and chips, and rectangles as plain numbers. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QRectF

CARD_RADIUS = 8.0
COLLAPSED_HEIGHT = 40.0
BEND_SIZE = 20.0
CARD_PADDING = 12.0
TILE = 22.0
TEXT_LEFT = CARD_PADDING + TILE + 10
TEXT_MARGINS = TEXT_LEFT + 10
PORT = 9.0
PORT_REACH = 13.0
"""How far from its centre a port can be hit at 100 %: a little more than a hit area of 24."""
CHIP_HEIGHT = 16.0
CHIP_PADDING = 3.0
SCENE_RECT = QRectF(-60_000, -60_000, 120_000, 120_000)
"""How far the camera goes."""

Corners = tuple[float, float, float, float]

corners = cast("Callable[[QRectF], Corners]", QRectF.getCoords)
"""Left, upper, right and lower end of a rectangle, by one call of Qt."""


def rect_between(place: Corners) -> QRectF:
    """The rectangle that has these corners."""
    left, top, right, bottom = place
    return QRectF(left, top, right - left, bottom - top)


def bounding(rects: Iterable[QRectF]) -> QRectF:
    """The smallest rectangle around all of them; null where there is none."""
    # Null rectangles have coordinates too: taken along, they would stretch the result to the scene's origin.
    places = [place for place in map(corners, rects) if place[:2] != place[2:]]
    if not places:
        return QRectF()
    lefts, tops, rights, bottoms = zip(*places)
    return rect_between((min(lefts), min(tops), max(rights), max(bottoms)))
