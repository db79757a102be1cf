"""The first lines of the panel: tile, title, a figure at the right, and a summary below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nodeeditor.icons import paint_tile
from nodeeditor.theme import current, fixed_font, title_font
from nodeeditor.widgets import TextLabel, Tone

TILE = 20


class Tile(QWidget):
    """A family's glyph in its tinted square."""

    def __init__(self, family: str, glyph: str) -> None:
        super().__init__()
        self._family, self._glyph = family, glyph
        self.setFixedSize(TILE, TILE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_tile(QPainter(self), QRectF(self.rect()), self._family, self._glyph, current())


class LinkLabel(TextLabel):
    """Words that can be pressed. Signals: ``pressed()``."""

    pressed = Signal()

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, Tone.LINK)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()


class Heading(QWidget):
    """Signals: ``help_wanted()`` where there is help to be had."""

    help_wanted = Signal()

    def __init__(self, family: str, glyph: str, title: str, summary: str, helps: bool = False) -> None:
        super().__init__()
        self._title = TextLabel(title, font=title_font())
        self._figure = TextLabel("", Tone.SECOND, fixed_font())
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(Tile(family, glyph))
        first.addWidget(self._title, 1)
        first.addWidget(self._figure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(6)
        column.addLayout(first)
        second = QHBoxLayout()
        second.addWidget(TextLabel(summary, Tone.SECOND, wraps=True), 1)
        if helps:
            link = LinkLabel("F1", "Reference of this layer")
            link.pressed.connect(self.help_wanted)
            second.addWidget(link)
        column.addLayout(second)

    def show_title(self, title: str) -> None:
        self._title.setText(title)

    def show_figure(self, figure: str) -> None:
        self._figure.setText(figure)
