"""The declared commands as Qt's actions: for menus, buttons and shortcuts, enabled by their conditions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nodeeditor.commands.command import Command
from nodeeditor.commands.shortcuts import Shortcuts
from nodeeditor.icons import icon


class ActionSet(QObject):
    """Owns one `QAction` per command. What a command acts on is made later, out of buttons and menus that show the
    actions: so the set only reports which command was given.

    Signals: ``triggered(Command)``.
    """

    triggered = Signal(object)

    def __init__(self, shortcuts: Shortcuts, window: QWidget, canvas: QWidget) -> None:
        super().__init__(window)
        self.shortcuts = shortcuts
        self.commands = shortcuts.commands
        self._made: dict[str, QAction] = {}
        for command in self.commands:
            made = self._make(command)
            (canvas if command.on_canvas else window).addAction(made)
            self._made[command.id] = made
        self._set_keys()
        shortcuts.changed.connect(self._set_keys)

    def __getitem__(self, command_id: str) -> QAction:
        return self._made[command_id]

    def refresh(self, target: object) -> None:
        """Asks the conditions of every command again."""
        for command in self.commands:
            made = self._made[command.id]
            made.setEnabled(command.enabled(target))
            if command.checked is not None:
                made.setChecked(command.checked(target))

    def set_icons(self) -> None:
        """Draws the icons anew, in the colours of the theme in force."""
        for command in self.commands:
            if command.icon:
                self._made[command.id].setIcon(icon(command.icon))

    def fill(self, menu: QMenu, commands: Sequence[Command[Any]]) -> None:
        """Puts the actions of commands into a menu, a line between their groups."""
        for number, (_, group) in enumerate(groupby(commands, lambda command: command.group)):
            if number:
                menu.addSeparator()
            for command in group:
                menu.addAction(self._made[command.id])

    def _set_keys(self) -> None:
        for command in self.commands:
            self._made[command.id].setShortcuts(self.shortcuts.keys(command))

    def _make(self, command: Command[Any]) -> QAction:
        made = QAction(command.text, self)
        made.setObjectName(command.id)
        # Keys such as Delete or A belong to the text while a field of a panel has the focus.
        if command.on_canvas:
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if command.icon:
            made.setIcon(icon(command.icon))
        made.setCheckable(command.checked is not None)
        made.triggered.connect(lambda: self.triggered.emit(command))
        return made
