"""Lays out what lies over the canvas: zoom control, minimap, the hint of an empty canvas."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, QTimer
from PySide6.QtWidgets import QWidget

from nodeeditor.canvas.camera import Camera
from nodeeditor.canvas.overlays.hints import EmptyHint, PointerHint
from nodeeditor.canvas.overlays.navigation import Minimap, ZoomControl
from nodeeditor.canvas.painting.overview import Overview
from nodeeditor.canvas.scene.scene import Scene

MARGIN = 16
ROOM_FOR_MINIMAP = QSize(640, 400)
"""A smaller view is needed for the cards."""
MINIMAP_DELAY_MS = 60
NODES_PER_MS = 20
"""The more there is to draw, the later the minimap follows: at 5,000 nodes after a third of a second."""


class Overlays:
    """Lays the overlays out and keeps them in step with scene and camera."""

    def __init__(self, view: QWidget, camera: Camera) -> None:
        self._view = view
        self._camera = camera
        self.zoom = ZoomControl(view)
        self.minimap = Minimap(view)
        self.empty = EmptyHint(view)
        self.hint = PointerHint(view)
        self._scene: Scene | None = None
        self._later = QTimer(view, singleShot=True, interval=MINIMAP_DELAY_MS)
        self._later.timeout.connect(self._follow_content)
        self.zoom.stepped.connect(camera.step)
        self.empty.resized.connect(lambda: self.lay_out(view.size()))
        self.zoom.reset.connect(lambda: camera.zoom_to(1.0))
        self.minimap.pointed.connect(camera.centre_on)
        camera.zoomed.connect(self.zoom.show_scale)
        camera.moved.connect(self.follow_camera)
        camera.hides = self.hides

    def show_scene(self, scene: Scene, overview: Overview) -> None:
        """Shows another scene."""
        self.minimap.show_overview(overview)
        self.follow_scene(scene)

    def follow_scene(self, scene: Scene) -> None:
        """The scene's content differs; the minimap follows a moment later, once for many changes."""
        self._scene = scene
        self._show_fitting()
        if not self._later.isActive():
            self._later.start(MINIMAP_DELAY_MS + len(scene.node_items) // NODES_PER_MS)

    def _show_fitting(self) -> None:
        """The minimap where there is something to find, else the hint, as far as there is room."""
        drawn = self._scene is not None and bool(self._scene.node_items)
        roomy = self._view.width() >= ROOM_FOR_MINIMAP.width() and self._view.height() >= ROOM_FOR_MINIMAP.height()
        self.minimap.setVisible(drawn and roomy)
        fits = self.empty.width() <= self._view.width() and self.empty.height() <= self._view.height() // 2
        self.empty.setVisible(not drawn and fits)

    def _follow_content(self) -> None:
        if self._scene is not None:
            self.minimap.show_content(self._scene.content_rect())

    def follow_camera(self) -> None:
        """Another part of the scene is in view."""
        self.minimap.show_visible(self._camera.visible_rect())

    def covered_height(self, scene: Scene) -> int:
        """How high the overlays of the lower edge stand that hide a card; 0 where none does."""
        cards = [item.card_rect() for item in scene.node_items.values()]
        over = (self.zoom, self.minimap)
        corners = {part: self._camera.to_scene(part.geometry()) for part in over if part.isVisible()}
        hiding = (part for part, corner in corners.items() if any(card.intersects(corner) for card in cards))
        return max((part.height() + MARGIN for part in hiding), default=0)

    def hides(self, rect: QRect) -> bool:
        """Whether zoom control or minimap lie over a part of a rectangle of the view."""
        return any(part.isVisible() and part.geometry().intersects(rect) for part in (self.zoom, self.minimap))

    def lay_out(self, room: QSize) -> None:
        """Puts each overlay into its place of a view of that size."""
        self.zoom.move(MARGIN, room.height() - self.zoom.height() - MARGIN)
        size = self.minimap.size()
        self.minimap.move(room.width() - size.width() - MARGIN, room.height() - size.height() - MARGIN)
        self._show_fitting()
        self.empty.move((room.width() - self.empty.width()) // 2, room.height() // 2 - self.empty.height())
        self.follow_camera()
