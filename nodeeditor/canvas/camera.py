"""The camera: which part of the scene a viewport shows, and how large; and the history of views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QWidget

from nodeeditor.canvas.scene.geometry import SCENE_RECT

SMALLEST = 0.05
LARGEST = 4.0
STEPS = (0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
FIT_MARGIN = 64.0
REVEAL_MARGIN = 60.0
FITTED_LARGEST = 1.0
EDGE_PIXELS = 28
FASTEST_PULL = 22


class Camera(QObject):
    """Maps between the scene and a viewport, which shows its scaled plane from ``corner`` on.

    The corner lies on whole pixels: what a pan brings into view joins on to pixels that were only moved.

    Signals: ``zoomed(scale)`` after another zoom factor; ``moved`` after any change of what is in view.
    """

    zoomed = Signal(float)
    moved = Signal()

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self.scale = 1.0
        self.corner = QPoint()
        """The viewport's upper left corner on the scaled plane."""
        self.hides: Callable[[QRect], bool] = _hides_nothing
        """Whether something over the view hides a part of this rectangle of the viewport."""

    @property
    def transform(self) -> QTransform:
        """From the scene to the viewport."""
        return QTransform(self.scale, 0, 0, self.scale, -self.corner.x(), -self.corner.y())

    def zoom_to(self, scale: float, about: QPoint | None = None) -> None:
        """Zooms so that the scene's point under ``about`` stays there; about the middle by default."""
        scale = min(max(scale, SMALLEST), LARGEST)
        if scale == self.scale:
            return
        fixed = about if about is not None else self._viewport.rect().center()
        before = self.to_scene_point(fixed)
        self.scale = scale
        # The corner is rounded to whole pixels, which moves the fixed point by half a pixel at most.
        self._show_from((before * scale).toPoint() - fixed)
        self.zoomed.emit(scale)
        self.moved.emit()

    def zoom_by(self, factor: float, about: QPoint | None = None) -> None:
        self.zoom_to(self.scale * factor, about)

    def step(self, direction: int) -> None:
        """The next step in or out on the ladder of round zoom factors."""
        # The tolerance skips the step that the zoom stands on, give or take a rounding error.
        if direction > 0:
            self.zoom_to(next((step for step in STEPS if step > self.scale * 1.001), LARGEST))
        else:
            self.zoom_to(next((step for step in reversed(STEPS) if step < self.scale * 0.999), SMALLEST))

    def pan(self, pixels: QPoint) -> None:
        """Moves the camera right and down."""
        self._show_from(self.corner + pixels)
        self.moved.emit()

    def fit(self, content: QRectF, covered: int = 0) -> None:
        """Shows all of the content, at 100 % at most, above ``covered`` pixels at the lower edge."""
        if content.isEmpty():
            self.zoom_to(1.0)
            self.centre_on(QPointF(0, 0))
            return
        room: QSize = self._viewport.size()
        wanted = content.adjusted(-FIT_MARGIN, -FIT_MARGIN, FIT_MARGIN, FIT_MARGIN)
        scale = min(room.width() / wanted.width(), (room.height() - covered) / wanted.height(), FITTED_LARGEST)
        self.zoom_to(scale)
        # By the scale that was reached, not by the one that was asked for: `zoom_to` clamps it.
        self.centre_on(content.center() + QPointF(0, covered / 2 / self.scale))

    def reveal(self, rect: QRectF) -> None:
        """Brings a rectangle of the scene well into view: by as little as that takes, from afar to the middle."""
        self._bring_in(rect)
        # Moved as little as possible, the rectangle may have come to lie under an overlay, such as the minimap.
        if self.hides(self.to_view(rect)):
            self.centre_on(rect.center())

    def _bring_in(self, rect: QRectF) -> None:
        margin = REVEAL_MARGIN / self.scale
        wanted, visible = rect.adjusted(-margin, -margin, margin, margin), self.visible_rect()
        if visible.contains(wanted):
            return
        far = QPointF(visible.width(), visible.height()) / 2
        is_near = visible.adjusted(-far.x(), -far.y(), far.x(), far.y()).contains(rect)
        if not is_near or wanted.width() > visible.width() or wanted.height() > visible.height():
            self.centre_on(rect.center())
            return
        across = min(0.0, wanted.left() - visible.left()) + max(0.0, wanted.right() - visible.right())
        down = min(0.0, wanted.top() - visible.top()) + max(0.0, wanted.bottom() - visible.bottom())
        self.pan((QPointF(across, down) * self.scale).toPoint())

    def edge_pull(self, point: QPoint) -> QPoint:
        """How far the ground moves on in one tick while something is dragged near the edge of the view."""
        room = self._viewport.rect()
        return QPoint(_pull(point.x(), room.width()), _pull(point.y(), room.height()))

    def centre_on(self, point: QPointF) -> None:
        room = self._viewport.size()
        corner = point * self.scale - QPointF(room.width(), room.height()) / 2
        self._show_from(QPoint(int(corner.x()), int(corner.y())))
        self.moved.emit()

    def visible_rect(self) -> QRectF:
        """What is in view, in the scene's coordinates."""
        return self.to_scene(self._viewport.rect())

    def to_scene(self, rect: QRect) -> QRectF:
        """A rectangle of the viewport in the scene's coordinates."""
        corner = self.to_scene_point(rect.topLeft())
        return QRectF(corner.x(), corner.y(), rect.width() / self.scale, rect.height() / self.scale)

    def to_view(self, rect: QRectF) -> QRect:
        """A rectangle of the scene in the viewport's coordinates."""
        return QRect(self.to_view_point(rect.topLeft()), self.to_view_point(rect.bottomRight()))

    def to_view_point(self, point: QPointF) -> QPoint:
        return (point * self.scale).toPoint() - self.corner

    def to_scene_point(self, point: QPoint) -> QPointF:
        return QPointF(point + self.corner) / self.scale

    def _show_from(self, corner: QPoint) -> None:
        """Keeps the middle of the view within the bounds of the scene."""
        middle = self._viewport.rect().center()
        inside = QRectF(SCENE_RECT.topLeft() * self.scale, SCENE_RECT.size() * self.scale).toAlignedRect()
        shown = corner + middle
        x = min(max(shown.x(), inside.left()), inside.right())
        y = min(max(shown.y(), inside.top()), inside.bottom())
        self.corner = QPoint(x, y) - middle


def _hides_nothing(_rect: QRect) -> bool:
    return False


def _pull(at: int, room: int) -> int:
    # Faster the farther the pointer goes, so that a person can control the speed.
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
        # The present view is kept first, so that `forward` leads back to it; `mark` ignores one that is kept
        # already.
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
