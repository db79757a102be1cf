"""Cards, the banner across a panel, and empty states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nodeeditor.icons import paint_glyph
from nodeeditor.theme import current, interface_font, paint_ground
from nodeeditor.theme.fonts import TEXT_PIXELS, TITLE_PIXELS
from nodeeditor.theme.scaling import fix_margins, fix_size, scaled
from nodeeditor.theme.tokens import RADIUS
from nodeeditor.widgets.buttons import Button, IconButton, PrimaryButton
from nodeeditor.widgets.labels import TextLabel, Tone
from nodeeditor.widgets.status import Status

MEDAL = 52
MEDAL_GLYPH = 24
SENTENCE_WIDTH = 380
NARROWER = 8
NO_LIMIT = 10_000
BANNER_GLYPH = 16


class NoticeCard(QFrame):
    """A raised card; fill it through ``body``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.body.setSpacing(8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        paint_ground(QPainter(self), self.rect(), theme.card, theme.hairline, RADIUS + 1)


@dataclass(frozen=True)
class CardAction:
    """Something that an empty state offers to do: the words of a button, the name it reports, and its glyph."""

    name: str
    text: str
    glyph: str = ""


class EmptyState(QWidget):
    """Shown while a panel is empty: what it is for and how to fill it.

    Signals: ``chosen(name)`` of the offer that was taken.
    """

    chosen = Signal(str)

    def __init__(
        self,
        glyph: str,
        title: str,
        sentence: str,
        offers: Sequence[CardAction] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(1)
        self._medal = _Medal(glyph, self)
        column.addWidget(self._medal, 0, Qt.AlignmentFlag.AlignHCenter)
        heading = TextLabel(title, Tone.TEXT, interface_font(TITLE_PIXELS, QFont.Weight.DemiBold))
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
        self._sentence = _Sentence(sentence)
        column.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addLayout(self._offers(offers))
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With little room, only the text is shown."""
        super().resizeEvent(event)
        column = self.layout()
        assert column is not None
        margins = column.contentsMargins()
        self._sentence.set_room(self.width() - margins.left() - margins.right())
        medal = scaled(MEDAL) + column.spacing()
        without = column.sizeHint().height() - (0 if self._medal.isHidden() else medal)
        self._medal.setVisible(self.height() >= without + medal)

    def _offers(self, offers: Sequence[CardAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for place, offer in enumerate(offers):
            made = (Button if place else PrimaryButton)(offer.text, offer.glyph, self)
            made.clicked.connect(lambda _checked=False, name=offer.name: self.chosen.emit(name))
            row.addWidget(made)
        row.addStretch(1)
        return row


class _Sentence(TextLabel):
    """Centred lines of a readable length, whatever the size of the text."""

    def __init__(self, text: str) -> None:
        self._room = NO_LIMIT
        super().__init__(text, Tone.SECOND)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._fit()

    def set_room(self, width: int) -> None:
        """How wide the lines may be at most."""
        if width != self._room:
            self._room = width
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumSize(0, 0)  # a label’s height for a width is never less than that for its least size
        self.setWordWrap(False)
        widest = round(SENTENCE_WIDTH * self.font().pixelSize() / TEXT_PIXELS)
        width = min(widest, self.sizeHint().width(), max(self._room, NARROWER))
        self.setWordWrap(True)
        height = self.heightForWidth(width)
        while width > NARROWER and self.heightForWidth(width - NARROWER) == height:
            width -= NARROWER  # the lines become alike: no word is left alone in the last one
        self.setFixedSize(width, height)


class _Medal(QWidget):
    def __init__(self, glyph: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._glyph = glyph
        fix_size(self, MEDAL, MEDAL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        paint_ground(painter, self.rect(), theme.field, theme.hairline, 14)
        inset = (scaled(MEDAL) - scaled(MEDAL_GLYPH)) / 2
        paint_glyph(
            painter, QRectF(inset, inset, scaled(MEDAL_GLYPH), scaled(MEDAL_GLYPH)), self._glyph, theme.text_second
        )


MAX_OTHER_ACTIONS = 3


class Banner(QWidget):
    """A strip with a message, with optional actions; hidden until ``show_message``.

    Signals: ``acted()`` on the first action's button, ``other_chosen(int)`` on one of the others, counted from 0,
    ``dismissed()`` on the cross.
    """

    acted = Signal()
    other_chosen = Signal(int)
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = Status.INFO
        self._words = TextLabel(wraps=True)
        self._action = Button("", parent=self)
        self._action.clicked.connect(self.acted)
        close = IconButton("close", "Dismiss", size=26, parent=self)
        close.clicked.connect(self._dismiss)
        row = QHBoxLayout(self)
        fix_margins(self, 12 + BANNER_GLYPH + 10, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self._action)
        self._others = [Button("", parent=self) for _ in range(MAX_OTHER_ACTIONS)]
        for number, button in enumerate(self._others):
            button.clicked.connect(lambda _checked=False, number=number: self.other_chosen.emit(number))
            row.addWidget(button)
        row.addWidget(close)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_message(
        self, text: str, state: Status = Status.INFO, action: str = "", others: Sequence[str] = ()
    ) -> None:
        self._state = state
        self._words.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        for number, button in enumerate(self._others):
            button.setText(others[number] if number < len(others) else "")
            button.setVisible(number < len(others))
        self.setAccessibleName(text)
        self.show()
        self.update()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        colour = self._state.colour(theme)
        painter.fillRect(self.rect(), theme.tint(colour))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.hairline)
        glyph = QRectF(
            scaled(12), (self.height() - scaled(BANNER_GLYPH)) / 2, scaled(BANNER_GLYPH), scaled(BANNER_GLYPH)
        )
        paint_glyph(painter, glyph, self._state.glyph, self._state.text_colour(theme))
