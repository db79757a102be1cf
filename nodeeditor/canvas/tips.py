"""What a tool tip says at a point of the scene."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from nodeeditor.canvas.hits import node_at, port_at, wire_at
from nodeeditor.canvas.scene import Scene


def tip_at(scene: Scene, point: QPointF, scale: float) -> str:
    """A port's meaning and type, a node's whole name, or a wire's ends and type; else the empty string."""
    port = port_at(scene, point, scale)
    if port is not None:
        return port[1].tip
    node = node_at(scene, point)
    if node is not None:
        return node.card.tip
    wire = wire_at(scene, point, scale)
    return scene.wire_items[wire].look.tip if wire is not None else ""
