"""Ways to begin, offered on the canvas while a new document is empty: one's own data, or an example."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from nodeeditor.examples.catalogue import Example, find_examples
from nodeeditor.icons import paint_tile
from nodeeditor.theme import current, interface_font, paint_ground, paint_ring
from nodeeditor.widgets import SectionHeader
from nodeeditor.window.action_set import ActionSet
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.files import FileCommands

CARD_SIZE = QSize(184, 64)
GAP = 12
MOST_COLUMNS = 4
BELOW_MIDDLE = 84
ABOVE_BOTTOM = 64
TITLE_HEIGHT = 32
TILE, TILE_STEP, MOST_TILES = 18, 22, 7


class StartCard(QAbstractButton):
    """A name over a line of small tiles or of words; more is in the tool tip."""

    def __init__(self, name: str, line: str, tiles: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._name, self._line, self._tiles = name, line, tiles
        self.setFixedSize(CARD_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self.setAccessibleDescription(line)

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
        words = self.rect().adjusted(12, 9, -10, 0)
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, name)
        for number, (family, glyph) in enumerate(self._tiles[:MOST_TILES]):
            paint_tile(painter, QRectF(12 + number * TILE_STEP, 35, TILE, TILE), family, glyph, theme)
        if not self._tiles:
            painter.setFont(interface_font(12))
            painter.setPen(theme.text_second)
            painter.drawText(self.rect().adjusted(12, 36, -8, 0), Qt.AlignmentFlag.AlignTop, self._line)


class ExampleCard(StartCard):
    """An example: the layers of the network as small tiles; the notes are the tool tip."""

    def __init__(self, example: Example) -> None:
        super().__init__(example.name, example.notes, example.tiles)
        self.setAccessibleName(f"Example {example.name}")
        self.setToolTip(f"<p>{escape(example.notes)}</p>")


class StartCards(QWidget):
    """Lies on the deck below its middle; gone as soon as something is drawn, and while a layer is searched for.

    The way to one's own data comes first, that to all the examples last, however much room there is between.
    """

    def __init__(self, deck: CanvasDeck, files: FileCommands, actions: ActionSet) -> None:
        super().__init__(deck)
        self._deck = deck
        self._session = files.session
        self._title = SectionHeader("Or start from your data or an example", self)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        own_data = StartCard("Your data…", "Tables, pictures, texts")
        own_data.clicked.connect(lambda: self._offer_data(own_data, actions))
        every = StartCard("All examples…", "and known architectures")
        every.clicked.connect(actions["examples"].trigger)
        self._cards: list[StartCard] = [own_data]
        for example in find_examples():
            self._cards.append(ExampleCard(example))
            self._cards[-1].clicked.connect(lambda _checked=False, path=example.path: files.open_paths([path]))
        self._cards.append(every)
        for card in self._cards:
            card.setParent(self)
        self._searching = False
        deck.installEventFilter(self)
        deck.searching.connect(self._on_searching)
        self._session.changed.connect(lambda _opened: self._follow())
        self._session.current_changed.connect(lambda _opened: self._follow())
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return super().eventFilter(watched, event)

    def _offer_data(self, card: StartCard, actions: ActionSet) -> None:
        menu = QMenu(card)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([actions["open_data_file"], actions["open_data_folder"]])
        menu.popup(card.mapToGlobal(card.rect().bottomLeft()))

    def _follow(self) -> None:
        self.setVisible(not (self._searching or len(self._session.current.document.graph)))
        if not self.isHidden():
            self._place()

    def _on_searching(self, searching: bool) -> None:
        self._searching = searching
        self._follow()

    def _place(self) -> None:
        """As many cards as there is room for, in rows below the words in the middle of the canvas."""
        step = QSize(CARD_SIZE.width() + GAP, CARD_SIZE.height() + GAP)
        room = self._deck.height() // 2 - BELOW_MIDDLE - ABOVE_BOTTOM - TITLE_HEIGHT
        rows = max(1, (room + GAP) // step.height())
        columns = max(2, min(MOST_COLUMNS, self._deck.width() // step.width()))
        shown = [*self._cards[:-1][: rows * columns - 1], self._cards[-1]]
        rows = -(-len(shown) // columns)
        width = columns * step.width() - GAP
        self._title.setGeometry(0, 0, width, TITLE_HEIGHT)
        for card in self._cards:
            card.setVisible(card in shown)
        for number, card in enumerate(shown):
            row, column = divmod(number, columns)
            card.move(column * step.width(), TITLE_HEIGHT + row * step.height())
        middle = self._deck.rect().center()
        height = TITLE_HEIGHT + rows * step.height()
        self.setGeometry(QRect(middle.x() - width // 2, middle.y() + BELOW_MIDDLE, width, height))
        self.raise_()
