"""The view of a source: changes only the lines that differ, and colours only those that are seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent, QShowEvent, QTextCursor, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from nodeeditor.highlight import begins_in_string, spans, text_formats
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
        block.layout().setFormats(ranges)
        self.document().markContentsDirty(block.position(), block.length())


def differing(old: Sequence[str], new: Sequence[str]) -> tuple[int, int, int]:
    """Where two lists of lines begin to differ, and where in each they agree again; neither stretch is empty."""
    shorter = min(len(old), len(new))
    first = next((number for number in range(shorter) if old[number] != new[number]), shorter)
    first = min(first, shorter - 1)
    most = shorter - first - 1
    same = next((number for number in range(most) if old[-1 - number] != new[-1 - number]), most)
    return first, len(old) - same, len(new) - same
