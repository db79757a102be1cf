"""Glyphs as paths, painted, and as icons."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPainterPathStroker, QPen, QPixmap

from nodeeditor.icons.glyphs import GLYPHS, GRID
from nodeeditor.icons.path_text import parse_path
from nodeeditor.theme.active import current
from nodeeditor.theme.colours import with_alpha
from nodeeditor.theme.style.brushes import paint_ground
from nodeeditor.theme.tokens import Theme

DEVICE_RATIOS = (1.0, 2.0)
DISABLED_ALPHA = 0.4
TILE_RADIUS = 0.24
TILE_GLYPH = 0.7


@cache
def glyph_path(name: str) -> QPainterPath:
    """The whole glyph as one path to be filled, on a grid of 16 by 16. Raises `KeyError` for an unknown name."""
    glyph = GLYPHS[name]
    stroker = QPainterPathStroker(_pen(QColor(), glyph.width))
    return stroker.createStroke(parse_path(glyph.lines)).united(parse_path(glyph.fills))


def paint_glyph(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Fills the glyph into the square ``rect``, with antialiasing."""
    lines, fills, width = _parts(name)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / GRID, rect.height() / GRID)
    if not fills.isEmpty():
        painter.fillPath(fills, colour)
    if not lines.isEmpty():
        painter.strokePath(lines, _pen(colour, width))
    painter.restore()


def paint_tile(painter: QPainter, rect: QRectF, category: str, glyph: str, theme: Theme) -> None:
    """The tinted rounded square of a family with a glyph of it; 20 to 28 wide as a rule.

    A glyph that does not exist, as a plug-in may name one, is painted as a block.
    """
    paint_ground(painter, rect, theme.tile(category), None, rect.width() * TILE_RADIUS)
    margin = rect.width() * (1 - TILE_GLYPH) / 2
    known = glyph if glyph in GLYPHS else "block"
    paint_glyph(painter, rect.adjusted(margin, margin, -margin, -margin), known, theme.ink(category))


def icon(name: str, colour: QColor | None = None, size: int = 16) -> QIcon:
    """A glyph as an icon of ``size`` logical pixels, in the second text colour of the theme unless told."""
    return _icon(name, (colour or current().text_second).rgba(), size)


def tile_icon(category: str, glyph: str, theme: Theme, size: int = 20) -> QIcon:
    """A family's tile as an icon, for lists and menus."""
    return _tile_icon(category, glyph, theme, size)


@lru_cache(maxsize=1024)
def _icon(name: str, rgba: int, size: int) -> QIcon:
    colour = QColor.fromRgba(rgba)
    made = QIcon()
    for ratio in DEVICE_RATIOS:
        for mode, ink in (
            (QIcon.Mode.Normal, colour),
            (QIcon.Mode.Disabled, with_alpha(colour, colour.alphaF() * DISABLED_ALPHA)),
        ):
            pixmap = blank_pixmap(size, ratio)
            painter = QPainter(pixmap)
            paint_glyph(painter, QRectF(0, 0, size, size), name, ink)
            painter.end()
            made.addPixmap(pixmap, mode)
    return made


@lru_cache(maxsize=512)
def _tile_icon(category: str, glyph: str, theme: Theme, size: int) -> QIcon:
    made = QIcon()
    for ratio in DEVICE_RATIOS:
        pixmap = blank_pixmap(size, ratio)
        painter = QPainter(pixmap)
        paint_tile(painter, QRectF(0, 0, size, size), category, glyph, theme)
        painter.end()
        made.addPixmap(pixmap)
        made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made


def blank_pixmap(size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


@cache
def _parts(name: str) -> tuple[QPainterPath, QPainterPath, float]:
    glyph = GLYPHS[name]
    return parse_path(glyph.lines), parse_path(glyph.fills), glyph.width


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
