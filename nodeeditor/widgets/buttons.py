"""Buttons with glyphs that follow the theme, and a button that records a keyboard shortcut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from nodeeditor.icons import icon
from nodeeditor.theme import current
from nodeeditor.theme.scaling import fix_icon, fix_size, scaled
from nodeeditor.theme.tokens import BUTTON_HEIGHT

GLYPH_SIZE = 16


class Button(QPushButton):
    """A push button with text and an optional glyph."""

    def __init__(self, text: str, glyph: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._glyph = glyph
        fix_icon(self, GLYPH_SIZE)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._colour_glyph()

    def set_glyph(self, glyph: str) -> None:
        self._glyph = glyph
        self._colour_glyph()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.EnabledChange):
            self._colour_glyph()

    def _ink(self) -> QColor:
        return current().text_second

    def _colour_glyph(self) -> None:
        if self._glyph:
            self.setIcon(icon(self._glyph, self._ink(), scaled(GLYPH_SIZE)))


class PrimaryButton(Button):
    """The button that people most likely want, in the accent colour."""

    def __init__(self, text: str, glyph: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, glyph, parent)
        self.setProperty("primary", True)

    def _ink(self) -> QColor:
        return current().on_accent if self.isEnabled() else current().text_second


class IconButton(QToolButton):
    """A glyph alone, named for tool tips and screen readers; ``framed`` gives it the ground of a button."""

    def __init__(
        self,
        glyph: str,
        name: str,
        *,
        framed: bool = False,
        size: int = BUTTON_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._glyph = glyph
        self.setAutoRaise(not framed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        fix_size(self, size if not framed else size + 8, size)
        fix_icon(self, GLYPH_SIZE)
        self.set_name(name)
        self._colour_glyph()

    def set_name(self, name: str, shortcut: str = "") -> None:
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({shortcut})" if shortcut else name)

    def set_glyph(self, glyph: str) -> None:
        self._glyph = glyph
        self._colour_glyph()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._colour_glyph()

    def _colour_glyph(self) -> None:
        self.setIcon(icon(self._glyph, current().text_second, scaled(GLYPH_SIZE)))


NO_KEYS = "No keys"
LISTENING = "Press the keys; Esc cancels"
MODIFIER_KEYS = frozenset(
    {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock}
)


class KeyButton(Button):
    """Signals: ``pressed_keys(QKeySequence)`` when a person pressed some while the button listened."""

    pressed_keys = Signal(QKeySequence)
    listening = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NO_KEYS, "keyboard", parent)
        self._keys = QKeySequence()
        self.clicked.connect(lambda: self._listen(True))

    def show_keys(self, keys: QKeySequence) -> None:
        self._keys = keys
        self._listen(False)

    def event(self, event: QEvent) -> bool:
        """While it listens, it takes all keys, even those of shortcuts, and Tab."""
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
