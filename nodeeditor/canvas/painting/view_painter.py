"""Paints a viewport: only the pieces that differ, and after a pan only what came into view."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QTransform
from PySide6.QtWidgets import QWidget

from nodeeditor.canvas.camera import Camera
from nodeeditor.canvas.painting.background import Background
from nodeeditor.canvas.painting.overview import Overview
from nodeeditor.canvas.painting.repaint_regions import joined_rects
from nodeeditor.canvas.painting.scene_painter import ScenePainter
from nodeeditor.canvas.scene.context import Detail, detail_at
from nodeeditor.canvas.scene.scene import Scene

REPAINT_MARGIN = 4
RENDER_HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
REPAINT_DUE = QEvent.Type(QEvent.registerEventType())
SETTLING_MS = 90
"""How long after a turn of the wheel the zoom counts as in motion."""


class ViewPainter(QObject):
    """Collects what is to be painted, has Qt paint it in few rectangles, and paints a scene into them.

    The viewport hands on its paint events, and `REPAINT_DUE` to `update_regions`.
    """

    _scene: Scene
    _overview: Overview
    _scene_painter: ScenePainter

    def __init__(self, view: QWidget, viewport: QWidget, camera: Camera) -> None:
        super().__init__(viewport)
        self._view, self._viewport, self._camera = view, viewport, camera
        self._background = Background()
        self._shown_from, self._shown_scale = QPoint(), 1.0
        self.settling = QTimer(self, singleShot=True, interval=SETTLING_MS)
        """Active while the zoom is in motion, when stretched pictures of cards do."""
        self.settling.timeout.connect(viewport.update)
        self.catching_up = QTimer(self, singleShot=True, interval=0)
        """Active where a frame left cards for the next one, as there was no time for them."""
        self.catching_up.timeout.connect(viewport.update)
        camera.moved.connect(self._scroll_pixels)
        camera.zoomed.connect(self._choose_detail)

    def show_scene(self, scene: Scene, overview: Overview) -> None:
        """Paints another scene from now on."""
        self._scene, self._overview = scene, overview
        self._scene_painter = ScenePainter(scene)
        scene.redrawn.connect(self._refresh_overview)
        scene.context.repaints.follow(self._request_repaint)
        self._choose_detail(self._camera.scale)

    def repaint_scene(self, rect: QRectF) -> None:
        """Has a rectangle of the scene painted again, with what gestures draw over it."""
        self._scene.context.repaints.add(rect)

    def update_regions(self) -> None:
        """Tells Qt which pixels the collected rectangles cover."""
        viewport, margin, transform = self._viewport, REPAINT_MARGIN, self._camera.transform
        for rect in self._scene.context.repaints.take():
            shown = transform.mapRect(rect).toAlignedRect().adjusted(-margin, -margin, margin, margin)
            if shown.intersects(viewport.rect()):
                viewport.update(shown)

    def paint(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paints background and scene; leaves the painter with the camera's transform and nothing clipped."""
        # Qt paints the whole viewport, so that everything collected so far is painted by this event.
        if event.rect() == self._viewport.rect():
            self._scene.context.repaints.forget()
        transform = self._camera.transform
        # Qt clips by a region of many small rectangles slowly, and the one around all of them is mostly unchanged:
        # a few rectangles are painted one after the other, each clipped to itself.
        for rect in joined_rects(map(QRectF, event.region())):  # type: ignore[call-overload]
            piece = rect.toRect()
            painter.setWorldTransform(QTransform())
            painter.setClipRect(piece)
            painter.setWorldTransform(transform)
            painter.setRenderHints(RENDER_HINTS)
            self._paint_piece(painter, self._camera.to_scene(piece))
        painter.setClipping(False)

    def _paint_piece(self, painter: QPainter, exposed: QRectF) -> None:
        context = self._scene.context
        self._background.paint(painter, exposed, context.paints.theme)
        if context.detail is Detail.OVERVIEW:
            self._overview.paint(painter)
            return
        self._scene_painter.paint(painter, exposed, self.settling.isActive())
        if context.paints.pixmaps.owes:
            context.paints.pixmaps.owes = False
            self.catching_up.start()

    def _request_repaint(self) -> None:
        """Has what was collected painted once the present step is over: an edit touches many rectangles."""
        # An event of its own instead of `update` for each rectangle: those are joined to a few before Qt sees
        # them.
        QCoreApplication.postEvent(self._viewport, QEvent(REPAINT_DUE))

    def _scroll_pixels(self) -> None:
        """Moves the pixels that no overlay covers; Qt would paint all anew where any overlay covers some."""
        viewport, camera = self._viewport, self._camera
        moved, self._shown_from = self._shown_from - camera.corner, QPoint(camera.corner)
        if self._shown_scale != camera.scale:
            self._shown_scale = camera.scale  # `_choose_detail` has had everything painted
        elif not moved.isNull():
            free = self._uncovered()
            viewport.scroll(moved.x(), moved.y(), free)
            viewport.update(QRegion(viewport.rect()) - QRegion(free))

    def _uncovered(self) -> QRect:
        """The largest rectangle of the viewport that no overlay lies over."""
        region = QRegion(self._viewport.rect())
        for sibling in self._view.children():
            if isinstance(sibling, QWidget) and sibling is not self._viewport and sibling.isVisible():
                region -= QRegion(sibling.geometry())
        rects: list[QRect] = list(region)  # type: ignore[call-overload]
        return max(rects, key=lambda rect: rect.width() * rect.height(), default=QRect())

    def _choose_detail(self, scale: float) -> None:
        self._scene.context.detail = detail_at(scale)
        self._viewport.update()

    def _refresh_overview(self) -> None:
        """In the overview every box and line may be elsewhere, and all of them take a few calls."""
        if self._scene.context.detail is Detail.OVERVIEW:
            self._viewport.update()
