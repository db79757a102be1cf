"""The mark of LayerLoom: two violet threads that meet, woven over and under three blue ones."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen

from nodeeditor.icons.drawing import blank_pixmap
from nodeeditor.icons.path_text import parse_path
from nodeeditor.theme.tokens import DARK, FAMILY_HUES

GRID = 24
WARP = "M6.5 3.5V20.5M12 3.5V20.5M17.5 3.5V20.5"
WEFT = "M2.5 7C9 7 9 12 14 12H21.5M2.5 17C9 17 9 12 14 12"
OVER = "M6.5 5V9M6.5 15V19M17.5 9.5V14.5"
"""The pieces of the warp that pass over the weft."""

THREAD = 2.0
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
PLATE_RADIUS = 0.22
PLATE_MARGIN = 0.16


def paint_logo(painter: QPainter, rect: QRectF) -> None:
    """The mark alone, in the square ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / GRID, rect.height() / GRID)
    for threads, colour in ((WARP, "convolution"), (WEFT, "recurrent"), (OVER, "convolution")):
        cap = Qt.PenCapStyle.RoundCap if threads is not OVER else Qt.PenCapStyle.FlatCap
        painter.strokePath(parse_path(threads), _thread(FAMILY_HUES[colour], cap))
    painter.restore()


@cache
def window_icon() -> QIcon:
    """The mark on a dark plate, for title bars and task bars."""
    made = QIcon()
    for size in ICON_SIZES:
        pixmap = blank_pixmap(size, 1.0)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(DARK.panel)
        painter.drawRoundedRect(QRectF(0, 0, size, size), size * PLATE_RADIUS, size * PLATE_RADIUS)
        margin = size * PLATE_MARGIN
        paint_logo(painter, QRectF(margin, margin, size - 2 * margin, size - 2 * margin))
        painter.end()
        made.addPixmap(pixmap)
    return made


def _thread(colour: QColor, cap: Qt.PenCapStyle) -> QPen:
    return QPen(colour, THREAD, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
