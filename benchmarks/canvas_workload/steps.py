"""The steps of the workload, the same for every editor, and how they are timed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
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


def measure(editor: Editor, application: QApplication) -> dict[str, object]:
    """Seconds and megabytes of loading, and milliseconds of every repetition of every step."""
    before = resident_megabytes()
    begin = time.perf_counter()
    editor.load()
    application.processEvents()
    editor.repaint()
    load = time.perf_counter() - begin
    memory = resident_megabytes() - before
    times: Times = {}
    for zoom in ZOOMS:
        editor.look_at(zoom)
        times[f"pan {zoom:g}"] = _frames(lambda: _panned(editor), range(FRAMES))
    editor.overview()
    times["overview"] = _frames(lambda: _panned(editor), range(FRAMES))
    editor.look_at(1.0)
    times["natural pan"] = _frames(lambda: _naturally(editor, application), range(FRAMES))
    editor.look_at(0.25)
    notches = iter([NOTCH] * ZOOM_STEPS + [-NOTCH] * ZOOM_STEPS)
    times["wheel zoom"] = [_milliseconds(partial(_zoomed, editor, application, notch)) for notch in notches]
    _edits(editor, application, times)
    return {"load_s": load, "memory_mb": memory, "times_ms": times}


def _edits(editor: Editor, application: QApplication, times: Times) -> None:
    """A node is dragged with the mouse, moved by an edit, and put back by undo; another is added and taken away.

    Each step is painted before the clock stops: first as much as the editor itself finds necessary, and once more
    with all of the view painted ("full"), at 100 % and in the overview.
    """
    editor.look_at(1.0)
    editor.repaint()

    def shown(edit: Callable[[], None]) -> float:
        return _milliseconds(lambda: _settled(editor, application, edit))

    def painted(edit: Callable[[], None]) -> float:
        return _milliseconds(lambda: (edit(), editor.repaint()))

    times["drag"], times["undo drag"] = [], []
    for _ in range(EDITS):
        times["drag"] += _drag(editor, shown)
        _settled(editor, application, _nothing)
        times["undo drag"].append(shown(editor.undo))
        _settled(editor, application, _nothing)
    _moved_and_added(editor, application, times, shown, "")
    _moved_and_added(editor, application, times, painted, ", full")
    editor.overview()
    _moved_and_added(editor, application, times, painted, ", overview")


def _moved_and_added(
    editor: Editor, application: QApplication, times: Times, timed: Callable[[Callable[[], None]], float], how: str
) -> None:
    edits = {"move": partial(editor.move, MOVE_UNITS), "undo move": editor.undo}
    edits |= {"add": editor.add, "undo add": editor.undo}
    for _ in range(EDITS):
        for name, edit in edits.items():
            _settled(editor, application, _nothing)
            times.setdefault(name + how, []).append(timed(edit))


def _nothing() -> None:
    """What one step left to be painted is no part of the next."""


def _drag(editor: Editor, shown: Callable[[Callable[[], None]], float]) -> list[float]:
    """Milliseconds of each move of a drag; the first is left out, as it only begins the drag."""
    start, button = editor.node_point(), Qt.MouseButton.LeftButton
    steps = [start + QPoint(DRAG_PIXELS * step, DRAG_PIXELS * step // 2) for step in range(1, DRAG_STEPS + 1)]
    viewport = editor.viewport()
    QTest.mousePress(viewport, button, pos=start)
    taken = [shown(partial(_dragged, viewport, point)) for point in steps]
    QTest.mouseRelease(viewport, button, pos=steps[-1])
    return taken[1:]


def _dragged(viewport: QWidget, point: QPoint) -> None:
    held = Qt.MouseButton.LeftButton
    where = QPointF(point)
    globally = QPointF(viewport.mapToGlobal(point))
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QMouseEvent(QEvent.Type.MouseMove, where, globally, held, held, keys))


def _panned(editor: Editor) -> None:
    editor.pan(PAN_PIXELS)
    editor.repaint()


def _naturally(editor: Editor, application: QApplication) -> None:
    _settled(editor, application, lambda: editor.pan(PAN_PIXELS))


def _settled(editor: Editor, application: QApplication, step: Callable[[], None]) -> None:
    """A step, and the painting that the editor itself finds necessary after it, without Qt's wait before it."""
    step()
    application.processEvents()
    application.sendEvent(editor.window, QEvent(QEvent.Type.UpdateRequest))


def _zoomed(editor: Editor, application: QApplication, notch: int) -> None:
    """A notch of the wheel over the middle of the window."""
    viewport = editor.viewport()
    where = QPointF(viewport.rect().center())
    globally = QPointF(viewport.mapToGlobal(viewport.rect().center()))
    none, keys, phase = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(where, globally, QPoint(), QPoint(0, notch), none, keys, phase, False)
    application.sendEvent(viewport, event)
    editor.repaint()


def _frames(frame: Callable[[], object], repetitions: Iterable[int]) -> list[float]:
    frame()
    return [_milliseconds(frame) for _ in repetitions]


def _milliseconds(step: Callable[[], object]) -> float:
    begin = time.perf_counter()
    step()
    return (time.perf_counter() - begin) * 1000


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
