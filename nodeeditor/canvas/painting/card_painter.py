"""Paints a card: background, tile, texts, ports, badge and marks."""

from __future__ import annotations

from zlib import crc32

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from backend.check.problems import Severity
from backend.document.card_size import CARD_HEIGHT
from nodeeditor.canvas.painting.heat_map import HeatMark, heat_colour, heat_ink
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.scene.card import Card, PortSpot
from nodeeditor.canvas.scene.context import Detail, Hovered
from nodeeditor.canvas.scene.geometry import CARD_PADDING, CARD_RADIUS, PORT, TEXT_LEFT, TILE
from nodeeditor.icons import paint_glyph, paint_tile
from nodeeditor.theme import canvas_font, mix, with_alpha

MARGIN = 9.0
NAME_MARGIN = 96.0
NAME_PADDING = 6.0
NAME_HEIGHT = 16.0
TITLE_BASELINE = -5.0
SUMMARY_BASELINE = 12.0
BADGE = 15.0
PASSAGE = 8.0
TAB_TILE_TOP = 9.0


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
    # A docked card reaches below the one before it, so that both look like one.
    ground = rect.adjusted(-CARD_RADIUS, 0, 0, 0) if card.docked else rect
    _paint_ground(painter, ground, card, paints, selected, hovered is not None)
    if heat is not None and heat.step:
        _paint_heat(painter, rect, paints, heat)
    if detail is Detail.FULL:
        tile = tile_rect(card)
        if card.docked:
            _paint_small_summary(painter, card, paints, heat)
        else:
            _paint_texts(painter, card, paints, heat)
        if heat is not None and heat.step:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paints.card)
            painter.drawRoundedRect(tile, tile.width() / 4, tile.width() / 4)
        paint_tile(painter, tile, card.family, card.glyph, paints.theme)
    else:
        paint_far(painter, card, paints, heat, named and not card.docked)
    for spot in (spot for spot in card.ports if not spot.hidden):
        _paint_port(painter, spot, paints, hovered)
    paint_marks(painter, card, paints)
    if card.badge is not None:
        _paint_badge(painter, card.badge, paints)
    if detail is Detail.FULL and (selected or hovered) and is_many_ported(card):
        _paint_names(painter, card, paints, hovered)


def tile_rect(card: Card) -> QRectF:
    """Where the tile with the glyph stands: at the left, or in the middle of a docked card."""
    if not card.docked:
        return QRectF(CARD_PADDING - 1, (card.height - TILE) / 2, TILE, TILE)
    top = TAB_TILE_TOP if card.summary else (card.height - TILE) / 2
    return QRectF((card.width - TILE) / 2, top, TILE, TILE)


def _paint_small_summary(painter: QPainter, card: Card, paints: Paints, heat: HeatMark | None) -> None:
    if card.summary:
        painter.setFont(paints.fonts.small)
        painter.setPen(
            QPen(heat_ink(paints.theme, heat.step)) if heat is not None and heat.step else paints.summary
        )
        room = QRectF(0, TAB_TILE_TOP + TILE + 1, card.width, card.height - TAB_TILE_TOP - TILE - 4)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, card.summary)


def _paint_passage(painter: QPainter, card: Card, paints: Paints) -> None:
    """The path of a bypassed card's input: above the card, from side to side."""
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
    """Whether one side has several ports, so that their names must be shown."""
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
    # A blurred shadow would have to be rendered offscreen for each size of card; a moved copy is one fill.
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
    """Name and summary; in the heat map, the cost instead of the summary."""
    middle = card.height / 2
    inked = heat is not None and heat.step > 0
    ink = QPen(heat_ink(paints.theme, heat.step)) if heat is not None else paints.summary
    summary = card.summary if heat is None or card.height < CARD_HEIGHT else heat.cost_text
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
    """Names beside the ports: inside the card if there is room, else outside where no wire is in the way."""
    painter.setFont(paints.fonts.small)
    advance = paints.small_metrics.width
    for side in (card.inputs, card.outputs):
        if len(side) < 2:
            continue
        # Titles are left aligned and the tile stands at the left: only outputs can have room inside the card.
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


STACK_STEP = QPointF(4, -4)
MARK = 17.0
MARK_GLYPH = 11.0
MARK_PITCH = 20.0
MARK_RIGHT = 6.0
SHARED_HUES = ("recurrent", "pooling", "attention", "normalisation", "dense", "convolution", "activation")


def paint_stack(painter: QPainter, rect: QRectF, paints: Paints, repeat: int) -> None:
    """One card behind for two repetitions, two cards for more."""
    painter.setPen(paints.card_hover)
    # The farthest card first, as each covers most of the one behind it.
    for depth in range(min(repeat - 1, 2), 0, -1):
        painter.setBrush(mix(paints.theme.card, paints.theme.canvas, 0.3 * depth))
        painter.drawRoundedRect(rect.translated(STACK_STEP * depth), CARD_RADIUS, CARD_RADIUS)


def paint_marks(painter: QPainter, card: Card, paints: Paints) -> None:
    """Round marks on the upper edge, from the right."""
    marks = [("recurrent", paints.theme.hue("recurrent"))] if card.over_time else []
    if card.shared_as:
        marks.append(("link", shared_colour(paints, card.shared_as)))
    for place, (glyph, colour) in enumerate(marks):
        middle = QPointF(card.width - MARK_RIGHT - MARK / 2 - place * MARK_PITCH, 0)
        _paint_mark(painter, middle, glyph, colour, paints)


def shared_colour(paints: Paints, word: str) -> QColor:
    """The colour of all placements that share their weights under a word."""
    # Not `hash`: Python salts it, so that the colours would differ from one start of the program to the next.
    return paints.theme.hue(SHARED_HUES[crc32(word.encode()) % len(SHARED_HUES)])


def _paint_mark(painter: QPainter, middle: QPointF, glyph: str, colour: QColor, paints: Paints) -> None:
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(mix(paints.theme.card, colour, 0.16))
    painter.drawEllipse(middle, MARK / 2, MARK / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    square = QRectF(middle.x() - MARK_GLYPH / 2, middle.y() - MARK_GLYPH / 2, MARK_GLYPH, MARK_GLYPH)
    paint_glyph(painter, square, glyph, mix(colour, paints.theme.text, 0.25))


NAME_PIXELS = (10.5, 9.5, 8.5)
"""On the screen, whatever the zoom: the largest size in which the name is whole, else the smallest."""
LINE_SHARE = 1.08
"""The height of a line, as a share of the letters' size."""
FAR_BAR = 8.0
FAR_SIDE = 5.0
FAR_TINT = 0.1


def paint_far(painter: QPainter, card: Card, paints: Paints, heat: HeatMark | None, named: bool) -> None:
    """Paints what lies on the ground of a card that is too small for its words."""
    hue = paints.theme.hue(card.family)
    inner = QPainterPath()
    inner.addRoundedRect(card.rect.adjusted(1, 1, -1, -1), CARD_RADIUS - 1, CARD_RADIUS - 1)
    bar = QPainterPath()
    bar.addRect(QRectF(0, 0, FAR_BAR, card.height))
    if heat is None or not heat.step:
        painter.fillPath(inner, mix(paints.theme.card, hue, FAR_TINT))
    painter.fillPath(inner.intersected(bar), hue)
    if named:
        painter.setPen(QPen(heat_ink(paints.theme, heat.step)) if heat is not None and heat.step else paints.title)
        _paint_far_name(painter, card, paints.pixmaps.zoom)


def _paint_far_name(painter: QPainter, card: Card, zoom: float) -> None:
    """In as many lines as there is room for, from word to word."""
    font = QFont(canvas_font(weight=QFont.Weight.DemiBold))
    room, lines, line = card.width - FAR_BAR - 2 * FAR_SIDE, [card.full_title], 0.0
    for pixels in NAME_PIXELS:
        # The painter is scaled by the zoom, so a size on the screen is divided by it. Qt takes whole pixel sizes
        # only.
        line = pixels * LINE_SHARE / zoom
        font.setPixelSize(max(1, round(pixels / zoom)))
        most = max(1, int(card.height / line))
        lines = fitted_lines(card.full_title, QFontMetricsF(font), room, most)
        if " ".join(lines) == " ".join(card.full_title.split()):
            break
    painter.setFont(font)
    top = (card.height - line * len(lines)) / 2
    for number, words in enumerate(lines):
        place = QRectF(FAR_BAR + FAR_SIDE, top + number * line, room, line)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, words)


def fitted_lines(text: str, metrics: QFontMetricsF, room: float, most: int) -> list[str]:
    """The text in at most so many lines, broken between words; the last one is shortened where it must be."""
    lines: list[str] = []
    words = text.split()
    # The last line is kept out of the loop: it takes all words that are left, elided where they are too many.
    while words and len(lines) < most - 1:
        count = len(words)
        while count > 1 and metrics.horizontalAdvance(" ".join(words[:count])) > room:
            count -= 1
        lines.append(metrics.elidedText(" ".join(words[:count]), Qt.TextElideMode.ElideRight, room))
        words = words[count:]
    if words:
        lines.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, room))
    return lines
