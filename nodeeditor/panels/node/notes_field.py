"""A field for a few lines of notes, taken over when one pauses."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from nodeeditor.timing import single_shot

DELAY_MS = 400
MARGIN = 8


class NotesField(QPlainTextEdit):
    """Signals: ``written(str)`` with the text, a moment after the last key and when the focus leaves."""

    written = Signal(str)

    def __init__(self, placeholder: str, name: str, height: int) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setMinimumHeight(height)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(MARGIN)
        self._shown = ""
        self._timer = single_shot(self, self.settle, DELAY_MS)
        self.textChanged.connect(self._timer.start)

    def show_text(self, text: str) -> None:
        """Shows what the document holds, unless the person is writing."""
        self._shown = text
        if not self._timer.isActive() and text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def settle(self) -> None:
        """Reports what was written, if it differs from what was shown."""
        self._timer.stop()
        text = self.toPlainText()
        if text != self._shown:
            self._shown = text
            self.written.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.settle()
        super().focusOutEvent(event)
