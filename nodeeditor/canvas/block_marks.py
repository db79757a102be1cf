"""The marks of placed blocks: cards behind where one is repeated, a loop over time, a link for shared weights."""

from __future__ import annotations

from zlib import crc32

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nodeeditor.canvas.card import Card
from nodeeditor.canvas.geometry import CARD_RADIUS
from nodeeditor.canvas.paints import Paints
from nodeeditor.icons import paint_glyph
from nodeeditor.theme import mix

STEP = QPointF(4, -4)
MARK = 17.0
GLYPH = 11.0
PITCH = 20.0
RIGHT = 6.0
HUES = ("recurrent", "pooling", "attention", "normalisation", "dense", "convolution", "activation")


def paint_stack(painter: QPainter, rect: QRectF, paints: Paints, repeat: int) -> None:
    """One card behind for two in a row, two for more."""
    painter.setPen(paints.card_hover)
    for depth in range(min(repeat - 1, 2), 0, -1):
        painter.setBrush(mix(paints.theme.card, paints.theme.canvas, 0.3 * depth))
        painter.drawRoundedRect(rect.translated(STEP * depth), CARD_RADIUS, CARD_RADIUS)


def paint_marks(painter: QPainter, card: Card, paints: Paints) -> None:
    """Round marks on the upper edge, from the right."""
    marks = [("recurrent", paints.theme.hue("recurrent"))] if card.over_time else []
    if card.shared_as:
        marks.append(("link", shared_colour(paints, card.shared_as)))
    for place, (glyph, colour) in enumerate(marks):
        middle = QPointF(card.width - RIGHT - MARK / 2 - place * PITCH, 0)
        _paint_mark(painter, middle, glyph, colour, paints)


def shared_colour(paints: Paints, word: str) -> QColor:
    """The colour of all placements that share their weights under a word."""
    return paints.theme.hue(HUES[crc32(word.encode()) % len(HUES)])


def _paint_mark(painter: QPainter, middle: QPointF, glyph: str, colour: QColor, paints: Paints) -> None:
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(mix(paints.theme.card, colour, 0.16))
    painter.drawEllipse(middle, MARK / 2, MARK / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    square = QRectF(middle.x() - GLYPH / 2, middle.y() - GLYPH / 2, GLYPH, GLYPH)
    paint_glyph(painter, square, glyph, mix(colour, paints.theme.text, 0.25))
