"""Lets the program's own shortcuts through where a text field would take them for editing keys.

On X11 a line of text knows Ctrl+K and Ctrl+E as "delete to the end" and "go to the end".
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from nodeeditor.window.actions import ACTIONS
from nodeeditor.window.shortcuts import Shortcuts

ALWAYS = ("search", "export_model")
"""The actions whose keys mean more than editing wherever the focus is."""


class TextKeys(QObject):
    """Watches the widget that has the focus, and no other."""

    def __init__(self, application: QApplication, shortcuts: Shortcuts, parent: QObject) -> None:
        super().__init__(parent)
        self._shortcuts = shortcuts
        self._sequences: list[QKeySequence] = []
        self._read()
        shortcuts.changed.connect(self._read)
        application.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            pressed = QKeySequence(event.keyCombination())
            if pressed in self._sequences:
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _read(self) -> None:
        always = [action for action in ACTIONS if action.id in ALWAYS]
        self._sequences = [keys for action in always for keys in self._shortcuts.keys(action)]

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)
