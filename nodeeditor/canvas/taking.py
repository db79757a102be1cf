"""Which wire takes in a layer that is dropped on it or added over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from backend.check.connection import input_slots, misfit
from backend.check.fitting import fitting_input
from backend.document.actions import new_node
from backend.document.graph import Wire
from nodeeditor.canvas.hits import node_at, wire_at
from nodeeditor.canvas.workspace import Workspace


def why_not(workspace: Workspace, point: QPointF, type_name: str) -> str:
    """Why the wire at a point does not take a fresh layer in; the empty string where there is none or it does."""
    layer = workspace.checker.layers.find(type_name)
    if layer is None or not (layer.inputs and layer.outputs) or node_at(workspace.scene, point) is not None:
        return ""
    wire = wire_at(workspace.scene, point, workspace.camera.scale)
    if wire is None or fitting_input(workspace.checker, layer, wire.source, wire.output) is not None:
        return ""
    fresh, port = new_node(workspace.document, type_name), input_slots(layer, ())[0]
    entering, checker = Wire(wire.source, wire.output, fresh.id, port), workspace.checker
    refused = misfit(fresh, [entering], checker.reports, port, checker.layers.find)
    return refused.message if refused else ""


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
