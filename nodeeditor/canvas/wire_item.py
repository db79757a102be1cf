"""The item of a wire: its curve, and the chip with the shape that flows through it."""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPathStroker
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from backend.document.graph import Wire
from nodeeditor.canvas.chip import Chip, WireLook
from nodeeditor.canvas.geometry import CHIP_HEIGHT
from nodeeditor.canvas.paints import Paints
from nodeeditor.canvas.sprites import Sprites, Stamp
from nodeeditor.canvas.stage import SceneContext

BEHIND_NODES = -2.0
STRONG_BEHIND_NODES = -1.0
MARGIN = 3.0
DEPTH_PER_LENGTH = 1e-5
DIMMED = 0.22

_numbers = count()


class WireItem(QGraphicsItem):
    """Paints the wire ``wire`` in the scene's coordinates. Those of greater ``depth`` lie above.

    ``chip`` is the look's, at the place that `ChipPlaces` found for it; ``number`` grows from item to item.
    """

    def __init__(self, wire: Wire, look: WireLook, stage: SceneContext) -> None:
        super().__init__()
        self.wire = wire
        self.number = next(_numbers)
        self._look = look
        self.chip = look.chip
        self.shown = True
        self._stage = stage
        self._edition = stage.edition
        self._bounds = _bounds(look)

    @property
    def look(self) -> WireLook:
        """The look as check and document have it now."""
        self.catch_up()
        return self._look

    def catch_up(self) -> None:
        """Takes over what a check has found since the item was last looked at."""
        if self._edition != self._stage.edition:
            self._edition = self._stage.edition
            renewed = self._stage.renewal.renewed_look(self._look)
            if renewed is not None:
                self._take(renewed)

    def show_look(self, look: WireLook) -> None:
        """Replaces what is painted."""
        self._edition = self._stage.edition
        self._take(look)
        self.repaint()

    def _take(self, look: WireLook) -> None:
        wanted = _bounds(look)
        if wanted != self._bounds:
            self.repaint()
            self._bounds = wanted
            if self.scene() is not None:
                self._stage.wires_index.put(self, wanted)
        moved = look.chip != self._look.chip or look.route.path != self._look.route.path
        self._look = look
        if moved:
            self._stage.chips.mark(self)

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: object) -> object:
        """Keeps the scene's index true: the view paints by it."""
        if change is QGraphicsItem.GraphicsItemChange.ItemSceneChange:
            self.repaint()
        elif change is QGraphicsItem.GraphicsItemChange.ItemVisibleHasChanged:
            self.shown = self.isVisible()
        elif change is QGraphicsItem.GraphicsItemChange.ItemSceneHasChanged:
            if self.scene() is None:
                self._stage.wires_index.remove(self)
                self._stage.chips.forget(self)
            else:
                self._stage.wires_index.put(self, self._bounds)
                self._stage.chips.mark(self)
                self.repaint()
        return value

    def boundingRect(self) -> QRectF:
        return self._bounds

    def lies_at(self, point: QPointF, reach: float) -> bool:
        """Whether the curve or its chip passes within ``reach`` of a point of the scene."""
        self.catch_up()
        chip = self.chip
        if chip is not None and not chip.quiet and chip.rect.contains(point):
            return True
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * reach)
        return stroker.createStroke(self.look.route.path).contains(point)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """What Qt would show; views and pictures paint curves and chips in turns of their own."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._stage.paints.wire_pen(self.look.colour, self.is_strong))
        painter.drawPath(self.look.route.path)
        self.paint_chip(painter)

    def paint_chip(self, painter: QPainter) -> None:
        """Paints the chip, if there is room for it, into a picture."""
        if self.chip is not None and not self.chip.quiet:
            painter.save()
            painter.translate(self.chip.rect.center())
            _paint_chip(painter, self.chip, self._stage.paints, False)
            painter.restore()

    @property
    def depth(self) -> tuple[float, int]:
        """Long wires run below short ones; strong ones above all."""
        rect = self.look.route.path.controlPointRect()
        layer = STRONG_BEHIND_NODES if self.look.strong else BEHIND_NODES
        return layer - min((rect.width() + rect.height()) * DEPTH_PER_LENGTH, 0.9), self.number

    @property
    def is_strong(self) -> bool:
        """Whether the curve is painted thick: chosen, or under the pointer."""
        return self.look.strong or self._stage.hovered.wire == self.wire

    def lines_in(self, exposed: QRectF) -> list[QLineF]:
        """The lines that make up the curve, as far as they may be seen in a rectangle."""
        look = self.look
        if not look.is_long:
            return look.lines
        left, right = exposed.left() - MARGIN, exposed.right() + MARGIN
        top, bottom = exposed.top() - MARGIN, exposed.bottom() + MARGIN
        return [
            line
            for (x1, y1, x2, y2), line in look.spans
            if x1 <= right and x2 >= left and y1 <= bottom and y2 >= top
        ]

    def draw_chip(self, painter: QPainter, sprites: Sprites) -> None:
        """Draws the chip into a view."""
        chip, hovered = self.chip, self._stage.hovered.wire == self.wire
        if chip is None or not (hovered or not chip.quiet) or not self.is_lit:
            return
        strong, paints = self.look.strong or hovered, self._stage.paints
        key = (chip.text, chip.small, strong)
        if not sprites.draw_kept(painter, key, chip.rect.x() - 1, chip.rect.y() - 1):
            stamp = Stamp(chip.stamp_bounds, lambda p: _paint_chip(p, chip, paints, strong))
            sprites.draw(painter, key, chip.rect.center(), stamp)

    def repaint_chip(self) -> None:
        """Paints the wire's surroundings anew: its chip stands elsewhere."""
        self.repaint()

    @property
    def is_lit(self) -> bool:
        """Whether the wire is part of what stands out, or nothing does."""
        lit = self._stage.lit
        return lit is None or (self.wire.source in lit and self.wire.target in lit)

    def repaint(self) -> None:
        """The view paints without Qt's knowledge of where the item was."""
        if self.scene() is not None:
            self._stage.altered.add(self)
            self._stage.dirty.add(self._bounds)


def _bounds(look: WireLook) -> QRectF:
    """Curve and chip, wherever along the curve it stands."""
    bounds = look.route.path.controlPointRect()
    across, down = (look.chip.rect.width() / 2, look.chip.rect.height() / 2) if look.chip else (0.0, 0.0)
    return bounds.adjusted(-across - MARGIN, -down - MARGIN, across + MARGIN, down + MARGIN)


def _paint_chip(painter: QPainter, chip: Chip, paints: Paints, strong: bool) -> None:
    """Paints a chip about its middle."""
    rect = chip.stamp_bounds.adjusted(1, 1, -1, -1)
    painter.setPen(paints.ragged_border if chip.ragged else paints.chip_border)
    painter.setBrush(paints.chip)
    painter.drawRoundedRect(rect, CHIP_HEIGHT / 2, CHIP_HEIGHT / 2)
    painter.setFont(paints.fonts.small_chip if chip.small else paints.fonts.chip)
    painter.setPen(paints.title if strong else paints.chip_text)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chip.text)
