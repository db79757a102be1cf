"""The row of small buttons under a problem's sentence, one for each fix: where they lie and how they look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from backend.lints.lint import Fix
from nodeeditor.icons import paint_glyph
from nodeeditor.theme import current, interface_font, paint_ground
from nodeeditor.theme.tokens import SMALL_RADIUS

HEIGHT = 24
GAP = 6
PADDING = 9
GLYPH = 12
GLYPH_GAP = 5
FONT_SIZE = 12
SLACK = 4
"""Beside the words: text is painted a little wider than it is measured."""


def button_rects(fixes: Sequence[Fix], left: int, top: int, width: int) -> list[QRect]:
    """The buttons in a row, which goes on below where it is full."""
    metrics = QFontMetrics(interface_font(FONT_SIZE))
    rects: list[QRect] = []
    x, y = left, top
    for fix in fixes:
        wanted = metrics.horizontalAdvance(fix.label) + 2 * PADDING + GLYPH + GLYPH_GAP + SLACK
        room = min(wanted, width)
        if x > left and x + room > left + width:
            x, y = left, y + HEIGHT + GAP
        rects.append(QRect(x, y, room, HEIGHT))
        x += room + GAP
    return rects


def paint_button(painter: QPainter, rect: QRect, label: str, hovered: bool, pressed: bool) -> None:
    theme = current()
    ground = theme.accent_fill if pressed else theme.field
    paint_ground(painter, rect, ground, theme.accent if hovered else theme.hairline, SMALL_RADIUS)
    ink = theme.on_accent if pressed else theme.accent_text if hovered else theme.text_second
    glyph = QRectF(rect.x() + PADDING, rect.y() + (HEIGHT - GLYPH) / 2, GLYPH, GLYPH)
    paint_glyph(painter, glyph, "bolt", theme.on_accent if pressed else theme.accent_text)
    painter.setFont(interface_font(FONT_SIZE))
    painter.setPen(theme.text if hovered and not pressed else ink)
    words = rect.adjusted(PADDING + GLYPH + GLYPH_GAP, 0, -PADDING, 0)
    shown = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
