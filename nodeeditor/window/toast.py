"""A few words over the canvas that go away by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nodeeditor.theme import current, interface_font, paint_ground
from nodeeditor.timing import single_shot

SHOWN_MS = 4000
HEIGHT = 34
PADDING = 16
ABOVE_BOTTOM = 20


class Toast(QWidget):
    """Lies at the bottom of its parent and moves with it; the pointer passes through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ground = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = ""
        self._timer = single_shot(self, self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text if self.isVisible() else ""

    def say(self, text: str) -> None:
        """Shows a text for some seconds; the empty one takes it away."""
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text:
            self._place()
            self.raise_()
            self.update()
            self._timer.start(SHOWN_MS)

    def say_at_once(self, text: str) -> None:
        """Shows a text before what follows keeps the window from painting; until another is said."""
        self.say(text)
        self._timer.stop()
        self.ground.repaint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        paint_ground(painter, self.rect(), theme.card, theme.border, HEIGHT / 2)
        painter.setFont(interface_font())
        painter.setPen(theme.text)
        room = QRectF(self.rect()).adjusted(PADDING, 0, -PADDING, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._elided(int(room.width())))

    def _elided(self, width: int) -> str:
        metrics = QFontMetrics(interface_font())
        return metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, width)

    def _place(self) -> None:
        parent = self.ground
        wanted = QFontMetrics(interface_font()).horizontalAdvance(self._text) + 2 * PADDING + 4
        width = min(wanted, parent.width() - 40)
        self.setGeometry((parent.width() - width) // 2, parent.height() - HEIGHT - ABOVE_BOTTOM, width, HEIGHT)
