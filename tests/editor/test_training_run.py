"""Train, pause, stop; an engine that dies; curves and the list of runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTabBar
from pytestqt.qtbot import QtBot

from backend.check.checker import all_problems
from backend.declare.parameters import Json
from backend.document.edits import MoveNodes, SetParameters, SetSection
from backend.document.file import to_json
from backend.document.graph import Position
from nodeeditor.documents.session import OpenDocument
from nodeeditor.panels.data.form import DataForm
from nodeeditor.panels.training.plots import curve
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.presentation import number_text
from nodeeditor.widgets import TextLabel
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.run_control import RunState
from nodeeditor.window.training_wiring import EDITS_SETTLE_MS
from tests.editor.conftest import Answers
from tests.editor.fake_engine import NOTES

TIMEOUT_MS = 10_000


def open_as(window: MainWindow, small_file: Path, name: str) -> None:
    """Opens the small model under a name, which tells the pretended engine how to behave."""
    path = small_file.with_name(f"{name}.loom.json")
    path.write_bytes(small_file.read_bytes())
    window.program.files.open_paths([path])


def test_a_training_from_the_button_to_the_curves(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    open_as(window, small_file, "fine")
    with qtbot.waitSignal(window.program.runs.finished, timeout=TIMEOUT_MS):
        qtbot.mouseClick(window.workbench.bar.train, Qt.MouseButton.LeftButton)
        assert not window.workbench.bar.train.isEnabled()
    log = window.program.panels.training.log
    assert len(log.done) == 5 and len(log.losses) == 20
    assert log.metric_names() == ["accuracy"]
    assert window.program.panels.progress.text.startswith("run 001 completed after 5 epochs")
    assert window.workbench.bar.train.isEnabled()
    assert "accuracy 0.9" in window.program.notices.toast.text


def test_notes_on_the_data_are_seen_beside_the_curves(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    open_as(window, small_file, "fine")
    notes = window.program.panels.training.notes
    assert notes.isHidden()
    with qtbot.waitSignal(window.program.runs.finished, timeout=TIMEOUT_MS):
        window.program.actions["train"].trigger()
    qtbot.waitUntil(lambda: notes.button.isVisible(), timeout=TIMEOUT_MS)
    assert notes.button.text() == "2 notes on the data" and notes.list.isHidden()
    qtbot.mouseClick(notes.button, Qt.MouseButton.LeftButton)
    assert notes.list.isVisible()
    assert [label.text() for label in notes.list.findChildren(TextLabel)] == list(NOTES)
    notes.show_notes(())
    assert notes.isHidden()


def test_problems_keep_a_training_from_starting(qtbot: QtBot, window: MainWindow) -> None:
    window.program.canvas.commands.add_layer("dense")
    qtbot.mouseClick(window.workbench.bar.train, Qt.MouseButton.LeftButton)
    assert window.program.runs.state is RunState.IDLE
    assert window.program.panels.problems.isVisible()
    assert "can’t be trained yet" in window.program.notices.banner.accessibleName()


def test_pause_continue_and_stop(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    open_as(window, small_file, "long")
    runs = window.program.runs
    window.program.actions["train"].trigger()
    qtbot.waitUntil(lambda: runs.state is RunState.RUNNING, timeout=TIMEOUT_MS)
    window.program.actions["pause"].trigger()
    qtbot.waitUntil(lambda: runs.state is RunState.PAUSED, timeout=TIMEOUT_MS)
    assert window.program.panels.progress.text.startswith("paused in epoch")
    window.program.actions["pause"].trigger()
    qtbot.waitUntil(lambda: runs.state is RunState.RUNNING, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(runs.finished, timeout=TIMEOUT_MS) as finished:
        window.program.actions["stop"].trigger()
    assert finished.args[0].reason == "stopped"


def test_an_engine_that_is_killed_can_be_resumed(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    open_as(window, small_file, "dies")
    runs = window.program.runs
    with qtbot.waitSignal(runs.interrupted, timeout=TIMEOUT_MS):
        window.program.actions["train"].trigger()
    words = window.program.notices.banner.accessibleName()
    assert "(killed, signal 9)" in words and "up to epoch 2 is kept in runs/dies/001" in words
    with qtbot.waitSignal(runs.finished, timeout=TIMEOUT_MS):
        window.program.notices.banner.acted.emit()
    assert [epoch.epoch for epoch in runs.log.done] == [1, 2, 3, 4, 5]
    assert len(runs.log.losses) == 20
    assert not window.program.notices.banner.isVisible()


def test_an_unfinished_run_of_the_list_can_be_resumed(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    open_as(window, small_file, "dies")
    runs = window.program.runs
    with qtbot.waitSignal(runs.interrupted, timeout=TIMEOUT_MS):
        window.program.actions["train"].trigger()
    runs.forget(window.program.session.current)  # as after a restart of the program
    runs.log = RunLog()
    window.program.layout.show_page("runs")
    first = window.program.panels.runs.table.topLevelItem(0)
    assert first is not None
    window.program.panels.runs._choose(first)
    assert window.program.panels.progress.text == "run 001 not finished · 2 epochs"
    with qtbot.waitSignal(runs.finished, timeout=TIMEOUT_MS):
        qtbot.mouseClick(window.program.panels.progress.resume, Qt.MouseButton.LeftButton)
    assert [epoch.epoch for epoch in runs.log.done] == [1, 2, 3, 4, 5]
    assert not window.program.panels.progress.resume.isVisible()


def test_a_refusal_of_the_engine_is_told(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    open_as(window, small_file, "refuses")
    with qtbot.waitSignal(window.program.runs.failed, timeout=TIMEOUT_MS):
        window.program.actions["train"].trigger()
    assert "the data has no rows" in window.program.notices.banner.accessibleName()
    assert window.program.runs.state is RunState.IDLE


def test_closing_in_mid_training_asks(
    qtbot: QtBot, window: MainWindow, answers: Answers, small_file: Path
) -> None:
    open_as(window, small_file, "long")
    window.program.actions["train"].trigger()
    qtbot.waitUntil(lambda: window.program.runs.state is RunState.RUNNING, timeout=TIMEOUT_MS)
    answers.quits = False
    assert not window.close()
    assert answers.asked == ["training"]
    answers.quits = True
    assert window.close()


def test_runs_are_listed_and_shown(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    open_as(window, small_file, "fine")
    with qtbot.waitSignal(window.program.runs.finished, timeout=TIMEOUT_MS):
        window.program.actions["train"].trigger()
    window.program.runs.forget(window.program.session.current)  # as after a restart of the program
    window.program.layout.show_page("runs")
    table = window.program.panels.runs.table
    qtbot.waitUntil(lambda: table.topLevelItemCount() == 1)
    item = table.topLevelItem(0)
    assert item is not None and [item.text(0), item.text(1), item.text(2)] == ["001", "completed", "5"]
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualItemRect(item).center())
    assert window.program.panels.training.isVisible()
    assert len(window.program.panels.training.log.done) == 5
    assert np.allclose(curve(window.program.panels.training.log, "train", "loss")[1], 1 / np.arange(1, 6))


def test_the_devices_of_the_engine_are_offered_and_remembered(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.program.runs.client.ready, timeout=TIMEOUT_MS):
        window.program.runs.client.start()
    window.workbench.bar.device.edited.emit("cuda:0")
    assert window.program.settings.device == "cuda:0"


@pytest.mark.parametrize("name", ["runs", "training"])
def test_a_document_without_runs_says_so(window: MainWindow, name: str) -> None:
    window.program.layout.show_page(name)
    page = window.program.panels.dock.pages.currentWidget()
    assert page is not None and page.isVisible()


def test_the_loss_shows_its_figure_while_it_trains(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    open_as(window, small_file, "long")
    window.program.actions["train"].trigger()
    live = window.program.canvas.training_marks
    qtbot.waitUntil(lambda: bool(live.shown.get("loss")), timeout=TIMEOUT_MS)
    split, value = live.shown["loss"].split()
    assert split == "train" and float(value) > 0 and live.is_live
    with qtbot.waitSignal(window.program.runs.finished, timeout=TIMEOUT_MS):
        window.program.actions["stop"].trigger()
    assert not live.is_live


def test_figures_stay_after_a_training_until_an_edit_that_they_do_not_hold_for(
    qtbot: QtBot, window: MainWindow, small_file: Path
) -> None:
    open_as(window, small_file, "fine")
    program = window.program
    with qtbot.waitSignal(program.runs.finished, timeout=TIMEOUT_MS):
        program.actions["train"].trigger()
    live, document = program.canvas.training_marks, program.session.current.document
    result = program.runs.log.result
    assert result is not None
    wanted = {"loss": f"test {number_text(result.metrics['loss'])}"}
    assert live.shown == wanted and not live.is_live
    document.apply(MoveNodes({"head": Position(400.0, 0.0)}))
    assert live.shown == wanted, "where a card lies changes no figure"
    document.apply(SetParameters("head", {"units": 12}))
    assert not live.shown
    document.undo()
    program.session.new()
    assert not program.canvas.training_marks.shown


def train_long(qtbot: QtBot, window: MainWindow, small_file: Path) -> OpenDocument:
    open_as(window, small_file, "long")
    window.program.actions["train"].trigger()
    qtbot.waitUntil(lambda: len(window.program.runs.log.losses) > 0, timeout=TIMEOUT_MS)
    return window.program.session.current


def test_each_document_has_its_own_training(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    trained, program = train_long(qtbot, window, small_file), window.program
    open_as(window, small_file, "fine")
    other = program.session.current
    assert not program.panels.training.log.run and not program.panels.progress.isVisible()
    assert not program.actions["pause"].isEnabled() and not program.actions["stop"].isEnabled()
    program.actions["train"].trigger()
    words = program.notices.banner.accessibleName()
    assert "long is being trained" in words and program.runs.trained is trained
    program.notices.banner.acted.emit()
    assert program.session.current is trained
    assert program.panels.training.log is program.runs.log and program.panels.progress.isVisible()
    with qtbot.waitSignal(program.runs.finished, timeout=TIMEOUT_MS):
        program.actions["stop"].trigger()
    program.session.activate(other)
    with qtbot.waitSignal(program.runs.finished, timeout=TIMEOUT_MS):
        program.actions["train"].trigger()
    assert "/runs/fine/" in program.panels.training.log.run
    program.session.activate(trained)
    assert "/runs/long/" in program.panels.training.log.run


def test_the_tab_of_the_document_that_trains_is_marked(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    train_long(qtbot, window, small_file)
    open_as(window, small_file, "fine")
    bar = window.workbench.bar.documents._bar
    marks = {bar.tabText(index): bar.marks(index).trained_share for index in range(bar.count())}
    assert marks["long"] is not None and marks["fine"] is None
    with qtbot.waitSignal(window.program.runs.finished, timeout=TIMEOUT_MS):
        window.program.runs.stop()
    assert all(bar.marks(index).trained_share is None for index in range(bar.count()))


def test_closing_a_document_that_trains_asks_and_stops(
    qtbot: QtBot, window: MainWindow, answers: Answers, small_file: Path
) -> None:
    trained, program = train_long(qtbot, window, small_file), window.program
    answers.quits = False
    assert not program.files.close_document(trained)
    assert answers.asked == ["training of long"] and program.runs.trains(trained)
    answers.quits = True
    with qtbot.waitSignal(program.runs.finished, timeout=TIMEOUT_MS) as finished:
        assert program.files.close_document(trained)
    assert finished.args[0].reason == "stopped"
    assert trained not in program.session.documents


def test_a_paused_training_is_resumed_by_the_one_button(
    qtbot: QtBot, window: MainWindow, small_file: Path
) -> None:
    train_long(qtbot, window, small_file)
    runs, bar = window.program.runs, window.workbench.bar
    window.program.actions["pause"].trigger()
    qtbot.waitUntil(lambda: runs.state is RunState.PAUSED, timeout=TIMEOUT_MS)
    assert bar.train.text() == "Resume" and bar.train.isEnabled()
    qtbot.mouseClick(bar.train, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: runs.state is RunState.RUNNING, timeout=TIMEOUT_MS)
    assert bar.train.text() == "Train" and not bar.train.isEnabled()


def test_a_stopped_run_can_be_resumed_after_a_restart(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    opened, runs = train_long(qtbot, window, small_file), window.program.runs
    qtbot.waitUntil(lambda: len(runs.log.done) > 0, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(runs.finished, timeout=TIMEOUT_MS):
        window.program.actions["stop"].trigger()
    run, done = runs.log.run, len(runs.log.done)
    runs.forget(opened)
    window.program.actions["resume"].trigger()
    qtbot.waitUntil(lambda: len(runs.log.done) > done, timeout=TIMEOUT_MS)
    assert runs.log.run == run
    assert [epoch.epoch for epoch in runs.log.done[: done + 1]] == list(range(1, done + 2))


@pytest.mark.parametrize(
    ("edited", "is_same"), [({"batch_size": 8}, False), ({"epochs": 99}, True), ({"epochs": 1}, False)]
)
def test_a_resumed_run_goes_on_as_it_began(
    qtbot: QtBot, window: MainWindow, small_file: Path, edited: dict[str, Json], is_same: bool
) -> None:
    """Other settings are used from the next run on; more epochs are the same training, only longer."""
    opened, program = train_long(qtbot, window, small_file), window.program
    before = to_json(opened.document).get("training")
    qtbot.waitUntil(lambda: len(program.runs.log.done) > 0, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(program.runs.finished, timeout=TIMEOUT_MS):
        program.actions["stop"].trigger()
    run = program.runs.log.run
    opened.document.apply(SetSection("training", edited))
    qtbot.mouseClick(program.panels.progress.resume, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.runs.state is RunState.RUNNING, timeout=TIMEOUT_MS)
    assert program.runs.log.run == run
    assert program.runs.content.get("training") == (edited if is_same else before)
    banner = program.notices.banner
    if is_same:
        qtbot.wait(2 * EDITS_SETTLE_MS)
        assert not banner.isVisible()
    else:
        words = "(the training settings) is used from the next run on"
        qtbot.waitUntil(lambda: banner.isVisible() and words in banner.accessibleName(), timeout=TIMEOUT_MS)


def test_where_no_run_can_be_resumed_it_says_so(window: MainWindow, small_file: Path) -> None:
    open_as(window, small_file, "fine")
    window.program.actions["resume"].trigger()
    assert "fine has no run that can be resumed" in window.program.notices.banner.accessibleName()


def test_edits_while_it_trains_are_said_to_hold_from_the_next_run(
    qtbot: QtBot, window: MainWindow, small_file: Path
) -> None:
    opened, program = train_long(qtbot, window, small_file), window.program
    node = opened.document.nodes()[0]
    opened.document.apply(MoveNodes({node.id: Position(7, 7)}))
    before = dict(program.runs.content)
    opened.document.apply(SetSection("training", {"epochs": 99}))
    assert program.panels.settings.later.isVisibleTo(program.panels.settings)
    banner = program.notices.banner
    qtbot.waitUntil(lambda: "training settings" in banner.accessibleName(), timeout=TIMEOUT_MS)
    assert "(the training settings) is used from the next run on" in banner.accessibleName()
    banner.acted.emit()
    shown = to_json(program.session.current.document)
    assert program.session.current is not opened and shown["graph"] == before["graph"]
    assert shown.get("training") == before.get("training")
    assert not program.panels.settings.later.isVisibleTo(program.panels.settings)


def test_a_field_with_an_error_keeps_the_training_from_starting(
    qtbot: QtBot, window: MainWindow, small_file: Path
) -> None:
    open_as(window, small_file, "fine")
    program, panel = window.program, window.program.panels.settings
    program.layout.show_page("settings")
    qtbot.waitUntil(lambda: panel.form is not None)
    assert panel.form is not None
    editor = panel.form.fields["epochs"].focusProxy()
    assert isinstance(editor, QLineEdit)
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "abc")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert panel.faulty_field() is panel.form.fields["epochs"]
    program.actions["train"].trigger()
    assert program.runs.state is RunState.IDLE
    assert "The training can’t begin: Epochs" in program.notices.banner.accessibleName()
    assert editor.hasFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "3")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert panel.faulty_field() is None


def test_what_a_training_lacks_is_said_with_the_button_that_helps(
    window: MainWindow, small_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, status = window.program, window.workbench.bar.status
    open_as(window, small_file, "fine")
    assert status.text() == "No problems"
    program.session.current.document.apply(SetSection("data", None))
    assert status.text() == "No data yet"
    asked: list[bool] = []
    monkeypatch.setattr(DataForm, "choose_file", lambda _form: asked.append(True))
    program.actions["train"].trigger()
    assert program.runs.state is RunState.IDLE
    assert program.notices.banner.accessibleName().startswith("There is no data to train on")
    program.notices.banner.acted.emit()
    assert asked == [True]
    program.session.new()
    program.canvas.commands.add_layer("image")
    assert status.text() == "No loss yet"
    program.actions["train"].trigger()
    assert program.notices.banner.accessibleName().startswith("The graph has no loss")
    program.notices.banner.acted.emit()
    assert "cross_entropy" in {node.type for node in program.session.current.document.nodes()}


def test_the_number_of_problems_is_that_of_the_tab(qtbot: QtBot, window: MainWindow) -> None:
    """An unconnected loss blocks a training, a branch that leads nowhere does not: both are problems."""
    for layer in ("vector", "dense", "cross_entropy"):
        window.program.canvas.commands.add_layer(layer)
    window.program.canvas.select([])
    checker = window.program.session.current.checker
    listed = len(all_problems(checker))
    assert {problem.blocks for problem in all_problems(checker)} == {True, False}
    qtbot.waitUntil(lambda: window.workbench.bar.status.text() == f"{listed} problems", timeout=TIMEOUT_MS)
    dock = window.program.panels.dock
    badge = dock.tabs.tabButton(dock.index_of("problems"), QTabBar.ButtonPosition.RightSide)
    assert badge is not None and badge.accessibleName() == str(listed)
