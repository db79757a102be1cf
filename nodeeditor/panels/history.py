"""The history tab: the steps that undo and redo go through, in words; a click goes to one of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QShowEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from backend.document.document import Document
from nodeeditor.icons import icon
from nodeeditor.scheduling import single_shot
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.scaling import fix_icon, scaled

BEGINNING = "Beginning"
MARK = 16

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class HistoryModel(QAbstractListModel):
    """The state that the document was opened in, then one row for each step, the undone ones last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = [BEGINNING]
        self.present = 0

    def show_history(self, done: list[str], undone: list[str]) -> None:
        words = [BEGINNING, *done, *undone]
        if words != self._words:
            self.beginResetModel()
            self._words, self.present = words, len(done)
            self.endResetModel()
        elif self.present != len(done):
            self.present = len(done)
            self.dataChanged.emit(self.index(0), self.index(len(words) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._words)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        row = index.row()
        if role == Role.DisplayRole:
            return self._words[row]
        if role == Role.AccessibleTextRole:
            state = "current state" if row == self.present else "undone" if row > self.present else "done"
            return f"{self._words[row]}, {state}"
        if role == Role.ForegroundRole and row > self.present:
            return current().text_quiet
        if role == Role.FontRole and row == self.present:
            return interface_font(weight=QFont.Weight.DemiBold)
        if role == Role.DecorationRole:
            colour = current().accent if row == self.present else QColor(Qt.GlobalColor.transparent)
            return icon("chevron_right", colour, scaled(MARK))
        return None


class HistoryPanel(QWidget):
    """Follows the history while it is seen.

    Signals: ``steps_wanted(int)``: so many steps forward, or back where it is negative.
    """

    steps_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self._end: Callable[[], None] = lambda: None
        self._timer = single_shot(self, self._refresh)
        self.model = HistoryModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        fix_icon(self.list, MARK)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("History")
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.addWidget(self.list)

    def set_document(self, document: Document) -> None:
        """Shows the history of a whole document."""
        self._end()
        self._document = document
        self._end = document.subscribe(lambda _change: self._timer.start())
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        if self._document is None or not self.isVisible():
            return
        self.model.show_history(*self._document.history.labels())
        present = self.model.index(self.model.present)
        self.list.setCurrentIndex(present)
        self.list.scrollTo(present)

    def _go(self, index: QModelIndex) -> None:
        steps = index.row() - self.model.present
        if steps:
            self.steps_wanted.emit(steps)
