"""The training tab of the dock: loss and metric curves, live."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedLayout, QWidget

from nodeeditor.panels.training.curve_plot import (
    CurvePlot,
    CurveStyle,
    faint_train_colour,
    train_colour,
    validation_colour,
)
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.theme import Theme, interface_font
from nodeeditor.widgets import EmptyState

REFRESH_MS = 50
LOSS = "loss"

LOSS_STYLES = (
    CurveStyle("train, each step", faint_train_colour, 1.0),
    CurveStyle("train, smoothed", train_colour, points=True),
    CurveStyle("validation", validation_colour, points=True),
)
METRIC_STYLES = (
    CurveStyle("train", train_colour, points=True),
    CurveStyle("validation", validation_colour, points=True),
)


class TrainingPanel(QWidget):
    """Shows a `RunLog`. ``refresh_soon`` may be called at any rate: drawing happens at most every 50 ms."""

    def __init__(self) -> None:
        super().__init__()
        self._log = RunLog()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._chooser = QComboBox()
        self._chooser.setFrame(False)
        self._chooser.setFont(interface_font(13, QFont.Weight.DemiBold))
        self._chooser.setAccessibleName("Metric that is shown")
        self._chooser.currentTextChanged.connect(self._show_metric)
        self._metric_title = _heading("Metrics")
        self._loss_plot = CurvePlot(_heading("Loss"), LOSS_STYLES)
        self._metric_plot = CurvePlot(self._metric_heading(), METRIC_STYLES)
        plots = QWidget()
        line = QHBoxLayout(plots)
        line.setContentsMargins(20, 10, 20, 8)
        line.setSpacing(28)
        line.addWidget(self._loss_plot, 1)
        line.addWidget(self._metric_plot, 1)
        empty = EmptyState(
            "chart",
            "No training yet",
            "Press Train, and the loss and the metrics of every epoch are drawn here while the model learns.",
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(plots)

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
        self._loss_plot.set_theme(theme)
        self._metric_plot.set_theme(theme)

    def refresh(self) -> None:
        log = self._log
        self._stack.setCurrentIndex(1 if log.run else 0)
        if not self.isVisible() or not log.run:
            return
        times = log.step_times()
        steps, smoothed = log.losses.values, log.smoothed_losses()
        _, train = log.curve("train", LOSS)
        epochs, validation = log.curve("validation", LOSS)
        self._loss_plot.set_curve(0, times, steps)
        if len(steps):
            self._loss_plot.set_curve(1, times, smoothed)
        else:
            self._loss_plot.set_curve(1, *log.curve("train", LOSS))
        self._loss_plot.set_curve(2, epochs, validation)
        self._loss_plot.set_ranges(log.epochs, [smoothed, train, validation], bounded=False)
        self._refresh_metric()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh_soon()

    def _metric_heading(self) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._metric_title)
        line.addWidget(self._chooser)
        self._chooser.hide()
        return holder

    def _refresh_metric(self) -> None:
        names = self._log.metric_names()
        shown = [self._chooser.itemText(index) for index in range(self._chooser.count())]
        if names != shown:
            self._chooser.blockSignals(True)
            kept = self._chooser.currentText()
            self._chooser.clear()
            self._chooser.addItems(names)
            self._chooser.setCurrentText(kept if kept in names else next(iter(names), ""))
            self._chooser.blockSignals(False)
        self._chooser.setVisible(len(names) > 1)
        self._metric_title.setVisible(len(names) < 2)
        self._metric_title.setText(names[0].replace("_", " ").capitalize() if names else "Metrics")
        self._show_metric()

    def _show_metric(self) -> None:
        name = self._chooser.currentText()
        train, validation = self._log.curve("train", name), self._log.curve("validation", name)
        self._metric_plot.set_curve(0, *train)
        self._metric_plot.set_curve(1, *validation)
        values = [train[1], validation[1]]
        bounded = all(((array >= 0) & (array <= 1)).all() for array in values)
        self._metric_plot.set_ranges(self._log.epochs, values, bounded)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(interface_font(13, QFont.Weight.DemiBold))
    return label
