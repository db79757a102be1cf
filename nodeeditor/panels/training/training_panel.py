"""The training tab of the dock: the curves of a run, live, or a hint before the first run."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from threading import Thread
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from backend.long_work import Pausable, without_garbage_collection
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.panels.training.run_notes import RunNotes
from nodeeditor.scheduling import single_shot
from nodeeditor.theme import Theme
from nodeeditor.widgets import EmptyState

REFRESH_MS = 50
PAUSES_PER_DRAWING = 12
WORDS = "Press Train: the loss and the metrics of every epoch are drawn here while the model trains."

PLOTS_MODULE = "nodeeditor.panels.training.plots"
LOAD_AFTER_MS = 2000
"""The window is painted and the first document is checked by then."""
LOOK_AGAIN_MS = 10
SWITCH_SECONDS = 0.0005
"""How long the import may hold Python while the window waits; the usual 5 ms add up to a visible jerk."""


class TrainingPanel(QWidget):
    """Shows a `RunLog`. ``refresh_soon`` may be called at any rate.

    Drawing happens at most every 50 ms, and less often where it takes long: the training shares the processor. The
    plots are loaded and made before they are needed, in pieces, so that the window never freezes for them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._log = RunLog()
        self._plots: Any = None
        self._import: Thread | None = None
        self._work: Pausable[None] | None = None
        self._work_seconds = 0.0
        self._timer = single_shot(self, self.refresh, REFRESH_MS)
        self._idle = single_shot(self, self._go_on)
        self._idle.start(LOAD_AFTER_MS)
        self.notes = RunNotes()
        self._stack = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notes)
        column.addLayout(self._stack, 1)
        self._stack.addWidget(EmptyState("chart", "No training yet", WORDS))

    @property
    def log(self) -> RunLog:
        return self._log

    def show_log(self, log: RunLog) -> None:
        """Shows another run from now on."""
        self._log = log
        self.notes.show_notes(log.notes)
        if not log.run:
            self._stack.setCurrentIndex(0)
        self.refresh()

    def refresh_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def set_theme(self, theme: Theme) -> None:
        if self._plots is not None and self._plots.is_built:
            self._plots.set_theme(theme)

    def refresh(self) -> None:
        """Begins a drawing; one that is still under way is followed by another."""
        if not self.isVisible() or not self._log.run:
            return
        self.notes.show_notes(self._log.notes)
        if self._work is None and self._plots is not None and self._plots.is_built:
            self._work, self._work_seconds = self._plots.show_log(self._log), 0.0
            self._stack.setCurrentWidget(self._plots)
        elif self._work is not None:
            self.refresh_soon()
        self._idle.start(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_soon()

    def _go_on(self) -> None:
        """One piece of what is to be done: the import, then the making of the plots, then each drawing."""
        if self._plots is None:
            self._load()
        elif self._work is not None:
            self._do_piece(self._work)

    def _load(self) -> None:
        """Imports pyqtgraph in a thread, and makes the plots when it is there."""
        if self._import is None:
            usual = sys.getswitchinterval()
            self._import = Thread(target=_import_plots, args=(usual,), name="import of the plots", daemon=True)
            sys.setswitchinterval(SWITCH_SECONDS)
            self._import.start()
        if self._import.is_alive():
            self._idle.start(LOOK_AGAIN_MS)
            return
        self._plots = import_module(PLOTS_MODULE).Plots()
        self._stack.addWidget(self._plots)
        self._work = self._plots.build()
        self._idle.start(0)

    def _do_piece(self, work: Pausable[None]) -> None:
        began = time.perf_counter()
        try:
            next(work)
        except StopIteration:
            self._work = None
        self._work_seconds += time.perf_counter() - began
        if self._work is not None:
            self._idle.start(0)
        elif self._stack.currentWidget() is self._plots:
            self._timer.setInterval(round(max(REFRESH_MS, self._work_seconds * 1000 * PAUSES_PER_DRAWING)))
        else:
            self.refresh()


def _import_plots(usual_switch_seconds: float) -> None:
    try:
        with without_garbage_collection():  # a collection would hold Python for tens of milliseconds
            import_module(PLOTS_MODULE)
    finally:
        sys.setswitchinterval(usual_switch_seconds)
