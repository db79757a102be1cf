"""Paints what a view shows of a scene, all at once: wires, then the chips on them, then the cards.

It takes what lies in view from the scene's indices and copies pictures of cards and chips. The items paint
themselves for pictures that are exported.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTransform

from nodeeditor.canvas.painting.pixmap_cache import device_pixels
from nodeeditor.canvas.scene.context import Detail
from nodeeditor.canvas.scene.node_item import DEPTH, NodeItem
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.scene.wire_item import BEHIND_NODES, DIMMED, WireItem
from nodeeditor.theme import mix

BOX_SHARE = 0.85
SMALL_CHIPS_FROM = 0.75
"""In device pixels per unit of the scene: below it the smaller face can't be read."""
CHIP_REACH = 80.0
"""How far a chip may stand out of what its wire covered when it was last described."""
WIDEST_LINES = 6.0
"""In device pixels; beyond it the gaps between the lines of a curve would be seen."""

WireKey = tuple[bool, bool, int]
"""Whether a wire is lit, whether it is strong, and its colour."""


class ScenePainter:
    """Paints one scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def paint(self, painter: QPainter, exposed: QRectF, moving: bool) -> None:
        """Paints a rectangle of the scene; the painter has the view's transform.

        ``moving`` says that the zoom is being changed, when a quick frame matters more than a sharp one.
        """
        scene, context = self._scene, self._scene.context
        transform = painter.worldTransform()
        pixmaps = context.paints.pixmaps
        pixmaps.begin(painter, context.detail, moving)
        nodes: list[NodeItem] = list(context.nodes_index.within(exposed))
        near = exposed.adjusted(-CHIP_REACH, 0, CHIP_REACH, 0)
        wires: list[WireItem] = [item for item in context.wires_index.within(near) if item.shown]
        # Before anything is painted: settling moves chips, and their old and new surroundings belong to this
        # frame.
        if context.detail is Detail.FULL:
            context.chips.settle(wires)
        # The index gives items in no order; of cards that overlap the later one lies above.
        nodes.sort(key=DEPTH)
        pixels = device_pixels(painter)
        # Cards and chips are copied pixel by pixel: with the scene's transform Qt would stretch each copy.
        painter.setWorldTransform(pixels)
        # Frames come first: they lie behind wires, and all other cards above them.
        behind = bisect_left(nodes, (BEHIND_NODES, 0), key=DEPTH)
        for item in nodes[:behind]:
            item.draw(painter, pixmaps)
        painter.setWorldTransform(transform)
        for band in scene.bands():
            if band.bounds.intersects(exposed):
                band.paint(painter)
        for arc in scene.state_arcs():
            if arc.bounds.intersects(exposed):
                arc.paint(painter)
        self._paint_wires(painter, wires, exposed)
        painter.setWorldTransform(pixels)
        if context.detail is Detail.FULL:
            fine = transform.m11() * painter.device().devicePixelRatio() >= SMALL_CHIPS_FROM
            for wire in wires:
                if fine or wire.chip is None or not wire.chip.small:
                    wire.draw_chip(painter, pixmaps)
        for item in nodes[behind:]:
            if not item.draw(painter, pixmaps):
                self._box(painter, item, transform * pixels.inverted()[0])
        painter.setWorldTransform(transform)

    def _paint_wires(self, painter: QPainter, wires: Iterable[WireItem], exposed: QRectF) -> None:
        """All wires of a look at once, as lines: quiet ones first, those that stand out last."""
        alike: defaultdict[WireKey, list[WireItem]] = defaultdict(list)
        context = self._scene.context
        lit, hovered = context.lit, context.hovered.wire
        for item in wires:
            wire, look = item.wire, item.look
            is_lit = lit is None or (wire.source in lit and wire.target in lit)
            alike[is_lit, look.strong or wire == hovered, look.rgba].append(item)
        # Calls from Python to Qt cost more than the lines themselves, so that wires of one look share one call.
        pixels = painter.worldTransform().m11() * painter.device().devicePixelRatio()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for (is_lit, strong, colour), items in sorted(alike.items(), key=_look):
            pen = context.paints.wire_pen(QColor.fromRgba(colour), strong, pixels)
            painter.setOpacity(1.0 if is_lit else DIMMED)
            painter.setPen(pen)
            if pen.widthF() * pixels < WIDEST_LINES:
                painter.drawLines([line for item in items for line in item.lines_in(exposed)])
            else:
                for item in items:
                    painter.drawPath(item.look.route.path)
        painter.setOpacity(1.0)

    def _box(self, painter: QPainter, item: NodeItem, transform: QTransform) -> None:
        """What stands for a card until there is time for it."""
        theme = self._scene.context.paints.theme
        colour = mix(theme.canvas, theme.hue(item.card.family), BOX_SHARE)
        painter.fillRect(transform.mapRect(item.card_rect()), colour)


def _look(entry: tuple[WireKey, list[WireItem]]) -> WireKey:
    return entry[0]
