"""The outline tab: the graph as a tree that the keyboard walks, in step with the canvas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeView, QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import Change
from nodeeditor.documents.following import Following
from nodeeditor.panels.outline.model import ICON, NAME, OutlineModel, OutlineScope
from nodeeditor.scheduling import single_shot
from nodeeditor.theme.scaling import fix_icon

REFRESH_MS = 80
COLUMN_WIDTHS = (220, 150, 190)


class OutlinePanel(QWidget):
    """Follows the document while it is seen.

    Signals: ``nodes_chosen(str, list)`` with a block, the empty name for the top, and ids in it, when a person
    chooses rows; ``node_opened(str, str)`` on Enter and on a double click.
    """

    nodes_chosen = Signal(str, list)
    node_opened = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._following: Following | None = None
        self._blocks: tuple[str, ...] = ()
        self._chosen: tuple[str, frozenset[str]] = ("", frozenset())
        self._is_following_canvas = False
        self._timer = single_shot(self, self._refresh, REFRESH_MS)
        self.model = OutlineModel(self)
        self.tree = _tree(self.model)
        fix_icon(self.tree, ICON)
        self.tree.activated.connect(self._open)
        self.tree.selectionModel().selectionChanged.connect(self._pass_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.addWidget(self.tree)

    def set_document(self, document: Document, checker: Checker) -> None:
        """Shows a whole document with all of its blocks."""
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker, self._on_change, lambda _ids: self._timer.start())
        self._chosen = ("", frozenset())
        self._rebuild()

    def set_selection(self, block: str, ids: Iterable[str]) -> None:
        """Marks the nodes that the canvas has chosen in the block that it shows."""
        chosen = (block, frozenset(ids))
        if chosen != self._chosen:
            self._chosen = chosen
            self._mark_chosen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _on_change(self, _change: Change) -> None:
        self._timer.start()

    def _refresh(self) -> None:
        if self._following is None or not self.isVisible():
            return
        if self._following.document.block_names != self._blocks:
            self._rebuild()
        else:
            open_blocks = self._open_blocks()
            if self.model.refresh():
                self._restore(open_blocks)

    def _rebuild(self) -> None:
        if self._following is None or not self.isVisible():
            self._blocks = ("",)  # no document has such a block: the next look builds the tree
            return
        document, checker = self._following.document, self._following.checker
        open_blocks = self._open_blocks() | {""}
        self._blocks = document.block_names
        self._is_following_canvas = True
        self.model.show_places([OutlineScope(document, checker, block) for block in ("", *self._blocks)])
        self._restore(open_blocks)

    def _open_blocks(self) -> set[str]:
        shown = [place.block for place in self.model.places]
        return {block for block in shown if self.tree.isExpanded(self.model.place_index(block))}

    def _restore(self, open_blocks: set[str]) -> None:
        """After a reset: opens what was open and marks what is chosen."""
        bar = self.tree.verticalScrollBar()
        place = bar.value()
        for block in open_blocks:
            self.tree.expand(self.model.place_index(block))
        self._mark_chosen(scrolling=False)
        bar.setValue(place)

    def _mark_chosen(self, scrolling: bool = True) -> None:
        block, ids = self._chosen
        parent = self.model.place_index(block)
        if not self.isVisible() or not parent.isValid():
            return
        if ids and not self.tree.isExpanded(parent):
            self.tree.expand(parent)
        row_of = self.model.places[parent.row()].row_of
        rows = sorted(row_of[node] for node in ids if node in row_of)
        self._is_following_canvas = True
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.tree.selectionModel().select(self._stretches(rows, parent), flags)
        if rows and self._row_in(parent) not in rows:
            first = self.model.index(rows[0], NAME, parent)
            self.tree.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            if scrolling:
                self.tree.scrollTo(first)
        self._is_following_canvas = False

    def _row_in(self, parent: QModelIndex) -> int:
        current = self.tree.currentIndex()
        return current.row() if current.parent() == parent else -1

    def _stretches(self, rows: Sequence[int], parent: QModelIndex) -> QItemSelection:
        """Rows as ranges: a selection of thousands is a few of these."""
        selection = QItemSelection()
        for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            stretch = [row for _, row in group]
            first, last = (self.model.index(row, NAME, parent) for row in (stretch[0], stretch[-1]))
            selection.select(first, last)
        return selection

    def _pass_on(self) -> None:
        """Reports what a person chose: the rows in the block of the current one."""
        if self._is_following_canvas:
            return
        rows = self.tree.selectionModel().selectedRows()
        found = [node for index in rows if (node := self.model.node_of(index)) is not None]
        if not found:
            return
        current = self.model.node_of(self.tree.currentIndex())
        block = current[0] if current else found[0][0]
        ids = [node for other, node in found if other == block]
        self._chosen = (block, frozenset(ids))
        self.nodes_chosen.emit(block, ids)

    def _open(self, index: QModelIndex) -> None:
        node = self.model.node_of(index)
        if node is not None:
            self.node_opened.emit(*node)


def _tree(model: OutlineModel) -> QTreeView:
    tree = QTreeView()
    tree.setModel(model)
    tree.setFrameShape(QFrame.Shape.NoFrame)
    tree.setUniformRowHeights(True)
    tree.setIndentation(14)
    tree.setAllColumnsShowFocus(True)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    tree.setExpandsOnDoubleClick(False)
    tree.setAccessibleName("Outline")
    header = tree.header()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    for column, width in enumerate(COLUMN_WIDTHS):
        tree.setColumnWidth(column, width)
    header.setStretchLastSection(True)
    return tree
