"""The history tab: every step in words, and the way to each of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from nodeeditor.panels.history import BEGINNING, HistoryPanel
from nodeeditor.window.main_window import MainWindow


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow) -> HistoryPanel:
    window.program.layout.show_page("history")
    for layer in ("dense", "relu", "dropout"):
        window.program.canvas.commands.add_layer(layer)
    found = window.program.panels.history
    qtbot.waitUntil(lambda: found.model.rowCount() == 4)
    return found


def click(qtbot: QtBot, panel: HistoryPanel, row: int) -> None:
    place = panel.list.visualRect(panel.model.index(row)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_steps_are_told_in_words(panel: HistoryPanel) -> None:
    words = [panel.model.index(row).data() for row in range(panel.model.rowCount())]
    assert words[0] == BEGINNING and len(set(words)) == 4
    assert panel.list.currentIndex().row() == panel.model.present == 3


def test_a_click_goes_back_and_forth(qtbot: QtBot, window: MainWindow, panel: HistoryPanel) -> None:
    document = window.program.session.current.document
    click(qtbot, panel, 1)
    assert [node.type for node in document.nodes()] == ["dense"]
    qtbot.waitUntil(lambda: panel.model.present == 1)
    assert panel.model.rowCount() == 4
    click(qtbot, panel, 0)
    qtbot.waitUntil(lambda: panel.model.present == 0)
    assert len(document.graph) == 0
    click(qtbot, panel, 3)
    assert [node.type for node in document.nodes()] == ["dense", "relu", "dropout"]


def test_the_keyboard_goes_there_too(qtbot: QtBot, window: MainWindow, panel: HistoryPanel) -> None:
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Home)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert len(window.program.session.current.document.graph) == 0


def test_a_new_edit_drops_what_was_undone(qtbot: QtBot, window: MainWindow, panel: HistoryPanel) -> None:
    window.program.step(-2)
    window.program.canvas.commands.add_layer("gelu")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)


def test_the_state_of_each_step_is_said(qtbot: QtBot, window: MainWindow, panel: HistoryPanel) -> None:
    window.program.step(-1)
    qtbot.waitUntil(lambda: panel.model.present == 2)
    role = Qt.ItemDataRole.AccessibleTextRole
    states = [str(panel.model.index(row).data(role)).rsplit(", ")[-1] for row in range(4)]
    assert states == ["done", "done", "current state", "undone"]
    assert QAccessible.queryAccessibleInterface(panel.list).text(QAccessible.Text.Name) == "History"
