"""The item of a node: one item that paints the whole card from a `Card`."""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nodeeditor.canvas.card import Card
from nodeeditor.canvas.card_paint import badge_rect as badge_rect
from nodeeditor.canvas.card_paint import bounds, margins
from nodeeditor.canvas.card_paint import paint_card as paint_card
from nodeeditor.canvas.detail import Detail
from nodeeditor.canvas.sprites import Sprites, Stamp
from nodeeditor.canvas.stage import Stage

DIMMED = 0.22

_numbers = count()


class NodeItem(QGraphicsItem):
    """Paints the card of the node ``id``; its position is the card's upper left corner.

    ``number`` grows from item to item: of two at the same depth the later one lies above.
    """

    def __init__(self, card: Card, stage: Stage) -> None:
        super().__init__()
        self.id = card.id
        self.number = next(_numbers)
        self.card = card
        self._stage = stage
        self._place = QPointF()
        self._bounds = bounds(card)
        self._rect = card.rect
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemSendsGeometryChanges)

    def show_card(self, card: Card) -> None:
        """Replaces what is painted."""
        wanted = bounds(card)
        if wanted != self._bounds:
            self.prepareGeometryChange()
            self._repaint_place()
            self._bounds = wanted
        self.card = card
        self._follow()
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    @property
    def obstructs(self) -> bool:
        """Whether chips keep off: frames lie behind everything, and wires run through bends."""
        return type(self) is NodeItem

    def card_rect(self) -> QRectF:
        """The card in the scene's coordinates."""
        return self._rect

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: object) -> object:
        """Keeps the scene's index true; the view paints by it, and without Qt's knowledge of where an item was."""
        if change is QGraphicsItem.GraphicsItemChange.ItemPositionHasChanged:
            self._repaint_place()
            self._place = self.pos()
            self._follow()
        elif change is QGraphicsItem.GraphicsItemChange.ItemSceneChange:
            self._repaint_place()
        elif change is QGraphicsItem.GraphicsItemChange.ItemSceneHasChanged:
            if self.scene() is None:
                self._stage.nodes_index.remove(self)
                self._stage.chips.mark_area(self._rect)
            else:
                self._follow()
        return value

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """For exported pictures: everything in full, nothing chosen."""
        paint_card(painter, self.card, self._stage.paints, Detail.FULL, heat=self._stage.heat_of(self.id))

    def draw(self, painter: QPainter, sprites: Sprites) -> bool:
        """Draws the card into a view; returns ``False`` where there was no time for it."""
        stage = self._stage
        opacity = self.opacity() if stage.lit is None or self.id in stage.lit else self.opacity() * DIMMED
        if opacity < 1:
            painter.setOpacity(opacity)
        drawn = self._draw_opaque(painter, sprites)
        if opacity < 1:
            painter.setOpacity(1.0)
        return drawn

    def _draw_opaque(self, painter: QPainter, sprites: Sprites) -> bool:
        stage, card = self._stage, self.card
        if type(self) is not NodeItem:  # bends and areas are few, and paint themselves by the zoom
            option = QStyleOptionGraphicsItem()
            sprites.paint_now(painter, self._place, Stamp(self._bounds, lambda p: self.paint(p, option)))
            return True
        selected, hovered = self.id in stage.selection.nodes, stage.hovered
        heat, detail, paints = stage.heat_of(self.id), stage.detail, stage.paints
        if hovered.node == self.id:
            stamp = Stamp(
                self._bounds, lambda p: paint_card(p, card, paints, detail, selected, hovered, heat=heat)
            )
            sprites.paint_now(painter, self._place, stamp)
            return True
        stamp = Stamp(
            self._bounds if selected else margins(card),
            lambda p: paint_card(p, card, paints, detail, selected, heat=heat),
        )
        return sprites.draw(painter, (card.appearance, selected, heat), self._place, stamp)

    def _follow(self) -> None:
        before, self._rect = self._rect, self.card.rect.translated(self._place)
        if self.scene() is not None:
            if before != self._rect:
                self._stage.chips.mark_area(before)
                self._stage.chips.mark_area(self._rect)
            self._stage.nodes_index.put(self, self._bounds.translated(self._place))

    def _repaint_place(self) -> None:
        scene = self.scene()
        if scene is not None:
            scene.update(self._bounds.translated(self._place))
