"""Hints over the canvas: why a wire cannot be connected, what a port is for, how to begin on an empty canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nodeeditor.icons import paint_tile
from nodeeditor.theme import current, interface_font, paint_ground
from nodeeditor.theme.fonts import SMALL_PIXELS, TEXT_PIXELS, TITLE_PIXELS, font_scale
from nodeeditor.theme.tokens import SMALL_RADIUS

MAX_HINT_WIDTH = 380
HINT_PADDING = 10
HINT_OFFSET = QPoint(18, 20)


class PointerHint(QWidget):
    """A small card over the canvas that never takes the pointer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(interface_font(SMALL_PIXELS))
        self._text = ""
        self._calm = False
        self.hide()

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str, at: QPoint | None, calm: bool = False) -> None:
        """Shows a sentence at a point of the parent, or hides the hint. A ``calm`` one reports no error."""
        self._calm = calm
        self._text = text if at is not None else ""
        self.setVisible(bool(self._text))
        if at is None or not self._text:
            return
        bounds = self.fontMetrics().boundingRect(0, 0, MAX_HINT_WIDTH, 400, Qt.TextFlag.TextWordWrap, text)
        self.resize(bounds.size() + QSize(2 * HINT_PADDING + 2, 2 * HINT_PADDING - 4))
        room = self._room.size()
        place = at + HINT_OFFSET
        self.move(min(place.x(), room.width() - self.width()), min(place.y(), room.height() - self.height()))
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        fill, line = (theme.panel, theme.border) if self._calm else (theme.tint(theme.error), theme.error)
        paint_ground(painter, self.rect(), fill, line, SMALL_RADIUS)
        painter.setPen(theme.text if self._calm else theme.error_text)
        room = self.rect().adjusted(HINT_PADDING, 0, -HINT_PADDING, 0)
        flags = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextWordWrap.value
        painter.drawText(room, flags, self._text)


TITLE = "Draw a network"
LINES = ("Drag a layer here from the left, or press Tab and type its name.", "Start with an input, such as Image.")
TILES = (("input", "input"), ("convolution", "convolution"), ("pooling", "pooling"), ("dense", "dense"))
TILE = 30.0
TILE_GAP = 26.0
WIDTH, TITLE_TOP, WORDS_HEIGHT = 460, 50, 90
TITLE_HEIGHT, LINES_TOP, LINE_STEP = 24, 32, 22


def hint_size() -> QSize:
    """Scales with the size of the text."""
    return QSize(round(WIDTH * font_scale()), TITLE_TOP + round(WORDS_HEIGHT * font_scale()))


class EmptyHint(QWidget):
    """Painted on an empty canvas, down to its middle; the pointer passes through it.

    Signals: ``resized()`` when its text is larger or smaller.
    """

    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(hint_size())
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.resize(hint_size())
            self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_chain(painter)
        middle = Qt.AlignmentFlag.AlignHCenter
        painter.setFont(interface_font(TITLE_PIXELS))
        painter.setPen(theme.text)
        scale, width = font_scale(), self.width()
        painter.drawText(QRectF(0, TITLE_TOP, width, TITLE_HEIGHT * scale), middle, TITLE)
        painter.setFont(interface_font(TEXT_PIXELS))
        painter.setPen(theme.text_second)
        for index, line in enumerate(LINES):
            top = TITLE_TOP + (LINES_TOP + LINE_STEP * index) * scale
            painter.drawText(QRectF(0, top, width, LINE_STEP * scale), middle, line)

    def _paint_chain(self, painter: QPainter) -> None:
        theme = current()
        left = (self.width() - len(TILES) * TILE - (len(TILES) - 1) * TILE_GAP) / 2
        for index, (family, glyph) in enumerate(TILES):
            x = left + index * (TILE + TILE_GAP)
            paint_tile(painter, QRectF(x, 0, TILE, TILE), family, glyph, theme)
            if index:
                painter.setPen(theme.hairline)
                painter.drawLine(round(x - TILE_GAP + 4), 15, round(x - 4), 15)
