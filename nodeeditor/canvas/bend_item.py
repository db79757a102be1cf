"""The item of a bend in a wire: a dot that can be grabbed."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nodeeditor.canvas.card import Card
from nodeeditor.canvas.geometry import BEND_SIZE
from nodeeditor.canvas.node_item import NodeItem
from nodeeditor.canvas.stage import SceneContext
from nodeeditor.theme import with_alpha

ABOVE_NODES = 0.5
DOT_RADIUS = 5.0


class BendItem(NodeItem):
    """In the colour of what flows through it; inside the dot it is moved, right beside it wires are drawn."""

    def __init__(self, card: Card, stage: SceneContext) -> None:
        super().__init__(card, stage)
        self.setZValue(ABOVE_NODES)

    def holds(self, point: QPointF) -> bool:
        """Whether a point of the scene grabs the dot rather than one of its ports."""
        away = point - self.card_rect().center()
        return hypot(away.x(), away.y()) <= BEND_SIZE / 2

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        stage = self._stage
        paints, theme = stage.paints, stage.paints.theme
        selected, hovered = self.id in stage.selection.nodes, stage.hovered.node == self.id
        element = next((spot.element for spot in self.card.inputs), None)
        middle = self.card.rect.center()
        if selected or hovered:
            painter.setPen(paints.card_selected if selected else paints.card_hover)
            painter.setBrush(with_alpha(theme.accent, 0.18))
            painter.drawEllipse(middle, DOT_RADIUS + 3.5, DOT_RADIUS + 3.5)
        painter.setPen(paints.port_ring)
        painter.setBrush(theme.error if self.card.badge is not None and not element else paints.element(element))
        painter.drawEllipse(middle, DOT_RADIUS, DOT_RADIUS)
