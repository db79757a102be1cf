"""The search at the cursor: type a few letters, Enter adds the layer there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QFontMetricsF, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from backend.declare.layer import Layer
from nodeeditor.canvas.search.shorthand import ParsedQuery, parsed_queries, text_of
from nodeeditor.canvas.workspace import ADD_WORDS, Choose
from nodeeditor.icons import paint_tile
from nodeeditor.presentation import family_of, glyph_of
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.fonts import SMALL_PIXELS
from nodeeditor.theme.scaling import scaled
from nodeeditor.theme.style.brushes import FLOATING_SHADOW, paint_floating_panel
from nodeeditor.widgets import SearchField

WIDTH = 372
ROW = 30
MAX_ROWS = 9
PADDING = 8
GAP = 6
TILE = 20

ModelIndex = QModelIndex | QPersistentModelIndex


class SearchPanel(QFrame):
    """A light panel over the canvas. It goes away on Escape, on Enter and when the focus leaves it.

    Signals: ``shown(whether)`` when it comes and goes.
    """

    shown = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._choose: Choose | None = None
        self._pointer = QCursor.pos()
        self._layers: list[Layer] = []
        self._worth: dict[str, int] = {}
        self._field = SearchField(ADD_WORDS, parent=self)
        self._model = _Layers()
        self._list = QListView(self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_Row(self._list))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        # Else Qt asks each row for its size, at every letter that is typed.
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.viewport().setAutoFillBackground(False)
        edge = FLOATING_SHADOW + PADDING
        layout = QVBoxLayout(self)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(GAP)
        layout.addWidget(self._field)
        layout.addWidget(self._list)
        self._field.textChanged.connect(self._filter)
        self._field.returnPressed.connect(self._accept)
        self._field.moved.connect(self._walk)
        self._field.left.connect(self._leave)
        self._field.installEventFilter(self)
        self.setFocusProxy(self._field)
        self._list.clicked.connect(lambda _index: self._accept())
        self._list.entered.connect(self._on_entered)
        self.hide()

    def open_at(self, point: QPoint, choose: Choose, layers: Iterable[tuple[Layer, int]]) -> None:
        """Asks for one of the layers, near a point of the parent.

        The number says how well a layer fits there: of names that begin as typed the one that fits better comes
        first, of equal matches the earlier one.
        """
        self._choose = choose
        ranked = list(layers)
        self._layers = [layer for layer, _ in ranked]
        self._worth = {layer.type: worth for layer, worth in ranked}
        self._pointer = QCursor.pos()
        self._field.clear()
        self._place(point)
        self._filter("")
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def set_words(self, words: str) -> None:
        """Says in the empty field what the search is for."""
        self._field.setPlaceholderText(words)
        self._field.setAccessibleName(words)

    def offered(self) -> list[str]:
        """The types that can be chosen now, best first."""
        return self._model.types()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.shown.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the field leaves over, such as Return, go no further: the canvas has its own use for them."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_floating_panel(painter, self.rect())
        if not self._model.rowCount():
            painter.setFont(interface_font(SMALL_PIXELS))
            painter.setPen(current().text_quiet)
            painter.drawText(self._list.geometry(), Qt.AlignmentFlag.AlignCenter, "No matching layer")

    def _filter(self, text: str) -> None:
        found = parsed_queries(text, self._layers)
        if text and any(self._worth.values()):
            found.sort(key=lambda query: (_nearness(text, query), -self._worth[query.layer.type]))
        self._model.show_readings(found)
        self._list.setCurrentIndex(self._model.index(0))
        self._list.scrollToTop()
        self._fit(self._model.rowCount())
        self.update()

    def _on_entered(self, index: QModelIndex) -> None:
        """A row comes under the pointer: by its moving, or else by scrolling below it, which chooses nothing."""
        if QCursor.pos() != self._pointer:
            self._pointer = QCursor.pos()
            self._list.setCurrentIndex(index)

    def _walk(self, steps: int) -> None:
        count = self._model.rowCount()
        if count:
            self._list.setCurrentIndex(self._model.index((self._list.currentIndex().row() + steps) % count))

    def _accept(self) -> None:
        query, choose = self._model.query(self._list.currentIndex()), self._choose
        self._leave()
        if query is not None and choose is not None:
            choose(query.layer.type, query.parameters)

    def _leave(self) -> None:
        self.hide()
        self._canvas.setFocus()

    def _fit(self, rows: int) -> None:
        """As high as so many rows; the field stays where it is."""
        field = self._field.height()
        height = field + GAP + min(max(rows, 1), MAX_ROWS) * scaled(ROW) + 2 * (FLOATING_SHADOW + PADDING)
        room, width = self._canvas.size(), scaled(WIDTH) + 2 * FLOATING_SHADOW
        self.resize(min(width, room.width()), min(height, room.height()))

    def _place(self, point: QPoint) -> None:
        self._fit(len(self._layers))
        room = self._canvas.size()
        left = min(max(point.x() - FLOATING_SHADOW, 0), room.width() - self.width())
        top = min(max(point.y() - FLOATING_SHADOW, 0), room.height() - self.height())
        self.move(left, top)


def _nearness(text: str, query: ParsedQuery) -> int:
    """0 for a layer whose name was typed in full, 1 if its first word was, 2 if its name begins so, else 3."""
    typed, name = text.strip().lower(), query.layer.name.lower()
    word = typed.split(" ")[0]
    return 0 if typed == name else 1 if name.split(" ")[0] == word else 2 if name.startswith(word) else 3


class _Layers(QAbstractListModel):
    """The layers that match, best first, with the parameters that were typed."""

    def __init__(self) -> None:
        super().__init__()
        self._readings: list[ParsedQuery] = []

    def show_readings(self, found: list[ParsedQuery]) -> None:
        self.beginResetModel()
        self._readings = found
        self.endResetModel()

    def query(self, index: ModelIndex) -> ParsedQuery | None:
        return self._readings[index.row()] if index.isValid() else None

    def types(self) -> list[str]:
        return [query.layer.type for query in self._readings]

    def rowCount(self, _parent: ModelIndex | None = None) -> int:
        return len(self._readings)

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        query = self.query(index)
        if query is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return query.layer.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{query.layer.name}, {described(query)}".rstrip(", ")
        return query.layer.summary if role == Qt.ItemDataRole.ToolTipRole else None


def described(query: ParsedQuery) -> str:
    """``filters 64 · kernel 3 · stride 2``, and what was not understood."""
    said = [f"{name.replace('_', ' ')} {text_of(value)}" for name, value in query.parameters.items()]
    said += [f"“{word}” is not recognised" for word in query.left_over]
    return " · ".join(said)


class _Row(QStyledItemDelegate):
    """Tile, name and what the layer does."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: ModelIndex) -> QSize:
        return QSize(0, scaled(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        model = index.model()
        query = model.query(index) if isinstance(model, _Layers) else None
        if query is None:
            return
        layer = query.layer
        theme = current()
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.selection)
            painter.drawRoundedRect(rect, 6, 6)
        family = family_of(layer)
        tile = QRectF(rect.left() + scaled(6), rect.center().y() - scaled(TILE) / 2, scaled(TILE), scaled(TILE))
        paint_tile(painter, tile, family, glyph_of(layer), theme)
        self._paint_words(painter, rect.adjusted(scaled(TILE) + scaled(16), 0, -8, 0), query)
        painter.restore()

    def _paint_words(self, painter: QPainter, room: QRectF, query: ParsedQuery) -> None:
        theme, layer = current(), query.layer
        font, small = QApplication.font(), interface_font(SMALL_PIXELS)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font)
        painter.setPen(theme.text)
        painter.drawText(room, middle, layer.name)
        rest = room.adjusted(QFontMetricsF(font).horizontalAdvance(layer.name) + 10, 0, 0, 0)
        painter.setFont(small)
        typed = described(query)
        painter.setPen(theme.accent_text if typed and not query.left_over else theme.text_quiet)
        words = QFontMetricsF(small).elidedText(typed or layer.summary, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, middle, words)
