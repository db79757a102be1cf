"""The camera: zoom about a point and pan by scroll bars, over a scene rectangle that never changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

SMALLEST = 0.05
LARGEST = 4.0
STEPS = (0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
FIT_MARGIN = 64.0
REVEAL_MARGIN = 60.0
FITTED_LARGEST = 1.0
EDGE_PIXELS = 28
FASTEST_PULL = 22


class Camera(QObject):
    """Moves a view over its scene.

    Signals: ``zoomed(scale)`` after another zoom factor; ``moved`` after any change of what is in view.
    """

    zoomed = Signal(float)
    moved = Signal()

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self.panning = False
        self.hides: Callable[[QRect], bool] = _hides_nothing
        """Whether something over the view hides a part of this rectangle of the viewport."""
        view.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        view.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def scale(self) -> float:
        return self._view.transform().m11()

    def zoom_to(self, scale: float, about: QPoint | None = None) -> None:
        """Zooms so that the scene's point under ``about`` stays there; about the middle by default."""
        scale = min(max(scale, SMALLEST), LARGEST)
        if scale == self.scale:
            return
        fixed = about if about is not None else self._view.viewport().rect().center()
        before = self._view.mapToScene(fixed)
        self._view.setTransform(QTransform.fromScale(scale, scale))
        after = self._view.mapFromScene(before)
        self.pan(after - fixed)
        self.zoomed.emit(scale)
        self.moved.emit()

    def zoom_by(self, factor: float, about: QPoint | None = None) -> None:
        self.zoom_to(self.scale * factor, about)

    def step(self, direction: int) -> None:
        """The next step in or out on the ladder of round zoom factors."""
        if direction > 0:
            self.zoom_to(next((step for step in STEPS if step > self.scale * 1.001), LARGEST))
        else:
            self.zoom_to(next((step for step in reversed(STEPS) if step < self.scale * 0.999), SMALLEST))

    def pan(self, pixels: QPoint) -> None:
        """Moves the camera right and down, in one step for those who follow it."""
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        self.panning = True
        across.setValue(across.value() + pixels.x())
        down.setValue(down.value() + pixels.y())
        self.panning = False
        self.moved.emit()

    def fit(self, content: QRectF, covered: int = 0) -> None:
        """Shows all of the content, at 100 % at most, above ``covered`` pixels at the lower edge."""
        if content.isEmpty():
            self.zoom_to(1.0)
            self._view.centerOn(QPointF(0, 0))
            return
        room: QSize = self._view.viewport().size()
        wanted = content.adjusted(-FIT_MARGIN, -FIT_MARGIN, FIT_MARGIN, FIT_MARGIN)
        scale = min(room.width() / wanted.width(), (room.height() - covered) / wanted.height(), FITTED_LARGEST)
        self.zoom_to(scale)
        self._view.centerOn(content.center() + QPointF(0, covered / 2 / self.scale))

    def _on_scrolled(self) -> None:
        if not self.panning:
            self.moved.emit()

    def reveal(self, rect: QRectF) -> None:
        """Brings a rectangle of the scene well into view: by as little as that takes, from afar to the middle."""
        self._bring_in(rect)
        if self.hides(self.to_view(rect)):
            self._view.centerOn(rect.center())

    def _bring_in(self, rect: QRectF) -> None:
        margin = REVEAL_MARGIN / self.scale
        wanted, visible = rect.adjusted(-margin, -margin, margin, margin), self.visible_rect()
        if visible.contains(wanted):
            return
        far = QPointF(visible.width(), visible.height()) / 2
        is_near = visible.adjusted(-far.x(), -far.y(), far.x(), far.y()).contains(rect)
        if not is_near or wanted.width() > visible.width() or wanted.height() > visible.height():
            self._view.centerOn(rect.center())
            return
        across = min(0.0, wanted.left() - visible.left()) + max(0.0, wanted.right() - visible.right())
        down = min(0.0, wanted.top() - visible.top()) + max(0.0, wanted.bottom() - visible.bottom())
        self.pan((QPointF(across, down) * self.scale).toPoint())

    def edge_pull(self, point: QPoint) -> QPoint:
        """How far the ground moves on in one tick while something is dragged near the edge of the view."""
        room = self._view.viewport().rect()
        return QPoint(_pull(point.x(), room.width()), _pull(point.y(), room.height()))

    def centre_on(self, point: QPointF) -> None:
        self._view.centerOn(point)

    def visible_rect(self) -> QRectF:
        """What is in view, in the scene's coordinates."""
        return self.to_scene(self._view.viewport().rect())

    def to_scene(self, rect: QRect) -> QRectF:
        """A rectangle of the viewport in the scene's coordinates."""
        return self._view.mapToScene(rect).boundingRect()

    def to_view(self, rect: QRectF) -> QRect:
        """A rectangle of the scene in the viewport's coordinates."""
        return self._view.mapFromScene(rect).boundingRect()

    def to_view_point(self, point: QPointF) -> QPoint:
        return self._view.mapFromScene(point)

    def to_scene_point(self, point: QPoint) -> QPointF:
        return self._view.mapToScene(point)


def _hides_nothing(_rect: QRect) -> bool:
    return False


def _pull(at: int, room: int) -> int:
    if at < EDGE_PIXELS:
        return -min((EDGE_PIXELS - at) // 2 + 1, FASTEST_PULL)
    beyond = at - (room - EDGE_PIXELS)
    return min(beyond // 2 + 1, FASTEST_PULL) if beyond > 0 else 0


REST_MS = 700
"""A view that is kept this long is one to come back to."""
MAX_VIEWS = 60
NEAR_PIXELS = 12.0


@dataclass(frozen=True)
class ViewPosition:
    """What the camera looked at."""

    middle: QPointF
    scale: float

    def is_near(self, other: ViewPosition) -> bool:
        away = self.middle - other.middle
        same_zoom = abs(self.scale / other.scale - 1) < 0.01
        return same_zoom and away.manhattanLength() * self.scale < NEAR_PIXELS


class ViewHistory:
    """Remembers views at which the camera rested."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._views: list[ViewPosition] = []
        self._at = -1
        self._rest = QTimer(camera, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.mark)
        camera.moved.connect(self._rest.start)

    def forget(self) -> None:
        """Another document is shown."""
        self._views.clear()
        self._at = -1

    def mark(self) -> None:
        """Takes the present view into the history; what lay ahead of it is forgotten."""
        position = self._position()
        if self._at >= 0 and self._views[self._at].is_near(position):
            return
        self._views[self._at + 1 :] = [position]
        del self._views[:-MAX_VIEWS]
        self._at = len(self._views) - 1

    def back(self) -> None:
        """Shows the view before this one."""
        self.mark()
        self._go(self._at - 1)

    def forward(self) -> None:
        """Shows the view from which one went back."""
        if self._at >= 0 and self._views[self._at].is_near(self._position()):
            self._go(self._at + 1)

    def _go(self, index: int) -> None:
        if 0 <= index < len(self._views):
            self._at = index
            self._camera.zoom_to(self._views[index].scale)
            self._camera.centre_on(self._views[index].middle)

    def _position(self) -> ViewPosition:
        return ViewPosition(self._camera.visible_rect().center(), self._camera.scale)
