"""The item of a node: one item that paints the whole card from a `Card`."""

from __future__ import annotations

from itertools import count
from math import hypot
from operator import attrgetter
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from nodeeditor.canvas.painting.card_painter import bounds, margins
from nodeeditor.canvas.painting.card_painter import paint_card as paint_card
from nodeeditor.canvas.painting.pixmap_cache import Drawable, PixmapCache
from nodeeditor.canvas.scene.card import Card
from nodeeditor.canvas.scene.context import Detail, SceneContext
from nodeeditor.canvas.scene.geometry import BEND_SIZE
from nodeeditor.theme import with_alpha

DIMMED = 0.22
DEPTH = attrgetter("depth")
"""By which items are sorted that may lie over others."""

DOCKED_DEPTH = 0.001

_numbers = count()


class NodeItem:
    """Paints the card of the node ``id``; its position is the card's upper left corner.

    ``number`` grows from item to item: of two at the same height the later one lies above. ``depth`` has both.
    ``described`` is the card as it was described last; only what flows through its ports may be out of date there.
    """

    layer: ClassVar[float] = 0.0

    def __init__(self, card: Card, context: SceneContext) -> None:
        self.id = card.id
        self.number = next(_numbers)
        self.described = card
        self._context = context
        self._revision = context.revision
        self.depth = (self.layer, self.number)
        self.position = QPointF()
        self.opacity = 1.0
        self._is_in_scene = False
        # Plain floats: reading a QPointF would take two more calls to Qt for each card of each frame.
        self._left = self._top = 0.0
        self._bounds = bounds(card)
        self._rect = card.rect

    @property
    def card(self) -> Card:
        """The card as check and document have it now."""
        if self._revision != self._context.revision:
            self._revision = self._context.revision
            self.described = self._context.renewal.updated_card(self.id) or self.described
        return self.described

    def show_card(self, card: Card) -> None:
        """Replaces what is painted."""
        wanted = bounds(card)
        if wanted != self._bounds:
            self.repaint()
            self._bounds = wanted
        self.described, self._revision = card, self._context.revision
        self._follow()
        self.repaint()

    def move_to(self, place: QPointF) -> None:
        """Shows the card elsewhere."""
        self.repaint()
        self.position = place
        self._follow()
        self.repaint()

    def lie_below(self, others: int) -> None:
        """Takes its place below so many cards that it is docked onto; 0 for one that stands by itself."""
        self.depth = (self.layer - DOCKED_DEPTH * others, self.number)

    def add_to_scene(self) -> None:
        """Enters the item into the scene's indices, by which it is painted and found."""
        self._is_in_scene = True
        self._follow()
        if self.obstructs:
            self._context.mark_area(self._rect)
        self.repaint()

    def remove_from_scene(self) -> None:
        self.repaint()
        self._is_in_scene = False
        self._context.nodes_index.remove(self)
        self._context.mark_area(self._rect)

    @property
    def obstructs(self) -> bool:
        """Whether chips keep off: frames lie behind everything, and wires run through bends."""
        return type(self) is NodeItem

    def card_rect(self) -> QRectF:
        """The card in the scene's coordinates."""
        return self._rect

    def paint(self, painter: QPainter) -> None:
        """For exported pictures: everything in full, nothing selected."""
        paint_card(painter, self.card, self._context.paints, Detail.FULL, heat=self._context.heat_of(self.id))

    def draw(self, painter: QPainter, pixmaps: PixmapCache) -> bool:
        """Draws the card into a view; returns ``False`` where there was no time for it."""
        context, card = self._context, self.card
        face = card.appearance if context.detail is Detail.FULL else card.named_outline
        selected, hovered = self.id in context.selection.nodes, context.hovered.node == self.id
        opacity = self.opacity if context.lit is None or self.id in context.lit else self.opacity * DIMMED
        # Most cards are unmarked, and their picture is at hand: this way through has one call to Qt.
        marked = selected or context.heat is not None
        if not marked and not hovered and opacity == 1 and pixmaps.draw_kept(painter, face, self._left, self._top):
            return True
        named = marked or hovered or context.detail is Detail.FULL or pixmaps.can_add(face)
        face = face if named else card.outline
        key = (face, selected, context.heat_of(self.id)) if marked else face
        if opacity < 1:
            painter.setOpacity(opacity)
        # With the pointer over it a card looks different at each of its ports: not worth a picture.
        if hovered or not self.obstructs:
            pixmaps.paint_now(painter, self.position, Drawable(self._bounds, self._paint_live))
            drawn = True
        else:
            around = self._bounds if selected else margins(card)
            paint = self._paint_still if named else self._paint_nameless
            drawn = pixmaps.draw(painter, key, self.position, Drawable(around, paint))
        if opacity < 1:
            painter.setOpacity(1.0)
        return drawn

    def _paint_still(self, painter: QPainter) -> None:
        context = self._context
        selected, heat = self.id in context.selection.nodes, context.heat_of(self.id)
        paint_card(painter, self.card, context.paints, context.detail, selected, heat=heat)

    def _paint_nameless(self, painter: QPainter) -> None:
        """For a frame that has no time for all names."""
        paint_card(painter, self.card, self._context.paints, self._context.detail, named=False)

    def _paint_live(self, painter: QPainter) -> None:
        """With the pointer over it; bends and areas, which are few and paint themselves by the zoom."""
        context = self._context
        if type(self) is not NodeItem:
            self.paint(painter)
            return
        selected, heat = self.id in context.selection.nodes, context.heat_of(self.id)
        paint_card(painter, self.card, context.paints, context.detail, selected, context.hovered, heat)

    def _follow(self) -> None:
        before, self._rect = self._rect, self.described.rect.translated(self.position)
        corner = margins(self.described).topLeft() + self.position
        self._left, self._top = corner.x(), corner.y()
        if self._is_in_scene:
            # Chips may now stand where the card was, and no longer where it is.
            if before != self._rect:
                self._context.mark_area(before)
                self._context.mark_area(self._rect)
            self._context.nodes_index.put(self, self._bounds.translated(self.position))

    def repaint(self) -> None:
        """Asks for the item's place to be painted; `move_to` and `show_card` do so."""
        if self._is_in_scene:
            self._context.changed_items.add(self)
            self._context.repaints.add(self._bounds.translated(self.position))


ABOVE_NODES = 0.5
DOT_RADIUS = 5.0


class BendItem(NodeItem):
    """In the colour of what flows through it; inside the dot it is moved, right beside it wires are drawn."""

    layer = ABOVE_NODES

    def holds(self, point: QPointF) -> bool:
        """Whether a point of the scene grabs the dot rather than one of its ports."""
        away = point - self.card_rect().center()
        return hypot(away.x(), away.y()) <= BEND_SIZE / 2

    def paint(self, painter: QPainter) -> None:
        context = self._context
        paints, theme = context.paints, context.paints.theme
        selected, hovered = self.id in context.selection.nodes, context.hovered.node == self.id
        element = next((spot.element for spot in self.card.inputs), None)
        middle = self.card.rect.center()
        if selected or hovered:
            painter.setPen(paints.card_selected if selected else paints.card_hover)
            painter.setBrush(with_alpha(theme.accent, 0.18))
            painter.drawEllipse(middle, DOT_RADIUS + 3.5, DOT_RADIUS + 3.5)
        painter.setPen(paints.port_ring)
        painter.setBrush(theme.error if self.card.badge is not None and not element else paints.element(element))
        painter.drawEllipse(middle, DOT_RADIUS, DOT_RADIUS)
