"""The examples, offered on the canvas while a new document is empty."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

import backend
from backend.check.blocks import BlockLayers
from backend.document.document import Document
from backend.document.file import SUFFIX, document_name, load
from backend.errors import LoomError
from nodeeditor.icons import paint_tile
from nodeeditor.panels.families import family_of, glyph_of
from nodeeditor.theme import current, interface_font, paint_ground, paint_ring
from nodeeditor.widgets import SectionHeader
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.files import FileCommands

EXAMPLES_FOLDER = Path(backend.__file__).resolve().parents[1] / "examples"
CARD_SIZE = QSize(176, 64)
GAP = 12
MOST_COLUMNS = 3
BELOW_MIDDLE = 84
ABOVE_BOTTOM = 64
TITLE_HEIGHT = 32
TILE, TILE_STEP, MOST_TILES = 18, 22, 7


@dataclass(frozen=True)
class Example:
    """A document to begin with: its notes, and family and glyph of the layers that it is made of."""

    path: Path
    notes: str
    tiles: tuple[tuple[str, str], ...]
    size: int

    @property
    def name(self) -> str:
        return document_name(self.path)


def find_examples(folder: Path) -> list[Example]:
    """The documents of a folder, small ones first."""
    found = [example for path in folder.glob(f"*{SUFFIX}") if (example := read_example(path))]
    return sorted(found, key=lambda example: (example.size, example.name))


def read_example(path: Path) -> Example | None:
    try:
        document = load(path)
    except LoomError:
        return None
    return Example(path, str(document.section("notes") or ""), tiles_of(document), len(document.graph))


def tiles_of(document: Document) -> tuple[tuple[str, str], ...]:
    """Family and glyph of each kind of layer, in the order in which they first come."""
    find = BlockLayers(document).find
    layers = [find(node.type) for node in document.nodes()]
    return tuple(dict.fromkeys((family_of(layer), glyph_of(layer)) for layer in layers if layer is not None))


class ExampleCard(QAbstractButton):
    """A name, and the layers of the network as small tiles; the notes are the tool tip."""

    def __init__(self, example: Example, parent: QWidget) -> None:
        super().__init__(parent)
        self._example = example
        self.setFixedSize(CARD_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"Example {example.name}")
        self.setAccessibleDescription(example.notes)
        self.setToolTip(f"<p>{escape(example.notes)}</p>")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        paint_ground(painter, self.rect(), theme.card, theme.accent if self.underMouse() else theme.hairline)
        if self.isDown():
            paint_ground(painter, self.rect(), theme.pressed)
        if self.hasFocus():
            paint_ring(painter, self.rect())
        painter.setFont(interface_font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.text)
        painter.drawText(self.rect().adjusted(12, 9, -8, 0), Qt.AlignmentFlag.AlignTop, self._example.name)
        for number, (family, glyph) in enumerate(self._example.tiles[:MOST_TILES]):
            paint_tile(painter, QRectF(12 + number * TILE_STEP, 35, TILE, TILE), family, glyph, theme)


class StartCards(QWidget):
    """Lies on the deck below its middle; gone as soon as something is drawn."""

    def __init__(self, deck: CanvasDeck, files: FileCommands) -> None:
        super().__init__(deck)
        self._deck = deck
        self._session = files.session
        self._title = SectionHeader("Or start from an example", self)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._cards: list[ExampleCard] = []
        for example in find_examples(EXAMPLES_FOLDER):
            card = ExampleCard(example, self)
            card.clicked.connect(lambda _checked=False, path=example.path: files.open_paths([path]))
            self._cards.append(card)
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
        """As many cards as there is room for, in rows below the words in the middle of the canvas."""
        step = QSize(CARD_SIZE.width() + GAP, CARD_SIZE.height() + GAP)
        room = self._deck.height() // 2 - BELOW_MIDDLE - ABOVE_BOTTOM - TITLE_HEIGHT
        rows = max(1, (room + GAP) // step.height())
        columns = max(1, min(MOST_COLUMNS if rows > 1 else len(self._cards), self._deck.width() // step.width()))
        width = columns * step.width() - GAP
        self._title.setGeometry(0, 0, width, TITLE_HEIGHT)
        for number, card in enumerate(self._cards):
            row, column = divmod(number, columns)
            card.move(column * step.width(), TITLE_HEIGHT + row * step.height())
            card.setVisible(row < rows)
        middle = self._deck.rect().center()
        height = TITLE_HEIGHT + rows * step.height()
        self.setGeometry(QRect(middle.x() - width // 2, middle.y() + BELOW_MIDDLE, width, height))
        self.raise_()
