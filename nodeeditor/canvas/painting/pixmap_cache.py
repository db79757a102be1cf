"""Pictures of what is painted often, at the present zoom: cards of the same appearance share one.

An item-wise cache of Qt's (``DeviceCoordinateCache``) was measured 2 to 3 times slower than none; these are put on
whole device pixels, which copies them without any interpolation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from time import perf_counter
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

GENERATION_BYTES = 12 * 2**20
"""Half of what is kept, and less than that of a large view: what it shows at once must be kept."""
LARGEST_SCALE = 8.0
"""In device pixels per unit of the scene; beyond it few things are in view, and they are painted directly."""
CLOSE_SCALE = 1.5
"""How much a picture may be stretched while the zoom is in motion before a better one is made."""
PIXEL_BYTES = 4
BUDGET_S = 0.002
"""The time that a frame may spend on new pictures while the zoom is in motion."""
STILL_BUDGET_S = 0.004
"""The same at rest, for what another frame may bring."""


def device_pixels(painter: QPainter) -> QTransform:
    """Makes a unit a pixel of the painter's device: pictures are copied, never stretched."""
    ratio = painter.device().devicePixelRatio()
    return QTransform.fromScale(1 / ratio, 1 / ratio)


class Drawable(NamedTuple):
    """What a picture is made of: how it is painted about its origin, and the rectangle that this may touch."""

    bounds: QRectF
    paint: Callable[[QPainter], None]


@dataclass(frozen=True)
class CachedPixmap:
    """A pixmap, and how many of its pixels make a unit of the scene."""

    pixmap: QPixmap
    scale: float
    detail: int

    @property
    def bytes(self) -> int:
        return self.pixmap.width() * self.pixmap.height() * PIXEL_BYTES


class PixmapCache:
    """A bounded store of pictures for one zoom: ``begin`` each frame, then ``draw`` in `device_pixels`.

    Two generations are kept: what was not drawn since the last turn is forgotten at the next one. While the zoom
    is in motion the pictures at hand are stretched, and only a few better ones are made for each frame.
    """

    def __init__(self) -> None:
        self._young: dict[object, CachedPixmap] = {}
        self._old: dict[object, CachedPixmap] = {}
        self._bytes = 0
        self._room = GENERATION_BYTES
        self._scale = 1.0
        self._left = self._top = 0.0
        self._detail = 0
        self._moving = False
        self._budget_s = self._spent_s = 0.0
        self.zoom = 1.0
        """In pixels of the screen's coordinates per unit of the scene."""
        self.owes = False
        """Whether the frame left something for another one, as there was no time for it."""

    def begin(self, painter: QPainter, detail: int = 0, moving: bool = False) -> None:
        """Takes zoom and place of a frame from its painter."""
        transform, device = painter.worldTransform(), painter.device()
        ratio = device.devicePixelRatio()
        scale = transform.m11() * ratio
        # At rest a picture of another zoom is of no use, as copies are never stretched then.
        if not moving and (scale != self._scale or self._moving):
            self._forget()
        self._scale, self._detail, self._moving = scale, detail, moving
        # Half a pixel is added here once, so that `floor` rounds each corner to the nearest pixel.
        self._left, self._top = transform.dx() * ratio + 0.5, transform.dy() * ratio + 0.5
        # A generation holds at least the pixels of the view: with less, a full view would push out its own
        # pictures and paint them anew in each frame.
        self._room = max(GENERATION_BYTES, round(device.width() * device.height() * ratio**2) * PIXEL_BYTES)
        self._budget_s, self._spent_s = BUDGET_S if moving else STILL_BUDGET_S, 0.0
        self.zoom = transform.m11()

    @property
    def _has_time(self) -> bool:
        """What a frame takes for all else does not count: on a slow machine, too, each frame brings some."""
        return self._spent_s < self._budget_s

    def can_add(self, key: object) -> bool:
        """Whether a picture is at hand or there is time for it; where not, another frame is owed at rest."""
        has = key in self._young or key in self._old or self._has_time
        self.owes = self.owes or not (has or self._moving)
        return has

    def draw_kept(self, painter: QPainter, key: object, x: float, y: float) -> bool:
        """Draws a picture that is at hand, its upper left corner at a point of the scene; the quick way of `draw`.

        Returns ``False``, with nothing drawn, where there is no such picture.
        """
        picture = self._young.get(key)
        if picture is None or self._moving:
            return False
        scale = self._scale
        painter.drawPixmap(QPointF(floor(x * scale + self._left), floor(y * scale + self._top)), picture.pixmap)
        return True

    def draw(self, painter: QPainter, key: object, place: QPointF, drawable: Drawable) -> bool:
        """Draws a drawable whose origin lies at ``place`` in the scene; equal keys stand for equal stamps.

        Returns ``False`` where there was no time for it.
        """
        if self._scale > LARGEST_SCALE:
            self.paint_now(painter, place, drawable)
            return True
        picture = self._young.get(key) or self._promoted(key)
        if self._moving:
            return self._draw_moving(painter, key, place, drawable, picture)
        if picture is None:
            picture = self._add(key, drawable)
        painter.drawPixmap(self._whole(place, drawable.bounds), picture.pixmap)
        return True

    def _draw_moving(
        self, painter: QPainter, key: object, place: QPointF, drawable: Drawable, picture: CachedPixmap | None
    ) -> bool:
        wanted = self._scale
        # A picture of another level of detail serves for now, but is replaced as soon as there is time.
        close = picture is not None and picture.detail == self._detail
        if picture is not None:
            close = close and wanted / CLOSE_SCALE < picture.scale < wanted * CLOSE_SCALE
        if not close and self._has_time:
            picture = self._add(key, drawable)
        if picture is None:
            return False
        corner, bounds = self._whole(place, drawable.bounds), drawable.bounds
        size = QRectF(corner.x(), corner.y(), bounds.width() * self._scale, bounds.height() * self._scale)
        painter.drawPixmap(size, picture.pixmap, QRectF(picture.pixmap.rect()))
        return True

    def paint_now(self, painter: QPainter, place: QPointF, drawable: Drawable) -> None:
        """Paints a drawable without keeping a picture of it."""
        scale = self._scale
        x, y = place.x() * scale + self._left - 0.5, place.y() * scale + self._top - 0.5
        painter.save()
        painter.setWorldTransform(QTransform(scale, 0, 0, scale, x, y), True)
        drawable.paint(painter)
        painter.restore()

    def _whole(self, place: QPointF, bounds: QRectF) -> QPointF:
        """The upper left corner on a whole pixel of the device; halves go up, so that scrolling keeps it."""
        scale = self._scale
        x = floor((place.x() + bounds.x()) * scale + self._left)
        y = floor((place.y() + bounds.y()) * scale + self._top)
        return QPointF(x, y)

    def _forget(self) -> None:
        self._young, self._old = {}, {}
        self._bytes = 0

    def _promoted(self, key: object) -> CachedPixmap | None:
        picture = self._old.pop(key, None)
        if picture is not None:
            self._keep(key, picture)
        return picture

    def _keep(self, key: object, picture: CachedPixmap) -> None:
        # Two generations do without a note of each use, which a list of the least recently used would need.
        self._young[key] = picture
        self._bytes += picture.bytes
        if self._bytes > self._room:
            self._old, self._young = self._young, {}
            self._bytes = 0

    def _add(self, key: object, drawable: Drawable) -> CachedPixmap:
        begun = perf_counter()
        pixels, bounds = self._scale, drawable.bounds
        pixmap = QPixmap(ceil(bounds.width() * pixels), ceil(bounds.height() * pixels))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(pixels, pixels)
        painter.translate(-bounds.topLeft())
        drawable.paint(painter)
        painter.end()
        picture = CachedPixmap(pixmap, pixels, self._detail)
        self._keep(key, picture)
        self._spent_s += perf_counter() - begun
        return picture
