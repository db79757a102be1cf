"""The way into a block, over the canvas: "ball_crnn › encoder › stage". A click goes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from backend.check.checker import Checker
from nodeeditor.theme import current, interface_font
from nodeeditor.widgets import IconButton, TextLabel, Tone
from nodeeditor.window.entry_chooser import EntryChooser

HEIGHT = 32
BUTTON = 24
RADIUS = 8
PLACE = 16
MAX_NAME_LENGTH = 28
BESIDE_NAME = 6


class Breadcrumb(QWidget):
    """Hidden at the top of a document.

    Signals: ``chosen(depth)`` with how many blocks of the way to keep; ``entry_chosen(Entry)`` with the place of
    the open block whose sizes are to be shown.
    """

    chosen = Signal(int)
    entry_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Way into the block")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 0, 10, 0)
        self._row.setSpacing(1)
        self._steps: list[QWidget] = []
        self.entries = EntryChooser()
        self.entries.entry_chosen.connect(self.entry_chosen)
        self._row.addSpacing(BESIDE_NAME)
        self._row.addWidget(self.entries)
        self.entries.hide()
        self.move(PLACE, PLACE)
        self.hide()

    def show_way(self, title: str, path: Sequence[str]) -> None:
        """Shows the document's title and the blocks behind it."""
        for step in self._steps:
            self._row.removeWidget(step)
            step.hide()
            step.deleteLater()
        self._steps = self._made(title, path)
        for place, step in enumerate(self._steps):
            self._row.insertWidget(place, step)
            step.show()
        self.setVisible(bool(path))
        self._fit()

    def show_entries(self, checker: Checker) -> None:
        """Says which place's sizes the open block shows, where there are several."""
        self.entries.show_entries(checker)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(HEIGHT)
        self.resize(self._row.sizeHint().width(), HEIGHT)

    def _made(self, title: str, path: Sequence[str]) -> list[QWidget]:
        up = IconButton("chevron_left", "Leave the block", size=BUTTON)
        up.set_name("Leave the block", "Esc")
        up.clicked.connect(lambda: self.chosen.emit(len(path) - 1))
        steps: list[QWidget] = [up]
        for depth, name in enumerate((title, *path[:-1])):
            steps += [self._link(name, depth), TextLabel("›", Tone.QUIET)]
        here = TextLabel(_short(path[-1]) if path else "", font=interface_font(13, QFont.Weight.DemiBold))
        here.setContentsMargins(5, 0, 0, 0)
        return [*steps, here]

    def _link(self, name: str, depth: int) -> QToolButton:
        link = QToolButton()
        link.setAutoRaise(True)
        link.setText(_short(name).replace("&", "&&"))
        link.setToolTip(f"Back to {name}")
        link.setAccessibleName(f"Back to {name}")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.setFixedHeight(BUTTON)
        link.clicked.connect(lambda: self.chosen.emit(depth))
        return link

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.hairline, 1))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def _short(name: str) -> str:
    return name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - 1] + "…"
