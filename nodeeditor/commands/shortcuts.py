"""Keyboard shortcuts: declared or chosen by the person, and fixed keys of the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from nodeeditor.commands.command import Command, native_text
from nodeeditor.window.settings import Settings


class Shortcuts(QObject):
    """Which keys give which command: those that are declared, or those that the person chose.

    Signals: ``changed()`` when a command has other keys.
    """

    changed = Signal()

    def __init__(
        self, commands: Sequence[Command[Any]], settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.commands = commands
        self._settings = settings

    def keys(self, command: Command[Any]) -> list[QKeySequence]:
        chosen = self._settings.shortcut(command.id)
        if chosen is None:
            return command.all_keys
        return [QKeySequence(chosen)] if chosen else []

    def text(self, command: Command[Any]) -> str:
        """The first keys as this system writes them; empty where there are none."""
        return native_text(self.keys(command))

    def is_own(self, command: Command[Any]) -> bool:
        """Whether the person chose the keys."""
        return self._settings.shortcut(command.id) is not None

    def users(self, keys: QKeySequence, but: Command[Any]) -> list[Command[Any]]:
        """The other actions that have these keys."""
        return [command for command in self.commands if command.id != but.id and keys in self.keys(command)]

    def assign(self, command: Command[Any], keys: QKeySequence) -> None:
        """Gives a command its keys, empty ones for none; they are taken from actions that had them."""
        for other in self.users(keys, command) if not keys.isEmpty() else []:
            self._settings.set_shortcut(other.id, "")
        self._write(command, keys)
        self.changed.emit()

    def reset(self, command: Command[Any]) -> None:
        """Restores the declared keys; a command that took them in the meantime loses them."""
        for keys in command.all_keys:
            for other in self.users(keys, command):
                self._settings.set_shortcut(other.id, "")
        self._settings.set_shortcut(command.id, None)
        self.changed.emit()

    def reset_all(self) -> None:
        for command in self.commands:
            self._settings.set_shortcut(command.id, None)
        self.changed.emit()

    def _write(self, command: Command[Any], keys: QKeySequence) -> None:
        is_declared = [keys] == command.all_keys
        text = keys.toString(QKeySequence.SequenceFormat.PortableText)
        self._settings.set_shortcut(command.id, None if is_declared else text)


ALWAYS = ("search", "export_model", "next_document", "previous_document")
"""The commands whose keys mean more than editing wherever the focus is."""


class TextFieldShortcuts(QObject):
    """Lets the program's own shortcuts through where a text field would take them for editing keys.

    On X11 a line of text takes Ctrl+K and Ctrl+E for "delete to the end" and "go to the end". Watches the widget
    that has the focus, and no other.
    """

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
                # An ignored ShortcutOverride lets the shortcut fire; returning True keeps the text field from
                # accepting it.
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _read(self) -> None:
        always = [command for command in self._shortcuts.commands if command.id in ALWAYS]
        self._sequences = [keys for command in always for keys in self._shortcuts.keys(command)]

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)


@dataclass(frozen=True)
class GestureHelp:
    """``keys`` are sequences that no command on the canvas should take."""

    does: str
    how: str
    keys: tuple[str, ...] = ()


WITH_MOUSE = (
    GestureHelp("Move nodes", "drag; hold Shift to turn snapping off"),
    GestureHelp("Insert a node into a wire", "drop it on the wire"),
    GestureHelp("Duplicate", "Ctrl + drag"),
    GestureHelp("Draw a wire", "drag from a port"),
    GestureHelp("Add a layer that fits a port", "drag from the port to an empty spot"),
    GestureHelp("Move the end of a wire", "drag the wire near its end"),
    GestureHelp("Cut wires", "Alt + drag, or Ctrl + right drag"),
    GestureHelp("Add a layer", "double click on the background"),
    GestureHelp("Bend a wire", "double click on the wire"),
    GestureHelp("Edit the main parameter", "double click on the node"),
    GestureHelp("Select what the rubber band touches", "drag to the left over the background"),
    GestureHelp("Select what lies inside the rubber band", "drag to the right over the background"),
    GestureHelp("Pan", "middle button, Space + drag, or two fingers"),
    GestureHelp("Zoom", "wheel, pinch, or Ctrl + wheel where the wheel pans"),
)

WITH_KEYS = (
    GestureHelp("Go to the next node", "arrows", ("Left", "Right", "Up", "Down")),
    GestureHelp(
        "Go to the next node and add it to the selection",
        "Ctrl + arrows",
        ("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down"),
    ),
    GestureHelp(
        "Move the selection by one step",
        "Shift + arrows; with Ctrl by five steps",
        ("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
    ),
    GestureHelp("Pan", "Ctrl + Alt + arrows", ("Ctrl+Alt+Left", "Ctrl+Alt+Right", "Ctrl+Alt+Up", "Ctrl+Alt+Down")),
    GestureHelp("Go through the ports of a node", "Tab, after going to it"),
    GestureHelp("Draw a wire from the marked port", "W; arrows aim, Enter connects, Tab asks for a layer", ("W",)),
    GestureHelp("Edit the main parameter", "Enter", ("Return", "Enter")),
    GestureHelp("Cancel, or leave the block", "Escape", ("Esc",)),
    GestureHelp("Explain a field", "Shift + F1 in the field", ("Shift+F1",)),
)


def fixed_use(keys: QKeySequence) -> str:
    """What the canvas itself uses keys for; empty if it does not."""
    for gesture in WITH_KEYS:
        if keys in [QKeySequence(own) for own in gesture.keys]:
            return gesture.does
    return ""
