"""Which gesture a press begins."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nodeeditor.canvas.editing import Editing
from nodeeditor.canvas.gestures.band import RubberBand
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.gestures.move import MoveNodes
from nodeeditor.canvas.gestures.pan import Pan
from nodeeditor.canvas.gestures.wire import DragWire, End
from nodeeditor.canvas.hits import hit
from nodeeditor.canvas.workspace import Pointer, Workspace


def gesture_for(
    workspace: Workspace, editing: Editing, pointer: Pointer, button: Qt.MouseButton, panning: bool
) -> Gesture | None:
    """The gesture of a press; ``panning`` while Space is held. A press on a wire only chooses it."""
    if button is Qt.MouseButton.MiddleButton or (panning and button is Qt.MouseButton.LeftButton):
        return Pan(workspace, pointer)
    if button is not Qt.MouseButton.LeftButton:
        return None
    under = hit(workspace.scene, pointer.scene, workspace.camera.scale)
    if under.port:
        return DragWire(workspace, editing, pointer, End(under.node, under.port, under.is_input))
    if under.node:
        return MoveNodes(workspace, editing, pointer, under.node)
    if under.wire is not None:
        chosen = workspace.selection
        if pointer.extends:
            chosen.set(chosen.nodes, chosen.wires ^ {under.wire})
        else:
            chosen.set(wires=[under.wire])
        return None
    return RubberBand(workspace, pointer)
