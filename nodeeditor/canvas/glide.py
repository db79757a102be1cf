"""Nodes that glide to their new places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QEasingCurve, QPointF, QVariantAnimation

from nodeeditor.canvas.scene import Scene
from nodeeditor.theme import motion_allowed

MAX_GLIDING = 400
"""More would not move smoothly."""


class Glide:
    """Shows nodes on their way from where they were; the document has them at their new places all along.

    Nothing glides where less motion is asked for. The next edit of the document ends the way.
    """

    duration_ms: ClassVar[int] = 200

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._old: dict[str, QPointF] = {}
        self._new: dict[str, QPointF] = {}
        self._animation = QVariantAnimation(scene)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._show)
        scene.about_to_change.connect(self.finish)

    def start(self, old: Mapping[str, QPointF]) -> None:
        """Lets nodes glide from ``old`` to where the scene shows them now."""
        items = self._scene.node_items
        moved = {node: items[node].pos() for node in old if node in items and items[node].pos() != old[node]}
        if not moved or len(moved) > MAX_GLIDING or not self.duration_ms or not motion_allowed():
            return
        self._old, self._new = {node: old[node] for node in moved}, moved
        self._animation.setDuration(self.duration_ms)
        self._animation.start()

    def finish(self) -> None:
        """Shows everything where it belongs."""
        if self._new:
            self._animation.stop()
            self._scene.place(self._new)
            self._old, self._new = {}, {}

    def _show(self, share: float) -> None:
        way = {node: old + (self._new[node] - old) * share for node, old in self._old.items()}
        self._scene.place(way)
        if share == 1.0:
            self._old, self._new = {}, {}
