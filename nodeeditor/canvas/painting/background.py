"""The ground of the canvas: a flat colour with a grid of dots, copied in rows from a picture for this zoom."""

from __future__ import annotations

from math import ceil, floor
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from nodeeditor.canvas.painting.pixmap_cache import device_pixels
from nodeeditor.theme import Theme

SPACING = 24
NARROWEST_PIXELS = 14
DOT = 2.0
MAX_DOTS = 24


class Look(NamedTuple):
    """What a tile follows from: zoom, device pixels per pixel of the screen's coordinates, and the theme."""

    scale: float
    ratio: float
    theme: str


class Background:
    """Paints the ground; the dots thin out when zoomed out.

    Copying rows as wide as the view is several times faster than Qt's repeated small tile, and many times where
    its pixels are finer than the screen's coordinates.
    """

    def __init__(self) -> None:
        self._row = QPixmap()
        self._side = 1
        self._look: Look | None = None

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """``rect`` is the exposed part in the scene's coordinates."""
        transform, pixels = painter.worldTransform(), device_pixels(painter)
        look = Look(transform.m11(), painter.device().devicePixelRatio(), theme.name)
        exposed = transform.mapRect(rect).toAlignedRect()
        left, top = floor(exposed.left() * look.ratio), floor(exposed.top() * look.ratio)
        width, bottom = ceil(exposed.width() * look.ratio), ceil((exposed.bottom() + 1) * look.ratio)
        self._prepare(look, width, theme)
        side = self._side
        # The phase is counted from the device pixel of the scene's origin, not from the exposed rectangle, so that
        # a piece painted alone joins the dots beside it without a seam.
        across = (left - floor(transform.dx() * look.ratio + 0.5)) % side
        skipped = (top - floor(transform.dy() * look.ratio + 0.5)) % side
        painter.setWorldTransform(pixels)
        while top < bottom:
            height = min(side - skipped, bottom - top)
            painter.drawPixmap(left, top, self._row, across, skipped, width, height)
            top, skipped = top + height, 0
        painter.setWorldTransform(transform)

    def _prepare(self, look: Look, width: int, theme: Theme) -> None:
        """Makes the row anew where the look is another, or the row too short."""
        # The row is one tile wider than the view, as copying may start at any column of the first tile.
        if look == self._look and self._row.width() >= width + self._side:
            return
        tile = _tile(look, theme)
        self._look, self._side = look, tile.width()
        self._row = QPixmap(self._side * (ceil(width / self._side) + 1), self._side)
        self._row.fill(theme.canvas)
        painter = QPainter(self._row)
        painter.drawTiledPixmap(self._row.rect(), tile)
        painter.end()


def _tile(look: Look, theme: Theme) -> QPixmap:
    """A square of dots that repeats on whole pixels: as many dots as bring its side nearest to them."""
    spacing = SPACING * look.scale * look.ratio
    # Doubling keeps each remaining dot where one was before, so that none seems to jump when the zoom crosses the
    # limit.
    while spacing < NARROWEST_PIXELS * look.ratio:
        spacing *= 2
    # A tile of one dot would be off by up to half a pixel, which adds up across the view.
    dots = min(range(4, MAX_DOTS), key=lambda count: abs(count * spacing - round(count * spacing)))
    side = round(dots * spacing)
    tile = QPixmap(side, side)
    tile.fill(theme.canvas)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.canvas_dots)
    radius = DOT / 2 * max(1.0, min(look.scale, 2.0)) * look.ratio
    # One more in each direction: dots on the right and lower edge are halves whose other half begins the next
    # tile.
    for row in range(dots + 1):
        for column in range(dots + 1):
            painter.drawEllipse(QPointF(column * spacing, row * spacing), radius, radius)
    painter.end()
    return tile
