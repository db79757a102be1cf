"""The code tab: written in pieces, changed only where it differs, coloured where it is seen, and verified."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from backend.document.document import Document
from backend.document.edits import MoveNodes
from backend.document.graph import Position
from backend.engine.verify import source_key
from backend.long_work import finish
from backend.source.model import pausable_model, write_model
from nodeeditor.highlight import begins_in_string, spans
from nodeeditor.panels.code import CodePanel
from nodeeditor.panels.code_proof import ProofState
from nodeeditor.panels.code_source import SourceView, differing
from nodeeditor.panels.node.pages import NodePage
from nodeeditor.widgets import EmptyState
from nodeeditor.window import verification
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.verification import Finding, FindingPage, VerifyProcess
from tests.source.random_documents import random_document

SUMMARY = "3 batch sizes, 3 lengths · outputs and 5 gradients equal, difference 0"
FACTS = {"Difference": "0: all 40 tensors agree to the last bit"}
SECONDS_TO_VERIFY = 90


class PretendedProcess(QObject):
    """In place of the process: the test says what it answers."""

    progressed = Signal(int, int)
    found = Signal(object)

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self.document, self.ended = document, False

    def end(self) -> None:
        self.ended = True


@pytest.fixture
def code(qtbot: QtBot, window: MainWindow, small_file: Path) -> CodePanel:
    window.program.files.open_paths([small_file])
    window.program.layout.show_page("code")
    found = window.program.panels.code
    qtbot.waitUntil(lambda: "nn.Linear(64, 10)" in found.source)
    return found


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[PretendedProcess]:
    """The processes that were started, which answer nothing by themselves."""
    processes: list[PretendedProcess] = []

    def start(document: Document, parent: QObject) -> PretendedProcess:
        processes.append(PretendedProcess(document, parent))
        return processes[-1]

    monkeypatch.setattr(verification, "VerifyProcess", start)
    return processes


def set_units(qtbot: QtBot, window: MainWindow, units: int) -> None:
    window.program.canvas.select(["head"])
    page = window.program.panels.node.page
    assert isinstance(page, NodePage)
    page.form.edited.emit("units", units)
    qtbot.waitUntil(lambda: f"nn.Linear(64, {units})" in window.program.panels.code.source)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_written_in_pieces_is_what_is_exported(seed: int) -> None:
    document, checker = random_document(seed, size=9)
    assert finish(pausable_model(document, checker)).text == write_model(document, checker).text


def test_a_drawn_model_is_not_told_to_be_missing(window: MainWindow, small_file: Path) -> None:
    """Not even before its source is written."""
    window.program.layout.show_page("code")
    assert any(empty.isVisible() for empty in window.program.panels.code.findChildren(EmptyState))
    window.program.files.open_paths([small_file])
    assert not any(empty.isVisible() for empty in window.program.panels.code.findChildren(EmptyState))


@pytest.mark.parametrize("seed", range(30))
def test_any_text_becomes_any_other(seed: int, qtbot: QtBot) -> None:
    random, view = Random(seed), SourceView()
    qtbot.addWidget(view)
    for _ in range(20):
        text = "\n".join(random.choice(["", "a", "b = 1", '"""']) for _ in range(random.randint(1, 6)))
        view.show_source(text)
        assert view.toPlainText() == text
    assert differing(["a", "b", "c"], ["a", "x", "c"]) == (1, 2, 2)


def test_only_changed_lines_are_touched(qtbot: QtBot) -> None:
    view = SourceView()
    qtbot.addWidget(view)
    lines = [f"line_{number} = {number}" for number in range(300)]
    view.show_source("\n".join(lines))
    view.verticalScrollBar().setValue(200)
    changes: list[tuple[int, int]] = []
    view.document().contentsChange.connect(lambda _at, removed, added: changes.append((removed, added)))
    view.show_source("\n".join([*lines[:10], "other = 1", *lines[11:]]))
    assert view.verticalScrollBar().value() == 200
    assert max(added for _, added in changes) < 30


def test_colours_know_long_strings() -> None:
    lines = ['x = 1  # "no"', '"""One', "two 2", 'three"""', "return None"]
    inside = begins_in_string(lines)
    assert inside == [False, False, True, True, False]
    kinds = [[kind for _, _, kind in spans(*pair)] for pair in zip(lines, inside)]
    assert kinds == [["number", "comment"], ["string"], ["string"], ["string"], ["keyword", "constant"]]


def test_lines_that_are_seen_are_coloured(code: CodePanel) -> None:
    first = code.text.document().findBlockByNumber(0)
    assert first.text().startswith("from") and first.layout().formats()[0].length == len("from")


def test_moving_a_node_writes_nothing(qtbot: QtBot, window: MainWindow, code: CodePanel) -> None:
    with qtbot.assertNotEmitted(code.writer.outdated):
        window.program.session.current.document.apply(MoveNodes({"head": Position(90, 90)}))
    set_units(qtbot, window, 12)
    QApplication.clipboard().clear()
    code.copy()
    assert QApplication.clipboard().text() == code.source


def test_a_result_is_shown_is_stale_after_an_edit_and_back_after_undo(
    qtbot: QtBot, window: MainWindow, code: CodePanel, started: list[PretendedProcess]
) -> None:
    window.program.actions["verify"].trigger()
    assert len(started) == 1 and code.verifying.text() == "Cancel"
    started[0].progressed.emit(3, 14)
    assert code.proof.text == "Verifying the export · 3 of 14 runs"
    started[0].found.emit(Finding(True, source_key(code.source), SUMMARY, FACTS, "", "12:34:56"))
    assert code.proof.text == f"Verified · {SUMMARY}"
    assert code.proof.isVisible() and "agree to the last bit" in code.proof.toolTip()
    set_units(qtbot, window, 12)
    assert code.proof.news.standing is ProofState.CHANGED
    window.program.undo()
    qtbot.waitUntil(lambda: code.proof.news.standing is ProofState.VERIFIED)
    code.proof.details.click()
    page = next(iter(window.findChildren(FindingPage)))
    assert "agree to the last bit" in page.findChildren(QTextBrowser)[0].toPlainText()


def test_a_verification_can_be_cancelled_and_says_why_it_failed(
    qtbot: QtBot, window: MainWindow, code: CodePanel, started: list[PretendedProcess]
) -> None:
    code.verifying.click()
    code.verifying.click()
    assert started[0].ended and code.proof.isHidden()
    started[0].found.emit(Finding(False, "", "too late", {}, "", ""))
    assert code.proof.isHidden()
    code.verifying.click()
    key = source_key(code.source)
    started[1].found.emit(Finding(False, key, "At batch 2 they differ", {}, "line by line", "12:34:56"))
    assert code.proof.news.standing is ProofState.FAILED and code.proof.text == "At batch 2 they differ"
    set_units(qtbot, window, 12)
    assert code.proof.isHidden()


def test_the_command_verifies_the_document_as_it_is_now(qtbot: QtBot, window: MainWindow, code: CodePanel) -> None:
    set_units(qtbot, window, 12)
    code.verifying.click()
    qtbot.waitUntil(lambda: code.proof.news.standing is not ProofState.RUNNING, timeout=1000 * SECONDS_TO_VERIFY)
    assert code.proof.news.standing is ProofState.VERIFIED and "difference 0" in code.proof.text


def test_a_process_that_ends_without_a_result_is_told(qtbot: QtBot, window: MainWindow, code: CodePanel) -> None:
    code.verifying.click()
    (process,) = window.findChildren(VerifyProcess)
    process._process.kill()
    qtbot.waitUntil(lambda: code.proof.news.standing is ProofState.FAILED)
    assert "ended without a result" in code.proof.text and code.verifying.text() == "Verify"
