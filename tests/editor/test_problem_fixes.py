"""The problems tab: what it says where there are none, and its buttons, each one step of the history."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import AddNode, SetParameters, SetSection
from backend.document.file import save
from backend.document.graph import Node
from nodeeditor.panels.problem_list import FIXES_ROLE, PROBLEM_ROLE, ProblemList
from nodeeditor.panels.problems import Readiness, readiness_of
from nodeeditor.window.main_window import MainWindow
from tests.editor.conftest import small_document


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> ProblemList:
    """The problems of a classifier with too few scores."""
    document = small_document()
    document.apply(SetParameters("head", {"units": 3}))
    save(document, tmp_path / "few.loom.json")
    window.program.files.open_paths([tmp_path / "few.loom.json"])
    window.program.layout.show_page("problems")
    view = window.program.panels.problems.list
    qtbot.waitUntil(lambda: bool(labels(view)))
    return view


def labels(view: ProblemList) -> list[str]:
    index = view.model().index(0, 0)
    return [fix.label for fix in index.data(FIXES_ROLE)] if index.isValid() else []


def test_a_button_mends_in_one_step(qtbot: QtBot, window: MainWindow, shown: ProblemList) -> None:
    document = window.program.session.current.document
    place = shown.button_rect(0, "Set units of 'head' to 10").center()
    qtbot.mouseMove(shown.viewport(), place)
    assert shown.hovered is not None and shown.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.node("head").parameters["units"] == 10
    assert document.history.labels() == (["Set units of 'head' to 10"], [])
    assert window.workbench.bar.status.text() == "No problems"
    document.undo()
    assert window.workbench.bar.status.text() == "1 problem"


def test_a_press_that_leaves_the_button_does_nothing(qtbot: QtBot, window: MainWindow, shown: ProblemList) -> None:
    rect = shown.button_rect(0, labels(shown)[0])
    qtbot.mousePress(shown.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    qtbot.mouseRelease(shown.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() - rect.center() / 2)
    assert not window.program.session.current.document.history.labels()[0]


def test_a_fix_is_made_for_the_document_as_it_is_now(window: MainWindow, shown: ProblemList) -> None:
    document = window.program.session.current.document
    problem = shown.model().index(0, 0).data(PROBLEM_ROLE)
    document.apply(SetParameters("digit", {"classes": 4}))
    window.program.panels.problems.apply_fix(problem, "Set units of 'head' to 10")
    assert document.node("head").parameters["units"] == 3


def test_screen_readers_hear_of_the_fixes(shown: ProblemList) -> None:
    heard = str(shown.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "Fix: Set units of 'head' to 10." in heard


@pytest.mark.parametrize(
    ("kinds", "data", "expected"),
    [
        ((), False, Readiness.NOTHING),
        (("note", "image"), False, Readiness.NOTHING),
        (("image", "dense"), False, Readiness.NO_LOSS),
        (("image", "dense", "cross_entropy"), False, Readiness.NO_DATA),
        (("image", "dense", "cross_entropy"), True, Readiness.COMPLETE),
    ],
)
def test_a_document_without_problems_says_what_comes_next(
    kinds: tuple[str, ...], data: bool, expected: Readiness
) -> None:
    document = Document("fresh")
    nodes = [AddNode(Node(kind, kind)) for kind in kinds]
    document.apply(*nodes, *([SetSection("data", {"source": {"type": "digits"}})] if data else []))
    assert readiness_of(document, Checker(document)) is expected
