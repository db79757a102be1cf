"""The table of actions, and the command palette that is made of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from nodeeditor.commands.command import Command
from nodeeditor.commands.palette import CommandPalette
from nodeeditor.commands.table import COMMANDS, MENUS
from nodeeditor.icons import GLYPHS
from nodeeditor.theme import ColourMode
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.program import Program

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.usefixtures("qapp")
def test_ids_and_shortcuts_are_unique() -> None:
    ids = Counter(command.id for command in COMMANDS)
    keys = Counter(keys.toString() for command in COMMANDS for keys in command.all_keys)
    assert [name for name, count in (ids + keys).items() if count > 1] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_action_is_fit_for_menus(command: Command[Program]) -> None:
    assert command.text[0].isupper() and not command.text.endswith(".")
    assert not command.icon or command.icon in GLYPHS


def test_every_action_stands_in_its_menu(window: MainWindow) -> None:
    for which, actions in MENUS.items():
        menu = next(item.menu() for item in window.workbench.menu.actions() if item.text() == which)
        assert isinstance(menu, QMenu)
        texts = [item.text() for item in menu.actions()]
        assert [action.text for action in actions if action.text not in texts] == []


def test_conditions_follow_the_document(window: MainWindow) -> None:
    actions = window.program.actions
    assert not actions["undo"].isEnabled() and not actions["train"].isEnabled()
    window.program.canvas.commands.add_layer("relu")
    assert actions["undo"].isEnabled() and actions["train"].isEnabled()
    actions["undo"].trigger()
    assert not actions["undo"].isEnabled() and actions["redo"].isEnabled()


def open_palette(qtbot: QtBot, window: MainWindow) -> CommandPalette:
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, CommandPalette)
    return popup


def test_ctrl_k_finds_a_layer_and_adds_it(qtbot: QtBot, window: MainWindow) -> None:
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.field, "c2d")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert [node.type for node in window.program.session.current.document.nodes()] == ["conv2d"]


def test_ctrl_k_works_from_a_text_field_too(qtbot: QtBot, window: MainWindow) -> None:
    field = window.program.panels.palette.search_field
    field.setFocus()
    qtbot.keyClicks(field, "conv")
    qtbot.keyClick(field, Qt.Key.Key_Home)
    qtbot.keyClick(field, Qt.Key.Key_K, CONTROL)
    assert field.text() == "conv"
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, CommandPalette)
    popup.close()


def test_ctrl_k_finds_an_action_and_does_it(qtbot: QtBot, window: MainWindow) -> None:
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.field, "keyboard shortcuts")
    assert palette.model().entry(palette.list.currentIndex()).names == ("Keyboard shortcuts",)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def test_ctrl_k_goes_to_a_node(qtbot: QtBot, window: MainWindow) -> None:
    first = window.program.canvas.commands.add_layer("dense")
    window.program.canvas.commands.add_layer("relu")
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.field, str(first))
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.program.canvas.selected_ids() == [first]


def test_the_colours_are_chosen_in_the_menu_and_remembered(window: MainWindow) -> None:
    window.program.actions["colours_light"].trigger()
    assert window.program.settings.colour_mode is ColourMode.LIGHT
    assert window.program.actions["colours_light"].isChecked()
    assert not window.program.actions["colours_dark"].isChecked()
    window.program.actions["colours_dark"].trigger()


def test_parts_can_be_hidden_and_shown(qtbot: QtBot, window: MainWindow) -> None:
    assert window.program.panels.palette.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_B, CONTROL)
    assert not window.program.panels.palette.isVisible()
    assert not window.program.actions["part_palette"].isChecked()
    qtbot.keyClick(window, Qt.Key.Key_B, CONTROL)
    assert window.program.panels.palette.isVisible()


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    window.program.canvas.select(["head"])
    nameless = []
    for name in ("node", "data", "settings", "training", "code", "problems", "runs", "outline", "history"):
        window.program.layout.show_page(name)
        for widget in window.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                interface = QAccessible.queryAccessibleInterface(widget)
                if interface is not None and not interface.text(QAccessible.Text.Name):
                    nameless.append(f"{name}: {type(widget).__name__} in {type(widget.parent()).__name__}")
    assert nameless == []
