"""The far overview: all cards as plain boxes and all wires as straight lines, painted in a few calls."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from backend.check.problems import Severity
from nodeeditor.canvas.heat_colours import heat_colour
from nodeeditor.canvas.node_item import DIMMED, NodeItem
from nodeeditor.canvas.scene import Scene
from nodeeditor.canvas.wire_item import BEHIND_NODES
from nodeeditor.theme import mix

AREA_SHARE = 0.2
"""How much of its hue the ground of a frame or note has, behind the boxes."""


class Overview:
    """Boxes and lines of a scene, gathered once after each change. Used far out and by the minimap."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._boxes: dict[int, list[QRectF]] = {}
        self._frames: dict[int, list[QRectF]] = {}
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
        scene = self._scene
        chosen = scene.stage.selection.nodes
        boxes: defaultdict[int, list[QRectF]] = defaultdict(list)
        frames: defaultdict[int, list[QRectF]] = defaultdict(list)
        for node, item in scene.node_items.items():
            is_area = item.depth[0] < BEHIND_NODES
            (frames if is_area else boxes)[self._colour(node, item, is_area)].append(item.card_rect())
        self._boxes, self._frames = dict(boxes), dict(frames)
        items = scene.node_items
        self._selected = [items[node].card_rect().adjusted(-6, -6, 6, 6) for node in chosen if node in items]
        self._faulty = [
            item.card_rect()
            for node, item in items.items()
            if item.card.badge is Severity.ERROR and node not in chosen
        ]
        self._lines = [item.look.line for item in scene.wire_items.values()]
        self._bands = [band.rect for band in scene.bands()]
        self._stale = False

    def _colour(self, node: str, item: NodeItem, is_area: bool) -> int:
        stage = self._scene.stage
        theme, heat = stage.paints.theme, stage.heat_of(node)
        if is_area:
            return mix(theme.canvas, theme.hue(item.card.family), 0.14).rgba()
        if heat is not None:
            colour = heat_colour(theme, heat.step)
        else:
            colour = mix(theme.canvas, theme.hue(item.card.family), 0.85)
        is_lit = stage.lit is None or node in stage.lit
        return (colour if is_lit else mix(theme.canvas, colour, DIMMED)).rgba()


def _fill(painter: QPainter, boxes: dict[int, list[QRectF]]) -> None:
    for colour, rects in boxes.items():
        painter.setBrush(QColor.fromRgba(colour))
        painter.drawRects(rects)


def _cosmetic(colour: QColor, width: float) -> QPen:
    """A pen whose width is in pixels of the screen at every zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
