"""The far overview: all cards as plain boxes and all wires as straight lines, painted in a few calls."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from backend.check.problems import Severity
from nodeeditor.canvas.area_item import AreaItem
from nodeeditor.canvas.scene import Scene
from nodeeditor.theme import mix

AREA_SHARE = 0.2
"""How much of its hue the ground of a frame or note has, behind the boxes."""


class Overview:
    """Boxes and lines of a scene, gathered once after each change. Used far out and by the minimap."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._boxes: dict[str, list[QRectF]] = {}
        self._areas: dict[str, list[QRectF]] = {}
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
        painter.setBrush(mix(theme.canvas, theme.accent, 0.1))
        painter.drawRects(self._bands)
        for family, rects in self._areas.items():
            painter.setBrush(QBrush(mix(theme.canvas, theme.hue(family), AREA_SHARE)))
            painter.drawRects(rects)
        if with_wires:
            painter.setPen(_cosmetic(mix(theme.canvas, theme.text_muted, 0.8), 1))
            painter.drawLines(self._lines)
        painter.setPen(Qt.PenStyle.NoPen)
        for family, rects in self._boxes.items():
            painter.setBrush(QBrush(mix(theme.canvas, theme.hue(family), 0.85)))
            painter.drawRects(rects)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rects, colour in ((self._faulty, theme.error), (self._selected, theme.accent)):
            painter.setPen(_cosmetic(colour, 2))
            painter.drawRects(rects)

    def _gather(self) -> None:
        scene = self._scene
        boxes: dict[str, list[QRectF]] = defaultdict(list)
        areas: dict[str, list[QRectF]] = defaultdict(list)
        self._selected, self._faulty = [], []
        for node, item in scene.node_items.items():
            rect = item.card_rect()
            (areas if isinstance(item, AreaItem) else boxes)[item.card.family].append(rect)
            if node in scene.stage.selection.nodes:
                self._selected.append(rect.adjusted(-6, -6, 6, 6))
            elif item.card.badge is Severity.ERROR:
                self._faulty.append(rect)
        self._boxes, self._areas = dict(boxes), dict(areas)
        self._lines = [item.look.line for item in scene.wire_items.values()]
        self._bands = [band.rect for band in scene.bands()]
        self._stale = False


def _cosmetic(colour: QColor, width: float) -> QPen:
    """A pen whose width is in pixels of the screen at every zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
