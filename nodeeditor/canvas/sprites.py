"""Pictures of what is painted often, at the present zoom: cards of the same appearance share one.

An item-wise cache of Qt's (``DeviceCoordinateCache``) was measured 2 to 3 times slower than none; these are put on
whole device pixels, which copies them without any interpolation.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

MOST_BYTES = 48 * 2**20
LARGEST_SCALE = 3.0
"""In device pixels per unit of the scene; beyond it few things are in view, and they are painted directly."""


class Sprites:
    """A bounded store of pictures, emptied whenever the zoom changes."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[object, QPixmap] = OrderedDict()
        self._scale = 0.0
        self._ratio = 0.0
        self._bytes = 0

    def draw(self, painter: QPainter, key: object, bounds: QRectF, paint: Callable[[QPainter], None]) -> None:
        """Draws what ``paint`` paints within ``bounds``; it is only asked where there is no picture yet."""
        transform = painter.worldTransform()
        scale, ratio = transform.m11(), painter.device().devicePixelRatio()
        if scale * ratio > LARGEST_SCALE:
            paint(painter)
            return
        if scale != self._scale or ratio != self._ratio:
            self._forget(scale, ratio)
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._add(key, bounds, paint)
        corner = transform.map(bounds.topLeft())
        whole = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio)
        painter.setWorldMatrixEnabled(False)
        painter.drawPixmap(whole, picture)
        painter.setWorldMatrixEnabled(True)

    def _forget(self, scale: float, ratio: float) -> None:
        self._pictures.clear()
        self._bytes = 0
        self._scale, self._ratio = scale, ratio

    def _add(self, key: object, bounds: QRectF, paint: Callable[[QPainter], None]) -> QPixmap:
        pixels = self._scale * self._ratio
        picture = QPixmap(ceil(bounds.width() * pixels), ceil(bounds.height() * pixels))
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(self._scale, self._scale)
        painter.translate(-bounds.topLeft())
        paint(painter)
        painter.end()
        self._pictures[key] = picture
        self._bytes += _size(picture)
        while self._bytes > MOST_BYTES:
            self._bytes -= _size(self._pictures.popitem(last=False)[1])
        return picture


def _size(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4
