"""What an empty canvas says: how to begin."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nodeeditor.icons import paint_tile
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.fonts import TEXT_PIXELS, TITLE_PIXELS

TITLE = "Draw a network"
LINES = ("Drag a layer here from the left, or press Tab and type its name.", "Start with an input, such as Image.")
TILES = (("input", "input"), ("convolution", "convolution"), ("pooling", "pooling"), ("dense", "dense"))
TILE = 30.0
TILE_GAP = 26.0


class EmptyHint(QWidget):
    """Painted in the middle of an empty canvas; the pointer passes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(QSize(460, 140))
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_chain(painter)
        middle = Qt.AlignmentFlag.AlignHCenter
        painter.setFont(interface_font(TITLE_PIXELS))
        painter.setPen(theme.text)
        painter.drawText(QRectF(0, 50, self.width(), 24), middle, TITLE)
        painter.setFont(interface_font(TEXT_PIXELS))
        painter.setPen(theme.text_second)
        for index, line in enumerate(LINES):
            painter.drawText(QRectF(0, 82 + 22 * index, self.width(), 20), middle, line)

    def _paint_chain(self, painter: QPainter) -> None:
        theme = current()
        left = (self.width() - len(TILES) * TILE - (len(TILES) - 1) * TILE_GAP) / 2
        for index, (family, glyph) in enumerate(TILES):
            x = left + index * (TILE + TILE_GAP)
            paint_tile(painter, QRectF(x, 0, TILE, TILE), family, glyph, theme)
            if index:
                painter.setPen(theme.hairline)
                painter.drawLine(round(x - TILE_GAP + 4), 15, round(x - 4), 15)
