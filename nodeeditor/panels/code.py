"""The code tab: the Python source that the document becomes, live."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QStackedLayout, QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.document.document import Document
from backend.errors import LoomError
from backend.source.model import write_model
from nodeeditor.highlight import PythonHighlighter
from nodeeditor.panels.follower import Following
from nodeeditor.theme import Theme, fixed_font
from nodeeditor.widgets import EmptyState
from nodeeditor.widgets.buttons import Button

REFRESH_MS = 150
COPIED_MS = 1500
NOTHING_DRAWN = "Draw a model, and the Python that it becomes stands here."


class CodePanel(QWidget):
    """Writes the source anew a moment after an edit, and only while it is seen.

    Signals: ``export_wanted()``.
    """

    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._following: Following | None = None
        self._stale = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.text = _source_view()
        self._highlighter = PythonHighlighter(self.text.document())
        self._copy = Button("Copy", "copy")
        self._copy.clicked.connect(self.copy)
        self._empty = EmptyState("code", "No code yet", NOTHING_DRAWN)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._page())

    def _page(self) -> QWidget:
        """The source, with its buttons at the right."""
        export = Button("Export…", "export")
        export.clicked.connect(self.export_wanted)
        buttons = QVBoxLayout()
        buttons.setContentsMargins(0, 12, 0, 12)
        buttons.addWidget(self._copy)
        buttons.addWidget(export)
        buttons.addStretch(1)
        page = QWidget()
        line = QHBoxLayout(page)
        line.setContentsMargins(4, 0, 12, 0)
        line.addWidget(self.text, 1)
        line.addLayout(buttons)
        return page

    def set_document(self, document: Document, checker: Checker) -> None:
        if self._following is not None:
            self._following.end()
        self._following = Following(
            document, checker, lambda _change: self._refresh_soon(), lambda _ids: self._refresh_soon()
        )
        self._refresh_soon(at_once=True)

    def set_theme(self, theme: Theme) -> None:
        self._highlighter.set_theme(theme)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._copy.setText("Copied")
        QTimer.singleShot(COPIED_MS, self._copy, lambda: self._copy.setText("Copy"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def _refresh_soon(self, at_once: bool = False) -> None:
        self._stale = True
        if self.isVisible():
            self._timer.start(0 if at_once else REFRESH_MS)

    def _refresh(self) -> None:
        if self._following is None or not self.isVisible():
            return
        self._stale = False
        try:
            source = write_model(self._following.document, self._following.checker)
        except LoomError as error:
            self._say(str(error))
            return
        self._show(source.text)
        self._stack.setCurrentIndex(1)

    def _say(self, message: str) -> None:
        """Shows why there is no source."""
        old = self._empty
        self._empty = EmptyState("code", "No code yet", message)
        self._stack.insertWidget(0, self._empty)
        self._stack.removeWidget(old)
        old.deleteLater()
        self._stack.setCurrentIndex(0)

    def _show(self, text: str) -> None:
        """Replaces the text and keeps the place that is being read."""
        if text == self.text.toPlainText():
            return
        bar = self.text.verticalScrollBar()
        place = bar.value()
        self.text.setPlainText(text)
        bar.setValue(place)


def _source_view() -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setFont(fixed_font(13))
    text.setFrameShape(QFrame.Shape.NoFrame)
    text.setWordWrapMode(QTextOption.WrapMode.NoWrap)
    text.setAccessibleName("Python source of the model")
    text.document().setDocumentMargin(16)
    return text
