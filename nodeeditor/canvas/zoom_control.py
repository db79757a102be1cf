"""The zoom control at the lower left: "- 100 % +"."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nodeeditor.theme import current
from nodeeditor.widgets import IconButton

HEIGHT = 30
BUTTON = 24
RADIUS = 8
WIDEST = "400 %"
NARROWEST = 56
PADDING = 14


class ZoomControl(QWidget):
    """Signals: ``stepped(direction)`` for a step in or out, ``reset`` for 100 %."""

    stepped = Signal(int)
    reset = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        out = IconButton("minus", "Zoom out", size=BUTTON, parent=self)
        self._percent = QToolButton(self)
        self._percent.setAutoRaise(True)
        self._percent.setToolTip("Zoom to 100 %")
        self._percent.setAccessibleName("Zoom to 100 %")
        into = IconButton("plus", "Zoom in", size=BUTTON, parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 3, 4, 3)
        layout.setSpacing(2)
        for button in (out, self._percent, into):
            layout.addWidget(button)
        out.clicked.connect(lambda: self.stepped.emit(-1))
        into.clicked.connect(lambda: self.stepped.emit(1))
        self._percent.clicked.connect(self.reset)
        self.show_scale(1.0)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """The percentage has room in the size that text has."""
        words = self.fontMetrics().horizontalAdvance(WIDEST)
        self._percent.setFixedSize(max(NARROWEST, words + PADDING), BUTTON)
        self.resize(self.sizeHint())

    def show_scale(self, scale: float) -> None:
        self._percent.setText(f"{round(scale * 100)} %")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.hairline, 1))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
