"""What the window shows before its panels are loaded: their empty backgrounds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nodeeditor.theme import current
from nodeeditor.theme.scaling import scaled
from nodeeditor.theme.tokens import BAR_HEIGHT

COLUMN_WIDTHS = (231, 1073, 295)
ROW_HEIGHTS = (686, 267)
"""How the panels share the width and the height of the window until somebody moves the splitters."""


class EmptyGrounds(QWidget):
    """The grounds of bar, palette, canvas, side panel and dock, where they will be."""

    def __init__(self) -> None:
        super().__init__()
        self.when_painted: Callable[[], object] | None = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.hairline)
        bar = scaled(BAR_HEIGHT)
        left, right = scaled(COLUMN_WIDTHS[0]), self.width() - scaled(COLUMN_WIDTHS[2])
        below = self.height() - scaled(ROW_HEIGHTS[1])
        painter.fillRect(QRect(0, 0, self.width(), bar - 1), theme.panel)
        painter.fillRect(QRect(0, bar, left, self.height()), theme.panel)
        painter.fillRect(QRect(right + 1, bar, self.width(), self.height()), theme.panel)
        painter.fillRect(QRect(left + 1, bar, right - left - 1, below - bar), theme.canvas)
        painter.fillRect(QRect(left + 1, below + 1, right - left - 1, self.height()), theme.panel)
        painter.end()
        if self.when_painted is not None:
            QTimer.singleShot(0, self.when_painted)
