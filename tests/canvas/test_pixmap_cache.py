"""Pictures in place of painting lie exactly where the painting would."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from nodeeditor.canvas.painting.background import Background
from nodeeditor.canvas.painting.pixmap_cache import Drawable, PixmapCache, device_pixels
from nodeeditor.theme import DARK

pytestmark = pytest.mark.usefixtures("qapp")
BOX = QRectF(10, 20, 40, 30)


def canvas(ratio: float) -> QImage:
    image = QImage(round(200 * ratio), round(200 * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.black)
    return image


def paint_box(painter: QPainter) -> None:
    painter.fillRect(BOX, QColor("red"))


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("scale", [0.5, 1.0, 1.2, 4.0])
def test_a_sprite_looks_like_what_it_stands_for(ratio: float, scale: float) -> None:
    pictures = []
    for with_sprite in (False, True):
        image = canvas(ratio)
        painter = QPainter(image)
        painter.translate(30, 10)
        painter.scale(scale, scale)
        if with_sprite:
            pixmaps = PixmapCache()
            pixmaps.begin(painter)
            painter.setWorldTransform(device_pixels(painter))
            pixmaps.draw(painter, "box", QPointF(), Drawable(BOX, paint_box))
        else:
            paint_box(painter)
        painter.end()
        pictures.append(image)
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_dots_lie_on_the_grid(ratio: float) -> None:
    image = canvas(ratio)
    painter = QPainter(image)
    painter.translate(5, 7)
    Background().paint(painter, QRectF(-5, -7, 200, 200), DARK)
    painter.end()
    lit = QColor(image.pixel(round((24 + 5) * ratio), round((48 + 7) * ratio)))
    dark = QColor(image.pixel(round((36 + 5) * ratio), round((36 + 7) * ratio)))
    assert dark == DARK.canvas
    assert lit.lightness() > dark.lightness()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_ground_in_pieces_is_the_ground_at_once(ratio: float) -> None:
    """Of a view whose origin lies anywhere."""
    whole, pieces = canvas(ratio), canvas(ratio)
    for image, rects in (
        (whole, [QRectF(0, 0, 200, 200)]),
        (pieces, [QRectF(40 * column, 50 * row, 40, 50) for column in range(5) for row in range(4)]),
    ):
        painter, ground = QPainter(image), Background()
        painter.translate(-1357, 2468)
        painter.scale(0.7, 0.7)
        shown = painter.worldTransform().inverted()[0]
        for rect in rects:
            ground.paint(painter, shown.mapRect(rect), DARK)
        painter.end()
    assert whole == pieces


def test_a_view_keeps_all_that_it_shows() -> None:
    """However many different pictures cover it, the next frame makes none."""
    image = QImage(4000, 3000, QImage.Format.Format_ARGB32_Premultiplied)
    made: list[int] = []

    def paint(painter: QPainter) -> None:
        made.append(1)
        paint_box(painter)

    pixmaps, side = PixmapCache(), 200
    for _ in range(2):
        painter = QPainter(image)
        pixmaps.begin(painter)
        for place in range(300):
            corner = QPointF(place % 20 * side, place // 20 * side)
            pixmaps.draw(painter, place, corner, Drawable(QRectF(0, 0, side, side), paint))
        painter.end()
    assert len(made) == 300
