"""How the palette's rows look, and what hangs on the pointer while one is dragged."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from backend.declare.layer import Layer
from nodeeditor.icons import paint_tile
from nodeeditor.panels.families import family_of, glyph_of
from nodeeditor.panels.palette.rows import LAYER_ROLE, Index
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.tokens import RADIUS

TILE = 20
INSET = 14
DRAG_TILE = 32


class PaletteDelegate(QStyledItemDelegate):
    """Paints a heading, or a family's tile with the layer's name."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        layer = index.data(LAYER_ROLE)
        theme = current()
        rect: QRect = option.rect
        painter.save()
        if layer is None:
            painter.setFont(interface_font(12, QFont.Weight.DemiBold))
            painter.setPen(theme.text_quiet)
            painter.drawText(rect.adjusted(INSET, 6, 0, -2), Qt.AlignmentFlag.AlignBottom, str(index.data()))
        else:
            self._paint_ground(painter, option)
            top = rect.y() + (rect.height() - TILE) / 2
            tile = QRectF(rect.x() + INSET, top, TILE, TILE)
            paint_tile(painter, tile, family_of(layer), glyph_of(layer), theme)
            painter.setFont(interface_font(13))
            painter.setPen(theme.text)
            words = rect.adjusted(INSET + TILE + 9, 0, -8, 0)
            text = painter.fontMetrics().elidedText(layer.name, Qt.TextElideMode.ElideMiddle, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme = current()
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            ground = theme.selection
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = theme.hover
        else:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(option.rect.adjusted(8, 0, -6, 0), 6, 6)


def drag_tile(layer: Layer, ratio: float) -> QPixmap:
    """The family's tile, as it hangs beside the pointer; the canvas shows the card to come where it will stand."""
    theme = current()
    pixmap = QPixmap(QSize(DRAG_TILE, DRAG_TILE) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.accent)
    painter.setBrush(theme.card)
    painter.drawRoundedRect(QRectF(0.5, 0.5, DRAG_TILE - 1, DRAG_TILE - 1), RADIUS, RADIUS)
    inset = (DRAG_TILE - TILE) / 2
    paint_tile(painter, QRectF(inset, inset, TILE, TILE), family_of(layer), glyph_of(layer), theme)
    painter.end()
    return pixmap
