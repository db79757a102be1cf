"""Moving nodes, snapped to the grid."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from backend.document.actions import nudge
from nodeeditor.canvas.editing import Editing
from nodeeditor.canvas.geometry import snapped
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.workspace import Pointer, Workspace


class MoveNodes(Gesture):
    """Drags the selection by one of its nodes, whose corner keeps to the grid; the others keep their distance."""

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, grabbed: str) -> None:
        self._workspace = workspace
        self._editing = editing
        self._start = start
        self._grabbed = grabbed
        self._corner = QPointF(*workspace.document.node(grabbed).position)
        self._offset = QPointF()
        self._dragging = False
        chosen = workspace.selection
        self._was_chosen = grabbed in chosen.nodes
        if start.extends:
            chosen.toggle_node(grabbed)
        elif not self._was_chosen:
            chosen.set([grabbed])
        self._ids = sorted(chosen.nodes)

    def move(self, pointer: Pointer) -> None:
        away = pointer.view - self._start.view
        if not self._dragging and away.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragging = True
        wanted = self._corner + pointer.scene - self._start.scene
        offset = QPointF(snapped(wanted.x()), snapped(wanted.y())) - self._corner
        if offset != self._offset:
            self._offset = offset
            self._workspace.scene.shift(self._ids, offset)

    def finish(self, _pointer: Pointer) -> None:
        if not self._dragging:
            if self._was_chosen and not self._start.extends:
                self._workspace.selection.set([self._grabbed])
            return
        edits = nudge(self._workspace.document, self._ids, self._offset.x(), self._offset.y())
        if edits and not self._offset.isNull():
            self._editing.apply(edits, "Move" if len(self._ids) == 1 else f"Move {len(self._ids)} nodes")

    def cancel(self) -> None:
        if self._dragging:
            self._workspace.scene.shift(self._ids, QPointF())
