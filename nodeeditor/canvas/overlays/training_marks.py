"""What the canvas shows of a training: the strip with its progress, and the marks on losses and metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from backend.document.document import Document
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.scene.context import Detail
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.theme import current, interface_font, motion_allowed, with_alpha
from nodeeditor.theme.scaling import scaled

STRIP_TOP = 14
STRIP_HEIGHT = 28
STRIP_PADDING = 14
STRIP_DOT = 8
STRIP_GAP = 8
PROGRESS_HEIGHT = 3
PULSE_MS = 600
QUIET_ALPHA = 0.35


class RunningStrip(QWidget):
    """Paints itself alone: the canvas under it stays as it is. The dot pulses unless less motion is asked for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._room = parent
        self._state = ""
        self._share: float | None = None
        self._bright = True
        self.setFont(interface_font(12))
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._turn)
        parent.installEventFilter(self)
        self.hide()

    def show_state(self, state: str, share: float | None) -> None:
        """Shows what the engine does and the share of it that is done, if that is known; nothing for no state."""
        self._share = None if share is None else min(max(share, 0.0), 1.0)
        if state != self._state:
            self._state = state
            self.setAccessibleName(state)
            self._fit()
        self.setVisible(bool(state))
        if state and not self._pulse.isActive() and motion_allowed():
            self._pulse.start()
        elif not state:
            self._pulse.stop()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme.hairline)
        painter.setBrush(with_alpha(theme.panel, 0.96))
        painter.drawRoundedRect(box, scaled(STRIP_HEIGHT) / 2, scaled(STRIP_HEIGHT) / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.good if self._bright else with_alpha(theme.good, QUIET_ALPHA))
        inset, dot = scaled(STRIP_PADDING), scaled(STRIP_DOT)
        painter.drawEllipse(QRectF(inset, (self.height() - dot) / 2, dot, dot))
        if self._share is not None:
            done = (box.width() - 2 * inset) * self._share
            painter.setBrush(theme.accent)
            line = QRectF(inset, self.height() - PROGRESS_HEIGHT - 1.5, done, PROGRESS_HEIGHT)
            painter.drawRoundedRect(line, 1.5, 1.5)
        painter.setPen(theme.text)
        words = self.rect().adjusted(scaled(STRIP_PADDING) + scaled(STRIP_DOT) + scaled(STRIP_GAP), 0, 0, -2)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._state)

    def _fit(self) -> None:
        """As wide as the words."""
        beside = scaled(STRIP_DOT + STRIP_GAP + 2 * STRIP_PADDING)
        self.resize(self.fontMetrics().horizontalAdvance(self._state) + beside, scaled(STRIP_HEIGHT))
        self._place()

    def _place(self) -> None:
        self.move((self._room.width() - self.width()) // 2, STRIP_TOP)

    def _turn(self) -> None:
        self._bright = not self._bright
        self.update()


MARK_HEIGHT = 18.0
MARK_INSET = 10.0
MARK_PADDING = 8.0
MARK_DOT = 7.0
MARK_GAP = 6.0
LONE_DOT = 16.0
"""On a card without text."""


class Repainting(Protocol):
    """The view that the marks lie on."""

    def repaint_scene(self, rect: QRectF) -> None: ...


class MetricMarks(QObject):
    """Belong to one document: inside its blocks, and on another one, nothing is marked.

    New values are shown with the next pulse. A pulse repaints the marks alone; where less motion is asked for the
    dots stand still, and only a value that differs is painted.
    """

    def __init__(self, view: QObject, surface: Repainting) -> None:
        super().__init__(view)
        self._surface = surface
        self._document: Document | None = None
        self._scene: Scene | None = None
        self._wanted: Mapping[str, str] = {}
        self.shown: Mapping[str, str] = {}
        self.bright = True
        self.is_live = True
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._turn)

    def show_metrics(self, document: Document | None, values: Mapping[str, str], *, is_live: bool = True) -> None:
        """Marks these nodes, each with a value or, where its text is empty, with the pulse alone.

        What is not live is shown at once, with a dot that is quiet and stands still.
        """
        if values.keys() != self.shown.keys() or not is_live or document is not self._document:
            self._repaint()
            self._document, self.shown, self.is_live = document, values, is_live
            self._repaint()
        self._document, self._wanted, self.is_live = document, values, is_live
        if not values or not is_live:
            self._pulse.stop()
            self.bright = True
        elif not self._pulse.isActive():
            self._pulse.start()

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Draws the marks over the cards; the painter has the view's transform."""
        self._scene = scene
        if scene.document is not self._document or scene.context.detail is Detail.OVERVIEW:
            return
        for node, value in self.shown.items():
            item = scene.node_items.get(node)
            if item is not None:
                self._paint_mark(painter, item, value, scene)

    def _turn(self) -> None:
        bright = not self.bright if motion_allowed() else True
        if (bright, self._wanted) == (self.bright, self.shown):
            return
        self._repaint()
        self.bright, self.shown = bright, self._wanted
        self._repaint()

    def _repaint(self) -> None:
        """Each mark by itself: what lies between them stays as it is."""
        scene = self._scene
        if scene is None or scene.document is not self._document:
            return
        for node, value in self.shown.items():
            item = scene.node_items.get(node)
            if item is not None:
                self._surface.repaint_scene(mark_rect(item, value, scene.context.paints))

    def _paint_mark(self, painter: QPainter, item: NodeItem, value: str, scene: Scene) -> None:
        paints, theme = scene.context.paints, scene.context.paints.theme
        ink = theme.good if self.is_live else theme.text_muted
        dot = ink if self.bright else with_alpha(ink, QUIET_ALPHA)
        rect = mark_rect(item, value, paints)
        painter.setPen(Qt.PenStyle.NoPen)
        if scene.context.detail is not Detail.FULL:
            painter.setBrush(dot)
            painter.drawEllipse(
                QPointF(rect.right() - MARK_HEIGHT / 2, rect.center().y()), LONE_DOT / 2, LONE_DOT / 2
            )
            return
        painter.setPen(paints.chip_border)
        painter.setBrush(paints.chip)
        painter.drawRoundedRect(rect, MARK_HEIGHT / 2, MARK_HEIGHT / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(dot)
        left = rect.left() + (MARK_PADDING if value else (rect.width() - MARK_DOT) / 2)
        painter.drawEllipse(QRectF(left, rect.center().y() - MARK_DOT / 2, MARK_DOT, MARK_DOT))
        if value:
            painter.setFont(paints.fonts.chip)
            painter.setPen(paints.title)
            words = rect.adjusted(MARK_PADDING + MARK_DOT + MARK_GAP, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, value)


def mark_rect(item: NodeItem, value: str, paints: Paints) -> QRectF:
    """On the card's upper edge at the right, away from badge and ports."""
    card = item.card_rect()
    width = MARK_PADDING * 2 + MARK_DOT + MARK_GAP + paints.summary_metrics.width(value) if value else MARK_HEIGHT
    return QRectF(card.right() - MARK_INSET - width, card.top() - 0.7 * MARK_HEIGHT, width, MARK_HEIGHT)
