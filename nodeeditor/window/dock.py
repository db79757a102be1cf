"""The dock at the bottom: tabs in one line with the progress of the training."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.presentation import count_text, duration_text
from nodeeditor.theme import interface_font
from nodeeditor.theme.scaling import fix_max_width, scaled
from nodeeditor.widgets import Button, TabStrip, TextLabel, ThinProgress, Tone
from nodeeditor.widgets.focus import step_focus
from nodeeditor.window.run_control import RunState

PROGRESS_WIDTH = 140
NARROWEST_BAR = 70


class TabbedPages(QWidget):
    """Tabs over pages; what stands at the right of the tabs is for the owner to fill.

    Tab stays here, from the tabs through the page: forms are made anew all the time. F6 leads to the next part.
    """

    def __init__(self, name: str, inset: int) -> None:
        super().__init__()
        self.tabs = TabStrip()
        self.tabs.setAccessibleName(name)
        self.pages = QStackedWidget()
        self._names: list[str] = []
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(inset, 0, 20, 0)
        self.head.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.head)
        column.addWidget(self.pages, 1)

    def add_page(self, name: str, title: str, page: QWidget) -> None:
        self._names.append(name)
        self.pages.addWidget(page)
        self.tabs.addTab(title)

    def show_page(self, name: str) -> bool:
        """Shows the page of that name; returns whether there is one."""
        if name not in self._names:
            return False
        self.tabs.setCurrentIndex(self._names.index(name))
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step_focus(self, forward)

    def index_of(self, name: str) -> int:
        return self._names.index(name)


class ProgressLine(QWidget):
    """A thin bar with ``epoch 7 of 12 · 0:03 left · 8,940 samples/s``.

    Signals: ``resume_wanted(RunLog)`` for a run that was not finished.
    """

    resume_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._log = RunLog()
        self.resume = Button("Resume", "play")
        self.resume.setToolTip("Resumes this run after its last finished epoch")
        self.resume.clicked.connect(lambda: self.resume_wanted.emit(self._log))
        self._bar = ThinProgress()
        fix_max_width(self._bar, PROGRESS_WIDTH)
        self._words = TextLabel("", Tone.SECOND, interface_font(12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addStretch(1)
        row.addWidget(self._bar, 1)
        row.addWidget(self._words)
        row.addWidget(self.resume)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar.setVisible(self.width() > self._words.sizeHint().width() + scaled(NARROWEST_BAR))

    def show_progress(self, state: RunState, log: RunLog) -> None:
        self._log = log
        self.setVisible(state is not RunState.IDLE or bool(log.run))
        self.resume.setVisible(state is RunState.IDLE and log.resumable)
        share = progress_share(log)
        self._bar.set_share(None if state in (RunState.STARTING, RunState.STOPPING) else share)
        self._words.setText(progress_words(state, log))


def progress_share(log: RunLog) -> float:
    """The fraction of the run that is done, 0 to 1."""
    if log.result is not None and log.result.reason != "stopped":
        return 1.0
    if not log.epochs:
        return 0.0
    steps = log.last_steps.first + len(log.last_steps.losses) if log.last_steps else 0
    finished = log.done[-1].epoch if log.done else 0
    # After a resume the last steps are not known yet, but the finished epochs are.
    return max(steps / log.steps_per_epoch, finished) / log.epochs


def progress_words(state: RunState, log: RunLog) -> str:
    if state is RunState.STARTING:
        return "starting: loading the data and building the model"
    if log.result is not None:
        result = log.result
        best = f"best {result.best_epoch} · {duration_text(result.seconds)}"
        return f"run {Path(log.run).name} {result.reason} after {result.epochs} epochs · {best}"
    if state is RunState.IDLE:
        return f"run {Path(log.run).name} not finished · {len(log.done)} epochs"
    if log.last_steps is None:
        return f"epoch 1 of {log.epochs}" if log.epochs else ""
    steps = log.last_steps
    words = f"epoch {steps.epoch} of {log.epochs}"
    if state is RunState.PAUSED:
        return f"paused in {words}"
    if state is RunState.STOPPING:
        return f"stopping in {words}"
    speed = (
        f"{steps.samples_per_second:,.0f}"
        if steps.samples_per_second < 1e6
        else count_text(steps.samples_per_second)
    )
    return f"{words} · {duration_text(steps.seconds_left)} left · {speed} samples/s"
