"""Ways to begin, offered on the canvas while a new document is empty: one's own data, or an example."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from nodeeditor.commands.action_set import ActionSet
from nodeeditor.examples.catalogue import Example, find_examples
from nodeeditor.icons import paint_tile
from nodeeditor.theme import current, interface_font, paint_ground, paint_ring
from nodeeditor.theme.fonts import font_scale
from nodeeditor.widgets import SectionHeader
from nodeeditor.widgets.focus import step_focus
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.files import FileCommands

CARD_WIDTH, LINE_HEIGHT, BETWEEN_LINES = 184, 17, 10
GAP = 12
MAX_COLUMNS = 4
BELOW_HINT = 10
ABOVE_BOTTOM = 46
TITLE_HEIGHT = 32
SIDE, EDGE = 12, 10
TILE, TILE_STEP, MAX_TILES = 18, 22, 7
STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def line_height() -> int:
    return round(LINE_HEIGHT * max(1.0, font_scale()))


def card_size() -> QSize:
    """Grows with the text, but has room for its tiles where that is small."""
    return QSize(round(CARD_WIDTH * max(1.0, font_scale())), 2 * (EDGE + line_height()) + BETWEEN_LINES)


class StartCard(QAbstractButton):
    """A name over a line of small tiles or of words; more is in the tool tip. Enter presses it, as Space does."""

    def __init__(self, name: str, line: str, tiles: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._name, self._line, self._tiles = name, line, tiles
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self.setAccessibleDescription(line)

    def event(self, event: QEvent) -> bool:
        """Takes Tab before the canvas below does, which adds a layer by it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in TABS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.click()
        elif event.key() in STEPS or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, line = current(), line_height()
        painter = QPainter(self)
        paint_ground(painter, self.rect(), theme.card, theme.accent if self.underMouse() else theme.hairline)
        if self.isDown():
            paint_ground(painter, self.rect(), theme.pressed)
        if self.hasFocus():
            paint_ring(painter, self.rect())
        painter.setFont(interface_font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.text)
        words = self.rect().adjusted(SIDE, EDGE, -8, 0)
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, name)
        top = EDGE + line + BETWEEN_LINES
        middle = top + (line - TILE) / 2
        for number, (family, glyph) in enumerate(self._tiles[:MAX_TILES]):
            paint_tile(painter, QRectF(SIDE + number * TILE_STEP, middle, TILE, TILE), family, glyph, theme)
        if not self._tiles:
            painter.setFont(interface_font(12))
            painter.setPen(theme.text_second)
            painter.drawText(self.rect().adjusted(SIDE, top, -8, 0), Qt.AlignmentFlag.AlignTop, self._line)


class ExampleCard(StartCard):
    """An example: the layers of the network as small tiles; the notes are the tool tip."""

    def __init__(self, example: Example) -> None:
        super().__init__(example.name, example.notes, example.tiles)
        self.setAccessibleName(f"Example {example.name}")
        self.setToolTip(f"<p>{escape(example.notes)}</p>")


class StartCards(QWidget):
    """Lies on the deck below its middle; hidden once something is drawn, and during a search for a layer.

    The card for the person's own data comes first, that for all examples last, whatever fits in between.
    """

    def __init__(self, deck: CanvasDeck, files: FileCommands, actions: ActionSet) -> None:
        super().__init__(deck)
        self._deck = deck
        self._session = files.session
        self._title = SectionHeader("Or start from your data or an example", self)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        own_data = StartCard("Your data…", "Tables, images, text")
        own_data.clicked.connect(lambda: self._offer_data(own_data, actions))
        every = StartCard("All examples…", "and known architectures")
        every.clicked.connect(actions["examples"].trigger)
        self._cards: list[StartCard] = [own_data]
        for example in find_examples():
            self._cards.append(ExampleCard(example))
            self._cards[-1].clicked.connect(lambda _checked=False, path=example.path: files.open_example(path))
        self._cards.append(every)
        for card in self._cards:
            card.setParent(self)
        self._searching = False
        deck.installEventFilter(self)
        deck.searching.connect(self._on_searching)
        # The deck raises the canvas that it shows, over these cards.
        deck.currentChanged.connect(lambda _index: self._follow())
        self._session.changed.connect(lambda _opened: self._follow())
        self._session.current_changed.connect(lambda _opened: self._follow())
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows lead from card to card, Escape back to the canvas."""
        if event.key() == Qt.Key.Key_Escape:
            self._deck.current.setFocus()
        elif event.key() in STEPS:
            self._walk(*STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step_focus(self, forward)

    def _walk(self, right: int, down: int) -> None:
        step = self._step()
        wanted = self.focusWidget().geometry().center() + QPoint(right * step.width(), down * step.height())
        card = next((card for card in self._cards if card.isVisible() and card.geometry().contains(wanted)), None)
        if card is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_data(self, card: StartCard, actions: ActionSet) -> None:
        menu = QMenu(card)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([actions["open_data_file"], actions["open_data_folder"]])
        menu.popup(card.mapToGlobal(card.rect().bottomLeft()))

    def _follow(self) -> None:
        wanted = not (self._searching or len(self._session.current.document.graph))
        self.setVisible(wanted and self._place())

    def _on_searching(self, searching: bool) -> None:
        self._searching = searching
        self._follow()

    def _step(self) -> QSize:
        """From the corner of a card to that of the next in its row and column."""
        return card_size() + QSize(GAP, GAP)

    def _place(self) -> bool:
        """As many cards as there is room for, in rows below the middle of the canvas; whether there is any."""
        step, title = self._step(), round(TITLE_HEIGHT * font_scale())
        room = self._deck.height() // 2 - BELOW_HINT - ABOVE_BOTTOM - title
        rows = max(1, (room + GAP) // step.height())
        columns = max(2, min(MAX_COLUMNS, self._deck.width() // step.width()))
        shown = [*self._cards[:-1][: rows * columns - 1], self._cards[-1]]
        rows = -(-len(shown) // columns)
        width = columns * step.width() - GAP
        self._title.setGeometry(0, 0, width, title)
        for card in self._cards:
            card.setVisible(card in shown)
        for number, card in enumerate(shown):
            row, column = divmod(number, columns)
            place = QRect(QPoint(column * step.width(), title + row * step.height()), card_size())
            card.setGeometry(place)
        deck, height = self._deck, title + rows * step.height()
        # Below the hint of the empty canvas where there is room, else pushed up from the lower edge.
        top = min(deck.height() // 2 + BELOW_HINT, deck.height() - height)
        self.setGeometry((deck.width() - width) // 2, top, width, height)
        self.raise_()
        return width <= deck.width() and top >= 0
