"""The far overview: all cards as plain boxes and all wires as straight lines, painted in a few calls."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from backend.check.problems import Severity
from nodeeditor.canvas.heat_colours import heat_colour
from nodeeditor.canvas.node_item import DIMMED
from nodeeditor.canvas.scene import Scene
from nodeeditor.canvas.stage import HeatMark
from nodeeditor.canvas.wire_item import BEHIND_NODES
from nodeeditor.theme import mix

AREA_SHARE = 0.2
"""How much of its hue the ground of a frame or note has, behind the boxes."""


BOX_SHARE = 0.85
AREA_SHARE = 0.14


Look = tuple[bool, str, HeatMark | None, bool]
"""What a box's colour follows from: whether it is an area, its family and cost, and whether it is lit."""


class Overview:
    """Boxes and lines of a scene, gathered once after each change. Used far out and by the minimap."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._boxes: list[tuple[QColor, list[QRectF]]] = []
        self._frames: list[tuple[QColor, list[QRectF]]] = []
        self._selected: list[QRectF] = []
        self._faulty: list[QRectF] = []
        self._lines: list[QLineF] = []
        self._bands: list[QRectF] = []
        self._stale = True
        scene.redrawn.connect(self.invalidate)

    def invalidate(self) -> None:
        self._stale = True

    def paint(self, painter: QPainter, with_wires: bool = True) -> None:
        """Paints in the scene's coordinates."""
        if self._stale:
            self._gather()
        theme = self._scene.stage.paints.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        _fill(painter, self._frames)
        painter.setBrush(mix(theme.canvas, theme.accent, 0.1))
        painter.drawRects(self._bands)
        if with_wires:
            painter.setPen(_cosmetic(mix(theme.canvas, theme.text_muted, 0.8), 1))
            painter.drawLines(self._lines)
        painter.setPen(Qt.PenStyle.NoPen)
        _fill(painter, self._boxes)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rects, colour in ((self._faulty, theme.error), (self._selected, theme.accent)):
            painter.setPen(_cosmetic(colour, 2))
            painter.drawRects(rects)

    def _gather(self) -> None:
        scene, stage = self._scene, self._scene.stage
        chosen, lit, heat = stage.selection.nodes, stage.lit, stage.heat
        alike: defaultdict[Look, list[QRectF]] = defaultdict(list)
        self._faulty = []
        for node, item in scene.node_items.items():
            card, rect = item.card, item.card_rect()
            mark, is_lit = heat.get(node) if heat else None, lit is None or node in lit
            alike[item.depth[0] < BEHIND_NODES, card.family, mark, is_lit].append(rect)
            if card.badge is Severity.ERROR and node not in chosen:
                self._faulty.append(rect)
        self._frames = [(self._colour(look), rects) for look, rects in alike.items() if look[0]]
        self._boxes = [(self._colour(look), rects) for look, rects in alike.items() if not look[0]]
        items = scene.node_items
        self._selected = [items[node].card_rect().adjusted(-6, -6, 6, 6) for node in chosen if node in items]
        self._lines = [item.look.line for item in scene.wire_items.values()]
        self._bands = [band.rect for band in scene.bands()]
        self._stale = False

    def _colour(self, look: Look) -> QColor:
        theme = self._scene.stage.paints.theme
        is_area, family, heat, is_lit = look
        if is_area:
            return mix(theme.canvas, theme.hue(family), AREA_SHARE)
        colour = mix(theme.canvas, theme.hue(family), BOX_SHARE) if heat is None else heat_colour(theme, heat.step)
        return colour if is_lit else mix(theme.canvas, colour, DIMMED)


def _fill(painter: QPainter, boxes: list[tuple[QColor, list[QRectF]]]) -> None:
    for colour, rects in boxes:
        painter.setBrush(colour)
        painter.drawRects(rects)


def _cosmetic(colour: QColor, width: float) -> QPen:
    """A pen whose width is in pixels of the screen at every zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
