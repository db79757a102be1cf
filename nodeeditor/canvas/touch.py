"""How wheels, touchpads and touch screens are read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

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
