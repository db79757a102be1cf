"""Cutting wires by a stroke across them."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from backend.document.edits import Disconnect
from backend.document.graph import Wire
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.operations.editing import Editing
from nodeeditor.canvas.workspace import Pointer, Workspace

MARGIN = 6.0


class CutWires(Gesture):
    """Removes the wires that the stroke crosses, in one step; they are marked while it is drawn."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer) -> None:
        self._workspace = workspace
        self._editing = editing
        self._stroke = QPolygonF([start.scene])
        self._cut: dict[Wire, None] = {}

    def move(self, pointer: Pointer) -> None:
        last = self._stroke.last()
        self._stroke.append(pointer.scene)
        crossed = self._crossed(QLineF(last, pointer.scene))
        fresh = [wire for wire in crossed if wire not in self._cut]
        self._cut.update(dict.fromkeys(fresh))
        touched = QRectF(last, pointer.scene).normalized()
        for wire in fresh:
            touched = touched.united(self._workspace.scene.wire_items[wire].bounds)
        self._repaint(touched)

    def finish(self, _pointer: Pointer) -> None:
        self._repaint(self._bounds())
        if self._cut:
            words = "Cut wire" if len(self._cut) == 1 else f"Cut {len(self._cut)} wires"
            self._editing.apply([Disconnect(wire) for wire in self._cut], words)

    def cancel(self) -> None:
        self._repaint(self._bounds())

    def paint(self, painter: QPainter) -> None:
        paints = self._workspace.scene.context.paints
        error = paints.theme.error
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(paints.wire_pen(error, True))
        items = self._workspace.scene.wire_items
        for wire in self._cut:
            if wire in items:
                painter.drawPath(items[wire].look.route.path)
        pen = QPen(error, 1.5, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPolyline(self._stroke)

    def _crossed(self, line: QLineF) -> list[Wire]:
        near = QRectF(line.p1(), line.p2()).normalized().adjusted(-1, -1, 1, 1)
        found = self._workspace.scene.context.wires_index.within(near)
        # Sorted, as the index gives items in no order and the edits are kept in the history.
        return sorted(item.wire for item in found if crosses(line, item.look.route.path))

    def _bounds(self) -> QRectF:
        bounds = self._stroke.boundingRect()
        items = self._workspace.scene.wire_items
        for wire in self._cut:
            if wire in items:
                bounds = bounds.united(items[wire].bounds)
        return bounds

    def _repaint(self, rect: QRectF) -> None:
        self._workspace.surface.repaint_scene(rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))


def crosses(line: QLineF, path: QPainterPath) -> bool:
    """Whether a line meets a curve, which is taken as its chords."""
    for polygon in path.toSubpathPolygons():
        points = [polygon.at(index) for index in range(polygon.size())]
        for start, end in pairwise(points):
            kind, _ = line.intersects(QLineF(start, end))
            if kind is QLineF.IntersectionType.BoundedIntersection:
                return True
    return False
