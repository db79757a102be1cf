"""The ways of wires: a plain curve where nothing is in the way, else along a lane between the rows of cards."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from backend.document.card_size import CARD_HEIGHT
from nodeeditor.canvas.scene.geometry import BEND_SIZE, CHIP_HEIGHT, PORT, Corners, corners

BEND = 30.0
BEND_PULL = 60.0
LANE_GAP = 26.0
LANE_REACH = 56.0
"""How far from the target a lane between two rows may run: in the middle of them, as rows are uneven."""
TURNS = (24.0, 15.0, 8.0)
"""Half the width of the curve from a port to a lane: narrower where the next card stands close."""
CLEAR = 14.0
"""Between a lane and the cards that it passes, at least; lanes of longer wires run further out."""
MAX_SPREAD = 22.0
SPREAD_LENGTH = 1200.0
TOUCH = 6.0
"""A wire that passes a card closer than this is taken to lie on it."""
SEARCHED = 240.0
"""How far above and below both cards lanes are looked for."""
MAX_LANES = 12
SAMPLES = 14
CHIP_AIR = 2.0
"""Between a chip and the wire that it stands beside."""


@dataclass(frozen=True)
class ChipSpot:
    """A place beside a wire: ``across`` and ``down`` say which point of the chip lies at ``anchor``, 0 to 1."""

    anchor: QPointF
    across: float
    down: float
    room: float

    def rect(self, width: float) -> QRectF:
        left = self.anchor.x() - self.across * width
        return QRectF(left, self.anchor.y() - self.down * CHIP_HEIGHT, width, CHIP_HEIGHT)


@dataclass(frozen=True)
class Route:
    """A wire's path and where its chip may stand, the best place first.

    ``decisive`` are the areas where a card that comes or goes may change the path.
    """

    path: QPainterPath
    spots: tuple[ChipSpot, ...]
    decisive: tuple[QRectF, ...] = ()


Cards = Callable[[QRectF], Iterable[Corners]]
"""The cards that overlap a rectangle: left, upper, right and lower end of each."""


def no_cards(_area: QRectF) -> Iterable[Corners]:
    return ()


def route(start: QPointF, end: QPointF, source: QRectF, target: QRectF, cards: Cards = no_cards) -> Route:
    """The route of a wire from an output to an input, given the rectangles of both cards or bends.

    It runs over no other card, if there is a way.
    """
    if min(source.width(), target.width()) <= BEND_SIZE:
        return _through_bends(start, end, source.width() <= BEND_SIZE, target.width() <= BEND_SIZE)
    # Closer than two ports, an S-curve would double back on itself: such wires go around like those that run
    # backward.
    if end.x() - start.x() >= PORT * 2:
        return _forward(start, end, cards)
    return _backward(start, end, source, target, cards)


def loose_path(start: QPointF, end: QPointF) -> QPainterPath:
    """The path of a wire that is being dragged: one curve to the pointer."""
    path = QPainterPath(start)
    pull = max(abs(end.x() - start.x()) / 2, min(60.0, abs(end.y() - start.y()) / 2))
    path.cubicTo(start + QPointF(pull, 0), end - QPointF(pull, 0), end)
    return path


def _forward(start: QPointF, end: QPointF, cards: Cards) -> Route:
    width, height = end.x() - start.x(), end.y() - start.y()
    # Half the width gives the usual S. Steep wires are pulled out further, so that they leave their ports level.
    pull = max(width / 2, min(abs(height) / 2, 48.0))
    # The ports lie on the edges of their own cards, which must not count as being in the way.
    around = QRectF(start, end).normalized().adjusted(1, -TOUCH, -1, TOUCH)
    passed = list(cards(around))
    if not passed or not _touches(start, end, pull, passed):
        path = QPainterPath(start)
        if abs(height) < 1:
            path.lineTo(end)
        else:
            path.cubicTo(start + QPointF(pull, 0), end - QPointF(pull, 0), end)
        return Route(path, _spots_beside(start, end), (around,))
    for turn in TURNS:
        if width < 4 * turn:
            continue
        found = _lane_forward(start, end, turn, cards)
        if found is not None:
            return found
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(pull, 0), end - QPointF(pull, 0), end)
    return Route(path, _spots_beside(start, end), (_area(start, end),))


def _touches(start: QPointF, end: QPointF, pull: float, cards: Sequence[Corners]) -> bool:
    """Whether the S-curve comes too near to a card."""
    x1, y1, x2, y2 = start.x(), start.y(), end.x(), end.y()
    near = [(left - TOUCH, top - TOUCH, right + TOUCH, bottom + TOUCH) for left, top, right, bottom in cards]
    for step in range(1, SAMPLES):
        t = step / SAMPLES
        s = 1 - t
        x = s**3 * x1 + 3 * s * s * t * (x1 + pull) + 3 * s * t * t * (x2 - pull) + t**3 * x2
        y = y1 + (y2 - y1) * t * t * (3 - 2 * t)
        if any(left < x < right and top < y < bottom for left, top, right, bottom in near):
            return True
    # A card may be narrower than the way between two samples.
    return any(
        left < (left + right) / 2 < right and top < _height_at((left + right) / 2, start, end) < bottom
        for left, top, right, bottom in near
        if x1 < (left + right) / 2 < x2
    )


def _height_at(x: float, start: QPointF, end: QPointF) -> float:
    t = (x - start.x()) / (end.x() - start.x())
    return start.y() + (end.y() - start.y()) * t * t * (3 - 2 * t)


def _area(start: QPointF, end: QPointF) -> QRectF:
    return QRectF(start, end).normalized().adjusted(-2 * BEND, -SEARCHED, 2 * BEND, SEARCHED)


def _lane_forward(start: QPointF, end: QPointF, turn: float, cards: Cards) -> Route | None:
    first, last = start.x() + 2 * turn, end.x() - 2 * turn
    area = _area(start, end)
    found = list(cards(area))

    def is_free(lane: float) -> bool:
        return (
            _free(found, first - turn, lane - TOUCH, last + turn, lane + TOUCH)
            and _free(found, start.x() + 1, *_ordered(start.y(), first + TOUCH, lane))
            and _free(found, last - TOUCH, *_ordered(lane, end.x() - 1, end.y()))
        )

    lane = next(filter(is_free, _lanes(found, first, last, start.y(), end.y())), None)
    if lane is None:
        return None
    path = QPainterPath(start)
    path.cubicTo(QPointF(start.x() + turn, start.y()), QPointF(first - turn, lane), QPointF(first, lane))
    path.lineTo(last, lane)
    path.cubicTo(QPointF(last + turn, lane), QPointF(end.x() - turn, end.y()), end)
    return Route(path, _spots_along(first, last, lane), (area,))


def _lanes(cards: Sequence[Corners], left: float, right: float, *heights: float) -> Iterator[float]:
    """Where a level piece may run past cards: the shortest way first, spread out before close to them."""
    spread = MAX_SPREAD * (1 - math.exp((left - right) / SPREAD_LENGTH))
    edges = {(card[1], -1) for card in cards} | {(card[3], 1) for card in cards}
    ordered = sorted(edges, key=lambda edge: (sum(abs(edge[0] - height) for height in heights), edge))
    for edge, side in ordered[:MAX_LANES]:
        yield edge + side * (CLEAR + spread)
        yield edge + side * CLEAR


def _ordered(first: float, right: float, second: float) -> tuple[float, float, float]:
    """Upper, right and lower end of a box that keeps its distance above and below."""
    return min(first, second) - TOUCH, right, max(first, second) + TOUCH


def _free(cards: Sequence[Corners], left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a box keeps off all cards."""
    # A plain loop: this is asked most of all, and a generator would take twice as long.
    for card in cards:  # noqa: SIM110
        if card[0] < right and card[2] > left and card[1] < bottom and card[3] > top:
            return False
    return True


def _backward(start: QPointF, end: QPointF, source: QRectF, target: QRectF, cards: Cards) -> Route:
    left, right = end.x() - BEND, start.x() + BEND

    def pieces(lane: float) -> tuple[QRectF, ...]:
        level = QRectF(QPointF(left, lane), QPointF(right, lane))
        out = QRectF(QPointF(start.x() + TOUCH + 1, start.y()), QPointF(right, lane))
        back = QRectF(QPointF(left, lane), QPointF(end.x() - TOUCH - 1, end.y()))
        return tuple(each.normalized().adjusted(-TOUCH, -TOUCH, TOUCH, TOUCH) for each in (level, out, back))

    lane = _lane(source, target)
    decisive = pieces(lane)
    if any(next(iter(cards(piece)), None) for piece in decisive):
        area = _area(start, end)
        found = list(cards(area))
        free = (
            other
            for other in _lanes(found, left, right, start.y(), end.y())
            if all(_free(found, *corners(piece)) for piece in pieces(other))
        )
        lane, decisive = next(free, lane), (area, *decisive)
    path = QPainterPath(start)
    _half_turn(path, start, QPointF(start.x(), lane), BEND)
    path.lineTo(end.x(), lane)
    _half_turn(path, QPointF(end.x(), lane), end, -BEND)
    return Route(path, _spots_along(min(end.x(), start.x()), max(end.x(), start.x()), lane), decisive)


def _lane(source: QRectF, target: QRectF) -> float:
    """The height at which a long backward wire runs: between the rows of both cards, near the target's."""
    if target.top() - source.bottom() >= CHIP_HEIGHT:
        return target.top() - min((target.top() - source.bottom()) / 2, LANE_REACH)
    if source.top() - target.bottom() >= CHIP_HEIGHT:
        return target.bottom() + min((source.top() - target.bottom()) / 2, LANE_REACH)
    return max(source.bottom(), target.bottom()) + LANE_GAP


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
    if across >= PORT * 2:
        return Route(path, _spots_beside(start, end))
    middle = path.pointAtPercent(0.5)
    room = max(abs(across), CARD_HEIGHT)
    return Route(path, (ChipSpot(middle + QPointF(CHIP_AIR + 2, 0), 0.0, 0.5, room),))


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
    return Route(path, _spots_along(min(end.x(), start.x()), max(end.x(), start.x()), level))


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


def _spots_beside(start: QPointF, end: QPointF) -> tuple[ChipSpot, ...]:
    """Above and below a level wire; of others on the outer sides of the bends, where the curve turns away."""
    width, height = end.x() - start.x(), end.y() - start.y()
    if abs(height) < CHIP_HEIGHT / 2:
        middle, upper, lower = (start + end) / 2, min(start.y(), end.y()), max(start.y(), end.y())
        over = ChipSpot(QPointF(middle.x(), upper - CHIP_AIR), 0.5, 1.0, width)
        return over, ChipSpot(QPointF(middle.x(), lower + CHIP_AIR), 0.5, 0.0, width)
    falls = height > 0
    away, room = (CHIP_AIR if falls else -CHIP_AIR), width - PORT / 2
    below, above = (0.0, 1.0) if falls else (1.0, 0.0)
    by_end = ChipSpot(end + QPointF(-PORT / 2, away), 1.0, below, room)
    by_start = ChipSpot(start + QPointF(PORT / 2, -away), 0.0, above, room)
    beside = ChipSpot((start + end) / 2 + QPointF(2 * CHIP_AIR, -away), 0.0, above, width / 2)
    return by_end, by_start, beside


def _spots_along(left: float, right: float, lane: float) -> tuple[ChipSpot, ...]:
    """Above and below a level piece: in the middle, then towards its ends."""
    room = max(right - left, 2 * BEND)
    places = [
        (left + (right - left) * share, down) for share in (0.5, 0.3, 0.7, 0.15, 0.85) for down in (1.0, 0.0)
    ]
    return tuple(
        ChipSpot(QPointF(x, lane - CHIP_AIR if down else lane + CHIP_AIR), 0.5, down, room) for x, down in places
    )
