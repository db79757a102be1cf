"""What a proof compared or found, as a page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from nodeeditor.theme import current, fixed_font

PAGE_SIZE = (640, 460)
TITLE = "Proof of the export"


class ProofPage(QDialog):
    """Rows of a title and words, and below them whatever else is known."""

    def __init__(self, rows: Sequence[tuple[str, str]], details: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(TITLE)
        self.resize(*PAGE_SIZE)
        self.text = QTextBrowser()
        self.text.setHtml(_page(rows, details))
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(20)
        self.text.setAccessibleName(TITLE)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        buttons.setContentsMargins(16, 0, 16, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)


def _page(rows: Sequence[tuple[str, str]], details: str) -> str:
    quiet = current().text_second.name()
    cells = (
        f"<tr><td style='padding:4px 20px 4px 0; color:{quiet}'>{escape(title)}</td>"
        f"<td style='padding:4px 0'>{escape(words)}</td></tr>"
        for title, words in rows
    )
    face = f"font-family:{fixed_font().family()}; font-size:{fixed_font().pixelSize() - 1}px"
    below = f"<pre style='{face}; white-space:pre-wrap'>{escape(details)}</pre>" if details else ""
    return f"<h3>{TITLE}</h3><table cellspacing='0'>{''.join(cells)}</table>{below}"
