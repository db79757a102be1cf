"""The menu of a node, a wire or the ground: the commands of the canvas that apply there."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QMenu

from backend.document.graph import COLOURS
from nodeeditor.canvas.commands import (
    ARRANGE_COMMANDS,
    BLOCK_COMMANDS,
    CLIP_COMMANDS,
    NODE_COMMANDS,
    SIGHT_COMMANDS,
    Command,
)
from nodeeditor.canvas.scene.card_building import FAMILY_OF_COLOUR
from nodeeditor.canvas.view.canvas_view import CanvasView
from nodeeditor.theme import current

SWATCH = 14
ON_GROUND = ("paste", "paste_wired", "add_note", "tidy", "tidy_down", "fit_selection")
"""What makes sense where nothing is chosen."""
ON_BLOCKS = ("open_block", "group", "expand_block", "rename_block", "save_block")
"""What makes sense of what is chosen."""


def attach_menu(canvas: CanvasView) -> None:
    """Opens the menu where the canvas asks for one: on a right click, or on the menu key."""
    canvas.menu_requested.connect(lambda at: _show(canvas, at))


def node_menu(canvas: CanvasView) -> QMenu:
    """The menu for what is chosen now."""
    menu = QMenu(canvas)
    if not canvas.selected_ids() and not canvas.workspace.selection.wires:
        menu.addAction(_shown("Add layer…", "Tab")).triggered.connect(canvas.commands.open_search)
        _fill(menu, canvas, (c for c in (*CLIP_COMMANDS, *NODE_COMMANDS, *ARRANGE_COMMANDS) if c.id in ON_GROUND))
        _fill(menu, canvas, (c for c in BLOCK_COMMANDS if c.id not in ON_BLOCKS and c.enabled(canvas)))
        return menu
    if canvas.selected_ids():
        _fill(menu, canvas, (c for c in NODE_COMMANDS if c.id not in ON_GROUND and c.enabled(canvas)))
        _fill(menu, canvas, (c for c in BLOCK_COMMANDS if c.id in ON_BLOCKS and c.enabled(canvas)))
        menu.addSeparator()
        _add_colours(menu.addMenu("Colour"), canvas)
        arrange = menu.addMenu("Arrange")
        _fill(arrange, canvas, ARRANGE_COMMANDS)
        _fill(menu, canvas, (c for c in SIGHT_COMMANDS if c.id in ON_GROUND))
    else:
        wire = next(iter(canvas.workspace.selection.wires))
        middle = canvas.workspace.scene.wire_items[wire].look.route.path.pointAtPercent(0.5)
        menu.addAction("Add bend").triggered.connect(lambda: canvas.rewiring.add_bend(wire, middle))
    _fill(menu, canvas, (c for c in CLIP_COMMANDS if c.id != "paste" and c.enabled(canvas)))
    return menu


def _show(canvas: CanvasView, at: QPoint) -> None:
    menu = node_menu(canvas)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)


def _fill(menu: QMenu, canvas: CanvasView, commands: Iterable[Command]) -> None:
    for _, group in groupby(commands, lambda command: command.group):
        if not menu.isEmpty():
            menu.addSeparator()
        for command in group:
            _add(menu, canvas, command)


def _add(menu: QMenu, canvas: CanvasView, command: Command) -> None:
    action = menu.addAction(_shown(command.text, command.keys))
    action.setObjectName(command.id)
    action.setEnabled(command.enabled(canvas))
    if command.checked is not None:
        action.setCheckable(True)
        action.setChecked(command.checked(canvas))
    action.triggered.connect(lambda: command.call(canvas))


def _shown(text: str, keys: str) -> str:
    """A menu's text with the keys at its right; the window's actions hold the shortcuts themselves."""
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text}\t{native}" if native else text


def _add_colours(menu: QMenu, canvas: CanvasView) -> None:
    for colour in COLOURS:
        action = menu.addAction(_swatch(current().hue(FAMILY_OF_COLOUR[colour])), colour.capitalize())
        action.setObjectName(f"colour_{colour}")
        action.triggered.connect(lambda _checked=False, chosen=colour: canvas.arranging.set_colour(chosen))
    menu.addSeparator()
    menu.addAction("The layer’s own").triggered.connect(lambda: canvas.arranging.set_colour(""))


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
