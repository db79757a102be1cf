"""F6 leads to every part of the window, and from there the keys go on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.start_cards import StartCard, StartCards
from tests.canvas.hand import child


@pytest.fixture
def active(window: MainWindow, qtbot: QtBot) -> MainWindow:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.program.canvas.setFocus()
    return window


def visited(window: MainWindow, steps: int) -> list[QWidget]:
    """The innermost part that has the focus after each press of F6."""
    parts = window.program.panels
    cards = child(window, StartCards)
    known: list[QWidget] = [cards, window.workbench.bar, parts.palette, window.program.deck]
    known += [parts.inspector, parts.dock]
    found: list[QWidget] = []
    for _ in range(steps):
        window.program.actions["next_part"].trigger()
        focused = QApplication.focusWidget()
        assert focused is not None
        found.append(next(part for part in known if part.isAncestorOf(focused)))
    return found


def test_the_round_has_every_part(active: MainWindow) -> None:
    parts = active.program.panels
    cards = active.findChild(StartCards)
    wanted = [cards, parts.inspector, parts.dock, active.workbench.bar, parts.palette, active.program.deck]
    assert visited(active, 12) == wanted * 2


def test_what_is_not_shown_is_left_out(active: MainWindow, small_file: Path) -> None:
    active.program.files.open_paths([small_file])
    active.program.panels.palette.hide()
    active.program.canvas.setFocus()
    parts = active.program.panels
    assert visited(active, 4) == [parts.inspector, parts.dock, active.workbench.bar, active.program.deck]


def test_cards_are_walked_through_and_opened_by_keys(active: MainWindow, qtbot: QtBot) -> None:
    def press(key: Qt.Key) -> StartCard | None:
        qtbot.keyClick(QApplication.focusWidget(), key)
        focus = QApplication.focusWidget()
        return focus if isinstance(focus, StartCard) else None

    cards = [card for card in active.findChildren(StartCard) if card.isVisible()]
    visited(active, 1)
    assert QApplication.focusWidget() is cards[0]
    assert press(Qt.Key.Key_Left) is cards[0]
    assert press(Qt.Key.Key_Right) is cards[1]
    assert press(Qt.Key.Key_Tab) is cards[2]
    assert press(Qt.Key.Key_Backtab) is cards[1]
    assert press(Qt.Key.Key_Escape) is None
    assert active.program.canvas.hasFocus()
    visited(active, 1)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Return)
    assert active.program.session.current.title == "digits_cnn (example)"


def test_the_cards_lie_over_the_canvas_of_an_empty_document(active: MainWindow, small_file: Path) -> None:
    """Also where the person comes back to it from another one."""
    session, deck = active.program.session, active.program.deck
    active.program.actions["new"].trigger()
    empty = session.current
    active.program.canvas.commands.add_layer("dense")
    empty.document.undo()
    active.program.files.open_paths([small_file])
    session.activate(empty)
    card = child(active, StartCard)
    assert deck.childAt(card.mapTo(deck, card.rect().center())) is card
