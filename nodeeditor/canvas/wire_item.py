"""The item of a wire: its curve, and the chip with the shape that flows through it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPathStroker
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from backend.document.model import Wire
from nodeeditor.canvas.detail import Detail
from nodeeditor.canvas.geometry import CHIP_HEIGHT
from nodeeditor.canvas.paints import Paints
from nodeeditor.canvas.stage import Stage
from nodeeditor.canvas.wire_look import Chip, WireLook

BEHIND_NODES = -2.0
STRONG_BEHIND_NODES = -1.0
MARGIN = 3.0
DEPTH_PER_LENGTH = 1e-5


class WireItem(QGraphicsItem):
    """Paints the wire ``wire`` in the scene's coordinates."""

    def __init__(self, wire: Wire, look: WireLook, stage: Stage) -> None:
        super().__init__()
        self.wire = wire
        self.look = look
        self._stage = stage
        self._bounds = _bounds(look)
        self.setZValue(_depth(look))

    def show_look(self, look: WireLook) -> None:
        """Replaces what is painted."""
        bounds = _bounds(look)
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self.look = look
        self.setZValue(_depth(look))
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def lies_at(self, point: QPointF, reach: float) -> bool:
        """Whether the curve or its chip passes within ``reach`` of a point of the scene."""
        chip = self.look.chip
        if chip is not None and not chip.quiet and chip.rect.contains(point):
            return True
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * reach)
        return stroker.createStroke(self.look.route.path).contains(point)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        stage, look = self._stage, self.look
        hovered = stage.hovered.wire == self.wire
        paints = stage.paints
        painter.setBrush(Qt.BrushStyle.NoBrush)
        thick = look.strong or hovered or stage.detail is not Detail.FULL
        painter.setPen(paints.wire_pen(look.colour, thick))
        painter.drawPath(look.route.path)
        chip = look.chip
        if chip is not None and stage.detail is Detail.FULL and (hovered or not chip.quiet):
            self._draw_chip(painter, chip, paints, look.strong or hovered)

    def _draw_chip(self, painter: QPainter, chip: Chip, paints: Paints, strong: bool) -> None:
        key = (chip.text, chip.small, strong)
        bounds = chip.rect.adjusted(-1, -1, 1, 1)
        paints.sprites.draw(painter, key, bounds, lambda p: _paint_chip(p, chip, paints, strong))


def _depth(look: WireLook) -> float:
    """Long wires run below short ones, whose chips would else be struck through; strong ones above all."""
    rect = look.route.path.controlPointRect()
    layer = STRONG_BEHIND_NODES if look.strong else BEHIND_NODES
    return layer - min((rect.width() + rect.height()) * DEPTH_PER_LENGTH, 0.9)


def _bounds(look: WireLook) -> QRectF:
    bounds = look.route.path.controlPointRect().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    return bounds.united(look.chip.rect.adjusted(-1, -1, 1, 1)) if look.chip else bounds


def _paint_chip(painter: QPainter, chip: Chip, paints: Paints, strong: bool) -> None:
    painter.setPen(paints.chip_border)
    painter.setBrush(paints.chip)
    painter.drawRoundedRect(chip.rect, CHIP_HEIGHT / 2, CHIP_HEIGHT / 2)
    painter.setFont(paints.fonts.small_chip if chip.small else paints.fonts.chip)
    painter.setPen(paints.title if strong else paints.chip_text)
    painter.drawText(chip.rect, Qt.AlignmentFlag.AlignCenter, chip.text)
