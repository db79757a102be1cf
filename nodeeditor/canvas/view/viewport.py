"""The viewport: the widget that shows the scene, and from whose pointer events gestures are made."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QInputDevice,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QToolTip, QWidget

from nodeeditor.canvas.camera import Camera
from nodeeditor.canvas.gestures.controller import GestureController, cuts
from nodeeditor.canvas.gestures.drop import dragged_layer
from nodeeditor.canvas.overlays.training_marks import MetricMarks
from nodeeditor.canvas.painting.overview import Overview
from nodeeditor.canvas.painting.view_painter import REPAINT_DUE, ViewPainter
from nodeeditor.canvas.scene.hit_test import hit, tooltip_at
from nodeeditor.canvas.workspace import Pointer, Workspace

ZOOM_PER_STEP = 1.2
# Qt counts in eighths of a degree, and one notch of a usual wheel is 15 degrees.
UNITS_PER_STEP = 120
PIXELS_PER_STEP = 80


class Viewport(QWidget):
    """Shows one scene at a time, with the marks of a training and the gesture in progress over it.

    Signals: ``pressed()`` before a press begins a gesture; ``pointer_moved(point)``; ``dropped()`` after a layer
    was; ``double_clicked(pointer)`` with the left button; ``menu_requested(global_point)``, with the node under
    the pointer selected; ``problems_wanted(node)`` where the pointer rests on a node that has some.
    """

    pressed = Signal()
    pointer_moved = Signal(QPoint)
    dropped = Signal()
    double_clicked = Signal(object)
    menu_requested = Signal(QPoint)
    problems_wanted = Signal(str)

    workspace: Workspace
    gestures: GestureController

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.camera = Camera(self)
        self.painter = ViewPainter(parent, self, self.camera)
        self.marks = MetricMarks(self, self.painter)
        self.wheel_pans = False
        """Whether the wheel pans, across with Shift, and zooms with Ctrl; else it zooms."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else Qt fills all of it first
        self.setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.grabGesture(Qt.GestureType.PinchGesture)

    def show_workspace(self, workspace: Workspace, gestures: GestureController, overview: Overview) -> None:
        """Shows another document."""
        self.workspace, self.gestures = workspace, gestures
        self.painter.show_scene(workspace.scene, overview)

    def pointer_at(
        self, point: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> Pointer:
        """A pointer at a point of the viewport."""
        return Pointer(point, self.camera.to_scene_point(point), modifiers)

    def cursor_point(self) -> QPoint:
        """Where the pointer is on the viewport; the middle where it is outside."""
        point = self.mapFromGlobal(QCursor.pos())
        return point if self.rect().contains(point) else self.rect().center()

    def selection_point(self) -> QPoint:
        """Where the first selected node is on the viewport, else where the pointer is."""
        items = self.workspace.scene.node_items
        selected = [items[node] for node in self.workspace.selected_ids() if node in items]
        return self.camera.to_view_point(selected[0].card_rect().center()) if selected else self.cursor_point()

    def show_cursor(self) -> None:
        """Takes the cursor that the gesture in progress, or what lies under the pointer, asks for."""
        wanted = self.gestures.cursor()
        if self.cursor().shape() != wanted:
            self.setCursor(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self.painter.paint(painter, event)
            self.marks.paint(painter, self.workspace.scene)
            self.gestures.paint(painter)

    def event(self, event: QEvent) -> bool:
        if event.type() == REPAINT_DUE:
            self.painter.update_regions()
            return True
        pinched = pinch(event)
        if pinched is not None:
            factor, middle = pinched
            self._zoom(factor, self.mapFromGlobal(middle))
            return True
        if isinstance(event, QHelpEvent):
            self._explain(event)
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.gestures.leave()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        self.gestures.press(self._pointer(event), event.button())
        self.show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer_moved.emit(event.position().toPoint())
        self.gestures.move(self._pointer(event))
        self.show_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(self._pointer(event))
        self.show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(self._pointer(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            event.ignore()  # the canvas knows where the selection is
        elif not cuts(Qt.MouseButton.RightButton, event.modifiers()):
            self.gestures.choose_at(self.pointer_at(event.pos()))
            self.menu_requested.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        panned = touchpad_pan(event)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        # Two fingers on a touchpad pan whatever the setting says, which is about wheels.
        if panned is not None:
            self.camera.pan(-panned)
        elif self.wheel_pans and not ctrl:
            self.camera.pan(wheel_pan(event))
        else:
            self._zoom(wheel_factor(event), event.position().toPoint())
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        dragged = dragged_layer(event.mimeData(), self.workspace.checker)
        if dragged is None:
            event.ignore()
            return
        self.gestures.begin_drop(dragged)
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.gestures.busy:
            self.gestures.move(self.pointer_at(event.position().toPoint()))
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.gestures.cancel()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.gestures.busy:
            self.gestures.release(self.pointer_at(event.position().toPoint()))
            event.acceptProposedAction()
            self.dropped.emit()

    def _zoom(self, factor: float, about: QPoint) -> None:
        self.painter.settling.start()
        self.camera.zoom_by(factor, about)

    def _explain(self, event: QHelpEvent) -> None:
        """What lies under the pointer in words; of a node with problems, the card with their fixes."""
        scene, point = self.workspace.scene, self.camera.to_scene_point(event.pos())
        under = hit(scene, point, self.camera.scale)
        item = scene.node_items.get(under.node)
        if item is not None and not under.port and item.card.problems and not self.gestures.busy:
            self.problems_wanted.emit(item.id)
            return
        QToolTip.showText(event.globalPos(), tooltip_at(scene, point, self.camera.scale), self)

    def _pointer(self, event: QMouseEvent) -> Pointer:
        return self.pointer_at(event.position().toPoint(), event.modifiers())


def touchpad_pan(event: QWheelEvent) -> QPoint | None:
    """The pixels that two fingers on a touchpad moved; ``None`` for a wheel, or with Ctrl, which zooms."""
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    # Not every platform says that a device is a touchpad. Scroll phases give it away: a wheel has none.
    on_pad = event.device().type() == QInputDevice.DeviceType.TouchPad
    if held or event.pixelDelta().isNull() or not (on_pad or event.phase() != Qt.ScrollPhase.NoScrollPhase):
        return None
    return event.pixelDelta()


def wheel_pan(event: QWheelEvent) -> QPoint:
    """How far a wheel pans: down and up, or to the sides with Shift or a wheel that tilts."""
    delta = -event.angleDelta() * PIXELS_PER_STEP / UNITS_PER_STEP
    across = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not delta.x()
    return QPoint(delta.y(), 0) if across else delta


def wheel_factor(event: QWheelEvent) -> float:
    """By how much a wheel zooms; fine wheels zoom in fine steps."""
    return float(ZOOM_PER_STEP ** (event.angleDelta().y() / UNITS_PER_STEP))


def pinch(event: QEvent) -> tuple[float, QPoint] | None:
    """The factor and the middle, on the whole screen, of a pinch on a touchpad or a touch screen."""
    if isinstance(event, QNativeGestureEvent):
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            return 1 + event.value(), event.globalPosition().toPoint()
    elif isinstance(event, QGestureEvent):
        gesture = event.gesture(Qt.GestureType.PinchGesture)
        if isinstance(gesture, QPinchGesture):
            return gesture.scaleFactor(), gesture.hotSpot().toPoint()
    return None
