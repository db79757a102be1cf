"""Marks on the cards of losses and metrics while the engine trains: a calm pulse, and the last figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter

from backend.document.document import Document
from nodeeditor.canvas.detail import Detail
from nodeeditor.canvas.node_item import NodeItem
from nodeeditor.canvas.paints import Paints
from nodeeditor.canvas.running import PULSE_MS, QUIET_ALPHA
from nodeeditor.canvas.scene import Scene
from nodeeditor.theme import motion_allowed, with_alpha

HEIGHT = 18.0
INSET = 10.0
PADDING = 8.0
DOT = 7.0
GAP = 6.0
LONE_DOT = 16.0
"""On a card without text."""


class Repainting(Protocol):
    """The view that the marks lie on."""

    def repaint_scene(self, rect: QRectF) -> None: ...


class LiveMarks(QObject):
    """Belong to one document: inside its blocks, and on another one, nothing is marked.

    New figures are shown with the next pulse. A pulse repaints the marks alone; where less motion is asked for the
    dots stand still, and only a figure that differs is painted.
    """

    def __init__(self, view: QObject, surface: Repainting) -> None:
        super().__init__(view)
        self._surface = surface
        self._document: Document | None = None
        self._scene: Scene | None = None
        self._wanted: Mapping[str, str] = {}
        self.shown: Mapping[str, str] = {}
        self.bright = True
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._turn)

    def show_figures(self, document: Document | None, figures: Mapping[str, str]) -> None:
        """Marks these nodes, each with a figure or, where its text is empty, with the pulse alone."""
        self._document, self._wanted = document, figures
        if figures.keys() != self.shown.keys():
            self._repaint()
            self.shown = figures
            self._repaint()
        if not figures:
            self._pulse.stop()
            self.bright = True
        elif not self._pulse.isActive():
            self._pulse.start()

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Draws the marks over the cards; the painter has the view's transform."""
        self._scene = scene
        if scene.document is not self._document or scene.stage.detail is Detail.OVERVIEW:
            return
        for node, figure in self.shown.items():
            item = scene.node_items.get(node)
            if item is not None:
                self._paint_mark(painter, item, figure, scene)

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
        for node, figure in self.shown.items():
            item = scene.node_items.get(node)
            if item is not None:
                self._surface.repaint_scene(mark_rect(item, figure, scene.stage.paints))

    def _paint_mark(self, painter: QPainter, item: NodeItem, figure: str, scene: Scene) -> None:
        paints, theme = scene.stage.paints, scene.stage.paints.theme
        dot = theme.good if self.bright else with_alpha(theme.good, QUIET_ALPHA)
        rect = mark_rect(item, figure, paints)
        painter.setPen(Qt.PenStyle.NoPen)
        if scene.stage.detail is not Detail.FULL:
            painter.setBrush(dot)
            painter.drawEllipse(QPointF(rect.right() - HEIGHT / 2, rect.center().y()), LONE_DOT / 2, LONE_DOT / 2)
            return
        painter.setPen(paints.chip_border)
        painter.setBrush(paints.chip)
        painter.drawRoundedRect(rect, HEIGHT / 2, HEIGHT / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(dot)
        left = rect.left() + (PADDING if figure else (rect.width() - DOT) / 2)
        painter.drawEllipse(QRectF(left, rect.center().y() - DOT / 2, DOT, DOT))
        if figure:
            painter.setFont(paints.fonts.chip)
            painter.setPen(paints.title)
            words = rect.adjusted(PADDING + DOT + GAP, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, figure)


def mark_rect(item: NodeItem, figure: str, paints: Paints) -> QRectF:
    """On the card's upper edge at the right, away from badge and ports."""
    card = item.card_rect()
    width = PADDING * 2 + DOT + GAP + paints.summary_metrics.width(figure) if figure else HEIGHT
    return QRectF(card.right() - INSET - width, card.top() - 0.7 * HEIGHT, width, HEIGHT)
