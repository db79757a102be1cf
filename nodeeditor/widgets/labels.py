"""Labels: text in one of the text colours, which follow the theme by themselves."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nodeeditor.theme import current, interface_font
from nodeeditor.theme.fonts import SMALL_PIXELS


class Tone(Enum):
    """How prominent a text is; the value is its palette role."""

    TEXT = QPalette.ColorRole.WindowText
    SECOND = QPalette.ColorRole.BrightText
    QUIET = QPalette.ColorRole.PlaceholderText
    LINK = QPalette.ColorRole.Link


class TextLabel(QLabel):
    """A label in a tone and a font; ``wraps`` lets it take as many lines as it needs, ``shortens`` as little room
    as there is: then the text ends in an ellipsis.

    The text is never read as HTML: names and messages may come from a file of unknown origin.
    """

    def __init__(
        self,
        text: str = "",
        tone: Tone = Tone.TEXT,
        font: QFont | None = None,
        *,
        wraps: bool = False,
        shortens: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setFont(font or interface_font())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.set_tone(tone)
        self._shortens = shortens
        if shortens:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if wraps:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        if not self._shortens or self.fontMetrics().horizontalAdvance(self.text()) <= room.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, self.alignment() | Qt.AlignmentFlag.AlignVCenter, words)

    def set_tone(self, tone: Tone) -> None:
        self.setForegroundRole(tone.value)


class FaultLabel(TextLabel):
    """A sentence about what is wrong, in the colour of errors; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", font=interface_font(SMALL_PIXELS), wraps=True, parent=parent)
        self.hide()

    def show_fault(self, sentence: str) -> None:
        self.setText(sentence)
        self.setVisible(bool(sentence))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(current().error_text)
        painter.drawText(self.contentsRect(), Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, self.text())


class SectionHeader(TextLabel):
    """The small quiet title above a group of rows."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, Tone.QUIET, interface_font(SMALL_PIXELS, QFont.Weight.DemiBold), parent=parent)
        self.setContentsMargins(0, 8, 0, 4)
