"""The palette's list and its rows: chosen by double click or Enter, dragged onto the canvas."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
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

from backend.declare.layer import Category, Layer
from nodeeditor.canvas import LAYER_MIME, SOURCE_MIME
from nodeeditor.icons import paint_tile
from nodeeditor.panels.palette.rows import FILE_ROLE, LAYER_ROLE, VARIANTS_ROLE, Index, PaletteModel, axes_of
from nodeeditor.presentation import family_of, glyph_of
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.scaling import scaled
from nodeeditor.theme.tokens import RADIUS

BESIDE_POINTER = QPoint(42, -20)
"""To its lower left: the canvas says at the lower right why a wire does not take the layer in."""


class PaletteList(QListView):
    """The rows. A double click or Enter emits ``layer_chosen(str)`` with a type, or ``file_chosen(path)``.

    A block of the library has a menu, F2 and Delete: ``rename_wanted(path)`` and ``removal_wanted(path)``. The
    menu of a layer makes it a favourite, ``favourite_toggled(str)``. Of a row with variants the left and right
    arrows, or a click on one of them, choose which it stands for.
    """

    layer_chosen = Signal(str)
    file_chosen = Signal(object)
    rename_wanted = Signal(object)
    removal_wanted = Signal(object)
    favourite_toggled = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.favourites: tuple[str, ...] = ()
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

    def layer_menu(self) -> QMenu | None:
        """What can be done with the marked layer; ``None`` on anything else."""
        layer = self.currentIndex().data(LAYER_ROLE)
        if layer is None or layer.category is Category.BLOCK:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Add to the canvas", lambda: self.layer_chosen.emit(layer.type))
        menu.addSeparator()
        words = "Remove from the favourites" if layer.type in self.favourites else "Add to the favourites"
        menu.addAction(words, lambda: self.favourite_toggled.emit(layer.type))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        if by_mouse:
            self.setCurrentIndex(self.indexAt(event.pos()))
        menu = self.file_menu() or self.layer_menu()
        if menu is not None:
            below = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
            menu.popup(event.globalPos() if by_mouse else below)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        file = self.currentIndex().data(FILE_ROLE)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.palette_model().step_variant(self.currentIndex().row(), step):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
        elif file is not None and event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit(file)
        elif file is not None and event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit(file)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on one of a row's variants chooses it, so that a drag takes that one."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            chips = chip_rects(QRectF(self.visualRect(index)), index.data(VARIANTS_ROLE))
            chosen = next((layer for layer, chip in chips if chip.contains(event.position())), None)
            if chosen is not None:
                self.palette_model().choose_variant(index.row(), chosen)
        super().mousePressEvent(event)

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


CHIP_WIDTH, CHIP_HEIGHT = 24.0, 16.0
CHIP_PIXELS = 10


def chip_rects(row: QRectF, variants: Sequence[Layer]) -> list[tuple[Layer, QRectF]]:
    """Where the variants of a row stand: at its right end."""
    width, height = scaled(CHIP_WIDTH), scaled(CHIP_HEIGHT)
    left, top = row.right() - 10 - width * len(variants), row.center().y() - height / 2
    return [(layer, QRectF(left + number * width, top, width, height)) for number, layer in enumerate(variants)]


class PaletteDelegate(QStyledItemDelegate):
    """Paints a heading, or a family's tile with the layer's name, and its variants."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        layer = index.data(LAYER_ROLE)
        theme = current()
        rect: QRect = option.rect
        painter.save()
        if layer is None:
            painter.setFont(interface_font(12, QFont.Weight.DemiBold))
            painter.setPen(theme.text_quiet)
            painter.drawText(
                rect.adjusted(scaled(INSET), scaled(6), 0, -2), Qt.AlignmentFlag.AlignBottom, str(index.data())
            )
        else:
            self._paint_ground(painter, option)
            top = rect.y() + (rect.height() - scaled(TILE)) / 2
            tile = QRectF(rect.x() + scaled(INSET), top, scaled(TILE), scaled(TILE))
            paint_tile(painter, tile, family_of(layer), glyph_of(layer), theme)
            painter.setFont(interface_font(13))
            painter.setPen(theme.text)
            chips = chip_rects(QRectF(rect), index.data(VARIANTS_ROLE))
            # All are shown where one can be chosen; elsewhere the name needs the room.
            if not option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
                chips = [(layer, chips[-1][1])] if chips else []
            words = rect.adjusted(scaled(INSET) + scaled(TILE) + scaled(9), 0, -8, 0)
            if chips:
                words.setRight(int(chips[0][1].left()) - 4)
            name = str(index.data()) if chips else layer.name
            text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
            self._paint_chips(painter, chips, layer)
        painter.restore()

    def _paint_chips(self, painter: QPainter, chips: list[tuple[Layer, QRectF]], chosen: Layer) -> None:
        theme = current()
        painter.setFont(interface_font(CHIP_PIXELS))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer, chip in chips:
            if layer is chosen and len(chips) > 1:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.pressed)
                painter.drawRoundedRect(chip, 4, 4)
            painter.setPen(theme.text if layer is chosen and len(chips) > 1 else theme.text_quiet)
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, axes_of(layer))

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
    inset = (DRAG_TILE - scaled(TILE)) / 2
    paint_tile(painter, QRectF(inset, inset, scaled(TILE), scaled(TILE)), family_of(layer), glyph_of(layer), theme)
    painter.end()
    return pixmap
