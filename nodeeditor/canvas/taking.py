"""Which wire takes in a layer that is dropped on it or added over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from backend.check.fitting import fitting_input
from backend.document.model import Wire
from nodeeditor.canvas.hits import node_at, wire_at
from nodeeditor.canvas.workspace import Workspace


def wire_taking(workspace: Workspace, point: QPointF, type_name: str) -> Wire | None:
    """The wire right at a point of the scene, if what flows through it is something the layer can work on."""
    layer = workspace.checker.layers.find(type_name)
    if layer is None or not (layer.inputs and layer.outputs) or node_at(workspace.scene, point) is not None:
        return None
    wire = wire_at(workspace.scene, point, workspace.camera.scale)
    if wire is None:
        return None
    fits = fitting_input(workspace.checker, layer, wire.source, wire.output) is not None
    return wire if fits else None
