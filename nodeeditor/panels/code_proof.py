"""The line below the source: the state of the proof that the export computes what is trained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nodeeditor.icons import paint_glyph
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.fonts import SMALL_PIXELS
from nodeeditor.theme.scaling import fix_height, fix_max_width, fix_min_width, scaled
from nodeeditor.widgets import Button, Status, TextLabel, ThinProgress, Tone

LINE_HEIGHT = 42
GLYPH = 16
INSET = 16
GAP = 10
BAR_WIDTH = 140


class ProofState(Enum):
    """The states of the proof."""

    UNKNOWN = auto()
    RUNNING = auto()
    VERIFIED = auto()
    CHANGED = auto()
    FAILED = auto()


@dataclass(frozen=True)
class ProofNews:
    """What the line shows. ``share`` is the finished fraction of a running proof, ``facts`` the tool tip."""

    standing: ProofState = ProofState.UNKNOWN
    words: str = ""
    facts: str = ""
    share: float = 0.0


STATES = {ProofState.VERIFIED: Status.GOOD, ProofState.FAILED: Status.ERROR, ProofState.RUNNING: Status.BUSY}


class ProofLine(QWidget):
    """A glyph, a sentence, and a link to the details; hidden while nothing is known.

    Signals: ``details_wanted()``.
    """

    details_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.news = ProofNews()
        self._words = TextLabel("", Tone.SECOND, interface_font(SMALL_PIXELS))
        fix_min_width(self._words, 1)
        self._bar = ThinProgress()
        fix_max_width(self._bar, BAR_WIDTH)
        self.details = Button("Details")
        self.details.clicked.connect(self.details_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET + GLYPH + GAP, 0, 12, 0)
        row.setSpacing(14)
        row.addWidget(self._words, 1)
        row.addWidget(self._bar)
        row.addWidget(self.details)
        fix_height(self, LINE_HEIGHT)
        self.hide()

    @property
    def text(self) -> str:
        return self.news.words

    def show_news(self, news: ProofNews) -> None:
        self.news = news
        running = news.standing is ProofState.RUNNING
        self.setVisible(news.standing is not ProofState.UNKNOWN)
        self._bar.setVisible(running)
        self._bar.set_share(news.share)
        self.details.setVisible(bool(news.facts))
        self._words.set_tone(
            Tone.TEXT if news.standing in (ProofState.VERIFIED, ProofState.FAILED) else Tone.SECOND
        )
        self.setToolTip(news.facts or news.words)
        self.setAccessibleName(news.words)
        self._elide()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        """A long sentence ends in an ellipsis; the tool tip and the details have it whole."""
        taken = INSET + GLYPH + GAP + 12
        taken += self.details.sizeHint().width() + 14 if self.news.facts else 0
        taken += scaled(BAR_WIDTH) + 14 if self.news.standing is ProofState.RUNNING else 0
        words = self.news.words.replace("\n", " ")
        room = max(0, self.width() - taken)
        self._words.setText(self._words.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.hairline)
        state = STATES.get(self.news.standing)
        glyph, colour = ("clock", theme.text_quiet) if state is None else (state.glyph, state.text_colour(theme))
        paint_glyph(painter, QRectF(INSET, (self.height() - GLYPH) / 2, GLYPH, GLYPH), glyph, colour)
