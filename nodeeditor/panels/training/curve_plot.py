"""A plot with a title, a legend in line with it, and few grid lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backend.long_work import Pausable
from nodeeditor.theme import Theme, current, fixed_font, interface_font, mix, with_alpha
from nodeeditor.theme.scaling import scaled

Floats = NDArray[np.float64]

MAX_SAMPLES = 300
MAX_POINTS = 900
"""More points than this are drawn as the lowest and highest of each stretch: the difference is invisible."""

SWATCH_WIDTH = 10
SWATCH_HEIGHT = 3
LEGEND_GAP = 16
LEFT_AXIS_WIDTH = 44
BOTTOM_AXIS_HEIGHT = 22
BEHIND = -10
VALUE_STEPS = 4
MIN_SPAN = 0.1
"""The fraction of a value that an axis spans at least: noise is not blown up to fill the plot."""

EPOCH_STEPS = 6


@dataclass(frozen=True)
class CurveStyle:
    """One curve of a plot: its words in the legend, its colour by theme, and how it is drawn.

    ``smooth`` edges are slow on a curve that goes up and down at every point.
    """

    name: str
    colour: Callable[[Theme], QColor]
    width: float = 2.0
    points: bool = False
    smooth: bool = True


def train_colour(theme: Theme) -> QColor:
    return theme.accent


def validation_colour(theme: Theme) -> QColor:
    return theme.hue("dense")


def faint_train_colour(theme: Theme) -> QColor:
    """The colour of raw step losses below their smoothed curve."""
    return mix(theme.panel, theme.accent, 0.42)


class Legend(QWidget):
    """A line of colour swatches with names, right-aligned."""

    def __init__(self, styles: Sequence[CurveStyle]) -> None:
        super().__init__()
        self._styles = styles
        self.setFont(interface_font(12))
        self.setAccessibleName("Legend: " + ", ".join(style.name for style in styles))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        widths = [scaled(SWATCH_WIDTH) + 6 + metrics.horizontalAdvance(style.name) for style in self._styles]
        return QSize(sum(widths) + scaled(LEGEND_GAP) * (len(widths) - 1), metrics.height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        x = self.width() - self.sizeHint().width()
        for style in self._styles:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour(theme))
            middle = self.height() / 2
            painter.drawRoundedRect(
                QRectF(x, middle - scaled(SWATCH_HEIGHT) / 2, scaled(SWATCH_WIDTH), scaled(SWATCH_HEIGHT)),
                1.5,
                1.5,
            )
            painter.setPen(theme.text_second)
            width = metrics.horizontalAdvance(style.name)
            painter.drawText(
                QRectF(x + scaled(SWATCH_WIDTH) + 6, 0, width + 2, self.height()),
                Qt.AlignmentFlag.AlignVCenter,
                style.name,
            )
            x += scaled(SWATCH_WIDTH) + 6 + width + scaled(LEGEND_GAP)


class CurvePlot(QWidget):
    """Curves over epochs. ``heading`` is the widget at the left of the title line."""

    def __init__(self, heading: QWidget, styles: Sequence[CurveStyle]) -> None:
        super().__init__()
        self._styles = styles
        self._plot: pg.PlotWidget
        self._grid: list[pg.InfiniteLine] = []
        self._curves: list[pg.PlotDataItem] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        title_line = QHBoxLayout()
        title_line.addWidget(heading)
        title_line.addStretch(1)
        title_line.addWidget(Legend(styles))
        self._layout.addLayout(title_line)

    def build(self) -> Pausable[None]:
        """Makes what pyqtgraph draws, in pieces of a few milliseconds, so that no frame waits for all."""
        self._plot = pg.PlotWidget(background=None)
        yield
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.getViewBox().setDefaultPadding(0.0)
        self._plot.getPlotItem().setContentsMargins(0, 8, 12, 0)
        self._plot.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        for style in self._styles:
            self._curves.append(self._plot.plot(antialias=style.smooth))
            yield
        self._layout.addWidget(self._plot, 1)
        self.set_theme(current())
        yield
        self.set_ranges(1.0, [], bounded=True)
        yield
        self._plot.grab()  # the first painting fills caches of fonts and texts: better now than in a frame

    def set_theme(self, theme: Theme) -> None:
        self._plot.setBackground(theme.panel)
        for style, curve in zip(self._styles, self._curves):
            curve.setPen(pg.mkPen(style.colour(theme), width=style.width))
            if style.points:
                curve.setSymbolBrush(style.colour(theme))
                curve.setSymbolPen(None)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(with_alpha(theme.hairline, 0.0)))
            axis.setTickPen(pg.mkPen(theme.hairline))
            axis.setTextPen(theme.text_quiet)
            axis.setStyle(
                tickFont=fixed_font(11), tickLength=0, autoExpandTextSpace=False, hideOverlappingLabels=False
            )
        self._plot.getAxis("left").setWidth(scaled(LEFT_AXIS_WIDTH))
        for line in self._grid:
            line.setPen(pg.mkPen(theme.hairline))
        self._plot.getAxis("bottom").setHeight(scaled(BOTTOM_AXIS_HEIGHT))

    def paint_now(self) -> None:
        self._plot.viewport().repaint()

    def set_curve(self, index: int, x: Floats, y: Floats) -> None:
        """Shows the points of one curve; a single point is shown as a dot."""
        x, y = (sampled if self._styles[index].smooth else thinned)(x, y)
        self._curves[index].setData(x, y)
        alone = self._styles[index].points and len(x) == 1
        self._curves[index].setSymbol("o" if alone else None)
        self._curves[index].setSymbolSize(6)

    def set_ranges(self, last_epoch: float, values: Sequence[Floats], bounded: bool) -> None:
        """Fits the axes: the whole run across, and either all values or, ``bounded``, at least 0 to 1."""
        last_epoch = max(1.0, last_epoch)
        low, high, step = nice_range(*value_range(values, bounded), VALUE_STEPS)
        self._plot.setXRange(0, last_epoch, padding=0)
        self._plot.setYRange(low, high, padding=0.01)
        ticks = tick_texts(low, high, step)
        self._plot.getAxis("left").setTicks([ticks])
        self._draw_grid([value for value, _ in ticks])
        _, _, epoch_step = nice_range(0, last_epoch, EPOCH_STEPS)
        self._plot.getAxis("bottom").setTicks([tick_texts(0, last_epoch, max(1.0, epoch_step))])

    def _draw_grid(self, values: Sequence[float]) -> None:
        """One line per tick; the axis' own grid would hide the labels at both ends."""
        while len(self._grid) < len(values):
            line = pg.InfiniteLine(angle=0, pen=pg.mkPen(current().hairline))
            line.setZValue(BEHIND)
            self._plot.addItem(line, ignoreBounds=True)
            self._grid.append(line)
        for number, line in enumerate(self._grid):
            line.setVisible(number < len(values))
            if number < len(values):
                line.setValue(values[number])


def nice_range(low: float, high: float, steps: int) -> tuple[float, float, float]:
    """The range widened to round numbers, and the step between its ticks: 1, 2, 2.5 or 5 times a power of ten."""
    rough = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(rough))
    # The tolerance takes a rough step that is round up to a rounding error as it is.
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def tick_texts(low: float, high: float, step: float) -> list[tuple[float, str]]:
    """Ticks from ``low`` to ``high`` with as many decimals as the step has."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if round(step, decimals) != round(step, decimals + 1):
        decimals += 1
    count = math.floor((high - low) / step + 1e-6)
    return [(low + number * step, f"{low + number * step:.{decimals}f}") for number in range(count + 1)]


def thinned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """At most about `MAX_POINTS` points with the same outline."""
    if len(x) <= MAX_POINTS:
        return x, y
    starts = np.arange(0, len(x), -(-len(x) * 2 // MAX_POINTS))
    # Two points for each stretch, its lowest and its highest value, keep the outline of a noisy curve, which means
    # or samples would flatten.
    thin = np.stack([np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)], axis=1).ravel()
    return np.append(np.repeat(x[starts], 2), x[-1]), np.append(thin, y[-1])


def sampled(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Every n-th point of a curve that is smooth already, and its last one."""
    if len(x) <= MAX_SAMPLES:
        return x, y
    every = -(-len(x) // MAX_SAMPLES)
    return np.append(x[::every], x[-1]), np.append(y[::every], y[-1])


def value_range(values: Sequence[Floats], bounded: bool) -> tuple[float, float]:
    """The lowest and highest finite value, leaving out the highest spikes of long raw curves."""
    known = [finite for array in values if len(finite := array[np.isfinite(array)])]
    if not known:
        return 0.0, 1.0
    low = min(float(array.min()) for array in known)
    # A single spike at the start would otherwise press the whole rest of a long curve flat.
    high = max(float(np.quantile(array, 0.995)) if len(array) > 200 else float(array.max()) for array in known)
    if bounded:
        return min(0.0, low), max(1.0, high)
    # Curves that come near zero start their axis there: a loss is read against zero.
    if 0 <= low < 0.5 * high:
        low = 0.0
    least = MIN_SPAN * max(abs(low), abs(high)) or 1.0
    missing = max(0.0, least - (high - low)) / 2
    return low - missing, high + missing
