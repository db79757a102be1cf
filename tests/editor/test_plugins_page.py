"""What the editor says of installed plug-ins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from backend.plugins.plugin import Plugin
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.plugins_page import NONE, PluginsPage
from nodeeditor.window.workbench import tell_plugin_problems
from tests.canvas.hand import child

GOOD = Plugin("waves", "1.0", ("waves.layers",), layers=("relu", "tanh"))
BAD = Plugin("<b>worse</b>", "2.0", ("worse.layers",), problem="can't be imported", advice="remove it")


def test_the_page_tells_what_each_brings_and_why_one_is_left_out(window: MainWindow, qtbot: QtBot) -> None:
    page = PluginsPage((GOOD, BAD), window)
    qtbot.addWidget(page)
    text = page.text.toPlainText()
    assert "waves 1.0" in text and "ReLU" in text and "Tanh" in text
    assert BAD.message in text
    assert PluginsPage((), window).text.toPlainText().endswith(NONE)


def test_a_problem_is_told_and_leads_to_the_page(window: MainWindow) -> None:
    opened = []
    tell_plugin_problems((GOOD,), window.program.notices, lambda: opened.append(1))
    assert not window.program.notices.banner.isVisibleTo(window)
    tell_plugin_problems((GOOD, BAD), window.program.notices, lambda: opened.append(1))
    assert window.program.notices.banner.accessibleName() == BAD.message
    window.program.notices.banner.acted.emit()
    assert opened == [1]


def test_the_page_is_closed_by_its_button_and_by_escape(window: MainWindow, qtbot: QtBot) -> None:
    for close in ("button", "escape"):
        page = PluginsPage((GOOD,), window)
        page.show()
        if close == "button":
            child(page, QPushButton).click()
        else:
            qtbot.keyClick(page.text, Qt.Key.Key_Escape)
        assert page.isHidden()
