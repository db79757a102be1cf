"""Random work in the whole window: canvas, blocks, tabs, panels and the search, with nothing amiss at any time."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication

from backend.document.file import to_json
from nodeeditor.commands.palette import CommandPalette
from nodeeditor.window.main_window import MainWindow
from tests.canvas.hand import Hand
from tests.canvas.test_random_gestures import step as work_on_canvas
from tests.canvas.test_scene_equals_document import assert_equal

EXAMPLES = Path(__file__).parents[2] / "examples"
STARTS = ("lstm_from_parts", "ball_crnn", "digits_cnn")
STEPS = int(os.environ.get("LAYERLOOM_GESTURES", "60"))
STEPS_PER_LOOK = 10
MAX_TABS = 4
MAX_NODES = 60
LEFT = Qt.MouseButton.LeftButton
BLOCK_ACTIONS = ("group", "expand_block", "open_block", "leave_block", "rename_block", "rename_port", "tidy")
SOUGHT = ("relu", "tidy", "lstm", "go", "zoom", "undo", "zzz")


def some_row(model: QAbstractItemModel, dice: random.Random) -> QModelIndex:
    """Any row of a tree, however deep."""
    index = QModelIndex()
    while model.rowCount(index) and (not index.isValid() or dice.random() < 0.5):
        index = model.index(dice.randrange(model.rowCount(index)), 0, index)
    return index


def click_row(view: QAbstractItemView, dice: random.Random) -> None:
    index = some_row(view.model(), dice)
    if index.isValid():
        view.scrollTo(index)
        held = dice.choice((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier))
        QTest.mouseClick(view.viewport(), LEFT, held, view.visualRect(index).center())


def go_in_history(window: MainWindow, dice: random.Random) -> None:
    window.program.layout.show_page("history")
    QApplication.processEvents()
    click_row(window.program.panels.history.list, dice)


def choose_in_outline(window: MainWindow, dice: random.Random) -> None:
    window.program.layout.show_page("outline")
    QApplication.processEvents()
    click_row(window.program.panels.outline.tree, dice)
    QTest.keyClick(
        window.program.panels.outline.tree, dice.choice((Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Left))
    )


def mend_in_problems(window: MainWindow, dice: random.Random) -> None:
    window.program.layout.show_page("problems")
    QApplication.processEvents()
    listed = window.program.panels.problems.list
    if listed.isVisible():
        place = QPoint(dice.randrange(max(1, listed.width())), dice.randrange(max(1, listed.height())))
        QTest.mouseClick(listed.viewport(), LEFT, pos=place)


def work_with_blocks(window: MainWindow, dice: random.Random) -> None:
    canvas = window.program.canvas
    ids = [node.id for node in canvas.workspace.document.nodes()]
    canvas.select(dice.sample(ids, min(len(ids), dice.randrange(1, 5))))
    window.program.actions[dice.choice(BLOCK_ACTIONS)].trigger()
    if canvas.prompts.name_prompt.isVisible():
        QTest.keyClicks(canvas.prompts.name_prompt.field, f"part_{dice.randrange(6)}")
        QTest.keyClick(canvas.prompts.name_prompt.field, dice.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)))


def change_tabs(window: MainWindow, dice: random.Random) -> None:
    documents = window.program.session.documents
    if len(documents) < MAX_TABS and dice.random() < 0.5:
        window.program.actions["new"].trigger()
    elif len(documents) > 1 and dice.random() < 0.3:
        window.program.actions["close"].trigger()
    else:
        window.program.session.activate(dice.choice(documents))


def carry_between_tabs(window: MainWindow, dice: random.Random) -> None:
    window.program.actions["select_all"].trigger()
    window.program.actions["copy"].trigger()
    change_tabs(window, dice)
    window.program.canvas.setFocus()
    window.program.actions["paste"].trigger()


def search_everything(window: MainWindow, dice: random.Random) -> None:
    window.program.actions["search"].trigger()
    palette = QApplication.activePopupWidget()
    if isinstance(palette, CommandPalette):
        QTest.keyClicks(palette.focusWidget() or palette, dice.choice(SOUGHT))
        QTest.keyClick(palette.focusWidget() or palette, dice.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)))
        palette.close()


def on_canvas(window: MainWindow, dice: random.Random) -> None:
    window.program.canvas.setFocus()
    work_on_canvas(Hand(window.program.canvas), dice)


ACTS: tuple[Callable[[MainWindow, random.Random], None], ...] = (
    *(on_canvas,) * 6,
    go_in_history,
    choose_in_outline,
    mend_in_problems,
    work_with_blocks,
    work_with_blocks,
    change_tabs,
    carry_between_tabs,
    search_everything,
)


def look(window: MainWindow) -> None:
    """What is shown is what the documents have."""
    canvas = window.program.canvas
    canvas.keyboard.leave()
    canvas.gestures.cancel()
    canvas.arranging.animation.finish()
    window.grab()
    assert canvas.workspace.scene.document is window.program.navigation.document
    assert_equal(canvas.workspace.scene, canvas.workspace.document)


@pytest.mark.parametrize("seed", range(3))
def test_random_work_in_the_window(window: MainWindow, seed: int) -> None:
    window.program.files.open_paths([EXAMPLES / f"{STARTS[seed % len(STARTS)]}.loom.json"])
    opened, dice = window.program.session.current, random.Random(seed)
    start = to_json(opened.document)
    for number in range(STEPS):
        dice.choice(ACTS)(window, dice)
        if number % STEPS_PER_LOOK == 0:
            look(window)
        if len(window.program.navigation.whole.nodes()) > MAX_NODES:
            window.program.actions["undo"].trigger()
    look(window)
    if opened in window.program.session.documents:
        while opened.document.undo():
            pass
        assert to_json(opened.document) == start
