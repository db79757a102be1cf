"""A part of a form that opens and closes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from nodeeditor.icons import icon
from nodeeditor.theme import current


class Fold(QWidget):
    """A heading that shows and hides what stands in ``body``; closed at first."""

    def __init__(self, title: str, opened: bool = False) -> None:
        super().__init__()
        self._button = QToolButton()
        self._button.setText(title)
        self._button.setCheckable(True)
        self._button.setAutoRaise(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.toggled.connect(self._show)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._button)
        column.addWidget(self._content)
        self._button.setChecked(opened)
        self._show(opened)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show(self._button.isChecked())

    def _show(self, opened: bool) -> None:
        self._content.setVisible(opened)
        glyph = "chevron_down" if opened else "chevron_right"
        self._button.setIcon(icon(glyph, current().text_quiet, 12))
