"""The canvas's ground: a flat colour with a grid of dots."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from nodeeditor.theme import Theme

SPACING = 24
NARROWEST_PIXELS = 14
DOT = 1.6
BLOCK = 32
"""Dots are drawn in blocks of this many a side, from one polygon."""


class Ground:
    """Paints the ground; the dots thin out when zoomed out."""

    def __init__(self) -> None:
        self._block = QPolygonF([QPointF(x, y) for y in range(BLOCK) for x in range(BLOCK)])

    def paint(self, painter: QPainter, rect: QRectF, scale: float, theme: Theme) -> None:
        """``rect`` is the exposed part in the scene's coordinates."""
        painter.fillRect(rect, theme.canvas)
        spacing = SPACING
        while spacing * scale < NARROWEST_PIXELS:
            spacing *= 4
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        pen = QPen(theme.canvas_dots, DOT * max(1.0, min(scale, 2.0)))
        pen.setCosmetic(True)
        painter.setPen(pen)
        step = spacing * BLOCK
        left, top = floor(rect.left() / step), floor(rect.top() / step)
        painter.scale(spacing, spacing)
        for row in range(top, floor(rect.bottom() / step) + 1):
            for column in range(left, floor(rect.right() / step) + 1):
                painter.translate(column * BLOCK, row * BLOCK)
                painter.drawPoints(self._block)
                painter.translate(-column * BLOCK, -row * BLOCK)
        painter.restore()
