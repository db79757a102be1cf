"""The source on the code panel: written in slices between events, coloured only where it is seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent, QTextCursor, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import Change
from backend.long_work import Pausable
from backend.source.model import ModelSource, pausable_model
from nodeeditor.documents.following import Following
from nodeeditor.highlight import begins_in_string, spans, text_formats
from nodeeditor.scheduling import IdleWork
from nodeeditor.theme import Theme, current, fixed_font

MARGIN = 16
LINES_BEYOND = 2


class SourceView(QPlainTextEdit):
    """Read-only Python. Selection and scrolling stay where they are when the text changes elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[str] = [""]
        self._inside: Sequence[bool] = [False]
        self._coloured = [True]
        self._formats = text_formats(current())
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFont(fixed_font(13))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setAccessibleName("Python source of the model")
        self.document().setDocumentMargin(MARGIN)

    def set_theme(self, theme: Theme) -> None:
        self._formats = text_formats(theme)
        self._coloured = [False] * len(self._lines)
        self._colour_seen()

    def show_source(self, text: str) -> None:
        """Replaces the lines between the first and the last that differ."""
        lines = text.split("\n")
        if lines == self._lines:
            return
        bar = self.verticalScrollBar()
        place = bar.value()
        first, end, new_end = differing(self._lines, lines)
        self._replace(first, end, lines[first:new_end])
        inside = begins_in_string(lines)
        self._coloured[first:end] = [False] * (new_end - first)
        for number in range(new_end, len(lines)):
            # A quote in the changed lines may turn everything after it into a string, or back.
            if inside[number] != self._inside[number - new_end + end]:
                self._coloured[number] = False
        self._lines, self._inside = lines, inside
        bar.setValue(place)
        self._colour_seen()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._colour_seen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._colour_seen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._colour_seen()

    def _replace(self, first: int, end: int, lines: Sequence[str]) -> None:
        document = self.document()
        last = document.findBlockByNumber(end - 1)
        cursor = QTextCursor(document.findBlockByNumber(first))
        cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join(lines))

    def _colour_seen(self) -> None:
        block = self.firstVisibleBlock()
        number = block.blockNumber()
        rows = self.viewport().height() // max(1, self.fontMetrics().lineSpacing()) + LINES_BEYOND
        for line in range(max(0, number), min(number + rows, len(self._coloured))):
            if not self._coloured[line]:
                self._coloured[line] = True
                self._colour(line)

    def _colour(self, number: int) -> None:
        block = self.document().findBlockByNumber(number)
        ranges = []
        for start, length, kind in spans(block.text(), self._inside[number]):
            made = QTextLayout.FormatRange()
            made.start, made.length, made.format = start, length, self._formats[kind]
            ranges.append(made)
        # Formats of the layout leave the document alone: a QSyntaxHighlighter would colour all lines, seen or not.
        block.layout().setFormats(ranges)
        self.document().markContentsDirty(block.position(), block.length())


def differing(old: Sequence[str], new: Sequence[str]) -> tuple[int, int, int]:
    """Where two lists of lines begin to differ, and where in each they agree again; neither stretch is empty."""
    shorter = min(len(old), len(new))
    first = next((number for number in range(shorter) if old[number] != new[number]), shorter)
    first = min(first, shorter - 1)
    # At least one line of each side belongs to the difference, so that a stretch of text can be replaced.
    most = shorter - first - 1
    same = next((number for number in range(most) if old[-1 - number] != new[-1 - number]), most)
    return first, len(old) - same, len(new) - same


class SourceWriter(QObject):
    """Follows a document. An edit discards what is half written.

    Signals: ``outdated()`` at once after an edit that may change the source, ``written(str)`` with the source, and
    ``refused(str)`` with the reason why there is none.
    """

    outdated = Signal()
    written = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._following: Following | None = None
        self._writing: IdleWork[ModelSource] = IdleWork(
            self,
            self._write,
            lambda source: self.written.emit(source.text),
            lambda error: self.refused.emit(str(error)),
        )

    @property
    def following(self) -> Following | None:
        return self._following

    def follow(self, document: Document, checker: Checker) -> None:
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker, self._on_change, lambda _ids: self._outdate())
        self._outdate()

    def begin(self) -> None:
        """Writes the source of the document as it is now."""
        if self._following is not None:
            self._writing.start()

    def stop(self) -> None:
        self._writing.stop()

    def _write(self) -> Pausable[ModelSource]:
        assert self._following is not None
        return pausable_model(self._following.document, self._following.checker)

    def _on_change(self, change: Change) -> None:
        if _changes_source(change):
            self._outdate()

    def _outdate(self) -> None:
        self.stop()
        self.outdated.emit()


def _changes_source(change: Change) -> bool:
    """Any change except moves of nodes."""
    inside = any(_changes_source(inner) for inner in change.blocks.values())
    return bool(change.structural or change.changed or change.sections or inside)
