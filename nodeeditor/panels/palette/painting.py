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
GHOST_SIZE = QSize(180, 48)


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


def drag_ghost(layer: Layer, ratio: float) -> QPixmap:
    """The node's card to come, half transparent, as it hangs on the pointer."""
    theme = current()
    pixmap = QPixmap(GHOST_SIZE * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(0.9)
    painter.setPen(theme.accent)
    painter.setBrush(theme.card)
    painter.drawRoundedRect(QRectF(0.5, 0.5, GHOST_SIZE.width() - 1, GHOST_SIZE.height() - 1), RADIUS, RADIUS)
    paint_tile(painter, QRectF(10, 14, TILE, TILE), family_of(layer), glyph_of(layer), theme)
    painter.setPen(theme.text)
    painter.setFont(interface_font(13, QFont.Weight.DemiBold))
    painter.drawText(
        QRectF(38, 0, GHOST_SIZE.width() - 46, GHOST_SIZE.height()), Qt.AlignmentFlag.AlignVCenter, layer.name
    )
    painter.end()
    return pixmap
