"""The field to search with."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nodeeditor.icons import paint_glyph
from nodeeditor.theme import current, fixed_font, paint_ground
from nodeeditor.theme.fonts import SMALL_PIXELS
from nodeeditor.theme.tokens import FIELD_HEIGHT
from nodeeditor.widgets.buttons import IconButton

GLYPH = 14
GLYPH_ROOM = 24
CLEAR_SIZE = 22


class SearchField(QLineEdit):
    """A glyph, a line of text, and the shortcut at the right while there is no text.

    Signals: `QLineEdit`'s ``textChanged`` and ``returnPressed``; ``moved(steps)`` on the arrow keys up and down,
    so that a list can be walked without leaving the field; ``left()`` on Escape in an empty field.
    """

    moved = Signal(int)
    left = Signal()

    def __init__(self, placeholder: str, shortcut: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shortcut = shortcut
        self.setFrame(False)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFixedHeight(FIELD_HEIGHT + 2)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setTextMargins(GLYPH_ROOM + 4, 0, 28, 0)
        self._clear = IconButton("close", "Clear", size=CLEAR_SIZE, parent=self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))

    def set_shortcut(self, shortcut: str) -> None:
        self._shortcut = shortcut
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._clear.move(self.width() - CLEAR_SIZE - 4, (self.height() - CLEAR_SIZE) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if steps:
            self.moved.emit(steps)
        elif event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        fill = theme.field_hover if self.underMouse() else theme.field
        paint_ground(painter, self.rect(), fill, theme.accent if self.hasFocus() else theme.border)
        middle = self.height() / 2
        paint_glyph(painter, QRectF(10, middle - GLYPH / 2, GLYPH, GLYPH), "search", theme.text_quiet)
        if self._shortcut and not self.text():
            self._paint_shortcut(painter)
        painter.end()
        super().paintEvent(event)

    def _paint_shortcut(self, painter: QPainter) -> None:
        font = fixed_font(SMALL_PIXELS - 1)
        painter.setFont(font)
        painter.setPen(current().text_quiet)
        wide = QFontMetricsF(font).horizontalAdvance(self._shortcut)
        room = QRectF(self.width() - wide - 12, 0, wide + 2, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._shortcut)
