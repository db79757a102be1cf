"""The runs tab: the runs of the document, the newest first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from backend.training.document_runs import DocumentRuns
from backend.training.metrics_file import METRICS_FILE
from nodeeditor.panels.training.run_log import RunLog, read_run
from nodeeditor.presentation import duration_text, number_text
from nodeeditor.theme import fixed_font
from nodeeditor.widgets import EmptyState

COLUMNS = ("Run", "State", "Epochs", "Best", "Metrics of the best epoch", "Time")
FOLDER_ROLE = Qt.ItemDataRole.UserRole


class RunsPanel(QWidget):
    """Signals: ``run_chosen(RunLog)`` when a person wants to see a run's curves."""

    run_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._runs: DocumentRuns | None = None
        self.table = QTreeWidget()
        self.table.setColumnCount(len(COLUMNS))
        self.table.setHeaderLabels(COLUMNS)
        self.table.setRootIsDecorated(False)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAccessibleName("Runs")
        self.table.itemClicked.connect(self._choose)
        self.table.itemActivated.connect(self._choose)
        header = self.table.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        page = QWidget()
        margins = QVBoxLayout(page)
        margins.setContentsMargins(12, 4, 12, 4)
        margins.addWidget(self.table)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(
            EmptyState(
                "runs",
                "No runs yet",
                "Every training run of this document is kept and listed here.",
            )
        )
        self._stack.addWidget(page)

    def set_document(self, runs: DocumentRuns) -> None:
        """Whose runs to list."""
        if runs != self._runs:
            self._runs = runs
            self.refresh()

    def refresh(self) -> None:
        """Reads the run folders anew, if the tab is visible."""
        if self._runs is None or not self.isVisible():
            return
        self.table.clear()
        for folder in reversed(self._runs.all()):
            if (folder / METRICS_FILE).is_file():
                self.table.addTopLevelItem(_row(folder, read_run(folder)))
        self._stack.setCurrentIndex(1 if self.table.topLevelItemCount() else 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _choose(self, item: QTreeWidgetItem) -> None:
        self.run_chosen.emit(read_run(Path(item.data(0, FOLDER_ROLE))))


def _row(folder: Path, log: RunLog) -> QTreeWidgetItem:
    best = next((epoch for epoch in reversed(log.done) if epoch.best), log.done[-1] if log.done else None)
    metrics = ", ".join(f"{name} {number_text(value)}" for name, value in best.validation.items()) if best else ""
    seconds = log.result.seconds if log.result else sum(epoch.seconds for epoch in log.done)
    texts = [
        folder.name,
        _state(log),
        str(log.done[-1].epoch if log.done else 0),
        str(best.epoch) if best else "–",
        metrics,
        duration_text(seconds),
    ]
    item = QTreeWidgetItem(texts)
    item.setData(0, FOLDER_ROLE, str(folder))
    item.setToolTip(1, "\n".join(log.problems))
    for column in (2, 3, 4, 5):
        item.setFont(column, fixed_font())
    return item


def _state(log: RunLog) -> str:
    state = log.result.reason if log.result else "not finished"
    return f"{state}, files damaged" if log.problems else state
