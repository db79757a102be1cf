"""The training tab of the dock: the curves of a run, live, or what will be here."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from backend.data.declarations import Deferred
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.scheduling import single_shot
from nodeeditor.theme import Theme
from nodeeditor.widgets import EmptyState

REFRESH_MS = 50
PAUSES_PER_DRAWING = 12
WORDS = "Press Train, and the loss and the metrics of every epoch are drawn here while the model learns."

make_plots = Deferred("nodeeditor.panels.training.plots", "Plots")


class TrainingPanel(QWidget):
    """Shows a `RunLog`. ``refresh_soon`` may be called at any rate.

    Drawing happens at most every 50 ms, and less often where it takes long: the training shares the processor.
    """

    def __init__(self) -> None:
        super().__init__()
        self._log = RunLog()
        self._plots: Any = None
        self._timer = single_shot(self, self.refresh, REFRESH_MS)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState("chart", "No training yet", WORDS))

    @property
    def log(self) -> RunLog:
        return self._log

    def show_log(self, log: RunLog) -> None:
        """Shows another run from now on."""
        self._log = log
        self.refresh()

    def refresh_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def set_theme(self, theme: Theme) -> None:
        if self._plots is not None:
            self._plots.set_theme(theme)

    def refresh(self) -> None:
        if not self.isVisible() or not self._log.run:
            return
        if self._plots is None:
            self._plots = make_plots()
            self._stack.addWidget(self._plots)
        self._stack.setCurrentWidget(self._plots)
        began = time.perf_counter()
        self._plots.show_log(self._log)
        took_ms = (time.perf_counter() - began) * 1000
        self._timer.setInterval(round(max(REFRESH_MS, took_ms * PAUSES_PER_DRAWING)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_soon()
