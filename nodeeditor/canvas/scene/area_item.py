"""The items of frames and notes: areas with a grip at their lower right corner."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QAbstractTextDocumentLayout, QColor, QFont, QPainter, QPalette, QPen, QTextDocument

from nodeeditor.canvas.scene.card import Card
from nodeeditor.canvas.scene.context import TEXT_FROM, Detail, SceneContext
from nodeeditor.canvas.scene.geometry import CARD_RADIUS
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.theme import canvas_font, mix, with_alpha

FRAME_DEPTH = -20.0
NOTE_DEPTH = -0.5
DEPTH_PER_AREA = 1e-7
TITLE_HEIGHT = 32.0
TITLE_LEFT = 14.0
RIM = 6.0
GRIP = 16.0
NOTE_PADDING = 10.0
NOTE_PIXELS = 13
LIST_INDENT = 16
FRAME_RADIUS = 12.0
LARGEST_TITLE = 4.0
"""How many times its size a frame's title grows, so that it can be read from far out."""


class AreaItem(NodeItem):
    """A frame or a note. A frame is only grabbed by its title and rim, as nodes lie inside it."""

    def holds(self, point: QPointF) -> bool:
        """Whether a point of the scene is a place to grab the area by."""
        return self.card_rect().contains(point)

    def grip(self) -> QRectF:
        """Where the area is resized, in the scene's coordinates."""
        corner = self.card_rect().bottomRight()
        return QRectF(corner.x() - GRIP, corner.y() - GRIP, GRIP + RIM, GRIP + RIM)

    def _paint_grip(self, painter: QPainter, colour: QColor) -> None:
        context = self._context
        if self.id not in context.selection.nodes and context.hovered.node != self.id:
            return
        painter.setPen(QPen(colour, 1.4))
        corner = self.card.rect.bottomRight()
        for reach in (5.0, 9.0):
            painter.drawLine(corner + QPointF(-reach - 3, -4), corner + QPointF(-4, -reach - 3))


class FrameItem(AreaItem):
    """A titled area below the nodes; smaller frames lie over larger ones."""

    def __init__(self, card: Card, context: SceneContext) -> None:
        super().__init__(card, context)
        self._sink()

    def show_card(self, card: Card) -> None:
        super().show_card(card)
        self._sink()

    def _sink(self) -> None:
        self.depth = (FRAME_DEPTH - min(self.card.width * self.card.height * DEPTH_PER_AREA, 9.0), self.number)

    def holds(self, point: QPointF) -> bool:
        rect = self.card_rect()
        if not rect.contains(point):
            return False
        inner = rect.adjusted(RIM, TITLE_HEIGHT, -RIM, -RIM)
        return not inner.contains(point) or self.grip().contains(point)

    def paint(self, painter: QPainter) -> None:
        context, theme = self._context, self._context.paints.theme
        hue = theme.hue(self.card.family)
        selected = self.id in context.selection.nodes
        painter.setPen(QPen(theme.accent if selected else with_alpha(hue, 0.45), 2 if selected else 1.2))
        painter.setBrush(with_alpha(hue, 0.08 if theme.dark else 0.1))
        painter.drawRoundedRect(self.card.rect, FRAME_RADIUS, FRAME_RADIUS)
        self._paint_title(painter)
        self._paint_grip(painter, with_alpha(hue, 0.9))

    def _paint_title(self, painter: QPainter) -> None:
        """In its size on the screen once nodes no longer show their text."""
        theme = self._context.paints.theme
        grown = min(max(1.0, TEXT_FROM / painter.worldTransform().m11()), LARGEST_TITLE)
        font = QFont(self._context.paints.fonts.title)
        font.setPixelSize(round(font.pixelSize() * grown))
        painter.setFont(font)
        painter.setPen(mix(theme.text, theme.hue(self.card.family), 0.25))
        room = QRectF(TITLE_LEFT, 0, self.card.width - 2 * TITLE_LEFT, TITLE_HEIGHT * grown)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.card.title or "Frame"
        )


class NoteItem(AreaItem):
    """A text in Markdown. Images and links in it are never loaded, as a document may come from anyone."""

    layer = NOTE_DEPTH

    def __init__(self, card: Card, context: SceneContext) -> None:
        super().__init__(card, context)
        self._text: QTextDocument | None = None

    def show_card(self, card: Card) -> None:
        super().show_card(card)
        self._text = None

    def paint(self, painter: QPainter) -> None:
        context, theme = self._context, self._context.paints.theme
        hue = theme.hue(self.card.family)
        selected = self.id in context.selection.nodes
        painter.setPen(QPen(theme.accent if selected else with_alpha(hue, 0.5), 2 if selected else 1))
        painter.setBrush(mix(theme.canvas, hue, 0.14 if theme.dark else 0.2))
        painter.drawRoundedRect(self.card.rect, CARD_RADIUS, CARD_RADIUS)
        if context.detail is Detail.FULL:
            self._paint_text(painter)
        self._paint_grip(painter, with_alpha(hue, 0.9))

    def _paint_text(self, painter: QPainter) -> None:
        theme = self._context.paints.theme
        room = self.card.rect.adjusted(NOTE_PADDING, NOTE_PADDING - 2, -NOTE_PADDING, -NOTE_PADDING)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, theme.text if self.card.summary else theme.text_quiet)
        painter.save()
        painter.setClipRect(room)
        painter.translate(room.topLeft())
        self._laid_out(room.width()).documentLayout().draw(painter, context)
        painter.restore()

    def _laid_out(self, width: float) -> QTextDocument:
        # Laying out Markdown takes far longer than painting it, so the result is kept until the card is another
        # one.
        if self._text is None:
            self._text = _UnloadingDocument()
            self._text.setDocumentMargin(0)
            self._text.setIndentWidth(LIST_INDENT)
            self._text.setDefaultFont(canvas_font(NOTE_PIXELS))
            self._text.setMarkdown(self.card.summary or "*Empty note: double-click to edit*")
            self._text.setTextWidth(width)
        return self._text


class _UnloadingDocument(QTextDocument):
    """Loads no images or style sheets that the text refers to."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        return None
