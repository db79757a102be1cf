"""A sentence beside the pointer or a port: why the wire that hovers can't be made, what a port is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nodeeditor.theme import current, interface_font
from nodeeditor.theme.fonts import SMALL_PIXELS

WIDEST = 380
PADDING = 10
AWAY = QPoint(18, 20)


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
        """Shows a sentence at a point of the parent, or nothing. A ``calm`` one tells of no fault."""
        self._calm = calm
        self._text = text if at is not None else ""
        self.setVisible(bool(self._text))
        if at is None or not self._text:
            return
        bounds = self.fontMetrics().boundingRect(0, 0, WIDEST, 400, Qt.TextFlag.TextWordWrap, text)
        self.resize(bounds.size() + QSize(2 * PADDING + 2, 2 * PADDING - 4))
        room = self._room.size()
        place = at + AWAY
        self.move(min(place.x(), room.width() - self.width()), min(place.y(), room.height() - self.height()))
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.border if self._calm else theme.error, 1))
        painter.setBrush(theme.panel if self._calm else theme.tint(theme.error))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(theme.text if self._calm else theme.error_text)
        room = self.rect().adjusted(PADDING, 0, -PADDING, 0)
        flags = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextWordWrap.value
        painter.drawText(room, flags, self._text)
