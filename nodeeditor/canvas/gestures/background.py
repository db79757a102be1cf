"""Selecting with a rubber band drawn on the ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.scene.area_item import FrameItem
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.canvas.workspace import Pointer, Workspace
from nodeeditor.theme import with_alpha


class RubberBand(Gesture):
    """Drawn to the left it chooses the cards that it touches, to the right those that lie inside it.

    With Ctrl or Shift it chooses besides what was chosen before. A frame must always lie inside.
    """

    scrolls = True

    def __init__(self, workspace: Workspace, start: Pointer) -> None:
        self._workspace = workspace
        self._start = start.scene
        self._rect = QRectF(start.scene, start.scene)
        self._touches = False
        chosen = workspace.selection
        self._before = (chosen.nodes, chosen.wires)
        self._kept = chosen.nodes if start.extends else frozenset[str]()
        if not start.extends:
            chosen.set()

    def move(self, pointer: Pointer) -> None:
        before, self._rect = self._rect, QRectF(self._start, pointer.scene).normalized()
        self._touches = pointer.scene.x() < self._start.x()
        touched = self._workspace.scene.context.nodes_index.within(self._rect)
        found = {item.id for item in touched if self._takes(item)}
        self._workspace.selection.set(self._kept | found)
        self._workspace.surface.repaint_scene(before.united(self._rect))

    def _takes(self, item: NodeItem) -> bool:
        rect = item.card_rect()
        if self._touches and not isinstance(item, FrameItem):
            return rect.intersects(self._rect)
        return self._rect.contains(rect)

    def finish(self, _pointer: Pointer) -> None:
        self._workspace.surface.repaint_scene(self._rect)

    def cancel(self) -> None:
        self._workspace.selection.set(*self._before)
        self._workspace.surface.repaint_scene(self._rect)

    def paint(self, painter: QPainter) -> None:
        accent = self._workspace.scene.context.paints.theme.accent
        pen = QPen(accent, 1, Qt.PenStyle.DashLine if self._touches else Qt.PenStyle.SolidLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(with_alpha(accent, 0.1))
        painter.drawRect(self._rect)


class Pan(Gesture):
    """The ground follows the pointer."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, workspace: Workspace, start: Pointer) -> None:
        self._camera = workspace.camera
        self._last = start.view

    def move(self, pointer: Pointer) -> None:
        self._camera.pan(self._last - pointer.view)
        self._last = pointer.view
