"""The steps of the workload, the same for every editor, and how they are timed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

FRAMES = 40
EDITS = 20
ZOOMS = (2.0, 1.0, 0.8, 0.6, 0.5, 0.4, 0.35, 0.3, 0.2)
PAN_PIXELS = 23
NOTCH = 60
ZOOM_STEPS = 20
DRAG_PIXELS = 9
DRAG_STEPS = 6
MOVE_UNITS = 24.0
CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
"""What passes for the person who waits, or what the process itself works: fairer where the machine is shared."""


class Editor(Protocol):
    """An editor under test. Every method leaves what it did to be painted by the caller."""

    @property
    def window(self) -> QWidget: ...

    def load(self) -> None:
        """Makes the window and fills it with the graph."""

    def repaint(self) -> None:
        """Paints the whole viewport anew, now."""

    def look_at(self, zoom: float) -> None:
        """Shows the middle of the graph at a zoom factor: pixels of the screen per unit of the scene."""

    def overview(self) -> None:
        """Shows everything."""

    def pan(self, pixels: int) -> None: ...

    def node_point(self) -> QPoint:
        """Where in the viewport the body of the middle node lies."""

    def viewport(self) -> QWidget: ...

    def move(self, units: float) -> None:
        """Moves the middle node across, as an edit that can be undone."""

    def undo(self) -> None: ...

    def add(self) -> None:
        """Adds one node in the middle, as an edit that can be undone."""


Times = dict[str, list[float]]


def measure(editor: Editor, application: QApplication, clock: str) -> dict[str, object]:
    """Seconds and megabytes of loading, and milliseconds of every repetition of every step, by one of `CLOCKS`."""
    return _Measurement(editor, application, CLOCKS[clock]).all()


class _Measurement:
    """One editor on its way through the steps."""

    def __init__(self, editor: Editor, application: QApplication, clock: Callable[[], float]) -> None:
        self._editor, self._application, self._clock = editor, application, clock
        self._times: Times = {}

    def all(self) -> dict[str, object]:
        load, memory = self._load()
        self._frames_at_zooms()
        self._edits()
        return {"load_s": load, "memory_mb": memory, "times_ms": self._times}

    def _load(self) -> tuple[float, float]:
        before, begin = resident_megabytes(), self._clock()
        self._editor.load()
        self._application.processEvents()
        self._editor.repaint()
        return self._clock() - begin, resident_megabytes() - before

    def _frames_at_zooms(self) -> None:
        editor, times = self._editor, self._times
        for zoom in ZOOMS:
            editor.look_at(zoom)
            times[f"pan {zoom:g}"] = self._frames(self._panned)
        editor.overview()
        times["overview"] = self._frames(self._panned)
        editor.look_at(1.0)
        times["natural pan"] = self._frames(lambda: self._settled(lambda: editor.pan(PAN_PIXELS)))
        editor.look_at(0.25)
        notches = [NOTCH] * ZOOM_STEPS + [-NOTCH] * ZOOM_STEPS
        times["wheel zoom"] = [self._milliseconds(partial(self._zoomed, notch)) for notch in notches]

    def _edits(self) -> None:
        """A node is dragged with the mouse, moved by an edit and put back; another is added and taken away.

        Each step is painted before the clock stops: first as much as the editor itself finds necessary, and once
        more with all of the view painted ("full"), at 100 % and in the overview.
        """
        editor, times = self._editor, self._times
        editor.look_at(1.0)
        editor.repaint()
        times["drag"], times["undo drag"] = [], []
        for _ in range(EDITS):
            times["drag"] += self._drag()
            self._settled(_nothing)
            times["undo drag"].append(self._shown(editor.undo))
            self._settled(_nothing)
        self._moved_and_added(self._shown, "")
        self._moved_and_added(self._painted, ", full")
        editor.overview()
        self._moved_and_added(self._painted, ", overview")

    def _moved_and_added(self, timed: Callable[[Callable[[], None]], float], how: str) -> None:
        editor = self._editor
        edits: dict[str, Callable[[], None]] = {"move": partial(editor.move, MOVE_UNITS), "undo move": editor.undo}
        edits |= {"add": editor.add, "undo add": editor.undo}
        for _ in range(EDITS):
            for name, edit in edits.items():
                self._settled(_nothing)
                self._times.setdefault(name + how, []).append(timed(edit))

    def _shown(self, edit: Callable[[], None]) -> float:
        return self._milliseconds(lambda: self._settled(edit))

    def _painted(self, edit: Callable[[], None]) -> float:
        def edited_and_painted() -> None:
            edit()
            self._editor.repaint()

        return self._milliseconds(edited_and_painted)

    def _drag(self) -> list[float]:
        """Milliseconds of each move of a drag; the first is left out, as it only begins the drag."""
        start, button = self._editor.node_point(), Qt.MouseButton.LeftButton
        steps = [start + QPoint(DRAG_PIXELS * step, DRAG_PIXELS * step // 2) for step in range(1, DRAG_STEPS + 1)]
        viewport = self._editor.viewport()
        QTest.mousePress(viewport, button, pos=start)
        taken = [self._shown(partial(_dragged, viewport, point)) for point in steps]
        QTest.mouseRelease(viewport, button, pos=steps[-1])
        return taken[1:]

    def _panned(self) -> None:
        self._editor.pan(PAN_PIXELS)
        self._editor.repaint()

    def _settled(self, step: Callable[[], None]) -> None:
        """A step, and the painting that the editor finds necessary after it, without Qt's wait before it."""
        step()
        self._application.processEvents()
        self._application.sendEvent(self._editor.window, QEvent(QEvent.Type.UpdateRequest))

    def _zoomed(self, notch: int) -> None:
        """A notch of the wheel over the middle of the window."""
        viewport = self._editor.viewport()
        where = QPointF(viewport.rect().center())
        globally = QPointF(viewport.mapToGlobal(viewport.rect().center()))
        none, keys, phase = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(where, globally, QPoint(), QPoint(0, notch), none, keys, phase, False)
        self._application.sendEvent(viewport, event)
        self._editor.repaint()

    def _frames(self, frame: Callable[[], None]) -> list[float]:
        frame()
        return [self._milliseconds(frame) for _ in range(FRAMES)]

    def _milliseconds(self, step: Callable[[], object]) -> float:
        begin = self._clock()
        step()
        return (self._clock() - begin) * 1000


def _nothing() -> None:
    """What one step left to be painted is no part of the next."""


def _dragged(viewport: QWidget, point: QPoint) -> None:
    held = Qt.MouseButton.LeftButton
    where = QPointF(point)
    globally = QPointF(viewport.mapToGlobal(point))
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QMouseEvent(QEvent.Type.MouseMove, where, globally, held, held, keys))


def resident_megabytes() -> float:
    """What the process holds in memory now; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def median(times: list[float]) -> float:
    return statistics.median(times)


def p95(times: list[float]) -> float:
    """The 95th percentile, the nearest of the times themselves."""
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]
