"""The far overview: all cards as plain boxes and all wires as straight lines, painted in a few calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from backend.check.problems import Severity
from backend.document.graph import Wire
from nodeeditor.canvas.painting.heat_map import HeatMark, heat_colour
from nodeeditor.canvas.scene.node_item import DIMMED, NodeItem
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.scene.wire_item import BEHIND_NODES, WireItem
from nodeeditor.theme import mix

BOX_SHARE = 0.85
AREA_SHARE = 0.14
"""How much of its hue the ground of a frame or note has, behind the boxes."""
FREE_SHARE = 0.35
"""How far what costs nothing stands out, while costs are shown."""

Look = tuple[bool, str, HeatMark | None, bool]
"""What a box's colour follows from: whether it is an area, its family and cost, and whether it is lit."""


class Overview:
    """Boxes and lines of a scene, kept from edit to edit. Used far out and by the minimap."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._looks: dict[str, Look] = {}
        self._boxes: defaultdict[Look, dict[str, QRectF]] = defaultdict(dict)
        self._faulty: dict[str, QRectF] = {}
        self._lines: dict[Wire, QLineF] = {}
        self._heat, self._lit = scene.context.heat, scene.context.lit
        scene.context.changed_items.update(scene.node_items.values(), scene.wire_items.values())

    def paint(self, painter: QPainter, with_wires: bool = True) -> None:
        """Paints in the scene's coordinates."""
        self._follow()
        scene, theme = self._scene, self._scene.context.paints.theme
        looks = sorted(self._boxes, key=_area_and_family)
        # Boxes of a few pixels gain nothing from smooth edges, and aliased fills are cheaper.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        self._fill(painter, (look for look in looks if look[0]))
        painter.setBrush(mix(theme.canvas, theme.accent, 0.1))
        painter.drawRects([band.rect for band in scene.bands()])
        if with_wires:
            painter.setPen(_cosmetic(mix(theme.canvas, theme.text_muted, 0.8), 1))
            painter.drawLines(list(self._lines.values()))
        painter.setPen(Qt.PenStyle.NoPen)
        self._fill(painter, (look for look in looks if not look[0]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        chosen, items = scene.context.selection.nodes, scene.node_items
        faulty = [rect for node, rect in self._faulty.items() if node not in chosen]
        selected = [items[node].card_rect().adjusted(-6, -6, 6, 6) for node in chosen if node in items]
        for rects, colour in ((faulty, theme.error), (selected, theme.accent)):
            painter.setPen(_cosmetic(colour, 2))
            painter.drawRects(rects)

    def _follow(self) -> None:
        """Takes over what differs since the last time; all where costs or what stands out do."""
        # Asking all items how they look takes longer than painting them: only those that changed are asked.
        scene, context = self._scene, self._scene.context
        changed_items: Collection[NodeItem | WireItem] = context.changed_items
        if (context.heat, context.lit) != (self._heat, self._lit):
            self._heat, self._lit = context.heat, context.lit
            changed_items = [*changed_items, *scene.node_items.values()]
        # A new set instead of `clear`: ``changed_items`` may be the very set that was in the context.
        context.changed_items = set()
        for item in changed_items:
            if isinstance(item, NodeItem):
                self._take_node(item.id)
            else:
                self._take_wire(item.wire)

    def _take_node(self, node: str) -> None:
        # The old entry is found by the look under which it was filed, as the item only knows its present one.
        before = self._looks.pop(node, None)
        if before is not None:
            del self._boxes[before][node]
            if not self._boxes[before]:
                del self._boxes[before]
        self._faulty.pop(node, None)
        item = self._scene.node_items.get(node)
        if item is None:
            return
        mark, is_lit = self._heat.get(node) if self._heat else None, self._lit is None or node in self._lit
        look = (item.depth[0] < BEHIND_NODES, item.described.family, mark, is_lit)
        self._looks[node] = look
        self._boxes[look][node] = item.card_rect()
        if item.described.badge is Severity.ERROR:
            self._faulty[node] = item.card_rect()

    def _take_wire(self, wire: Wire) -> None:
        item = self._scene.wire_items.get(wire)
        if item is None:
            self._lines.pop(wire, None)
        else:
            self._lines[wire] = item.look.line

    def _fill(self, painter: QPainter, looks: Iterable[Look]) -> None:
        for look in looks:
            painter.setBrush(self._colour(look))
            painter.drawRects(list(self._boxes[look].values()))

    def _colour(self, look: Look) -> QColor:
        theme = self._scene.context.paints.theme
        is_area, family, heat, is_lit = look
        if is_area:
            return mix(theme.canvas, theme.hue(family), AREA_SHARE)
        if heat is not None and heat.step:
            colour = heat_colour(theme, heat.step)
        elif heat is not None:
            colour = mix(theme.canvas, theme.text_muted, FREE_SHARE)
        else:
            colour = mix(theme.canvas, theme.hue(family), BOX_SHARE)
        return colour if is_lit else mix(theme.canvas, colour, DIMMED)


def _area_and_family(look: Look) -> tuple[bool, str]:
    return look[:2]


def _cosmetic(colour: QColor, width: float) -> QPen:
    """A pen whose width is in pixels of the screen at every zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
