"""The strip at the top of the canvas while the engine works: what it does, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nodeeditor.theme import current, interface_font, motion_allowed, with_alpha

TOP = 14
HEIGHT = 28
PADDING = 14
DOT = 8
GAP = 8
LINE = 3
PULSE_MS = 600
QUIET_ALPHA = 0.35


class RunningStrip(QWidget):
    """Paints itself alone: the canvas under it stays as it is. The dot pulses unless less motion is asked for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._room = parent
        self._state = ""
        self._share: float | None = None
        self._bright = True
        self.setFont(interface_font(12))
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._turn)
        parent.installEventFilter(self)
        self.hide()

    def show_state(self, state: str, share: float | None) -> None:
        """Shows what the engine does and the share of it that is done, if that is known; nothing for no state."""
        self._share = None if share is None else min(max(share, 0.0), 1.0)
        if state != self._state:
            self._state = state
            self.setAccessibleName(state)
            self._fit()
        self.setVisible(bool(state))
        if state and not self._pulse.isActive() and motion_allowed():
            self._pulse.start()
        elif not state:
            self._pulse.stop()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme.hairline)
        painter.setBrush(with_alpha(theme.panel, 0.96))
        painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.good if self._bright else with_alpha(theme.good, QUIET_ALPHA))
        painter.drawEllipse(QRectF(PADDING, (HEIGHT - DOT) / 2, DOT, DOT))
        if self._share is not None:
            room = box.width() - 2 * PADDING
            painter.setBrush(theme.accent)
            painter.drawRoundedRect(QRectF(PADDING, HEIGHT - LINE - 1.5, room * self._share, LINE), 1.5, 1.5)
        painter.setPen(theme.text)
        words = self.rect().adjusted(PADDING + DOT + GAP, 0, 0, -2)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._state)

    def _fit(self) -> None:
        """As wide as the words."""
        self.resize(self.fontMetrics().horizontalAdvance(self._state) + DOT + GAP + 2 * PADDING, HEIGHT)
        self._place()

    def _place(self) -> None:
        self.move((self._room.width() - self.width()) // 2, TOP)

    def _turn(self) -> None:
        self._bright = not self._bright
        self.update()
