"""The preview of an example before it is opened: drawing, size, and notes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.check.checker import Checker, assumption
from backend.document.document import Document
from backend.document.file import load
from backend.errors import LoomError
from nodeeditor.canvas.painting.export import fitted_image
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.examples.catalogue import Example
from nodeeditor.presentation import count_text
from nodeeditor.scheduling import single_shot
from nodeeditor.theme import current, paint_ground, title_font
from nodeeditor.theme.tokens import RADIUS
from nodeeditor.widgets import TextLabel, Tone

OPENING_DELAY_MS = 60
INSET = 16
MARGIN = 24
MIN_HEIGHT = 160


class Drawing(QWidget):
    """The drawing of a document on the background of the canvas, as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Document, Checker] | None = None
        self._image = QImage()
        self._timer = single_shot(self, self._draw, OPENING_DELAY_MS)
        self.setMinimumHeight(MIN_HEIGHT)
        self.setAccessibleName("Drawing of the example")

    def show_document(self, document: Document, checker: Checker) -> None:
        self._shown = document, checker
        self._draw()

    def show_nothing(self) -> None:
        self._shown, self._image = None, QImage()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        paint_ground(painter, self.rect(), theme.canvas, theme.hairline, RADIUS)
        place = QRectF(0, 0, *self._image.deviceIndependentSize().toTuple())
        place.moveCenter(QRectF(self.rect()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)

    def _draw(self) -> None:
        if self._shown is None:
            return
        room = QSizeF(self.width() - 2 * INSET, self.height() - 2 * INSET)
        document, checker = self._shown
        self._image = fitted_image(Scene(document, checker, current()), room, self.devicePixelRatioF())
        self.update()


class ExamplePage(QWidget):
    """Drawing, name, size and notes of one example."""

    def __init__(self) -> None:
        super().__init__()
        self._example: Example | None = None
        self._timer = single_shot(self, self._open, OPENING_DELAY_MS)
        self.drawing = Drawing()
        self.name = TextLabel(font=title_font())
        self.size_words = TextLabel(tone=Tone.QUIET)
        self.notes = TextLabel(tone=Tone.SECOND, wraps=True)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 8)
        column.setSpacing(6)
        column.addWidget(self.drawing, 1)
        column.addSpacing(10)
        for words in (self.name, self.size_words, self.notes):
            column.addWidget(words)

    def show_example(self, example: Example) -> None:
        """Shows the text at once and the drawing a moment later, so that the list can be walked quickly."""
        self._example = example
        self.name.setText(example.name)
        self.notes.setText(example.notes)
        self.size_words.setText(_count(example.size, "node"))
        self._timer.start()

    def _open(self) -> None:
        if self._example is None:
            return
        try:
            document = load(self._example.path)
        except LoomError as error:
            self.drawing.show_nothing()
            self.notes.setText(str(error))
            return
        checker = Checker(document)
        self.drawing.show_document(document, checker)
        totals, assumed = checker.totals(), assumption(checker.reports.values())
        counts = [_count(self._example.size, "node"), f"{totals.weights:,} parameters"]
        macs = f"{count_text(totals.macs)} MACs" + (f" with {assumed}" if assumed else "")
        self.size_words.setText(" · ".join([*counts, macs]))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
