"""Duplicating by dragging with Ctrl: the copies follow the pointer, the originals stay."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionGraphicsItem

from nodeeditor.canvas.area_item import AreaItem
from nodeeditor.canvas.bend_item import BendItem
from nodeeditor.canvas.card_paint import paint_card
from nodeeditor.canvas.detail import Detail
from nodeeditor.canvas.editing import Editing
from nodeeditor.canvas.geometry import bounding, snapped
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.places import with_content
from nodeeditor.canvas.workspace import Pointer, Workspace

GHOST_OPACITY = 0.75
GHOST_MARGIN = 12.0


class CopyNodes(Gesture):
    """Copies the selection where it is dropped, frames with what lies inside.

    A click alone adds the node to the selection or takes it out.
    """

    scrolls = True

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, grabbed: str) -> None:
        self._workspace = workspace
        self._editing = editing
        self._start = start
        self._grabbed = grabbed
        chosen = workspace.selection.nodes
        self._ids = with_content(workspace.scene, chosen if grabbed in chosen else [grabbed])
        self._offset = QPointF()
        self._dragging = False

    def move(self, pointer: Pointer) -> None:
        away = pointer.view - self._start.view
        if not self._dragging and away.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragging = True
        before = self._bounds()
        wanted = pointer.scene - self._start.scene
        self._offset = QPointF(snapped(wanted.x()), snapped(wanted.y()))
        self._workspace.surface.repaint_scene(before.united(self._bounds()))

    def finish(self, _pointer: Pointer) -> None:
        if not self._dragging:
            self._workspace.selection.toggle_node(self._grabbed)
            return
        bounds = self._bounds()
        self._dragging = False
        self._editing.duplicate(self._ids, self._offset)
        self._workspace.surface.repaint_scene(bounds)

    def cancel(self) -> None:
        self._workspace.surface.repaint_scene(self._bounds())

    def paint(self, painter: QPainter) -> None:
        if not self._dragging:
            return
        scene = self._workspace.scene
        painter.setOpacity(GHOST_OPACITY)
        for node in self._ids:
            item = scene.node_items[node]
            painter.save()
            painter.translate(item.pos() + self._offset)
            if isinstance(item, AreaItem | BendItem):
                item.paint(painter, QStyleOptionGraphicsItem())
            else:
                paint_card(painter, item.card, scene.stage.paints, max(scene.stage.detail, Detail.CARDS))
            painter.restore()

    def _bounds(self) -> QRectF:
        items = self._workspace.scene.node_items
        whole = bounding(items[node].card_rect() for node in self._ids).translated(self._offset)
        return whole.adjusted(-GHOST_MARGIN, -GHOST_MARGIN, GHOST_MARGIN, GHOST_MARGIN)
