"""The outline as a tree for Qt: the document and its blocks at the top, their nodes in data order below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from backend.check.blocks import first_types
from backend.check.checker import Checker
from backend.check.node_check import NodeReport
from backend.check.problems import Problem
from backend.declare.layer import Role, ShapeError
from backend.document.definitions import placed_block
from backend.document.document import Document
from backend.document.graph import GraphState, Node
from nodeeditor.icons import icon, tile_icon
from nodeeditor.presentation import family_of, glyph_of, severity_colour
from nodeeditor.theme import current, fixed_font
from nodeeditor.theme.scaling import scaled

COLUMNS = ("Node", "Layer", "Shape", "Problems")
NAME, LAYER, SHAPE, PROBLEMS = range(len(COLUMNS))
ICON = 16

Index = QModelIndex | QPersistentModelIndex
ItemRole = Qt.ItemDataRole


class OutlineModel(QAbstractItemModel):
    """Rows are made of the document when they are painted; a place is read when it is opened."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.places: list[OutlineScope] = []

    def show_places(self, places: Sequence[OutlineScope]) -> None:
        self.beginResetModel()
        self.places = list(places)
        if self.places:
            self.places[0].show(self.places[0].look())
        self.endResetModel()

    def refresh(self) -> bool:
        """Reads again what is open; returns whether rows came, went or moved, which resets the tree."""
        open_places = [place for place in self.places if place.is_read]
        orders = [place.look() for place in open_places]
        # A reset is rare and simple. Inserting and moving single rows would have to repeat the sorting step by
        # step.
        if orders != [place.ids for place in open_places]:
            self.beginResetModel()
            for place, ids in zip(open_places, orders, strict=True):
                place.show(ids)
            self.endResetModel()
            return True
        for place in open_places:
            if place.ids:
                parent = self.place_index(place.block)
                last = self.index(len(place.ids) - 1, PROBLEMS, parent)
                self.dataChanged.emit(self.index(0, 0, parent), last)
        return False

    def place_index(self, block: str) -> QModelIndex:
        for row, place in enumerate(self.places):
            if place.block == block:
                return self.index(row, 0)
        return QModelIndex()

    def node_of(self, index: Index) -> tuple[str, str] | None:
        """Block and id of a row; ``None`` for the row of a place."""
        if not index.isValid() or not index.internalId():
            return None
        place = self.places[index.internalId() - 1]
        return place.block, place.ids[index.row()]

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        # The internal id is the number of the parent row, 0 for the top level: no object for each row is kept
        # alive for Qt.
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        number = index.internalId() if index.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        if not parent.isValid():
            return len(self.places)
        return 0 if parent.internalId() or parent.column() else len(self.places[parent.row()].ids)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return len(COLUMNS)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 - Qt's own signature
        if not parent.isValid() or parent.internalId():
            return not parent.isValid() and bool(self.places)
        place = self.places[parent.row()]
        return place.exists and len(place.graph.graph) > 0

    def canFetchMore(self, parent: Index) -> bool:
        return parent.isValid() and not parent.internalId() and not self.places[parent.row()].is_read

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        place = self.places[parent.row()]
        ids = place.look()
        if ids:
            self.beginInsertRows(self.index(parent.row(), NAME), 0, len(ids) - 1)
            place.show(ids)
            self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ItemRole.DisplayRole) -> object:
        return (
            COLUMNS[section] if orientation is Qt.Orientation.Horizontal and role == ItemRole.DisplayRole else None
        )

    def data(self, index: Index, role: int = ItemRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if not index.internalId():
            return self._of_place(self.places[index.row()], index.column(), role)
        place = self.places[index.internalId() - 1]
        return _of_node(place, place.ids[index.row()], index.column(), role)

    def _of_place(self, place: OutlineScope, column: int, role: int) -> object:
        if column == NAME and role == ItemRole.DisplayRole:
            return place.title
        if column == NAME and role == ItemRole.DecorationRole:
            return icon("block" if place.block else "shape", current().text_quiet, scaled(ICON))
        if column == LAYER and role == ItemRole.DisplayRole:
            return "Block" if place.block else "Network"
        return current().text_quiet if column == LAYER and role == ItemRole.ForegroundRole else None


def _of_node(place: OutlineScope, node_id: str, column: int, role: int) -> object:
    if not place.holds(node_id):
        return None
    problems = place.problems(node_id)
    if role == ItemRole.DisplayRole:
        return _words(place, node_id, column)
    if role == ItemRole.AccessibleTextRole and column == NAME:
        said = [_words(place, node_id, other) for other in range(len(COLUMNS))]
        return ", ".join(word for word in said if word) + ("" if problems else ", no problems")
    if role == ItemRole.DecorationRole and column == NAME:
        layer = place.checker.layers.find(place.node(node_id).type)
        return tile_icon(family_of(layer), glyph_of(layer), current(), scaled(ICON))
    if role == ItemRole.FontRole and column == SHAPE:
        return fixed_font()
    if role == ItemRole.ForegroundRole and column in (LAYER, SHAPE):
        return current().text_second
    if problems and column == PROBLEMS:
        if role == ItemRole.ForegroundRole:
            return severity_colour(problems[0].severity, current())
        if role == ItemRole.ToolTipRole:
            return "\n".join(problem.message for problem in problems)
    return None


def _words(place: OutlineScope, node_id: str, column: int) -> str:
    if column == NAME:
        return place.name(node_id)
    if column == LAYER:
        return place.layer_name(node_id)
    if column == SHAPE:
        return place.shape(node_id)
    problems = place.problems(node_id)
    more = f" (+{len(problems) - 1})" if len(problems) > 1 else ""
    return problems[0].message + more if problems else ""


class OutlineScope:
    """One block, or the top of the document where the name is empty; read when it is first asked for."""

    def __init__(self, document: Document, checker: Checker, block: str) -> None:
        self.document, self.checker, self.block = document, checker, block
        self.ids: list[str] = []
        self.row_of: dict[str, int] = {}
        self.is_read = False
        self._reports: Mapping[str, NodeReport] = {}
        self._problems: dict[str, list[Problem]] = {}

    @property
    def graph(self) -> GraphState:
        return self.document.block(self.block) if self.block else self.document.state

    @property
    def title(self) -> str:
        return self.block or self.document.name

    def look(self) -> list[str]:
        """Reads the current state of the check; returns the nodes in order, for ``show``."""
        rank = self._read_check()
        return sorted(filter(self._is_shown, self.graph.graph), key=lambda node: rank.get(node, len(rank)))

    def show(self, ids: list[str]) -> None:
        self.ids = ids
        self.row_of = {node: row for row, node in enumerate(ids)}
        self.is_read = True

    @property
    def exists(self) -> bool:
        return not self.block or self.block in self.document.block_names

    def holds(self, node_id: str) -> bool:
        """Whether a node is still there: an edit may have come that was not read yet."""
        return self.exists and node_id in self.graph.graph

    def node(self, node_id: str) -> Node:
        return self.graph.node(node_id)

    def report(self, node_id: str) -> NodeReport | None:
        return self._reports.get(node_id)

    def problems(self, node_id: str) -> list[Problem]:
        return self._problems.get(node_id, [])

    def name(self, node_id: str) -> str:
        return self.node(node_id).label or node_id

    def layer_name(self, node_id: str) -> str:
        node = self.node(node_id)
        layer = self.checker.layers.find(node.type)
        return layer.name if layer else placed_block(node) or node.type

    def shape(self, node_id: str) -> str:
        """What flows out of a node: the first output, and how many more there are."""
        report = self.report(node_id)
        if report is None or not report.outputs:
            return ""
        first, *others = report.outputs.values()
        return f"{first}  +{len(others)}" if others else str(first)

    def _read_check(self) -> Mapping[str, int]:
        """Reads the current state of the check; returns the order of the nodes."""
        self._problems = {}
        if not self.block:
            self._reports = self.checker.reports
            found = self.checker.problems_so_far()
            rank = self.checker.order.rank
        else:
            try:
                entering = first_types(self.checker.reports, self.checker.layers, self.block)
                inside = self.checker.layers.inside(self.block, entering)
            except ShapeError:
                self._reports = {}
                return {}
            self._reports, rank = inside.reports, inside.rank
            found = [problem for report in inside.reports.values() for problem in report.problems]
            lints = self.checker.findings.inner_lints_so_far
            found += [problem for problem in lints if problem.block == self.block]
        for problem in found:
            self._problems.setdefault(problem.node, []).append(problem)
        return rank

    def _is_shown(self, node_id: str) -> bool:
        """Bends are part of their wire."""
        layer = self.checker.layers.find(self.node(node_id).type)
        return layer is None or layer.role is not Role.WIRE
