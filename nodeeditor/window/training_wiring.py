"""Shows the current training everywhere: curves, progress, marks on the canvas, the result, and a lost engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from statistics import fmean

from PySide6.QtCore import QObject

from backend.check.checker import Checker
from backend.declare.layer import Role
from backend.training.events import Finished, Ready
from nodeeditor.documents.session import OpenDocument
from nodeeditor.engine_client import EngineDeath
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.presentation import number_text
from nodeeditor.widgets import Status
from nodeeditor.window.dock import progress_share, progress_words
from nodeeditor.window.program import Program
from nodeeditor.window.run_control import Interruption, RunState
from nodeeditor.window.top_bar import TopBar

RECENT_STEPS = 20
WAITING = (RunState.STARTING, RunState.STOPPING)


class TrainingWiring(QObject):
    """Shows the current training: curves, progress, its result, and what to do when the engine dies."""

    def __init__(self, program: Program, bar: TopBar) -> None:
        super().__init__(program.panels.dock)
        self._program, self._panels, self._bar = program, program.panels, bar
        self._notices, self._settings = program.notices, program.settings
        runs, panels, notices = program.runs, program.panels, program.notices
        runs.state_changed.connect(self._on_state)
        runs.log_begun.connect(self._on_begun)
        runs.progressed.connect(self._on_progress)
        runs.finished.connect(self._on_finished)
        runs.failed.connect(notices.warn)
        runs.interrupted.connect(self._on_interrupted)
        runs.client.ready.connect(self._on_ready)
        runs.client.died.connect(self._on_died)
        panels.runs.run_chosen.connect(self._show_run)
        panels.progress.resume_wanted.connect(self._resume)
        bar.device_chosen.connect(self._on_device)

    def _on_ready(self, event: Ready) -> None:
        self._bar.show_devices(event.devices, self._settings.device)

    def _on_device(self, name: str) -> None:
        self._settings.device = name

    def _on_state(self, state: RunState) -> None:
        self._panels.progress.show_progress(state, self._program.runs.log)
        self._program.refresh()

    def _on_begun(self, log: RunLog) -> None:
        self._panels.training.show_log(log)
        self._panels.runs.refresh()

    def _on_progress(self) -> None:
        runs = self._program.runs
        if self._panels.training.log is runs.log:
            self._panels.training.refresh_soon()
            self._panels.progress.show_progress(runs.state, runs.log)

    def _on_finished(self, event: Finished) -> None:
        self._panels.runs.refresh()
        metrics = ", ".join(f"{name} {number_text(value)}" for name, value in event.metrics.items())
        words = f"Training {event.reason}" if event.reason != "early stopping" else "Training stopped early"
        self._notices.say(f"{words} · test: {metrics}" if metrics else words)

    def _on_interrupted(self, what: Interruption) -> None:
        text = f"The engine stopped unexpectedly ({what.reason}). "
        if what.resumable:
            kept = short_path(what.run, self._program.session.current)
            text += f"Everything up to epoch {what.last_epoch} is kept in {kept}."
        else:
            text += "No epoch was finished yet."
        action = "Resume" if what.resumable else "Train again"
        self._notices.offer(text, Status.ERROR, action, self._program.runs.train_again)
        self._panels.runs.refresh()

    def _on_died(self, death: EngineDeath) -> None:
        if not death.restarting:
            text = f"The engine can’t be started ({death.reason}). Training and previews are unavailable."
            self._notices.offer(text, Status.ERROR, "Try again", self._program.runs.client.start)

    def _resume(self, log: RunLog) -> None:
        opened = self._program.session.current
        section = opened.document.section("data")
        if self._program.consent.may_read_data(section, opened.folder, lambda: self._resume(log)):
            self._notices.clear()
            self._program.runs.resume(opened, log, self._settings.device)

    def _show_run(self, log: RunLog) -> None:
        """A run of the list; the current one is shown live."""
        runs = self._program.runs
        is_current = runs.log.run == log.run
        self._panels.dock.show_page("training")
        self._panels.training.show_log(runs.log if is_current else log)
        self._panels.progress.show_progress(runs.state if is_current else RunState.IDLE, log)


def short_path(path: str, opened: OpenDocument) -> str:
    """A path relative to the document's folder where it lies below."""
    whole = Path(path)
    return whole.relative_to(opened.folder).as_posix() if whole.is_relative_to(opened.folder) else path


class TrainingOnCanvas(QObject):
    """Follows the current training and the document that is shown."""

    def __init__(self, program: Program) -> None:
        super().__init__(program.deck)
        self._program = program
        self._trained = ""
        program.runs.state_changed.connect(self._on_state)
        program.runs.progressed.connect(self._show)
        program.session.current_changed.connect(lambda _opened: self._show())

    def _on_state(self, state: RunState) -> None:
        if state is RunState.STARTING:
            self._trained = self._program.session.current.key
        self._show()

    def _show(self) -> None:
        runs, opened, canvas = self._program.runs, self._program.session.current, self._program.canvas
        if not runs.busy or opened.key != self._trained:
            canvas.reading.set_running("")
            canvas.training_marks.show_metrics(None, {})
            return
        words = progress_words(runs.state, runs.log).split(" · ")[0]
        share = None if runs.state in WAITING else progress_share(runs.log)
        canvas.reading.set_running(words.capitalize(), share)
        canvas.training_marks.show_metrics(opened.document, node_metrics(opened.checker, runs.log))


def node_metrics(checker: Checker, log: RunLog) -> dict[str, str]:
    """The newest value of each loss and metric, as text; empty where none is known.

    The loss of the last steps is the total of all losses, so it is only shown on a loss that is the only one.
    """
    losses, metrics = _with_role(checker, Role.LOSS), _with_role(checker, Role.METRIC)
    newest = log.done[-1] if log.done else None
    known: Mapping[str, float] = {**newest.train, **newest.validation} if newest else {}
    texts = {node: number_text(known[node]) if node in known else "" for node in metrics}
    alone = len(losses) == 1
    return {**{node: recent_loss(log.losses) if alone else "" for node in losses}, **texts}


def recent_loss(losses: Sequence[float]) -> str:
    """The mean of the last finite ones as text; empty where there is none."""
    finite = [loss for loss in losses[-RECENT_STEPS:] if isfinite(loss)]
    return number_text(fmean(finite)) if finite else ""


def _with_role(checker: Checker, role: Role) -> list[str]:
    return [node for node, report in checker.reports.items() if report.layer and report.layer.role is role]
