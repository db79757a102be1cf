"""Resizing a frame or a note by its lower right corner."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from backend.declare.layer import LAYERS
from backend.declare.parameters import Integer
from backend.document.edits import SetParameters
from nodeeditor.canvas.editing import Editing
from nodeeditor.canvas.geometry import snapped
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.workspace import Pointer, Workspace

MARGIN = 4.0


class Resize(Gesture):
    """The corner follows the pointer on the grid, within the declared bounds of width and height."""

    cursor = Qt.CursorShape.SizeFDiagCursor
    scrolls = True

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, area: str) -> None:
        self._workspace = workspace
        self._editing = editing
        self._area = area
        item = workspace.scene.node_items[area]
        self._rect = QRectF(item.card_rect())
        self._before = QRectF(self._rect)
        self._grabbed_beside = self._rect.bottomRight() - start.scene
        layer = LAYERS.get(workspace.document.node(area).type)
        self._bounds = tuple(layer.parameter(name) for name in ("width", "height"))
        workspace.selection.set([area])

    def move(self, pointer: Pointer) -> None:
        before = QRectF(self._rect)
        corner = pointer.scene + self._grabbed_beside - self._rect.topLeft()
        sides = [_bounded(snapped(wanted), bound) for wanted, bound in zip((corner.x(), corner.y()), self._bounds)]
        self._rect.setSize(QRectF(0, 0, *sides).size())
        self._repaint(before.united(self._rect))

    def finish(self, _pointer: Pointer) -> None:
        self._repaint(self._rect)
        if self._rect != self._before:
            sides = {"width": int(self._rect.width()), "height": int(self._rect.height())}
            self._editing.apply([SetParameters(self._area, sides)], "Resize")

    def cancel(self) -> None:
        self._repaint(self._rect)

    def paint(self, painter: QPainter) -> None:
        pen = QPen(self._workspace.scene.stage.paints.theme.accent, 1.5)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._rect, 8, 8)

    def _repaint(self, rect: QRectF) -> None:
        self._workspace.surface.repaint_scene(rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))


def _bounded(value: float, bound: object) -> float:
    assert isinstance(bound, Integer)
    return min(max(value, bound.minimum or 0), bound.maximum or value)
