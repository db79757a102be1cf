"""The command palette: one search for commands, layers to add, nodes to go to, and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from backend.document.file import document_name
from nodeeditor.canvas.search.available_layers import offered_layers
from nodeeditor.commands.action_set import ActionSet
from nodeeditor.commands.table import MENUS
from nodeeditor.examples.catalogue import example_files
from nodeeditor.icons import paint_glyph, paint_tile
from nodeeditor.presentation import family_of, glyph_of
from nodeeditor.search import ranked
from nodeeditor.theme import current, fixed_font, interface_font, paint_ground
from nodeeditor.theme.scaling import scaled
from nodeeditor.theme.tokens import RADIUS
from nodeeditor.widgets import SearchField
from nodeeditor.window.program import Program

WIDTH = 560
ROW = 34
MAX_ROWS_SHOWN = 11
ENTRY_ROLE = Qt.ItemDataRole.UserRole
TILE = 20
RIGHT_ROOM = 220

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class SearchHit:
    """One thing to find: its words, what kind it is, and what choosing it does. ``family`` makes it a tile."""

    names: tuple[str, ...]
    kind: str
    choose: Callable[[], object]
    glyph: str = ""
    family: str = ""
    keys: str = ""


def open_palette(program: Program, window: QWidget) -> None:
    """Opens the search over a window."""
    entries = [*node_entries(program), *layer_entries(program), *command_entries(program.actions)]
    CommandPalette([*entries, *example_entries(program)], window).open_over(window)


def command_entries(actions: ActionSet) -> list[SearchHit]:
    """Every command that can be given now."""
    return [
        SearchHit(
            (command.plain_text,),
            str(menu),
            actions[command.id].trigger,
            command.icon,
            keys=actions.shortcuts.text(command),
        )
        for menu, declared in MENUS.items()
        for command in declared
        if command.id != "search" and actions[command.id].isEnabled()
    ]


def example_entries(program: Program) -> list[SearchHit]:
    return [
        SearchHit((document_name(path),), "Open example", partial(program.files.open_example, path), "open")
        for path in example_files()
    ]


def layer_entries(program: Program) -> list[SearchHit]:
    return [
        SearchHit(
            (layer.name, *layer.synonyms, layer.type),
            "Add layer",
            lambda chosen=layer.type: program.canvas.commands.add_layer(chosen),  # type: ignore[misc]
            glyph_of(layer),
            family_of(layer),
        )
        for layer in offered_layers(program.navigation.document, program.navigation.checker)
    ]


def node_entries(program: Program) -> list[SearchHit]:
    """The nodes of the network and of all its blocks; those of the place that is shown come first."""
    here, whole = program.navigation.block, program.navigation.whole
    places = sorted(("", *whole.block_names), key=lambda block: block != here)
    return [entry for block in places for entry in _nodes_in(program, block)]


def _nodes_in(program: Program, block: str) -> Iterator[SearchHit]:
    whole, layers = program.navigation.whole, program.navigation.whole_checker.layers
    for node in (whole.block(block) if block else whole).nodes():
        layer = layers.find(node.type)
        yield SearchHit(
            (node.label or (layer.name if layer else node.type), node.id),
            f"Go to {node.id} in {block}" if block else f"Go to {node.id}",
            partial(_go, program, block, node.id),
            glyph_of(layer),
            family_of(layer),
        )


def _go(program: Program, block: str, node: str) -> None:
    program.navigation.go_to(block)
    program.canvas.navigation.reveal(node)


class EntryModel(QAbstractListModel):
    def __init__(self, entries: Sequence[SearchHit], parent: QObject) -> None:
        super().__init__(parent)
        self._all = entries
        self._shown = list(entries)

    def search(self, query: str) -> None:
        self.beginResetModel()
        self._shown = ranked(query, self._all, lambda entry: entry.names)
        self.endResetModel()

    def entry(self, index: Index) -> SearchHit:
        return self._shown[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.names[0]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.kind}: {entry.names[0]}"
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(scaled(WIDTH), scaled(ROW))
        return entry if role == ENTRY_ROLE else None


class EntryDelegate(QStyledItemDelegate):
    """Glyph, words, kind, and the shortcut at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current()
        entry: SearchHit = index.data(ENTRY_ROLE)
        rect: QRect = option.rect
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            paint_ground(
                painter, rect.adjusted(6, 1, -6, -1), theme.selection if selected else theme.hover, None, 6
            )
        side = scaled(TILE)
        tile = QRectF(rect.x() + scaled(16), rect.y() + (rect.height() - side) / 2, side, side)
        if entry.family:
            paint_tile(painter, tile, entry.family, entry.glyph, theme)
        elif entry.glyph:
            paint_glyph(painter, tile.adjusted(2, 2, -2, -2), entry.glyph, theme.text_second)
        painter.setFont(interface_font(13))
        painter.setPen(theme.text)
        words = rect.adjusted(scaled(48), 0, -scaled(RIGHT_ROOM), 0)
        name = painter.fontMetrics().elidedText(entry.names[0], Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
        self._paint_right(painter, rect, entry)
        painter.restore()

    def _paint_right(self, painter: QPainter, rect: QRect, entry: SearchHit) -> None:
        painter.setPen(current().text_quiet)
        right = rect.adjusted(0, 0, -18, 0)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if entry.keys:
            painter.setFont(fixed_font(11))
            painter.drawText(right, align, entry.keys)
        else:
            painter.setFont(interface_font(12))
            room = scaled(RIGHT_ROOM - 24)
            kind = painter.fontMetrics().elidedText(entry.kind, Qt.TextElideMode.ElideRight, room)
            painter.drawText(right, align, kind)


class CommandPalette(QFrame):
    """Pops up under the search field; closes on Escape, a choice, or a click elsewhere."""

    def __init__(self, entries: Sequence[SearchHit], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Search everything")
        self.field = SearchField("Search layers, commands, nodes")
        self.field.textChanged.connect(self._search)
        self.field.moved.connect(self._move)
        self.field.left.connect(self.close)
        self.field.returnPressed.connect(self._choose_current)
        self.list = QListView()
        self.list.setModel(EntryModel(entries, self))
        self.list.setItemDelegate(EntryDelegate(self))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.resize(scaled(WIDTH), 8 * 3 + self.field.height() + scaled(ROW) * MAX_ROWS_SHOWN)
        self._select(0)

    def open_over(self, window: QWidget) -> None:
        left = (window.width() - self.width()) // 2
        self.move(window.mapToGlobal(QPoint(left, 8)))
        self.show()
        self.field.setFocus()

    def model(self) -> EntryModel:
        model = self.list.model()
        assert isinstance(model, EntryModel)
        return model

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.panel)
        paint_ground(painter, self.rect(), theme.panel, theme.border, RADIUS / 4)

    def _search(self, query: str) -> None:
        self.model().search(query.strip())
        self._select(0)

    def _select(self, row: int) -> None:
        self.list.setCurrentIndex(self.model().index(row))

    def _move(self, steps: int) -> None:
        count = self.model().rowCount()
        if count:
            self._select((self.list.currentIndex().row() + steps) % count)

    def _choose_current(self) -> None:
        if self.list.currentIndex().isValid():
            self._choose(self.list.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        entry = self.model().entry(index)
        self.close()
        entry.choose()
