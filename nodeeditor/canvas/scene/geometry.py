"""Where things lie: the measures of cards, the places of ports, the routes of wires. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from backend.document.card_size import CARD_HEIGHT, MIN_CARD_WIDTH

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
CHIP_HEIGHT = 18.0
CHIP_PADDING = 6.0
BEND = 30.0
LANE_GAP = 26.0
LANE_REACH = 56.0
"""How far from the target a lane between two rows may run: in the middle of them, as rows are uneven."""
BEND_PULL = 60.0
STEEP_CHIP = 0.64
"""How far along a steep wire its chip stands: beyond the middle, where chips of crossing wires would meet."""
SCENE_RECT = QRectF(-60_000, -60_000, 120_000, 120_000)
"""How far the camera goes."""

Corners = tuple[float, float, float, float]

corners = cast("Callable[[QRectF], Corners]", QRectF.getCoords)
"""Left, upper, right and lower end of a rectangle, by one call of Qt."""


@dataclass(frozen=True)
class Route:
    """A wire's path, and where its chip may stand: its centre and the free width there."""

    path: QPainterPath
    chip: QPointF
    room: float


def route(start: QPointF, end: QPointF, source: QRectF, target: QRectF) -> Route:
    """The route of a wire from an output to an input, given the rectangles of both cards or bends."""
    if min(source.width(), target.width()) <= BEND_SIZE:
        return _through_bends(start, end, source.width() <= BEND_SIZE, target.width() <= BEND_SIZE)
    # Closer than two ports, an S-curve would double back on itself: such wires go around like those that run
    # backward.
    distance = end.x() - start.x()
    if distance >= PORT * 2:
        return _forward(start, end)
    return _backward(start, end, _lane(source, target))


def rect_between(place: Corners) -> QRectF:
    """The rectangle that has these corners."""
    left, top, right, bottom = place
    return QRectF(left, top, right - left, bottom - top)


def loose_path(start: QPointF, end: QPointF) -> QPainterPath:
    """The path of a wire that is being dragged: one curve to the pointer."""
    path = QPainterPath(start)
    pull = max(abs(end.x() - start.x()) / 2, min(60.0, abs(end.y() - start.y()) / 2))
    path.cubicTo(start + QPointF(pull, 0), end - QPointF(pull, 0), end)
    return path


def bounding(rects: Iterable[QRectF]) -> QRectF:
    """The smallest rectangle around all of them; null where there is none."""
    # Null rectangles have coordinates too: taken along, they would stretch the result to the scene's origin.
    places = [place for place in map(corners, rects) if place[:2] != place[2:]]
    if not places:
        return QRectF()
    lefts, tops, rights, bottoms = zip(*places)
    return rect_between((min(lefts), min(tops), max(rights), max(bottoms)))


def _forward(start: QPointF, end: QPointF) -> Route:
    path = QPainterPath(start)
    width, height = end.x() - start.x(), end.y() - start.y()
    if abs(height) < 1:
        path.lineTo(end)
    else:
        # Half the width gives the usual S. Steep wires are pulled out further, so that they leave their ports
        # level.
        pull = max(width / 2, min(abs(height) / 2, 48.0))
        path.cubicTo(start + QPointF(pull, 0), end - QPointF(pull, 0), end)
    slack = PORT + 1  # the chip keeps off the ports at both ends
    if abs(height) < CARD_HEIGHT:
        return Route(path, (start + end) / 2, width - slack)
    # Beside the target's card a chip has only the room up to that card, else it may stand out on both sides.
    chip = path.pointAtPercent(STEEP_CHIP)
    beside_card = abs(end.y() - chip.y()) < (CARD_HEIGHT + CHIP_HEIGHT) / 2
    return Route(path, chip, 2 * (end.x() - chip.x()) - slack if beside_card else width + slack)


def _through_bends(start: QPointF, end: QPointF, from_bend: bool, to_bend: bool) -> Route:
    """A plain curve: at a bend it may run either way, at a card it leaves and enters along the flow."""
    across, down = end.x() - start.x(), end.y() - start.y()
    if across < PORT * 2 and abs(down) > CHIP_HEIGHT and from_bend != to_bend:
        return _round_the_card(start, end, to_bend)
    least = min(math.hypot(across, down) / 2, BEND_PULL)
    out = across / 2 if from_bend else max(abs(across) / 2, least)
    into = across / 2 if to_bend else max(abs(across) / 2, least)
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(out, 0), end - QPointF(into, 0), end)
    return Route(
        path, path.pointAtPercent(0.5), abs(across) - 2 * PORT if abs(down) < CARD_HEIGHT else abs(across)
    )


def _round_the_card(start: QPointF, end: QPointF, to_bend: bool) -> Route:
    """Back from a card to a bend, or from a bend to a card before it: level with the bend as far as it goes."""
    path = QPainterPath(start)
    if to_bend:
        _half_turn(path, start, QPointF(start.x(), end.y()), BEND)
        path.lineTo(end)
    else:
        path.lineTo(end.x(), start.y())
        _half_turn(path, QPointF(end.x(), start.y()), end, -BEND)
    level = end.y() if to_bend else start.y()
    return Route(path, QPointF((start.x() + end.x()) / 2, level), abs(end.x() - start.x()) - 2 * PORT)


def _lane(source: QRectF, target: QRectF) -> float:
    """The height at which a long backward wire runs: between the rows of both cards, near the target's."""
    if target.top() - source.bottom() >= CHIP_HEIGHT:
        return target.top() - min((target.top() - source.bottom()) / 2, LANE_REACH)
    if source.top() - target.bottom() >= CHIP_HEIGHT:
        return target.bottom() + min((source.top() - target.bottom()) / 2, LANE_REACH)
    return max(source.bottom(), target.bottom()) + LANE_GAP


def _backward(start: QPointF, end: QPointF, lane: float) -> Route:
    path = QPainterPath(start)
    _half_turn(path, start, QPointF(start.x(), lane), BEND)
    path.lineTo(end.x(), lane)
    _half_turn(path, QPointF(end.x(), lane), end, -BEND)
    return Route(path, QPointF((start.x() + end.x()) / 2, lane), max(start.x() - end.x(), MIN_CARD_WIDTH))


def _half_turn(path: QPainterPath, start: QPointF, end: QPointF, reach: float) -> None:
    """Out by ``reach``, up or down, and back: two quarter bends with a straight piece where there is room."""
    height = end.y() - start.y()
    bend = math.copysign(min(abs(reach), abs(height) / 2), height)
    x = start.x() + reach
    # The ends of a quarter circle are held at 1 - 0.5523 of its radius. The first control point lies further out,
    # so that a wire leaves its port level for a little before it turns.
    hold = 0.45
    path.cubicTo(
        QPointF(start.x() + reach * (1 - hold) + reach * 0.1, start.y()),
        QPointF(x, start.y() + bend * hold),
        QPointF(x, start.y() + bend),
    )
    path.lineTo(x, end.y() - bend)
    path.cubicTo(
        QPointF(x, end.y() - bend * hold),
        QPointF(end.x() + reach * (1 - hold) + reach * 0.1, end.y()),
        end,
    )
