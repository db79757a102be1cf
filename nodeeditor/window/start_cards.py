"""The examples, offered on the canvas while a new document is empty."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

import backend
from backend.document.file import SUFFIX, document_name, load
from backend.errors import LoomError
from nodeeditor.theme import current, interface_font, paint_ground, paint_ring
from nodeeditor.widgets import SectionHeader
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.files import FileCommands

EXAMPLES_FOLDER = Path(backend.__file__).resolve().parents[1] / "examples"
CARD_SIZE = QSize(186, 92)
GAP = 10
BELOW_MIDDLE = 96
LONGEST_SENTENCE = 110


@dataclass(frozen=True)
class Example:
    path: Path
    name: str
    sentence: str


def find_examples(folder: Path) -> list[Example]:
    """The documents of a folder, each with the first sentence of its notes."""
    return [example for path in sorted(folder.glob(f"*{SUFFIX}")) if (example := read_example(path))]


def read_example(path: Path) -> Example | None:
    try:
        notes = str(load(path).section("notes") or "")
    except LoomError:
        return None
    sentence = notes.strip().split("\n")[0].split(". ")[0].rstrip(".")
    name = document_name(path).replace("_", " ").capitalize()
    return Example(path, name, sentence[:LONGEST_SENTENCE])


class ExampleCard(QAbstractButton):
    """A name and what it shows."""

    def __init__(self, example: Example) -> None:
        super().__init__()
        self._example = example
        self.setFixedSize(CARD_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"Example {example.name}: {example.sentence}")
        self.setToolTip(example.sentence)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        paint_ground(painter, self.rect(), theme.card, theme.accent if self.underMouse() else theme.hairline)
        if self.isDown():
            paint_ground(painter, self.rect(), theme.pressed)
        if self.hasFocus():
            paint_ring(painter, self.rect())
        room = self.rect().adjusted(14, 12, -12, -10)
        painter.setFont(interface_font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.text)
        painter.drawText(room, Qt.AlignmentFlag.AlignTop, self._example.name)
        painter.setFont(interface_font(12))
        painter.setPen(theme.text_second)
        painter.drawText(room.adjusted(0, 22, 0, 0), Qt.TextFlag.TextWordWrap, self._example.sentence)


class StartCards(QWidget):
    """Lies on the deck below its middle; gone as soon as something is drawn."""

    def __init__(self, deck: CanvasDeck, files: FileCommands) -> None:
        super().__init__(deck)
        self._deck = deck
        self._session = files.session
        self._cards: list[ExampleCard] = []
        line = QHBoxLayout()
        line.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        title = SectionHeader("Or start from an example")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(title)
        column.addLayout(line)
        for example in find_examples(EXAMPLES_FOLDER):
            card = ExampleCard(example)
            card.clicked.connect(lambda _checked=False, path=example.path: files.open_paths([path]))
            self._cards.append(card)
            line.addWidget(card)
        deck.installEventFilter(self)
        self._session.changed.connect(lambda _opened: self._follow())
        self._session.current_changed.connect(lambda _opened: self._follow())
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        empty = not len(self._session.current.document.graph)
        self.setVisible(empty and bool(self._cards))
        if not self.isHidden():
            self._place()

    def _place(self) -> None:
        deck = self._deck
        wanted = len(self._cards) * (CARD_SIZE.width() + GAP) - GAP
        width = min(wanted, deck.width() - 40)
        fitting = max(1, (width + GAP) // (CARD_SIZE.width() + GAP))
        for number, card in enumerate(self._cards):
            card.setVisible(number < fitting)
        height = CARD_SIZE.height() + 34
        self.setGeometry((deck.width() - width) // 2, deck.height() // 2 + BELOW_MIDDLE, width, height)
        self.raise_()
