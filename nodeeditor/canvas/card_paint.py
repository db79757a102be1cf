"""How a card is painted: ground, tile, words, ports, badge and marks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

from backend.check.problems import Severity
from nodeeditor.canvas.block_marks import paint_marks, paint_stack
from nodeeditor.canvas.card import Card, PortSpot
from nodeeditor.canvas.detail import Detail
from nodeeditor.canvas.far_card import paint_far
from nodeeditor.canvas.geometry import CARD_HEIGHT, CARD_PADDING, CARD_RADIUS, PORT, TEXT_LEFT, TILE
from nodeeditor.canvas.heat_colours import heat_colour, heat_ink
from nodeeditor.canvas.paints import Paints
from nodeeditor.canvas.stage import HeatMark, Hovered
from nodeeditor.icons import paint_tile
from nodeeditor.theme import mix, with_alpha

MARGIN = 9.0
NAME_MARGIN = 96.0
NAME_PADDING = 6.0
NAME_HEIGHT = 16.0
TITLE_BASELINE = -5.0
SUMMARY_BASELINE = 12.0
BADGE = 15.0
PASSAGE = 8.0


def paint_card(
    painter: QPainter,
    card: Card,
    paints: Paints,
    detail: Detail,
    selected: bool = False,
    hovered: Hovered | None = None,
    heat: HeatMark | None = None,
    named: bool = True,
) -> None:
    """Paints a card with its corner at the painter's origin; from afar with its name alone, if ``named``."""
    rect = card.rect
    if card.bypassed:
        _paint_passage(painter, card, paints)
    if card.repeat > 1:
        paint_stack(painter, rect, paints, card.repeat)
    _paint_ground(painter, rect, card, paints, selected, hovered is not None)
    if heat is not None and heat.step:
        _paint_heat(painter, rect, paints, heat)
    if detail is Detail.FULL:
        tile = QRectF(CARD_PADDING - 1, (card.height - TILE) / 2, TILE, TILE)
        _paint_texts(painter, card, paints, heat)
        if heat is not None and heat.step:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paints.card)
            painter.drawRoundedRect(tile, tile.width() / 4, tile.width() / 4)
        paint_tile(painter, tile, card.family, card.glyph, paints.theme)
    else:
        paint_far(painter, card, paints, heat, named)
    for spot in card.ports:
        _paint_port(painter, spot, paints, hovered)
    paint_marks(painter, card, paints)
    if card.badge is not None:
        _paint_badge(painter, card.badge, paints)
    if detail is Detail.FULL and (selected or hovered) and is_many_ported(card):
        _paint_names(painter, card, paints, hovered)


def _paint_passage(painter: QPainter, card: Card, paints: Paints) -> None:
    """What a bypassed card does: its first input goes on above it, from side to side."""
    if not card.inputs or not card.outputs:
        return
    start, end = card.inputs[0].place, card.outputs[0].place
    top = -PASSAGE
    path = QPainterPath(start)
    path.cubicTo(start.x() - PASSAGE, top, start.x(), top, start.x() + 2 * PASSAGE, top)
    path.lineTo(end.x() - 2 * PASSAGE, top)
    path.cubicTo(end.x(), top, end.x() + PASSAGE, top, end.x(), end.y())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(paints.theme.text_second, 1.6, Qt.PenStyle.DashLine))
    painter.drawPath(path)


def _paint_heat(painter: QPainter, rect: QRectF, paints: Paints, heat: HeatMark) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(heat_colour(paints.theme, heat.step))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), CARD_RADIUS - 1, CARD_RADIUS - 1)


def is_many_ported(card: Card) -> bool:
    """Whether ports need their names beside them."""
    return len(card.inputs) > 1 or len(card.outputs) > 1


def margins(card: Card) -> QRectF:
    """Where a card without its ports' names is painted."""
    return card.rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)


def bounds(card: Card) -> QRectF:
    side = NAME_MARGIN - MARGIN if is_many_ported(card) else 0.0
    return margins(card).adjusted(-side, 0, side, 0)


def _paint_ground(
    painter: QPainter, rect: QRectF, card: Card, paints: Paints, selected: bool, hovered: bool
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(paints.shadow)
    painter.drawRoundedRect(rect.translated(0, 2), CARD_RADIUS, CARD_RADIUS)
    if selected:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(paints.halo)
        painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), CARD_RADIUS + 3, CARD_RADIUS + 3)
        painter.setPen(paints.card_selected)
    elif card.badge is Severity.ERROR:
        painter.setPen(QPen(mix(paints.theme.card, paints.theme.error, 0.7), 1.2))
    else:
        painter.setPen(paints.card_hover if hovered else paints.card_border)
    painter.setBrush(paints.card)
    painter.drawRoundedRect(rect, CARD_RADIUS, CARD_RADIUS)


def _paint_texts(painter: QPainter, card: Card, paints: Paints, heat: HeatMark | None) -> None:
    """Name and summary; while costs are shown, the cost in the summary's place."""
    middle = card.height / 2
    inked = heat is not None and heat.step > 0
    ink = QPen(heat_ink(paints.theme, heat.step)) if heat is not None else paints.summary
    summary = card.summary if heat is None or card.height < CARD_HEIGHT else heat.figure
    painter.setFont(paints.fonts.title)
    painter.setPen(ink if inked else paints.title)
    if not summary:
        painter.drawText(QPointF(TEXT_LEFT, middle + 5), card.title)
        return
    painter.drawText(QPointF(TEXT_LEFT, middle + TITLE_BASELINE + 1), card.title)
    painter.setFont(paints.fonts.summary)
    painter.setPen(ink)
    painter.drawText(QPointF(TEXT_LEFT, middle + SUMMARY_BASELINE + 1), summary)


def _paint_port(painter: QPainter, spot: PortSpot, paints: Paints, hovered: Hovered | None) -> None:
    under = hovered is not None and hovered.port == spot.name and hovered.is_input == spot.is_input
    radius = PORT / 2 + (2 if under else 0)
    colour = paints.element(spot.element) if spot.known else paints.theme.error
    if under:
        colour = paints.theme.accent
    if spot.connected:
        painter.setPen(paints.port_ring)
        painter.setBrush(QBrush(colour))
        painter.drawEllipse(spot.place, radius + 0.75, radius + 0.75)
        return
    painter.setPen(QPen(colour if not spot.optional or under else mix(paints.theme.card, colour, 0.75), 1.5))
    painter.setBrush(paints.card)
    painter.drawEllipse(spot.place, radius - 0.75, radius - 0.75)


def _paint_badge(painter: QPainter, severity: Severity, paints: Paints) -> None:
    rect = badge_rect()
    colour = paints.severity(severity)
    painter.setPen(paints.port_ring)
    painter.setBrush(colour)
    painter.drawEllipse(rect)
    pen = QPen(paints.theme.canvas if paints.theme.dark else paints.theme.card, 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    middle = rect.center()
    painter.drawLine(middle + QPointF(0, -3.4), middle + QPointF(0, 0.4))
    painter.drawPoint(middle + QPointF(0, 3.5))


def badge_rect() -> QRectF:
    """Where the badge sits, on the card's upper left corner: away from where wires leave."""
    return QRectF(-BADGE / 2 + 3, -BADGE / 2 + 3, BADGE, BADGE)


def _paint_names(painter: QPainter, card: Card, paints: Paints, hovered: Hovered | None) -> None:
    """Names beside the ports: inside the card where the words leave room, outside where no wire is in the way."""
    painter.setFont(paints.fonts.small)
    advance = paints.small_metrics.width
    for side in (card.inputs, card.outputs):
        if len(side) < 2:
            continue
        inside = not side[0].is_input and _room_inside(card, paints) > max(advance(spot.name) for spot in side)
        for spot in side:
            under = hovered is not None and hovered.port == spot.name and hovered.is_input == spot.is_input
            if inside or under or not spot.connected:
                _paint_name(painter, spot, advance(spot.name), paints, inside)


def _room_inside(card: Card, paints: Paints) -> float:
    """The width that title and summary leave free at the right."""
    title = paints.title_metrics.width(card.title)
    words = max(title, paints.summary_metrics.width(card.summary))
    return card.rect.width() - TEXT_LEFT - words - PORT - 2 * NAME_PADDING


def _paint_name(painter: QPainter, spot: PortSpot, advance: float, paints: Paints, inside: bool) -> None:
    width = advance + 2 * NAME_PADDING
    leftwards = spot.is_input or inside
    left = spot.place.x() - PORT / 2 - width if leftwards else spot.place.x() + PORT / 2
    rect = QRectF(left, spot.place.y() - NAME_HEIGHT / 2, width, NAME_HEIGHT)
    if not inside:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(paints.theme.canvas, 0.86))
        painter.drawRoundedRect(rect, 4, 4)
    painter.setPen(paints.summary)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, spot.name)
