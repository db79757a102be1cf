"""The window of the examples: a searchable list on the left, the chosen document on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nodeeditor.examples.catalogue import (
    ARCHITECTURES_FOLDER,
    Example,
    find_examples,
)
from nodeeditor.examples.page import ExamplePage
from nodeeditor.icons import paint_tile
from nodeeditor.search import ranked, score
from nodeeditor.theme import current, interface_font, paint_ground
from nodeeditor.theme.fonts import font_scale
from nodeeditor.widgets import PrimaryButton, SearchField

WINDOW_SIZE = (1080, 720)
LIST_WIDTH = 280
TRAINABLE, KNOWN = "Ready to train", "Known architectures"


class ExamplesWindow(QDialog):
    """Signals: ``chosen(path)`` asks to open a document; the window closes."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Examples")
        self.resize(*WINDOW_SIZE)
        groups = {TRAINABLE: find_examples(), KNOWN: find_examples(ARCHITECTURES_FOLDER)}
        self.search = SearchField("Find a network")
        self.list = QListView()
        self.model = ExamplesModel(groups, self)
        self.page = ExamplePage()
        self.open_button = PrimaryButton("Open")
        self._set_up_list()
        self._place()
        self.search.textChanged.connect(self._find)
        self.search.moved.connect(self._move)
        self.search.left.connect(self.close)
        self.search.returnPressed.connect(self._choose)
        self.open_button.clicked.connect(self._choose)
        self._move(1)

    @property
    def example(self) -> Example | None:
        """The example that is shown."""
        found = self.list.currentIndex().data(EXAMPLE_ROLE)
        return found if isinstance(found, Example) else None

    def _set_up_list(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(ExampleDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName("Examples")
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.activated.connect(self._choose)

    def _place(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 12, 0, 0)
        field = QHBoxLayout()
        field.setContentsMargins(12, 0, 12, 0)
        field.addWidget(self.search)
        column.addLayout(field)
        column.addWidget(self.list, 1)
        reading = QWidget()
        right = QVBoxLayout(reading)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.page, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(24, 8, 24, 20)
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        right.addLayout(buttons)
        splitter = QSplitter()
        splitter.addWidget(side)
        splitter.addWidget(reading)
        splitter.setStretchFactor(1, 1)
        width = round(LIST_WIDTH * font_scale())
        splitter.setSizes([width, WINDOW_SIZE[0] - width])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(splitter)

    def _find(self, query: str) -> None:
        self.model.search(query)
        self.list.setCurrentIndex(self.model.next_example(-1, 1))
        self.open_button.setEnabled(self.example is not None)

    def _move(self, steps: int) -> None:
        self.list.setCurrentIndex(self.model.next_example(self.list.currentIndex().row(), steps))

    def _on_current(self, index: QModelIndex) -> None:
        example = index.data(EXAMPLE_ROLE)
        if isinstance(example, Example):
            self.page.show_example(example)

    def _choose(self) -> None:
        example = self.example
        if example is not None:
            self.chosen.emit(example.path)
            self.close()


WORDS_HEIGHT = 18
EXAMPLE_ROOM, HEADING_ROOM = 36, 16
"""What a row has above its words and below them."""
INSET, EDGE = 18, 7
TILE, TILE_STEP, MAX_TILES = 16, 20, 10
EXAMPLE_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class ExamplesModel(QAbstractListModel):
    """Groups under their headings; during a search, matches by name first, then by notes."""

    def __init__(self, groups: Mapping[str, Sequence[Example]], parent: QObject) -> None:
        super().__init__(parent)
        self._groups = groups
        self._rows: list[Example | str] = []
        self.search("")

    def search(self, query: str) -> None:
        self.beginResetModel()
        self._rows = []
        for heading, examples in self._groups.items():
            found = _found(query, examples)
            self._rows += [heading, *found] if found else []
        self.endResetModel()

    def next_example(self, row: int, steps: int) -> QModelIndex:
        """The index of the next row that is not a heading, wrapping around; invalid if there is none."""
        count = len(self._rows)
        for number in range(1, count + 1):
            following = (row + number * steps) % count
            if isinstance(self._rows[following], Example):
                return self.index(following)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_example = isinstance(self._rows[index.row()], Example)
        return super().flags(index) if is_example else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name if isinstance(row, Example) else row
        if role == Qt.ItemDataRole.SizeHintRole:
            words = round(WORDS_HEIGHT * font_scale())
            return QSize(0, words + (EXAMPLE_ROOM if isinstance(row, Example) else HEADING_ROOM))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and isinstance(row, Example):
            return row.notes
        return row if role == EXAMPLE_ROLE and isinstance(row, Example) else None


def _found(query: str, examples: Sequence[Example]) -> list[Example]:
    words = query.lower().split()
    if not words:
        return list(examples)
    by_name = ranked(query, examples, lambda example: (example.name,))
    sure = [example for example in by_name if (score(query, example.name) or 0) >= 4 * len("".join(words))]
    by_notes = [e for e in examples if e not in sure and all(word in e.notes.lower() for word in words)]
    return [*sure, *by_notes] or by_name


class ExampleDelegate(QStyledItemDelegate):
    """Paints a heading, or a name over the small tiles of the layers."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current()
        rect: QRect = option.rect
        example = index.data(EXAMPLE_ROLE)
        painter.save()
        if example is None:
            painter.setFont(interface_font(12, QFont.Weight.DemiBold))
            painter.setPen(theme.text_quiet)
            painter.drawText(rect.adjusted(INSET, 8, -8, -5), Qt.AlignmentFlag.AlignBottom, str(index.data()))
        else:
            self._paint_ground(painter, option)
            painter.setFont(interface_font(13, QFont.Weight.DemiBold))
            painter.setPen(theme.text)
            words = rect.adjusted(INSET, EDGE, -INSET, 0)
            name = painter.fontMetrics().elidedText(example.name, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignTop, name)
            room = (rect.width() - 2 * INSET) // TILE_STEP
            top = rect.bottom() - TILE - EDGE
            for number, (family, glyph) in enumerate(example.tiles[: min(MAX_TILES, room)]):
                tile = QRectF(rect.x() + INSET + number * TILE_STEP, top, TILE, TILE)
                paint_tile(painter, tile, family, glyph, theme)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme = current()
        ground = option.rect.adjusted(8, 1, -8, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            paint_ground(painter, ground, theme.selection, None, 6)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint_ground(painter, ground, theme.hover, None, 6)
