"""The palette's list and its rows: chosen by double click or Enter, dragged onto the canvas."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QFont, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from backend.declare.layer import Layer
from nodeeditor.canvas import LAYER_MIME, SOURCE_MIME
from nodeeditor.icons import paint_tile
from nodeeditor.panels.palette.rows import FILE_ROLE, LAYER_ROLE, Index, PaletteModel
from nodeeditor.presentation import family_of, glyph_of
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.tokens import RADIUS

BESIDE_POINTER = QPoint(42, -20)
"""To its lower left: the canvas says at the lower right why a wire does not take the layer in."""


class PaletteList(QListView):
    """The rows. A double click or Enter emits ``layer_chosen(str)`` with a type, or ``file_chosen(path)``.

    A block of the library has a menu, F2 and Delete: ``rename_wanted(path)`` and ``removal_wanted(path)``.
    """

    layer_chosen = Signal(str)
    file_chosen = Signal(object)
    rename_wanted = Signal(object)
    removal_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setModel(PaletteModel(self))
        self.setItemDelegate(PaletteDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(False)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Layers")

    def palette_model(self) -> PaletteModel:
        model = self.model()
        assert isinstance(model, PaletteModel)
        return model

    def choose_current(self) -> None:
        index = self.currentIndex()
        layer, file = index.data(LAYER_ROLE), index.data(FILE_ROLE)
        if file is not None:
            self.file_chosen.emit(file)
        elif layer is not None:
            self.layer_chosen.emit(layer.type)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        layer = self.currentIndex().data(LAYER_ROLE)
        if layer is None:
            return
        drag = QDrag(self)
        drag.setMimeData(layer_mime(layer, self.currentIndex().data(FILE_ROLE)))
        drag.setPixmap(drag_tile(layer, self.devicePixelRatioF()))
        drag.setHotSpot(BESIDE_POINTER)
        drag.exec(Qt.DropAction.CopyAction)

    def file_menu(self) -> QMenu | None:
        """What can be done with the marked block of the library; ``None`` on anything else."""
        file = self.currentIndex().data(FILE_ROLE)
        if file is None:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Add to the canvas", lambda: self.file_chosen.emit(file))
        menu.addSeparator()
        menu.addAction("Rename…", QKeySequence(Qt.Key.Key_F2), lambda: self.rename_wanted.emit(file))
        menu.addAction(
            "Remove from the library", QKeySequence(Qt.Key.Key_Delete), lambda: self.removal_wanted.emit(file)
        )
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        if by_mouse:
            self.setCurrentIndex(self.indexAt(event.pos()))
        menu = self.file_menu()
        if menu is not None:
            below = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
            menu.popup(event.globalPos() if by_mouse else below)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        file = self.currentIndex().data(FILE_ROLE)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
        elif file is not None and event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit(file)
        elif file is not None and event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit(file)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(self.indexAt(event.position().toPoint()))
            self.choose_current()


def layer_mime(layer: Layer, file: Path | None = None) -> QMimeData:
    """What a drag carries: the type, and the text of the library's file that defines it."""
    data = QMimeData()
    data.setData(LAYER_MIME, QByteArray(layer.type.encode()))
    if file is not None:
        with contextlib.suppress(OSError):
            data.setData(SOURCE_MIME, QByteArray(file.read_bytes()))
    return data


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
    """The family's tile, shown beside the pointer; the canvas shows the future card itself."""
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
