"""The code tab: the Python source that the document becomes, live, and whether its export is verified."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.document.document import Document
from backend.errors import LoomError
from backend.source.inspection import inspect_source
from nodeeditor.panels.code_proof import ProofLine, ProofNews, ProofState
from nodeeditor.panels.code_source import SourceView, SourceWriter
from nodeeditor.theme import Theme
from nodeeditor.widgets import EmptyState
from nodeeditor.widgets.buttons import Button

COPIED_MS = 1500
NOTHING_DRAWN = "Draw a model, and its Python source appears here."
VERIFY_HELP = (
    "Runs the trained model and the exported one side by side, and compares outputs and gradients bit by bit"
)


class CodePanel(QWidget):
    """Shows the source as soon as it is written after an edit, and has it written only while it is seen.

    Signals: ``export_wanted()``, ``verify_wanted()``, ``cancel_wanted()`` of the proof that runs, and
    ``source_shown(str)``, empty where there is none.
    """

    export_wanted = Signal()
    verify_wanted = Signal()
    cancel_wanted = Signal()
    source_shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.source = ""
        self._stale = True
        self.writer = SourceWriter(self)
        self.writer.outdated.connect(self._on_outdated)
        self.writer.written.connect(self._show)
        self.writer.refused.connect(self._say)
        self.text = SourceView()
        self.proof = ProofLine()
        self.copying = Button("Copy", "copy")
        self.copying.clicked.connect(self.copy)
        self.verifying = Button("Verify", "check")
        self.verifying.setToolTip(VERIFY_HELP)
        self.verifying.clicked.connect(self._verify_or_cancel)
        self._empty = EmptyState("code", "No code yet", NOTHING_DRAWN)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._page())

    def _page(self) -> QWidget:
        """The source with its buttons at the right, and below both the line of the proof."""
        export = Button("Export…", "export")
        export.clicked.connect(self.export_wanted)
        buttons = QVBoxLayout()
        buttons.setContentsMargins(0, 12, 12, 12)
        buttons.setSpacing(8)
        for button in (self.copying, export, self.verifying):
            buttons.addWidget(button)
        buttons.addStretch(1)
        line = QHBoxLayout()
        line.setContentsMargins(4, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.text, 1)
        line.addLayout(buttons)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line, 1)
        column.addWidget(self.proof)
        return page

    def set_document(self, document: Document, checker: Checker) -> None:
        """Shows a blank page while the source is written, not the hint for an empty drawing."""
        if len(document.graph):
            self._stack.setCurrentIndex(1)
        self.writer.follow(document, checker)

    def set_theme(self, theme: Theme) -> None:
        self.text.set_theme(theme)

    def show_proof(self, news: ProofNews) -> None:
        self.proof.show_news(news)
        running = news.standing is ProofState.RUNNING
        self.verifying.setText("Cancel" if running else "Verify")
        self.verifying.set_glyph("stop" if running else "check")

    def copy(self) -> None:
        """Copies the source, after a check that it contains only what generated source may contain."""
        try:
            inspect_source(self.source)
        except LoomError as error:
            self._say(str(error))
            return
        QGuiApplication.clipboard().setText(self.source)
        self.copying.setText("Copied")
        QTimer.singleShot(COPIED_MS, self.copying, lambda: self.copying.setText("Copy"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.writer.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.writer.stop()

    def _on_outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.writer.begin()

    def _verify_or_cancel(self) -> None:
        running = self.proof.news.standing is ProofState.RUNNING
        (self.cancel_wanted if running else self.verify_wanted).emit()

    def _show(self, source: str) -> None:
        self._stale = False
        self.text.show_source(source)
        self._stack.setCurrentIndex(1)
        self._set_source(source)

    def _say(self, message: str) -> None:
        """Shows why there is no source."""
        self._stale = False
        old = self._empty
        self._empty = EmptyState("code", "No code yet", message)
        self._stack.insertWidget(0, self._empty)
        self._stack.removeWidget(old)
        old.deleteLater()
        self._stack.setCurrentIndex(0)
        self._set_source("")

    def _set_source(self, source: str) -> None:
        self.source = source
        self.source_shown.emit(source)
