"""The far overview: all cards as plain boxes and all wires as straight lines, painted in a few calls."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

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


class Look(NamedTuple):
    """What a box's colour follows from."""

    is_area: bool
    family: str
    heat: HeatMark | None
    lit: bool


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
        scene = self._scene
        chosen, lit = scene.stage.selection.nodes, scene.stage.lit
        alike: defaultdict[Look, list[QRectF]] = defaultdict(list)
        for node, item in scene.node_items.items():
            heat = scene.stage.heat_of(node)
            look = Look(item.depth[0] < BEHIND_NODES, item.card.family, heat, lit is None or node in lit)
            alike[look].append(item.card_rect())
        self._frames = [(self._colour(look), rects) for look, rects in alike.items() if look.is_area]
        self._boxes = [(self._colour(look), rects) for look, rects in alike.items() if not look.is_area]
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

    def _colour(self, look: Look) -> QColor:
        theme = self._scene.stage.paints.theme
        if look.is_area:
            return mix(theme.canvas, theme.hue(look.family), AREA_SHARE)
        if look.heat is not None:
            colour = heat_colour(theme, look.heat.step)
        else:
            colour = mix(theme.canvas, theme.hue(look.family), BOX_SHARE)
        return colour if look.lit else mix(theme.canvas, colour, DIMMED)


def _fill(painter: QPainter, boxes: list[tuple[QColor, list[QRectF]]]) -> None:
    for colour, rects in boxes:
        painter.setBrush(colour)
        painter.drawRects(rects)


def _cosmetic(colour: QColor, width: float) -> QPen:
    """A pen whose width is in pixels of the screen at every zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
