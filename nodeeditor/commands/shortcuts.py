"""Keyboard shortcuts: declared or chosen by the person, and fixed keys of the canvas."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

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


@dataclass(frozen=True)
class GestureHelp:
    """``keys`` are sequences that no action on the canvas should take."""

    does: str
    how: str
    keys: tuple[str, ...] = ()


WITH_MOUSE = (
    GestureHelp("Move nodes", "drag; with Shift without snapping"),
    GestureHelp("Insert a node into a wire", "drop it on the wire"),
    GestureHelp("Duplicate", "Ctrl + drag"),
    GestureHelp("Draw a wire", "drag from a port"),
    GestureHelp("Add a layer that fits a port", "drag from the port into the void"),
    GestureHelp("Move the end of a wire", "drag the wire near that end"),
    GestureHelp("Cut wires", "Alt + drag, or Ctrl + right drag"),
    GestureHelp("Add a layer", "double click on the ground"),
    GestureHelp("Bend a wire", "double click on the wire"),
    GestureHelp("Edit the main parameter", "double click on the node"),
    GestureHelp("Select what is touched", "drag over the ground to the left"),
    GestureHelp("Select what lies inside", "drag over the ground to the right"),
    GestureHelp("Pan", "middle button, Space + drag, or two fingers"),
    GestureHelp("Zoom", "wheel, pinch, or Ctrl + wheel where the wheel pans"),
)

WITH_KEYS = (
    GestureHelp("Walk to the next node", "arrows", ("Left", "Right", "Up", "Down")),
    GestureHelp(
        "Walk and add to the selection", "Ctrl + arrows", ("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down")
    ),
    GestureHelp(
        "Move the selection by a step",
        "Shift + arrows, with Ctrl by five",
        ("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
    ),
    GestureHelp("Pan", "Ctrl + Alt + arrows", ("Ctrl+Alt+Left", "Ctrl+Alt+Right", "Ctrl+Alt+Up", "Ctrl+Alt+Down")),
    GestureHelp("Go through the ports of a node", "Tab, after walking to it"),
    GestureHelp("Draw a wire from the marked port", "W; arrows aim, Enter connects, Tab asks for a layer", ("W",)),
    GestureHelp("Edit the main parameter", "Enter", ("Return", "Enter")),
    GestureHelp("Leave what is begun, or the block", "Escape", ("Esc",)),
    GestureHelp("What a field means", "Shift + F1 in the field", ("Shift+F1",)),
)


def fixed_use(keys: QKeySequence) -> str:
    """What the canvas itself does with keys; empty where it leaves them alone."""
    for gesture in WITH_KEYS:
        if keys in [QKeySequence(own) for own in gesture.keys]:
            return gesture.does
    return ""
