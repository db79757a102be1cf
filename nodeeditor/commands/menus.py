"""The menus: the main menu at the logo with every command, and that of a node, a wire or the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from backend.document.file import document_name
from backend.document.graph import COLOURS
from nodeeditor.canvas.scene.card_building import FAMILY_OF_COLOUR
from nodeeditor.canvas.view.canvas_view import CanvasView
from nodeeditor.commands.action_set import ActionSet
from nodeeditor.commands.command import Command, HasCanvas, Menu, native_text
from nodeeditor.commands.shortcuts import Shortcuts
from nodeeditor.commands.table import ADD_LAYER, ARRANGE, BLOCK, CLIPBOARD, MENUS, NODE, VIEWPOINT
from nodeeditor.theme import current
from nodeeditor.window.files import FileCommands

SWATCH = 14
ON_GROUND = ("paste", "paste_wired", "add_note", "tidy", "tidy_down", "fit_selection")
"""What makes sense where nothing is chosen."""
ON_BLOCKS = ("open_block", "group", "expand_block", "rename_block", "save_block")
"""What makes sense of what is chosen."""


class MainMenu(QMenu):
    """The main menu at the logo: a sub-menu for each `Menu`; the recent files are read when their menu opens."""

    def __init__(self, actions: ActionSet, files: FileCommands, parent: QWidget) -> None:
        super().__init__(parent)
        self._files = files
        self.recent = QMenu("Open recent", self)
        self.recent.aboutToShow.connect(self._fill_recent)
        for which, commands in MENUS.items():
            menu = self.addMenu(str(which))
            actions.fill(menu, commands)
            if which is Menu.FILE:
                menu.insertMenu(actions["save"], self.recent)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._files.settings.recent_files():
            # A single ampersand would mark the next letter as a mnemonic.
            action = self.recent.addAction(document_name(path).replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, chosen=path: self._files.open_paths([chosen]))
        if self.recent.isEmpty():
            self.recent.addAction("No recent files").setEnabled(False)
        else:
            self.recent.addSeparator()
            self.recent.addAction("Clear the list").triggered.connect(self._files.settings.clear_recent_files)


def declared_keys(command: Command[HasCanvas]) -> str:
    return native_text(command.all_keys)


def show_node_menu(target: HasCanvas, at: QPoint, shortcuts: Shortcuts) -> None:
    """Opens the menu where the canvas asks for one: on a right click, or on the menu key."""
    menu = node_menu(target, shortcuts.text)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)


def node_menu(target: HasCanvas, keys: Callable[[Command[HasCanvas]], str] = declared_keys) -> QMenu:
    """The menu for what is selected now: the commands of the canvas that apply there, with the text of their keys.

    These are actions of their own: those of the window hold the shortcuts, and are not left out where disabled.
    """
    canvas = target.canvas
    menu = QMenu(canvas)

    def fill(into: QMenu, commands: Iterable[Command[HasCanvas]]) -> None:
        for _, group in groupby(commands, lambda command: command.group):
            if not into.isEmpty():
                into.addSeparator()
            for command in group:
                _add(into, target, command, keys(command))

    if not canvas.selected_ids() and not canvas.workspace.selection.wires:
        _add(menu, target, ADD_LAYER, keys(ADD_LAYER))
        fill(menu, (c for c in (*CLIPBOARD, *NODE, *ARRANGE) if c.id in ON_GROUND))
        fill(menu, (c for c in BLOCK if c.id not in ON_BLOCKS and c.enabled(target)))
        return menu
    if canvas.selected_ids():
        fill(menu, (c for c in NODE if c.id not in ON_GROUND and c.enabled(target)))
        fill(menu, (c for c in BLOCK if c.id in ON_BLOCKS and c.enabled(target)))
        menu.addSeparator()
        _add_colours(menu.addMenu("Colour"), canvas)
        arrange = menu.addMenu("Arrange")
        fill(arrange, ARRANGE)
        fill(menu, (c for c in VIEWPOINT if c.id in ON_GROUND))
    else:
        wire = next(iter(canvas.workspace.selection.wires))
        middle = canvas.workspace.scene.wire_items[wire].look.route.path.pointAtPercent(0.5)
        menu.addAction("Add bend").triggered.connect(lambda: canvas.rewiring.add_bend(wire, middle))
    fill(menu, (c for c in CLIPBOARD if c.id != "paste" and c.enabled(target)))
    return menu


def _add(menu: QMenu, target: HasCanvas, command: Command[HasCanvas], keys: str) -> None:
    action = menu.addAction(f"{command.text}\t{keys}" if keys else command.text)
    action.setObjectName(command.id)
    action.setEnabled(command.enabled(target))
    if command.checked is not None:
        action.setCheckable(True)
        action.setChecked(command.checked(target))
    action.triggered.connect(lambda: command.call(target))


def _add_colours(menu: QMenu, canvas: CanvasView) -> None:
    for colour in COLOURS:
        action = menu.addAction(_swatch(current().hue(FAMILY_OF_COLOUR[colour])), colour.capitalize())
        action.setObjectName(f"colour_{colour}")
        action.triggered.connect(lambda _checked=False, chosen=colour: canvas.arranging.set_colour(chosen))
    menu.addSeparator()
    menu.addAction("Default").triggered.connect(lambda: canvas.arranging.set_colour(""))


def _swatch(colour: QColor) -> QIcon:
    picture = QPixmap(SWATCH * 2, SWATCH * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(SWATCH / 2, SWATCH / 2), SWATCH / 2 - 2, SWATCH / 2 - 2)
    painter.end()
    return QIcon(picture)
