"""A card from afar: the hue of its family, and its name as large on the screen at any zoom."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from nodeeditor.canvas.card import Card
from nodeeditor.canvas.geometry import CARD_RADIUS
from nodeeditor.canvas.heat_colours import heat_ink
from nodeeditor.canvas.paints import Paints
from nodeeditor.canvas.stage import HeatMark
from nodeeditor.theme import canvas_font, mix

NAME_PIXELS = (10.5, 9.5, 8.5)
"""On the screen, whatever the zoom: the largest size in which the name is whole, else the smallest."""
LINE_SHARE = 1.08
"""The height of a line, as a share of the letters' size."""
BAR = 8.0
SIDE = 5.0
TINT = 0.1


def paint_far(painter: QPainter, card: Card, paints: Paints, heat: HeatMark | None, named: bool) -> None:
    """Paints what lies on the ground of a card that is too small for its words."""
    hue = paints.theme.hue(card.family)
    inner = QPainterPath()
    inner.addRoundedRect(card.rect.adjusted(1, 1, -1, -1), CARD_RADIUS - 1, CARD_RADIUS - 1)
    bar = QPainterPath()
    bar.addRect(QRectF(0, 0, BAR, card.height))
    if heat is None or not heat.step:
        painter.fillPath(inner, mix(paints.theme.card, hue, TINT))
    painter.fillPath(inner.intersected(bar), hue)
    if named:
        painter.setPen(QPen(heat_ink(paints.theme, heat.step)) if heat is not None and heat.step else paints.title)
        _paint_name(painter, card, paints.sprites.zoom)


def _paint_name(painter: QPainter, card: Card, zoom: float) -> None:
    """In as many lines as there is room for, from word to word."""
    font = QFont(canvas_font(weight=QFont.Weight.DemiBold))
    room, lines, line = card.width - BAR - 2 * SIDE, [card.full_title], 0.0
    for pixels in NAME_PIXELS:
        line = pixels * LINE_SHARE / zoom
        font.setPixelSize(max(1, round(pixels / zoom)))
        most = max(1, int(card.height / line))
        lines = fitted_lines(card.full_title, QFontMetricsF(font), room, most)
        if " ".join(lines) == " ".join(card.full_title.split()):
            break
    painter.setFont(font)
    top = (card.height - line * len(lines)) / 2
    for number, words in enumerate(lines):
        place = QRectF(BAR + SIDE, top + number * line, room, line)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, words)


def fitted_lines(text: str, metrics: QFontMetricsF, room: float, most: int) -> list[str]:
    """The text in at most so many lines, broken between words; the last one is shortened where it must be."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        count = len(words)
        while count > 1 and metrics.horizontalAdvance(" ".join(words[:count])) > room:
            count -= 1
        lines.append(metrics.elidedText(" ".join(words[:count]), Qt.TextElideMode.ElideRight, room))
        words = words[count:]
    if words:
        lines.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, room))
    return lines
