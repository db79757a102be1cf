"""The two plots of the training tab. Imported in a thread, as importing pyqtgraph is slow."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from backend.long_work import Pausable
from nodeeditor.panels.training.curve_plot import (
    CurvePlot,
    CurveStyle,
    Floats,
    faint_train_colour,
    train_colour,
    validation_colour,
)
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.theme import Theme, interface_font

LOSS = "loss"
USUAL_REACH = 40
STEPS_PER_REACH = 150
"""The smoothed training loss looks 40 steps to each side, in long runs more; at most half an epoch."""

LOSS_STYLES = (
    CurveStyle("train, each step", faint_train_colour, 1.0, smooth=False),
    CurveStyle("train, smoothed", train_colour, points=True),
    CurveStyle("validation", validation_colour, points=True),
)
METRIC_STYLES = (
    CurveStyle("train", train_colour, points=True),
    CurveStyle("validation", validation_colour, points=True),
)


class Plots(QWidget):
    """Loss at the left; at the right a metric, with a chooser where there are several."""

    def __init__(self) -> None:
        super().__init__()
        self._log = RunLog()
        self.is_built = False
        self._chooser = QComboBox()
        self._chooser.setFrame(False)
        self._chooser.setFont(interface_font(13, QFont.Weight.DemiBold))
        self._chooser.setAccessibleName("Metric shown")
        self._chooser.currentTextChanged.connect(self._show_metric)
        self._metric_title = _heading("Metrics")
        self._loss_plot = CurvePlot(_heading("Loss"), LOSS_STYLES)
        self._metric_plot = CurvePlot(self._metric_heading(), METRIC_STYLES)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 10, 20, 8)
        line.setSpacing(28)
        line.addWidget(self._loss_plot, 1)
        line.addWidget(self._metric_plot, 1)

    def build(self) -> Pausable[None]:
        """Makes both plots, in pieces that each take a few milliseconds."""
        yield from self._loss_plot.build()
        yield
        yield from self._metric_plot.build()
        self.is_built = True

    def set_theme(self, theme: Theme) -> None:
        self._loss_plot.set_theme(theme)
        self._metric_plot.set_theme(theme)

    def show_log(self, log: RunLog) -> Pausable[None]:
        """Draws a run, one plot after the other."""
        self._log = log
        self._show_loss()
        yield
        self._loss_plot.paint_now()
        self._offer_metrics(log.metric_names())
        yield
        self._show_metric()
        yield
        self._metric_plot.paint_now()

    def _show_loss(self) -> None:
        log = self._log
        epochs, train = curve(log, "train", LOSS)
        validation_epochs, validation = curve(log, "validation", LOSS)
        smoothed = smoothed_losses(log)
        self._loss_plot.set_curve(0, step_times(log), np.array(log.losses))
        if len(smoothed):
            self._loss_plot.set_curve(1, step_times(log), smoothed)
        else:
            self._loss_plot.set_curve(1, epochs, train)
        self._loss_plot.set_curve(2, validation_epochs, validation)
        self._loss_plot.set_ranges(log.epochs, [smoothed, train, validation], bounded=False)

    def _show_metric(self) -> None:
        name = self._chooser.currentText()
        train, validation = curve(self._log, "train", name), curve(self._log, "validation", name)
        self._metric_plot.set_curve(0, *train)
        self._metric_plot.set_curve(1, *validation)
        values = [train[1], validation[1]]
        # Accuracies and the like stay between 0 and 1: with the whole range shown, runs can be compared at a
        # glance.
        bounded = all(((array >= 0) & (array <= 1)).all() for array in values)
        self._metric_plot.set_ranges(self._log.epochs, values, bounded)

    def _offer_metrics(self, names: list[str]) -> None:
        shown = [self._chooser.itemText(index) for index in range(self._chooser.count())]
        if names != shown:
            kept = self._chooser.currentText()
            # Filling the chooser would draw a metric with each item that is added.
            self._chooser.blockSignals(True)
            self._chooser.clear()
            self._chooser.addItems(names)
            self._chooser.setCurrentText(kept if kept in names else next(iter(names), ""))
            self._chooser.blockSignals(False)
        self._metric_plot.setVisible(bool(names))
        self._chooser.setVisible(len(names) > 1)
        self._metric_title.setVisible(len(names) < 2)
        self._metric_title.setText(names[0].replace("_", " ").capitalize() if names else "Metrics")

    def _metric_heading(self) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._metric_title)
        line.addWidget(self._chooser)
        self._chooser.hide()
        return holder


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(interface_font(13, QFont.Weight.DemiBold))
    return label


def smoothed_losses(log: RunLog) -> Floats:
    known = len(log.losses)
    reach = min(max(USUAL_REACH, known // STEPS_PER_REACH), max(2, log.steps_per_epoch // 2))
    return smooth(np.array(log.losses), reach)


def step_times(log: RunLog) -> Floats:
    """Where each known step lies, in epochs from the start of the run."""
    return (log.first_step + 1 + np.arange(len(log.losses))) / log.steps_per_epoch


def curve(log: RunLog, split: str, name: str) -> tuple[Floats, Floats]:
    """A metric of ``"train"`` or ``"validation"`` over the epochs."""
    found = [(epoch.epoch, getattr(epoch, split)[name]) for epoch in log.done if name in getattr(epoch, split)]
    points: Floats = np.array(found, dtype=float).reshape(-1, 2)
    return points[:, 0], points[:, 1]


def smooth(values: Floats, reach: int) -> Floats:
    """The mean over each value and up to ``reach`` neighbours on both sides: no lag, shorter at the ends.

    Values that are not finite are left out of the means.
    """
    finite = np.isfinite(values)
    # Each mean is the difference of two running sums, so that its cost does not depend on the reach.
    sums = np.concatenate([[0.0], np.cumsum(np.where(finite, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(finite)])
    places = np.arange(len(values))
    room = np.minimum(reach, np.minimum(places, len(values) - 1 - places))
    low, high = places - room, places + room + 1
    with np.errstate(invalid="ignore", divide="ignore"):
        means: Floats = (sums[high] - sums[low]) / (counts[high] - counts[low])
    return means
