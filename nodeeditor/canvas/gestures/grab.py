"""Pressing a wire: a click chooses it, a drag picks up its nearer end."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from backend.document.graph import Wire
from nodeeditor.canvas.editing import Editing
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.gestures.wire import DragWire, End
from nodeeditor.canvas.workspace import Pointer, Workspace


class GrabWire(Gesture):
    """Once the pointer moves, `DragWire` takes over; a wire that is then dropped in the void stays as it was."""

    scrolls = True

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, wire: Wire) -> None:
        self._workspace = workspace
        self._editing = editing
        self._start = start
        self._wire = wire
        self._drag: DragWire | None = None
        chosen = workspace.selection
        if start.extends:
            chosen.set(chosen.nodes, chosen.wires ^ {wire})
        else:
            chosen.set(wires=[wire])

    def move(self, pointer: Pointer) -> None:
        away = pointer.view - self._start.view
        if self._drag is None and away.manhattanLength() >= QApplication.startDragDistance():
            held = self._farther_end()
            self._drag = DragWire(self._workspace, self._editing, self._start, held, self._wire, keeps=True)
        if self._drag is not None:
            self._drag.move(pointer)

    def finish(self, pointer: Pointer) -> None:
        if self._drag is not None:
            self._drag.finish(pointer)

    def cancel(self) -> None:
        if self._drag is not None:
            self._drag.cancel()

    def paint(self, painter: QPainter) -> None:
        if self._drag is not None:
            self._drag.paint(painter)

    def _farther_end(self) -> End:
        path = self._workspace.scene.wire_items[self._wire].look.route.path
        near_source = _distance(path.pointAtPercent(0), self._start.scene)
        near_target = _distance(path.pointAtPercent(1), self._start.scene)
        wire = self._wire
        if near_source < near_target:
            return End(wire.target, wire.input, True)
        return End(wire.source, wire.output, False)


def _distance(first: QPointF, second: QPointF) -> float:
    return hypot(first.x() - second.x(), first.y() - second.y())
