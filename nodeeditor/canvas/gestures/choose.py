"""Which gesture a press begins."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nodeeditor.canvas.editing import Editing
from nodeeditor.canvas.gestures.band import RubberBand
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.gestures.copy import CopyNodes
from nodeeditor.canvas.gestures.cut import CutWires
from nodeeditor.canvas.gestures.grab import GrabWire
from nodeeditor.canvas.gestures.move import MoveGesture
from nodeeditor.canvas.gestures.pan import Pan
from nodeeditor.canvas.gestures.resize import Resize
from nodeeditor.canvas.gestures.wire import DragWire, End
from nodeeditor.canvas.hits import grip_at, hit
from nodeeditor.canvas.workspace import Pointer, Workspace


def gesture_for(
    workspace: Workspace, editing: Editing, pointer: Pointer, button: Qt.MouseButton, panning: bool
) -> Gesture | None:
    """The gesture of a press; ``panning`` while Space is held."""
    if button is Qt.MouseButton.MiddleButton or (panning and button is Qt.MouseButton.LeftButton):
        return Pan(workspace, pointer)
    if cuts(button, pointer.modifiers):
        return CutWires(workspace, editing, pointer)
    if button is not Qt.MouseButton.LeftButton:
        return None
    under = hit(workspace.scene, pointer.scene, workspace.camera.scale)
    if under.port:
        return DragWire(workspace, editing, pointer, End(under.node, under.port, under.is_input))
    if under.node:
        return _on_node(workspace, editing, pointer, under.node)
    if under.wire is not None:
        return GrabWire(workspace, editing, pointer, under.wire)
    return RubberBand(workspace, pointer)


def cuts(button: Qt.MouseButton, held: Qt.KeyboardModifier) -> bool:
    """Whether a press begins a stroke that cuts: Alt and the left button, or Ctrl and the right one."""
    if button is Qt.MouseButton.LeftButton:
        return bool(held & Qt.KeyboardModifier.AltModifier)
    return button is Qt.MouseButton.RightButton and bool(held & Qt.KeyboardModifier.ControlModifier)


def _on_node(workspace: Workspace, editing: Editing, pointer: Pointer, node: str) -> Gesture:
    if grip_at(workspace.scene, pointer.scene) is not None:
        return Resize(workspace, editing, pointer, node)
    if pointer.modifiers & Qt.KeyboardModifier.ControlModifier:
        return CopyNodes(workspace, editing, pointer, node)
    return MoveGesture(workspace, editing, pointer, node)
