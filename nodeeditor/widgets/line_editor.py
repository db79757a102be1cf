"""The bare line of text inside a field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from nodeeditor.theme import fixed_font

LARGE_STEP = 10
WHEEL_NOTCH = 120


class LineEditor(QLineEdit):
    """Commits on Enter and when the focus leaves; Escape takes back what was typed.

    Signals: ``committed()`` where the text was changed by the person, ``stepped(steps)`` on arrow keys and on
    the wheel, the latter only with the focus, so that a page can be scrolled over it.
    """

    committed = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setFont(fixed_font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown = ""
        self._wheel = 0
        self.editingFinished.connect(self._commit)

    def show_text(self, text: str, *, end: bool = False) -> None:
        """Shows a value, unless the person is in the middle of typing another; ``end`` shows a long one's end."""
        self._shown = text
        if not (self.hasFocus() and self.isModified()):
            self.setText(text)
            self.setCursorPosition(len(text) if end else 0)

    def replace_text(self, text: str) -> None:
        """Shows a value in place of whatever stands there."""
        self._shown = text
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._shown)
            self.selectAll()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit((1 if key == Qt.Key.Key_Up else -1) * (LARGE_STEP if large else 1))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the text while there is something to take back, and to the window otherwise."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.isModified()
        ):
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / WHEEL_NOTCH)
        self._wheel -= notches * WHEEL_NOTCH
        if notches:
            self.stepped.emit(notches)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _commit(self) -> None:
        if self.isModified():
            self.setModified(False)
            self.committed.emit()
