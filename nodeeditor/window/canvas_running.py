"""Says on the canvas of the document in training what the engine does, and how its losses and metrics go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from PySide6.QtCore import QObject

from backend.check.checker import Checker
from backend.declare.layer import Role
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.presentation import figure_text
from nodeeditor.window.dock import progress_share, progress_words
from nodeeditor.window.program import Program
from nodeeditor.window.run_control import RunState

RECENT_STEPS = 20
WAITING = (RunState.STARTING, RunState.STOPPING)


class CanvasRunning(QObject):
    """Follows the training in hand and the document that is shown."""

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
        canvas.training_marks.show_metrics(opened.document, node_figures(opened.checker, runs.log))


def node_figures(checker: Checker, log: RunLog) -> dict[str, str]:
    """What is known of each loss and metric, as text: nothing yet, or nothing of its own, is the empty text.

    The loss of the last steps is that of all losses together, so it stands on a loss that is the only one.
    """
    losses, metrics = _with_role(checker, Role.LOSS), _with_role(checker, Role.METRIC)
    newest = log.done[-1] if log.done else None
    known: Mapping[str, float] = {**newest.train, **newest.validation} if newest else {}
    figures = {node: figure_text(known[node]) if node in known else "" for node in metrics}
    alone = len(losses) == 1
    return {**{node: recent_loss(log.losses.values) if alone else "" for node in losses}, **figures}


def recent_loss(losses: Iterable[float]) -> str:
    """The mean of the last finite ones as text; empty where there is none."""
    recent = np.asarray(losses)[-RECENT_STEPS:]
    finite = recent[np.isfinite(recent)]
    return figure_text(float(finite.mean())) if len(finite) else ""


def _with_role(checker: Checker, role: Role) -> list[str]:
    return [node for node, report in checker.reports.items() if report.layer and report.layer.role is role]
