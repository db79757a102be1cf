"""The canvas's ground: a flat colour with a grid of dots, copied from a tile that fits the present zoom."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from nodeeditor.theme import Theme

SPACING = 24
NARROWEST_PIXELS = 14
DOT = 2.0
MOST_DOTS = 24


class Ground:
    """Paints the ground; the dots thin out when zoomed out."""

    def __init__(self) -> None:
        self._tile = QPixmap()
        self._made_for: tuple[float, float, str] | None = None

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """``rect`` is the exposed part in the scene's coordinates."""
        transform = painter.worldTransform()
        ratio = painter.device().devicePixelRatio()
        wanted = (transform.m11(), ratio, theme.name)
        if wanted != self._made_for:
            self._tile, self._made_for = _tile(transform.m11(), ratio, theme), wanted
        exposed = QRectF(transform.mapRect(rect).toAlignedRect())
        origin = transform.map(QPointF(0, 0))
        offset = QPointF(floor(exposed.left() - origin.x() + 0.5), floor(exposed.top() - origin.y() + 0.5))
        painter.setWorldMatrixEnabled(False)
        painter.drawTiledPixmap(exposed, self._tile, offset)
        painter.setWorldMatrixEnabled(True)


def _tile(scale: float, ratio: float, theme: Theme) -> QPixmap:
    """A square of dots that repeats on whole pixels: as many dots as bring its side nearest to them."""
    spacing = SPACING * scale
    while spacing < NARROWEST_PIXELS:
        spacing *= 2
    dots = min(range(4, MOST_DOTS), key=lambda count: abs(count * spacing - round(count * spacing)))
    side = round(dots * spacing)
    tile = QPixmap(round(side * ratio), round(side * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(theme.canvas)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.canvas_dots)
    radius = DOT / 2 * max(1.0, min(scale, 2.0))
    for row in range(dots + 1):
        for column in range(dots + 1):
            painter.drawEllipse(QPointF(column * spacing, row * spacing), radius, radius)
    painter.end()
    return tile
