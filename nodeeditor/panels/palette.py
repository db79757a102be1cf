"""The palette: every layer that can be added, by category, with search and drag and drop."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QFont, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from backend.check.checker import Checker
from backend.declare.layer import BLOCK_PREFIX, LAYERS, Category, Layer, Shaped
from backend.document.document import Document
from backend.document.edits import Change
from backend.document.library import LibraryBlock
from nodeeditor.canvas import LAYER_MIME, SOURCE_MIME
from nodeeditor.canvas.offers import offered_layers
from nodeeditor.icons import paint_tile
from nodeeditor.panels.families import family_of, glyph_of
from nodeeditor.panels.follower import Following
from nodeeditor.search import ranked
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.tokens import RADIUS
from nodeeditor.widgets import SearchField

LAYER_ROW = 25
HEADING_ROW = 30
TILE = 20
INSET = 14
GHOST_SIZE = QSize(180, 48)
LAYER_ROLE = Qt.ItemDataRole.UserRole
FILE_ROLE = Qt.ItemDataRole.UserRole + 1
LIBRARY = "Library"

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """A heading or, where there is a layer, something to add; ``file`` where it comes from the library."""

    text: str
    layer: Layer | None = None
    file: Path | None = None


@dataclass(frozen=True)
class Offer:
    """What can be added where a person is: layers and blocks of the document, and blocks of the library."""

    layers: tuple[Layer, ...] = tuple(LAYERS)
    library: tuple[LibraryBlock, ...] = ()


class PaletteModel(QAbstractListModel):
    """The rows that match the search; without one, all layers under the headings of their categories."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offer = Offer()
        self._query = ""
        self._rows = matching_rows("", self._offer)

    def search(self, query: str) -> None:
        self._query = query.strip()
        self._refill()

    def show_offer(self, offer: Offer) -> None:
        if offer != self._offer:
            self._offer = offer
            self._refill()

    def _refill(self) -> None:
        self.beginResetModel()
        self._rows = matching_rows(self._query, self._offer)
        self.endResetModel()

    def first_layer(self) -> QModelIndex:
        for number, row in enumerate(self._rows):
            if row.layer is not None:
                return self.index(number)
        return QModelIndex()

    def next_layer(self, row: int, steps: int) -> QModelIndex:
        """The nearest layer some rows further, past headings; the first one where there is none."""
        while 0 <= row + steps < len(self._rows):
            row += steps
            if self._rows[row].layer is not None:
                return self.index(row)
        return self.first_layer() if row < 0 else self.index(row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == LAYER_ROLE:
            return row.layer
        if role == FILE_ROLE:
            return row.file
        if role == Qt.ItemDataRole.ToolTipRole and row.layer is not None:
            return row.layer.summary
        if role == Qt.ItemDataRole.AccessibleTextRole and row.layer is not None:
            return f"{row.layer.name}: {row.layer.summary}"
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(100, LAYER_ROW if row.layer else HEADING_ROW)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].layer is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled


def matching_rows(query: str, offer: Offer) -> list[Row]:
    """What matches, best first; all of it under headings for no query, people's own blocks before the layers."""
    own = [Row(layer.name, layer) for layer in offer.layers]
    kept = [Row(block.title, _library_layer(block, bool(query)), block.path) for block in offer.library]
    if query:
        return ranked(query, [*own, *kept], lambda row: _names(row.layer))
    rows: list[Row] = []
    for category in (Category.BLOCK, *(other for other in Category if other is not Category.BLOCK)):
        found = [row for row in own if row.layer is not None and row.layer.category is category]
        rows += [Row(category.value), *found] if found else []
    return [*rows, *([Row(LIBRARY), *kept] if kept else [])]


def _names(layer: Layer | None) -> tuple[str, ...]:
    return (layer.name, *layer.synonyms, layer.type) if layer else ()


def _library_layer(block: LibraryBlock, among_others: bool) -> Layer:
    """A block of the library as the palette shows it; its ports are known once it is in a document."""
    name = f"{block.title} · library" if among_others else block.title
    return Layer(
        type=BLOCK_PREFIX + block.name,
        name=name,
        summary=block.notes or "A block of your library.",
        category=Category.BLOCK,
        glyph="block",
        shape=lambda _values, _types: Shaped({}),
    )


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


class PaletteList(QListView):
    """The rows. A double click or Enter emits ``layer_chosen(str)`` with a type, or ``file_chosen(path)``."""

    layer_chosen = Signal(str)
    file_chosen = Signal(object)

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
        ghost = drag_ghost(layer, self.devicePixelRatioF())
        drag.setPixmap(ghost)
        drag.setHotSpot(QPoint(GHOST_SIZE.width() // 2, GHOST_SIZE.height() // 2))
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(self.indexAt(event.position().toPoint()))
            self.choose_current()


class Palette(QWidget):
    """Search field and list.

    Signals: ``layer_chosen(str)`` asks to add a layer of that type, ``file_chosen(path)`` a block of the library.
    """

    layer_chosen = Signal(str)
    file_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.search_field = SearchField("Find a layer")
        self.search_field.textChanged.connect(self._search)
        self.search_field.moved.connect(self._move)
        self.search_field.returnPressed.connect(self._choose_current)
        self.list = PaletteList()
        self.list.layer_chosen.connect(self.layer_chosen)
        self.list.file_chosen.connect(self.file_chosen)
        self._following: Following | None = None
        self._library: tuple[LibraryBlock, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 11, 0, 0)
        layout.setSpacing(4)
        field_line = QVBoxLayout()
        field_line.setContentsMargins(11, 0, 11, 0)
        field_line.addWidget(self.search_field)
        layout.addLayout(field_line)
        layout.addWidget(self.list, 1)

    def set_document(self, document: Document, checker: Checker) -> None:
        """Offers what can stand in a document, or in the block that is open."""
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker)
        self._following.also(document.root.subscribe(self._on_change))
        self._show_offer()

    def set_library(self, blocks: Sequence[LibraryBlock]) -> None:
        self._library = tuple(blocks)
        self._show_offer()

    def _on_change(self, change: Change) -> None:
        if change.blocks:
            self._show_offer()

    def _show_offer(self) -> None:
        if self._following is not None:
            layers = offered_layers(self._following.document, self._following.checker)
            bar = self.list.verticalScrollBar()
            place = bar.value()
            self.list.palette_model().show_offer(Offer(tuple(layers), self._library))
            self._mark_first()
            bar.setValue(place)

    def current_layer(self) -> Layer | None:
        """The layer that is marked in the list."""
        layer = self.list.currentIndex().data(LAYER_ROLE)
        return layer if isinstance(layer, Layer) else None

    def _move(self, steps: int) -> None:
        model = self.list.palette_model()
        self.list.setCurrentIndex(model.next_layer(self.list.currentIndex().row(), steps))

    def _choose_current(self) -> None:
        self.list.choose_current()

    def _search(self, query: str) -> None:
        self.list.palette_model().search(query)
        self._mark_first()

    def _mark_first(self) -> None:
        """While one searches, Enter takes the best match."""
        if self.search_field.text().strip():
            self.list.setCurrentIndex(self.list.palette_model().first_layer())


def layer_mime(layer: Layer, file: Path | None = None) -> QMimeData:
    """What a drag carries: the type, and the text of the library's file that defines it."""
    data = QMimeData()
    data.setData(LAYER_MIME, QByteArray(layer.type.encode()))
    if file is not None:
        with contextlib.suppress(OSError):
            data.setData(SOURCE_MIME, QByteArray(file.read_bytes()))
    return data


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
