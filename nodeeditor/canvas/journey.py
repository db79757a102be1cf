"""The history of views: back to where one looked before."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QTimer

from nodeeditor.canvas.camera import Camera

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


class Journey:
    """Remembers views at which the camera rested."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._sights: list[ViewPosition] = []
        self._at = -1
        self._rest = QTimer(camera, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.mark)
        camera.moved.connect(self._rest.start)

    def forget(self) -> None:
        """Another document is shown."""
        self._sights.clear()
        self._at = -1

    def mark(self) -> None:
        """Takes the present view into the history; what lay ahead of it is forgotten."""
        sight = self._sight()
        if self._at >= 0 and self._sights[self._at].is_near(sight):
            return
        self._sights[self._at + 1 :] = [sight]
        del self._sights[:-MAX_VIEWS]
        self._at = len(self._sights) - 1

    def back(self) -> None:
        """Shows the view before this one."""
        self.mark()
        self._go(self._at - 1)

    def forward(self) -> None:
        """Shows the view from which one went back."""
        if self._at >= 0 and self._sights[self._at].is_near(self._sight()):
            self._go(self._at + 1)

    def _go(self, index: int) -> None:
        if 0 <= index < len(self._sights):
            self._at = index
            self._camera.zoom_to(self._sights[index].scale)
            self._camera.centre_on(self._sights[index].middle)

    def _sight(self) -> ViewPosition:
        return ViewPosition(self._camera.visible_rect().center(), self._camera.scale)
