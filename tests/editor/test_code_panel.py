"""The code tab: written in pieces, changed only where it differs, coloured where it is seen, and proved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend.document.edits import MoveNodes
from backend.document.graph import Position
from backend.long_work import finish
from backend.source.model import pausable_model, write_model
from backend.training.events import CancelVerify, Command, Unverified, Verified, Verify, Verifying
from backend.training.proof_words import source_key
from nodeeditor.engine_client import EngineDeath
from nodeeditor.highlight import begins_in_string, spans
from nodeeditor.panels.code import CodePanel
from nodeeditor.panels.code_proof import ProofState
from nodeeditor.panels.code_source import SourceView, differing
from nodeeditor.widgets import EmptyState
from nodeeditor.window.main_window import MainWindow
from tests.source.random_documents import random_document

PROVED = Verified(-1, "", (1, 2, 7), (2, 7), (9, 10, 12), True, 60, 4, 1, 4, 1, 40, 0, 2.5, "3.11", "2.13")


@pytest.fixture
def code(qtbot: QtBot, window: MainWindow, small_file: Path) -> CodePanel:
    window.program.files.open_paths([small_file])
    window.program.layout.show_page("code")
    found = window.program.panels.code
    qtbot.waitUntil(lambda: "nn.Linear(64, 10)" in found.source)
    return found


@pytest.fixture
def sent(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[Command]:
    """What the editor sends to the engine."""
    commands: list[Command] = []
    monkeypatch.setattr(window.program.runs.client, "send", commands.append)
    return commands


def set_units(qtbot: QtBot, window: MainWindow, units: int) -> None:
    window.program.canvas.select(["head"])
    window.program.panels.node.page.form.edited.emit("units", units)  # type: ignore[union-attr]
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


def test_a_proof_is_shown_is_stale_after_an_edit_and_back_after_undo(
    qtbot: QtBot, window: MainWindow, code: CodePanel, sent: list[Command]
) -> None:
    window.program.actions["verify"].trigger()
    assert isinstance(sent[-1], Verify) and code.verifying.text() == "Cancel"
    client, key = window.program.runs.client, source_key(code.source)
    client.verifying.emit(Verifying(-1, 3, 14))
    assert code.proof.text == "Verifying the export · 3 of 14 runs"
    client.verified.emit(replace(PROVED, source=key))
    assert code.proof.text == ("Verified · 3 batch sizes, 3 lengths · outputs and 5 gradients equal, difference 0")
    assert code.proof.isVisible() and "agree to the last bit" in code.proof.toolTip()
    set_units(qtbot, window, 12)
    assert code.proof.news.standing is ProofState.CHANGED
    window.program.undo()
    qtbot.waitUntil(lambda: code.proof.news.standing is ProofState.VERIFIED)


def test_a_proof_can_be_cancelled_and_says_why_it_failed(
    qtbot: QtBot, window: MainWindow, code: CodePanel, sent: list[Command]
) -> None:
    client = window.program.runs.client
    code.verifying.click()
    code.verifying.click()
    assert isinstance(sent[-1], CancelVerify) and code.proof.isHidden()
    client.unverified.emit(Unverified(-1, "too late"))
    assert code.proof.isHidden()
    code.verifying.click()
    client.unverified.emit(Unverified(-2, "At batch 2 they differ", "line by line", source_key(code.source)))
    assert code.proof.news.standing is ProofState.FAILED and code.proof.text == "At batch 2 they differ"
    set_units(qtbot, window, 12)
    assert code.proof.isHidden()


@pytest.mark.usefixtures("sent")
def test_an_engine_that_dies_under_a_proof_is_told(window: MainWindow, code: CodePanel) -> None:
    code.verifying.click()
    window.program.runs.client.died.emit(EngineDeath("killed, signal 9", True))
    assert "killed, signal 9" in code.proof.text and code.verifying.text() == "Verify"
