"""Shows a training on the canvas: its progress, and at losses and metrics the values with their split.

After the end the values stay until the next training, or until an edit that they would not hold for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from statistics import fmean

from PySide6.QtCore import QObject

from backend.check.checker import Checker
from backend.declare.layer import Role
from backend.document.file import to_json
from nodeeditor.documents.session import OpenDocument
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.presentation import number_text
from nodeeditor.window.dock import progress_share, progress_words
from nodeeditor.window.program import Program
from nodeeditor.window.trained_content import changed_sections
from nodeeditor.window.training_wiring import WAITING

RECENT_STEPS = 20


class TrainingOnCanvas(QObject):
    """Follows the current training and the document that is shown."""

    def __init__(self, program: Program) -> None:
        super().__init__(program.deck)
        self._program = program
        self._kept: OpenDocument | None = None
        program.runs.state_changed.connect(lambda _state: self._show())
        program.runs.progressed.connect(self._show)
        program.session.current_changed.connect(lambda _opened: self._show())
        program.session.changed.connect(self._on_edit)

    def _on_edit(self, opened: OpenDocument) -> None:
        if opened is self._kept and not self._program.runs.trains(opened):
            self._show()

    def _show(self) -> None:
        runs, opened, canvas = self._program.runs, self._program.session.current, self._program.canvas
        if runs.trains(opened):
            words = progress_words(runs.state, runs.log).split(" · ")[0]
            share = None if runs.state in WAITING else progress_share(runs.log)
            canvas.reading.set_running(words.capitalize(), share)
            canvas.training_marks.show_metrics(opened.document, live_values(opened.checker, runs.log))
            return
        canvas.reading.set_running("")
        values = final_values(opened.checker, runs.log_of(opened)) if self._hold(opened) else {}
        self._kept = opened if values else None
        canvas.training_marks.show_metrics(opened.document if values else None, values, is_live=False)

    def _hold(self, opened: OpenDocument) -> bool:
        """Whether the document is what was trained last."""
        runs = self._program.runs
        return opened is runs.trained and not changed_sections(runs.content, to_json(opened.document))


def live_values(checker: Checker, log: RunLog) -> dict[str, str]:
    """The newest value of each loss and metric, as text with its split; empty where none is known.

    The loss of the last steps is the total of all losses, so it is only shown on a loss that is the only one.
    """
    losses, metrics = _with_role(checker, Role.LOSS), _with_role(checker, Role.METRIC)
    newest = log.done[-1] if log.done else None
    splits = {"validation": newest.validation, "train": newest.train} if newest else {}
    alone = len(losses) == 1
    recent = recent_loss(log.losses) if alone else ""
    values = {node: f"train {recent}" if recent else "" for node in losses}
    return values | {node: _newest(node, splits) for node in metrics}


def final_values(checker: Checker, log: RunLog) -> dict[str, str]:
    """What a training ended with: of the test split where there is one, else of the best or the last epoch."""
    best = log.result.best_epoch if log.result else 0
    epoch = next((done for done in log.done if done.epoch == best), log.done[-1] if log.done else None)
    splits: dict[str, Mapping[str, float]] = {"test": log.result.metrics} if log.result else {}
    if epoch is not None:
        splits |= {"validation": epoch.validation, "train": epoch.train}
    losses = _with_role(checker, Role.LOSS)
    values = {node: _newest("loss", splits) for node in losses} if len(losses) == 1 else {}
    values |= {node: _newest(node, splits) for node in _with_role(checker, Role.METRIC)}
    return {node: text for node, text in values.items() if text}


def _newest(name: str, splits: Mapping[str, Mapping[str, float]]) -> str:
    """The value in the first split that has one, as ``validation 0.42``."""
    found = [f"{split} {number_text(values[name])}" for split, values in splits.items() if name in values]
    return found[0] if found else ""


def recent_loss(losses: Sequence[float]) -> str:
    """The mean of the last finite ones as text; empty where there is none."""
    finite = [loss for loss in losses[-RECENT_STEPS:] if isfinite(loss)]
    return number_text(fmean(finite)) if finite else ""


def _with_role(checker: Checker, role: Role) -> list[str]:
    return [node for node, report in checker.reports.items() if report.layer and report.layer.role is role]
