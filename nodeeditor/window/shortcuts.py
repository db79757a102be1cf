"""Which keys do which action: those that are declared, or those that the person chose."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from nodeeditor.window.actions import ACTIONS, Action
from nodeeditor.window.settings import Settings


class Shortcuts(QObject):
    """Signals: ``changed()`` when an action has other keys."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    def keys(self, action: Action) -> list[QKeySequence]:
        chosen = self._settings.shortcut(action.id)
        if chosen is None:
            return action.all_keys
        return [QKeySequence(chosen)] if chosen else []

    def text(self, action: Action) -> str:
        """The first keys as this system writes them; empty where there are none."""
        found = self.keys(action)
        return found[0].toString(QKeySequence.SequenceFormat.NativeText) if found else ""

    def is_own(self, action: Action) -> bool:
        """Whether the person chose the keys."""
        return self._settings.shortcut(action.id) is not None

    def users(self, keys: QKeySequence, but: Action) -> list[Action]:
        """The other actions that have these keys."""
        return [action for action in ACTIONS if action.id != but.id and keys in self.keys(action)]

    def assign(self, action: Action, keys: QKeySequence) -> None:
        """Gives an action its keys, empty ones for none; they are taken from actions that had them."""
        for other in self.users(keys, action) if not keys.isEmpty() else []:
            self._settings.set_shortcut(other.id, "")
        self._write(action, keys)
        self.changed.emit()

    def reset(self, action: Action) -> None:
        """Gives the declared keys back; who took them in the meantime loses them."""
        for keys in action.all_keys:
            for other in self.users(keys, action):
                self._settings.set_shortcut(other.id, "")
        self._settings.set_shortcut(action.id, None)
        self.changed.emit()

    def reset_all(self) -> None:
        for action in ACTIONS:
            self._settings.set_shortcut(action.id, None)
        self.changed.emit()

    def _write(self, action: Action, keys: QKeySequence) -> None:
        is_declared = [keys] == action.all_keys
        text = keys.toString(QKeySequence.SequenceFormat.PortableText)
        self._settings.set_shortcut(action.id, None if is_declared else text)
