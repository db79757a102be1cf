"""The page of the keyboard shortcuts: all of them, found by words or keys, and changed here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nodeeditor.commands.command import Command
from nodeeditor.commands.shortcuts import WITH_KEYS, WITH_MOUSE, GestureHelp, Shortcuts, fixed_use
from nodeeditor.commands.table import MENUS
from nodeeditor.theme import current, fixed_font
from nodeeditor.theme.fonts import font_scale
from nodeeditor.widgets import Button, KeyButton, SearchField, TextLabel, Tone

PAGE_SIZE = (720, 680)
KEYS_WIDTH = 350
COMMAND_ROLE = Qt.ItemDataRole.UserRole
CHOOSE = "Select a command to change its keys. The keys of the canvas itself are fixed."


class ShortcutsPage(QDialog):
    """Can stay open beside the work. The keys of the marked command are changed at the bottom."""

    def __init__(self, shortcuts: Shortcuts, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(*PAGE_SIZE)
        self._shortcuts = shortcuts
        self._wanted = QKeySequence()
        self._rows: dict[str, QTreeWidgetItem] = {}
        self.keys = KeyButton()
        self.search = SearchField("Search commands or keys")
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self.close)
        self.tree: QTreeWidget = _tree()
        self.search.returnPressed.connect(self.tree.setFocus)
        self.tree.currentItemChanged.connect(lambda *_items: self._show_current())
        self.tree.itemActivated.connect(self.keys.click)
        self.keys.pressed_keys.connect(self._on_keys)
        self.take = Button("Reassign")
        self.take.clicked.connect(lambda: self._assign(self._wanted))
        self.remove = Button("Remove", "close")
        self.remove.clicked.connect(lambda: self._assign(QKeySequence()))
        self.reset = Button("Reset", "reset")
        self.reset.clicked.connect(self._reset)
        self.reset_all = Button("Reset all")
        self.reset_all.clicked.connect(shortcuts.reset_all)
        self.words = TextLabel(CHOOSE, Tone.SECOND, wraps=True)
        self._place()
        self._fill()
        shortcuts.changed.connect(self._show_keys)
        self._show_current()

    def choose(self, action_id: str) -> None:
        """Marks a command."""
        self.tree.setCurrentItem(self._rows[action_id])

    def shown(self) -> list[str]:
        """The ids of the commands that match the search."""
        return [name for name, row in self._rows.items() if not row.isHidden()]

    @property
    def command(self) -> Command[Any] | None:
        """The marked command; ``None`` on a heading and on what the canvas does."""
        item = self.tree.currentItem()
        found = item.data(0, COMMAND_ROLE) if item is not None else None
        return found if isinstance(found, Command) else None

    def _place(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.keys)
        for button in (self.take, self.remove, self.reset):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.reset_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addWidget(self.words)
        column.addLayout(buttons)

    def _fill(self) -> None:
        for menu, commands in MENUS.items():
            self._add_group(str(menu), [self._row(command) for command in commands])
        self._add_group("On the canvas, with keys", map(_gesture_row, WITH_KEYS))
        self._add_group("On the canvas, with the mouse", map(_gesture_row, WITH_MOUSE))
        self._show_keys()

    def _add_group(self, title: str, rows: Iterable[QTreeWidgetItem]) -> None:
        group = QTreeWidgetItem([title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.addChildren(list(rows))
        self.tree.addTopLevelItem(group)
        group.setExpanded(True)

    def _row(self, command: Command[Any]) -> QTreeWidgetItem:
        row = QTreeWidgetItem([command.plain_text])
        row.setData(0, COMMAND_ROLE, command)
        row.setFont(1, fixed_font())
        self._rows[command.id] = row
        return row

    def _show_keys(self) -> None:
        for row in self._rows.values():
            command = row.data(0, COMMAND_ROLE)
            native = QKeySequence.SequenceFormat.NativeText
            row.setText(1, "  ".join(keys.toString(native) for keys in self._shortcuts.keys(command)))
        self._colour()
        self._show_current()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._rows:
            self._colour()

    def _colour(self) -> None:
        """Headings are quiet; keys that the person chose have the accent colour."""
        theme = current()
        for group in map(self.tree.topLevelItem, range(self.tree.topLevelItemCount())):
            assert group is not None
            group.setForeground(0, theme.text_quiet)
            for row in _children(group):
                command = row.data(0, COMMAND_ROLE)
                is_own = isinstance(command, Command) and self._shortcuts.is_own(command)
                row.setForeground(1, theme.accent_text if is_own else theme.text_second)

    def _show_current(self, words: str = "", conflicts: bool = False) -> None:
        command = self.command
        keys = self._shortcuts.keys(command) if command else []
        self.keys.show_keys(keys[0] if keys else QKeySequence())
        self.keys.setAccessibleName(f"Keys of {command.plain_text}: {self.keys.text()}" if command else "Keys")
        for button in (self.keys, self.remove, self.reset):
            button.setEnabled(command is not None)
        self.remove.setEnabled(bool(keys))
        self.reset.setEnabled(command is not None and self._shortcuts.is_own(command))
        self.take.setVisible(conflicts)
        self.words.setText(
            words or (f"{command.plain_text}: click the keys below to change them." if command else CHOOSE)
        )
        self.words.set_tone(Tone.TEXT if words else Tone.SECOND)

    def _on_keys(self, keys: QKeySequence) -> None:
        """Takes free keys over, and asks where others have them."""
        command = self.command
        if command is None:
            return
        text = keys.toString(QKeySequence.SequenceFormat.NativeText)
        fixed, users = fixed_use(keys), self._shortcuts.users(keys, command)
        self._wanted = keys
        if fixed:
            self._show_current(f"The canvas uses {text} for: {fixed.lower()}. Choose other keys.")
        elif users:
            self._show_current(f"{text} belongs to “{users[0].plain_text}”, which would lose it.", conflicts=True)
        else:
            self._assign(keys)
        self.keys.setFocus()

    def _assign(self, keys: QKeySequence) -> None:
        if self.command is not None:
            self._shortcuts.assign(self.command, keys)

    def _reset(self) -> None:
        if self.command is not None:
            self._shortcuts.reset(self.command)

    def _filter(self, query: str) -> None:
        wanted = query.lower().strip()
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            assert group is not None
            rows = _children(group)
            for row in rows:
                row.setHidden(wanted not in f"{row.text(0)} {row.text(1)}".lower())
            group.setHidden(all(row.isHidden() for row in rows))


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setColumnCount(2)
    tree.setHeaderHidden(True)
    tree.setFrameShape(QFrame.Shape.NoFrame)
    tree.setRootIsDecorated(False)
    tree.setIndentation(12)
    tree.setUniformRowHeights(True)
    tree.setAllColumnsShowFocus(True)
    tree.setAccessibleName("Shortcuts")
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
    tree.setColumnWidth(1, round(KEYS_WIDTH * font_scale()))
    return tree


def _gesture_row(gesture: GestureHelp) -> QTreeWidgetItem:
    return QTreeWidgetItem([gesture.does, gesture.how])


def _children(group: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [row for index in range(group.childCount()) if (row := group.child(index)) is not None]
