"""Glyphs and the program's logo: read from a short path notation, painted, and as icons."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPainterPathStroker, QPen, QPixmap

from nodeeditor.icons.glyphs import GLYPHS, GRID
from nodeeditor.theme.colours import with_alpha
from nodeeditor.theme.style.brushes import paint_ground
from nodeeditor.theme.tokens import DARK, FAMILY_HUES, Theme, current

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


# Colours are passed on as numbers, since a QColor has no hash.
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
        # Without a pixmap of its own for selected rows, Qt tints the tile with the colour of the selection.
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


_TOKEN = re.compile(r"[A-Z]|-?[0-9]*\.?[0-9]+")


def parse_path(text: str) -> QPainterPath:
    """Raises `ValueError` where the text has a letter that is no command, or too few numbers for one."""
    path = QPainterPath()
    # With Qt's default rule the overlap of two shapes would be cut out instead of filled.
    path.setFillRule(Qt.FillRule.WindingFill)
    tokens = _TOKEN.findall(text)
    index = 0
    command = ""
    while index < len(tokens):
        # As in SVG, a command without a letter repeats the one before.
        if tokens[index].isalpha():
            command = tokens[index]
            index += 1
        if command not in _COMMANDS:
            raise ValueError(f"{command!r} is no path command in {text!r}")
        count, draw = _COMMANDS[command]
        numbers = [float(token) for token in tokens[index : index + count]]
        if len(numbers) < count:
            raise ValueError(f"{command!r} needs {count} numbers in {text!r}")
        draw(path, numbers)
        index += count
    return path


def _circle(path: QPainterPath, numbers: list[float]) -> None:
    x, y, radius = numbers
    path.addEllipse(QPointF(x, y), radius, radius)


def _rectangle(path: QPainterPath, numbers: list[float]) -> None:
    x, y, width, height, radius = numbers
    path.addRoundedRect(QRectF(x, y, width, height), radius, radius)


def _arc(path: QPainterPath, numbers: list[float]) -> None:
    x, y, radius, start, sweep = numbers
    box = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
    path.arcMoveTo(box, start)
    path.arcTo(box, start, sweep)


_COMMANDS: dict[str, tuple[int, Callable[[QPainterPath, list[float]], None]]] = {
    "M": (2, lambda path, n: path.moveTo(n[0], n[1])),
    "L": (2, lambda path, n: path.lineTo(n[0], n[1])),
    "H": (1, lambda path, n: path.lineTo(n[0], path.currentPosition().y())),
    "V": (1, lambda path, n: path.lineTo(path.currentPosition().x(), n[0])),
    "C": (6, lambda path, n: path.cubicTo(*n)),
    "Q": (4, lambda path, n: path.quadTo(*n)),
    "Z": (0, lambda path, _: path.closeSubpath()),
    "O": (3, _circle),
    "R": (5, _rectangle),
    "A": (5, _arc),
}


LOGO_GRID = 24
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
    painter.scale(rect.width() / LOGO_GRID, rect.height() / LOGO_GRID)
    for threads, colour in ((WARP, "convolution"), (WEFT, "recurrent"), (OVER, "convolution")):
        # These pieces continue threads that are painted already: round ends would bulge over the seam.
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
