"""Selecting with a rubber band drawn on the ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.node_item import NodeItem
from nodeeditor.canvas.workspace import Pointer, Workspace
from nodeeditor.theme import with_alpha


class RubberBand(Gesture):
    """Chooses the cards that the band touches; with Ctrl or Shift besides what was chosen before."""

    def __init__(self, workspace: Workspace, start: Pointer) -> None:
        self._workspace = workspace
        self._start = start.scene
        self._rect = QRectF(start.scene, start.scene)
        chosen = workspace.selection
        self._before = (chosen.nodes, chosen.wires)
        self._kept = chosen.nodes if start.extends else frozenset[str]()
        if not start.extends:
            chosen.set()

    def move(self, pointer: Pointer) -> None:
        before, self._rect = self._rect, QRectF(self._start, pointer.scene).normalized()
        items = self._workspace.scene.items(self._rect)
        touched = {i.id for i in items if isinstance(i, NodeItem) and i.card_rect().intersects(self._rect)}
        self._workspace.selection.set(self._kept | touched)
        self._workspace.surface.repaint_scene(before.united(self._rect))

    def finish(self, _pointer: Pointer) -> None:
        self._workspace.surface.repaint_scene(self._rect)

    def cancel(self) -> None:
        self._workspace.selection.set(*self._before)
        self._workspace.surface.repaint_scene(self._rect)

    def paint(self, painter: QPainter) -> None:
        accent = self._workspace.scene.stage.paints.theme.accent
        pen = QPen(accent, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(with_alpha(accent, 0.1))
        painter.drawRect(self._rect)
