"""A button that shows keys and takes others: press it, then press them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from nodeeditor.widgets.buttons import Button

NO_KEYS = "No keys"
LISTENING = "Press keys, Esc to cancel"
MODIFIER_KEYS = frozenset(
    {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock}
)


class KeyButton(Button):
    """Signals: ``pressed_keys(QKeySequence)`` when a person pressed some while the button listened."""

    pressed_keys = Signal(QKeySequence)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NO_KEYS, "keyboard", parent)
        self._keys = QKeySequence()
        self.listening = False
        self.clicked.connect(lambda: self._listen(True))

    def show_keys(self, keys: QKeySequence) -> None:
        self._keys = keys
        self._listen(False)

    def event(self, event: QEvent) -> bool:
        """While it listens, all keys are its own: those of shortcuts, and Tab."""
        if self.listening and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._listen(False)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() in MODIFIER_KEYS:
            return
        self._listen(False)
        if event.key() != Qt.Key.Key_Escape:
            self.pressed_keys.emit(sequence_of(event))

    def _listen(self, listens: bool) -> None:
        self.listening = listens
        shown = self._keys.toString(QKeySequence.SequenceFormat.NativeText) or NO_KEYS
        self.setText(LISTENING if listens else shown)


def sequence_of(event: QKeyEvent) -> QKeySequence:
    """The keys of a press; Shift is left out where it is needed to write the character itself, as for a ``?``."""
    combination = event.keyCombination()
    text = event.text()
    if text.isprintable() and text.strip() and not text.isalpha():
        plain = combination.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
        return QKeySequence(plain.value | combination.key().value)
    return QKeySequence(combination)
