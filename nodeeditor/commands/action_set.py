"""The declared actions as Qt's: in menus, behind buttons and shortcuts, enabled and checked as things stand."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nodeeditor.commands.shortcuts import Shortcuts
from nodeeditor.icons import icon
from nodeeditor.window.actions import ACTIONS, MENUS, Action, Menu
from nodeeditor.window.program import Program


class ActionSet(QObject):
    """Owns one `QAction` per declared action. ``refresh`` asks every action's conditions again."""

    def __init__(self, program: Program, window: QWidget, canvas: QWidget, shortcuts: Shortcuts) -> None:
        super().__init__(window)
        self.program = program
        self.shortcuts = shortcuts
        self._made: dict[str, QAction] = {}
        for action in ACTIONS:
            made = self._make(action)
            (canvas if action.on_canvas else window).addAction(made)
            self._made[action.id] = made
        self._set_keys()
        shortcuts.changed.connect(self._set_keys)
        self.refresh()

    def __getitem__(self, action_id: str) -> QAction:
        return self._made[action_id]

    def refresh(self) -> None:
        for action in ACTIONS:
            made = self._made[action.id]
            made.setEnabled(action.enabled(self.program))
            if action.checked is not None:
                made.setChecked(action.checked(self.program))

    def set_icons(self) -> None:
        """Draws the icons anew, in the colours of the theme in force."""
        for action in ACTIONS:
            if action.icon:
                self._made[action.id].setIcon(icon(action.icon))

    def fill(self, menu: QMenu, which: Menu) -> None:
        """Puts the actions of a menu into it, a line between their groups."""
        for number, (_, group) in enumerate(groupby(MENUS[which], lambda action: action.group)):
            if number:
                menu.addSeparator()
            for action in group:
                menu.addAction(self._made[action.id])

    def _set_keys(self) -> None:
        for action in ACTIONS:
            self._made[action.id].setShortcuts(self.shortcuts.keys(action))

    def _make(self, action: Action) -> QAction:
        made = QAction(action.text, self)
        made.setObjectName(action.id)
        if action.on_canvas:
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if action.icon:
            made.setIcon(icon(action.icon))
        made.setCheckable(action.checked is not None)
        made.triggered.connect(lambda: action.call(self.program))
        return made
