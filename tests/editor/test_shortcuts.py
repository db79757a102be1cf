"""Shortcuts: listed, found, changed, kept, and never two for the same keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nodeeditor.commands.command import Command
from nodeeditor.commands.palette import CommandPalette
from nodeeditor.commands.shortcuts import WITH_KEYS, fixed_use
from nodeeditor.commands.shortcuts_page import ShortcutsPage
from nodeeditor.commands.table import COMMANDS
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.program import Program
from tests.editor.conftest import WindowMaker

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def declared(name: str) -> Command[Program]:
    return next(command for command in COMMANDS if command.id == name)


@pytest.fixture
def page(window: MainWindow) -> ShortcutsPage:
    window.program.actions["shortcuts"].trigger()
    return next(widget for widget in window.findChildren(ShortcutsPage))


def press(qtbot: QtBot, page: ShortcutsPage, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    qtbot.mouseClick(page.keys, Qt.MouseButton.LeftButton)
    assert page.keys.listening
    qtbot.keyClick(page.keys, key, held)


def test_every_action_is_listed(page: ShortcutsPage) -> None:
    assert page.shown() == [command.id for command in COMMANDS]


@pytest.mark.parametrize("query", ["tidy left", "Ctrl+Shift+S"])
def test_actions_are_found_by_words_and_by_keys(page: ShortcutsPage, query: str) -> None:
    page.search.setText(query)
    assert len(page.shown()) == 1


def test_free_keys_are_taken_at_once_and_work(qtbot: QtBot, window: MainWindow, page: ShortcutsPage) -> None:
    page.choose("show_code")
    press(qtbot, page, Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    assert window.program.actions["show_code"].shortcut() == QKeySequence("F9")
    assert page.keys.text() == "F9"
    with qtbot.waitActive(window):
        page.close()
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.program.panels.code.isVisible()


def test_keys_of_another_are_taken_only_after_a_question(
    qtbot: QtBot, window: MainWindow, page: ShortcutsPage
) -> None:
    page.choose("show_code")
    press(qtbot, page, Qt.Key.Key_B, CONTROL)
    assert "Layer palette" in page.words.text() and page.take.isVisible()
    assert window.program.actions["part_palette"].shortcut() == QKeySequence("Ctrl+B")
    page.take.click()
    assert window.program.actions["show_code"].shortcut() == QKeySequence("Ctrl+B")
    assert window.program.actions["part_palette"].shortcut().isEmpty()
    assert not page.take.isVisible()


def test_keys_that_the_canvas_needs_are_refused(qtbot: QtBot, window: MainWindow, page: ShortcutsPage) -> None:
    page.choose("show_code")
    press(qtbot, page, Qt.Key.Key_W, Qt.KeyboardModifier.NoModifier)
    assert "wire" in page.words.text() and not page.take.isVisible()
    assert window.program.actions["show_code"].shortcut() == QKeySequence("Ctrl+5")


def test_tab_is_a_key_too_and_escape_takes_nothing(qtbot: QtBot, page: ShortcutsPage) -> None:
    page.choose("show_code")
    press(qtbot, page, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert page.isVisible() and not page.keys.listening
    press(qtbot, page, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
    assert "Add layer" in page.words.text()


def test_keys_are_removed_and_reset(window: MainWindow, page: ShortcutsPage) -> None:
    page.choose("save_as")
    page.remove.click()
    assert window.program.actions["save_as"].shortcut().isEmpty()
    page.reset.click()
    assert window.program.actions["save_as"].shortcut() == QKeySequence("Ctrl+Shift+S")
    assert not page.reset.isEnabled()


def test_reset_takes_the_keys_back(window: MainWindow) -> None:
    shortcuts = window.program.actions.shortcuts
    shortcuts.assign(declared("show_code"), QKeySequence("Ctrl+B"))
    shortcuts.reset(declared("part_palette"))
    assert shortcuts.keys(declared("part_palette")) == [QKeySequence("Ctrl+B")]
    assert shortcuts.keys(declared("show_code")) == []


def test_chosen_keys_are_kept(make_window: WindowMaker) -> None:
    first = make_window()
    first.program.actions.shortcuts.assign(declared("search"), QKeySequence("Ctrl+P"))
    second = make_window()
    assert second.program.actions["search"].shortcuts() == [QKeySequence("Ctrl+P")]
    second.program.actions.shortcuts.reset_all()
    assert second.program.actions["search"].shortcuts() == declared("search").all_keys


def test_the_search_opens_by_its_second_keys(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_P, CONTROL | SHIFT)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, CommandPalette)
    popup.close()


@pytest.mark.usefixtures("qapp")
def test_no_declared_keys_are_those_of_the_canvas() -> None:
    assert [command.id for command in COMMANDS for keys in command.all_keys if fixed_use(keys)] == []
    assert all(QKeySequence(keys).toString() for gesture in WITH_KEYS for keys in gesture.keys)
