"""A slider in no more room than a line: where a bounded number lies, to see and to drag."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nodeeditor.theme import current, paint_ground

HEIGHT = 10
LINE = 2
KNOB = 8
LEAST = 3


class Gauge(QWidget):
    """Lies along the lower edge of a number field; the knob shows under the pointer.

    Signals: ``dragged(float)`` with the share from 0 to 1 that the pointer stands at; ``released()`` at the end.
    """

    dragged = Signal(float)
    released = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self._held = False
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip("Drag to change")

    def show_share(self, share: float | None) -> None:
        """Where the value lies; ``None`` where there is no number."""
        self._share = share
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = True
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._held = False
            self.released.emit()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._share is None or not self.isEnabled():
            return
        theme, painter, room = current(), QPainter(self), self._room()
        line = QRectF(room.left(), self.height() - LINE - 2, max(LEAST, room.width() * self._share), LINE)
        if not (self._held or self.underMouse()):
            paint_ground(painter, line, theme.accent, None, LINE / 2)
            return
        rail = QRectF(line.left(), line.top(), room.width(), LINE)
        paint_ground(painter, rail, theme.pressed, None, LINE / 2)
        paint_ground(painter, line, theme.accent, None, LINE / 2)
        knob = QRectF(0, 0, KNOB, KNOB)
        knob.moveCenter(QPointF(room.left() + room.width() * self._share, line.center().y() - 2))
        paint_ground(painter, knob, theme.accent, theme.panel, KNOB / 2)

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(8, 0, -8, 0)

    def _follow(self, event: QMouseEvent) -> None:
        room = self._room()
        share = (event.position().x() - room.left()) / max(1.0, room.width())
        self.dragged.emit(min(1.0, max(0.0, share)))
