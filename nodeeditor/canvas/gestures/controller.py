"""From presses, moves and releases to gestures: at most one is in progress."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QPainter

from nodeeditor.canvas.gestures.background import Pan, RubberBand
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.gestures.cut import CutWires
from nodeeditor.canvas.gestures.drop import Dragged, DropLayer
from nodeeditor.canvas.gestures.nodes import CopyNodes, MoveGesture, Resize
from nodeeditor.canvas.gestures.wire import DragWire, End, GrabWire
from nodeeditor.canvas.operations.editing import Editing
from nodeeditor.canvas.scene.context import Hovered
from nodeeditor.canvas.scene.hit_test import grip_at, hit
from nodeeditor.canvas.workspace import Pointer, Workspace

SCROLL_DELAY_MS = 250
SCROLL_TICK_MS = 16


class GestureController:
    """Owns the gesture in progress and what is marked under the pointer.

    A gesture is over before it edits the document: an edit during one comes from elsewhere, and cancels it.
    """

    def __init__(self, workspace: Workspace, editing: Editing) -> None:
        self._workspace = workspace
        self._editing = editing
        self._gesture: Gesture | None = None
        self._lingering: Gesture | None = None
        self.panning = False
        """Whether Space is held."""
        self._last: Pointer | None = None
        self._scrolling = QTimer(workspace.scene)
        self._scrolling.timeout.connect(self._scroll)
        workspace.scene.about_to_change.connect(self.cancel)

    @property
    def busy(self) -> bool:
        return self._gesture is not None

    @property
    def gesture(self) -> Gesture | None:
        """The gesture in progress."""
        return self._gesture

    def begin(self, gesture: Gesture) -> None:
        """A gesture that no press began."""
        self.cancel()
        self._gesture = gesture

    def release_gesture(self) -> None:
        """Gives the gesture in progress up without ending it: the caller does."""
        self._gesture = None
        self._scrolling.stop()

    def complete(self) -> None:
        """Ends a gesture that no button holds."""
        gesture = self._gesture
        self.release_gesture()
        if gesture is not None:
            gesture.finish(Pointer(QPoint(), QPointF()))

    def press(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        """Begins a gesture; a second button during one cancels it."""
        if self._gesture is not None:
            self.cancel()
            return
        self._gesture = gesture_for(self._workspace, self._editing, pointer, button, self.panning)

    def move(self, pointer: Pointer) -> None:
        if self._gesture is not None:
            self._last = pointer
            self._gesture.move(pointer)
            self._consider_scrolling()
            return
        scene = self._workspace.scene
        scene.set_hovered(hit(scene, pointer.scene, self._workspace.camera.scale))

    def release(self, pointer: Pointer) -> None:
        gesture = self._gesture
        self.release_gesture()
        if gesture is not None:
            gesture.finish(pointer)
            self._lingering = gesture if gesture.lingers else None

    def settle(self) -> None:
        """Stops painting a finished gesture: its question was answered or dismissed."""
        if self._lingering is not None:
            self._lingering = None
            self._workspace.surface.repaint_scene(self._workspace.camera.visible_rect())

    def cancel(self) -> bool:
        """Ends the gesture in progress without a trace; returns whether there was one."""
        self.settle()
        gesture = self._gesture
        self.release_gesture()
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def choose_at(self, pointer: Pointer) -> None:
        """Chooses what lies under the pointer, for a menu; what is selected already stays so."""
        scene, chosen = self._workspace.scene, self._workspace.selection
        under = hit(scene, pointer.scene, self._workspace.camera.scale)
        if under.node and under.node not in chosen.nodes:
            chosen.set([under.node])
        elif under.wire is not None and under.wire not in chosen.wires:
            chosen.set(wires=[under.wire])

    def begin_drop(self, dragged: Dragged) -> None:
        """A layer from the palette has come over the canvas."""
        self.cancel()
        self._gesture = DropLayer(self._workspace, self._editing, dragged)

    def leave(self) -> None:
        """The pointer is outside."""
        if self._gesture is None:
            self._workspace.scene.set_hovered(Hovered())

    def cursor(self) -> Qt.CursorShape:
        if self._gesture is not None and self._gesture.cursor is not None:
            return self._gesture.cursor
        if self.panning:
            return Qt.CursorShape.OpenHandCursor
        return (
            Qt.CursorShape.CrossCursor
            if self._workspace.scene.context.hovered.port
            else Qt.CursorShape.ArrowCursor
        )

    def paint(self, painter: QPainter) -> None:
        """Draws what the gesture in progress shows over the scene, or the one whose question is open."""
        gesture = self._gesture or self._lingering
        if gesture is not None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            gesture.paint(painter)
            painter.restore()

    def _consider_scrolling(self) -> None:
        """Scrolls during a drag near the edge, after a delay: a press near the edge is not yet a drag."""
        wanted = self._gesture is not None and self._gesture.scrolls and self._last is not None
        near = self._last is not None and not self._workspace.camera.edge_pull(self._last.view).isNull()
        if not (wanted and near):
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start(SCROLL_DELAY_MS)

    def _scroll(self) -> None:
        if self._gesture is None or self._last is None:
            self._scrolling.stop()
            return
        camera, view = self._workspace.camera, self._last.view
        # The timer started with the delay; from its first timeout on it ticks.
        self._scrolling.setInterval(SCROLL_TICK_MS)
        camera.pan(camera.edge_pull(view))
        self._last = Pointer(view, camera.to_scene_point(view), self._last.modifiers)
        self._gesture.move(self._last)


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
