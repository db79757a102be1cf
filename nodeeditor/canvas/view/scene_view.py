"""The widget below the canvas: turns events into gestures and paints through scene or overview."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QGestureEvent, QPinchGesture, QToolTip, QWidget

from nodeeditor.canvas.camera import Camera
from nodeeditor.canvas.gestures.controller import GestureController
from nodeeditor.canvas.gestures.drop import dragged_layer
from nodeeditor.canvas.overlays.problem_card import ProblemCard
from nodeeditor.canvas.overlays.training_marks import TrainingMarks
from nodeeditor.canvas.painting.background import Background
from nodeeditor.canvas.painting.overview import Overview
from nodeeditor.canvas.painting.repaint_regions import joined_rects
from nodeeditor.canvas.painting.scene_painter import ScenePainter
from nodeeditor.canvas.scene.context import Detail, detail_at
from nodeeditor.canvas.scene.hit_test import hit, tooltip_at
from nodeeditor.canvas.workspace import Pointer, Workspace

REPAINT_MARGIN = 4
RENDER_HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
DIRTY = QEvent.Type(QEvent.registerEventType())
SETTLING_MS = 90
"""How long after a turn of the wheel the zoom counts as in motion."""


class SceneView(QAbstractScrollArea):
    """Events in, pictures out; it decides nothing.

    Signals: ``double_clicked(pointer)`` with the left button; ``menu_requested(global_point)``, with the node
    under the pointer chosen.
    """

    double_clicked = Signal(object)
    menu_requested = Signal(QPoint)

    workspace: Workspace
    pointing: GestureController
    _overview: Overview
    _painter: ScenePainter

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Camera(self.viewport())
        self.camera.moved.connect(self._scroll_pixels)
        self.training_marks = TrainingMarks(self, self)
        self.problem_card = ProblemCard(self)
        self.camera.moved.connect(self.problem_card.close_card)
        self.camera.zoomed.connect(lambda _scale: self.problem_card.close_card())
        self._ground = Background()
        self._shown_from, self._shown_scale = QPoint(), 1.0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setAccessibleName("Canvas")
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setAutoFillBackground(False)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.camera.zoomed.connect(self._choose_detail)
        self._settling = QTimer(self, singleShot=True, interval=SETTLING_MS)
        self._settling.timeout.connect(self.viewport().update)
        self._owed = QTimer(self, singleShot=True, interval=0)
        self._owed.timeout.connect(self.viewport().update)

    def show_workspace(self, workspace: Workspace, pointing: GestureController, overview: Overview) -> None:
        """Shows another document."""
        self.workspace, self.gestures, self._overview = workspace, pointing, overview
        self._painter = ScenePainter(workspace.scene)
        workspace.scene.redrawn.connect(self._refresh_overview)
        workspace.scene.about_to_change.connect(self.problem_card.close_card)
        self.problem_card.close_card()
        workspace.scene.context.repaints.follow(self._on_dirty)
        self._choose_detail(self.camera.scale)

    def repaint_scene(self, rect: QRectF) -> None:
        """Paints a part of the scene's rectangle again, with what gestures draw over it."""
        self.workspace.scene.context.repaints.add(rect)

    def pointer_at(
        self, point: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> Pointer:
        """A pointer at a point of the viewport."""
        return Pointer(point, self.camera.to_scene_point(point), modifiers)

    def paintEvent(self, event: QPaintEvent) -> None:
        if event.rect() == self.viewport().rect():
            self.workspace.scene.context.repaints.forget()
        transform = self.camera.transform
        with QPainter(self.viewport()) as painter:
            for rect in joined_rects(map(QRectF, event.region())):  # type: ignore[call-overload]
                part = rect.toRect()
                painter.setWorldTransform(QTransform())
                painter.setClipRect(part)
                painter.setWorldTransform(transform)
                painter.setRenderHints(RENDER_HINTS)
                self._paint_part(painter, self.camera.to_scene(part))
            painter.setClipping(False)
            self.training_marks.paint(painter, self.workspace.scene)
            self.gestures.paint(painter)

    def _paint_part(self, painter: QPainter, exposed: QRectF) -> None:
        context = self.workspace.scene.context
        self._ground.paint(painter, exposed, context.paints.theme)
        if context.detail is Detail.OVERVIEW:
            self._overview.paint(painter)
        else:
            self._painter.paint(painter, exposed, self._settling.isActive())
            if context.paints.pixmaps.owes:
                context.paints.pixmaps.owes = False
                self._owed.start()

    def _on_dirty(self) -> None:
        """Has what is dirty painted once the present step is over."""
        QCoreApplication.postEvent(self.viewport(), QEvent(DIRTY))

    def _update_dirty(self) -> None:
        viewport, margin = self.viewport(), REPAINT_MARGIN
        room, transform = viewport.rect(), self.camera.transform
        for rect in self.workspace.scene.context.repaints.take():
            shown = transform.mapRect(rect).toAlignedRect().adjusted(-margin, -margin, margin, margin)
            if shown.intersects(room):
                viewport.update(shown)

    def _scroll_pixels(self) -> None:
        """Moves the pixels that no overlay covers; Qt would paint all anew where any overlay covers some."""
        viewport, camera = self.viewport(), self.camera
        moved = self._shown_from - camera.corner
        self._shown_from = QPoint(camera.corner)
        if self._shown_scale != camera.scale:
            self._shown_scale = camera.scale  # `_choose_detail` has the whole view painted
            return
        if moved.isNull():
            return
        free = self._uncovered()
        viewport.scroll(moved.x(), moved.y(), free)
        viewport.update(QRegion(viewport.rect()) - QRegion(free))

    def _uncovered(self) -> QRect:
        """The largest rectangle of the viewport that no overlay lies over."""
        region = QRegion(self.viewport().rect())
        for child in self.children():
            if isinstance(child, QWidget) and child is not self.viewport() and child.isVisible():
                region -= QRegion(child.geometry())
        rects: list[QRect] = list(region)  # type: ignore[call-overload]
        return max(rects, key=lambda rect: rect.width() * rect.height(), default=QRect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.problem_card.close_card()
        self.gestures.press(self._pointer(event), event.button())
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.problem_card.follow_pointer(event.position().toPoint())
        self.gestures.move(self._pointer(event))
        self._show_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(self._pointer(event))
        self._show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(self._pointer(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.gestures.choose_at(self.pointer_at(event.pos()))
        self.menu_requested.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        panned = wheel_pan(event)
        if panned is not None:
            self.camera.pan(-panned)
        else:
            self._settling.start()
            self.camera.zoom_by(wheel_factor(event), event.position().toPoint())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == DIRTY:
            self._update_dirty()
            return True
        pinched = pinch(event)
        if pinched is not None:
            factor, middle = pinched
            self._settling.start()
            self.camera.zoom_by(factor, self.viewport().mapFromGlobal(middle))
            return True
        if isinstance(event, QHelpEvent):
            self._explain(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self.gestures.leave()
        return super().viewportEvent(event)

    def _explain(self, event: QHelpEvent) -> None:
        """What lies under the pointer in words; of a node with problems, the card with their fixes."""
        scene, point = self.workspace.scene, self.camera.to_scene_point(event.pos())
        under = hit(scene, point, self.camera.scale)
        item = scene.node_items.get(under.node)
        if item is not None and not under.port and item.card.problems and not self.gestures.busy:
            self.problem_card.open_for(self.workspace, item)
            return
        QToolTip.showText(event.globalPos(), tooltip_at(scene, point, self.camera.scale), self.viewport())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.gestures.panning = True
            self._show_cursor()
        elif event.key() != Qt.Key.Key_Escape or not self._escape():
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.gestures.panning = False
            self._show_cursor()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.gestures.panning = False
        super().focusOutEvent(event)

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
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _pointer(self, event: QMouseEvent) -> Pointer:
        return self.pointer_at(event.position().toPoint(), event.modifiers())

    def _escape(self) -> bool:
        """Cancels the gesture in progress, else lets the selection go; returns whether there was either."""
        chosen = self.workspace.selection
        if self.gestures.cancel():
            self._show_cursor()
            return True
        some = bool(chosen.nodes or chosen.wires)
        chosen.set()
        return some

    def _show_cursor(self) -> None:
        wanted, viewport = self.gestures.cursor(), self.viewport()
        if viewport.cursor().shape() != wanted:
            viewport.setCursor(wanted)

    def _choose_detail(self, scale: float) -> None:
        self.workspace.scene.context.detail = detail_at(scale)
        self.viewport().update()

    def _refresh_overview(self) -> None:
        if self.workspace.scene.context.detail is Detail.OVERVIEW:
            self.viewport().update()


ZOOM_PER_STEP = 1.2
UNITS_PER_STEP = 120
PIXELS_PER_STEP = 80


def wheel_pan(event: QWheelEvent) -> QPoint | None:
    """The pixels that two fingers on a touchpad moved; ``None`` for a wheel, or with Ctrl, which zooms."""
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    on_pad = event.device().type() == QInputDevice.DeviceType.TouchPad
    if held or event.pixelDelta().isNull() or not (on_pad or event.phase() != Qt.ScrollPhase.NoScrollPhase):
        return None
    return event.pixelDelta()


def wheel_steps(event: QWheelEvent) -> QPoint:
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
