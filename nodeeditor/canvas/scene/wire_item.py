"""The item of a wire: its curve, and the chip with the shape that flows through it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker

from backend.check.checker import Checker
from backend.declare.tensor_type import TensorType
from backend.document.graph import Wire
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.painting.pixmap_cache import Drawable, PixmapCache
from nodeeditor.canvas.scene.context import SceneContext
from nodeeditor.canvas.scene.geometry import CHIP_HEIGHT, bounding
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.canvas.scene.routing import Route, route
from nodeeditor.canvas.scene.wire_look import Chip, WireLook, fitted_chip

BEHIND_NODES = -2.0
STRONG_BEHIND_NODES = -1.0
MARGIN = 3.0
DEPTH_PER_LENGTH = 1e-5
DIMMED = 0.22

_numbers = count()


class WireItem:
    """Paints the wire ``wire`` in the scene's coordinates. Those of greater ``depth`` lie above.

    ``chip`` is the look's, at the place that `ChipPlacement` found for it; ``number`` grows from item to item.
    """

    def __init__(self, wire: Wire, look: WireLook, context: SceneContext) -> None:
        self.wire = wire
        self.number = next(_numbers)
        self._look = look
        self.chip = look.chip
        self.shown = True
        self._is_in_scene = False
        self._context = context
        self._revision = context.revision
        self.bounds = _bounds(look)

    @property
    def look(self) -> WireLook:
        """The look as check and document have it now."""
        self.catch_up()
        return self._look

    def catch_up(self) -> None:
        """Takes over what a check has found since the item was last looked at."""
        if self._revision != self._context.revision:
            self._revision = self._context.revision
            renewed = self._context.renewal.updated_look(self._look)
            if renewed is not None:
                self._take(renewed)

    def show_look(self, look: WireLook) -> None:
        """Replaces what is painted."""
        self._revision = self._context.revision
        self._take(look)
        self.repaint()

    def _take(self, look: WireLook) -> None:
        wanted = _bounds(look)
        # The old place is repainted first, as nothing knows of it afterwards.
        if wanted != self.bounds:
            self.repaint()
            self.bounds = wanted
            if self._is_in_scene:
                self._context.wires_index.put(self, wanted)
        moved = look.chip != self._look.chip or look.route.path != self._look.route.path
        rerouted = look.route.decisive != self._look.route.decisive
        self._look = look
        if rerouted and self._is_in_scene:
            self._file_route()
        if moved:
            self._context.chips.mark(self)

    def add_to_scene(self) -> None:
        """Enters the item into the scene's index, by which it is painted and found."""
        self._is_in_scene = True
        self._context.wires_index.put(self, self.bounds)
        self._file_route()
        self._context.chips.mark(self)
        self.repaint()

    def _file_route(self) -> None:
        decisive = self._look.route.decisive
        if decisive:
            self._context.routes_index.put(self, bounding(decisive) if len(decisive) > 1 else decisive[0])
        else:
            self._context.routes_index.remove(self)

    def remove_from_scene(self) -> None:
        self.repaint()
        self._is_in_scene = False
        self._context.wires_index.remove(self)
        self._context.routes_index.remove(self)
        self._context.chips.forget(self)

    def depends_on(self, area: QRectF) -> bool:
        """Whether a card that came or went there could change the way of the wire."""
        return any(each.intersects(area) for each in self._look.route.decisive)

    def lies_at(self, point: QPointF, reach: float) -> bool:
        """Whether the curve or its chip passes within ``reach`` of a point of the scene."""
        self.catch_up()
        chip = self.chip
        if chip is not None and not chip.quiet and chip.rect.contains(point):
            return True
        # The points near a cubic have no closed form: the stroke of twice the reach as its width holds them.
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * reach)
        return stroker.createStroke(self.look.route.path).contains(point)

    def paint_chip(self, painter: QPainter) -> None:
        """Paints the chip, if there is room for it, into a picture."""
        if self.chip is not None and not self.chip.quiet:
            painter.save()
            painter.translate(self.chip.rect.center())
            _paint_chip(painter, self.chip, self._context.paints, False)
            painter.restore()

    @property
    def depth(self) -> tuple[float, int]:
        """Long wires run below short ones; strong ones above all."""
        rect = self.look.route.path.controlPointRect()
        layer = STRONG_BEHIND_NODES if self.look.strong else BEHIND_NODES
        return layer - min((rect.width() + rect.height()) * DEPTH_PER_LENGTH, 0.9), self.number

    def lines_in(self, exposed: QRectF) -> list[QLineF]:
        """The lines that make up the curve, as far as they may be seen in a rectangle."""
        look = self.look
        # A wire across a large graph has hundreds of lines of which a few are seen; a short one is cheaper whole.
        if not look.is_long:
            return look.lines
        left, right = exposed.left() - MARGIN, exposed.right() + MARGIN
        top, bottom = exposed.top() - MARGIN, exposed.bottom() + MARGIN
        return [
            line
            for (x1, y1, x2, y2), line in look.spans
            if x1 <= right and x2 >= left and y1 <= bottom and y2 >= top
        ]

    def draw_chip(self, painter: QPainter, pixmaps: PixmapCache) -> None:
        """Draws the chip into a view."""
        chip, hovered = self.chip, self._context.hovered.wire == self.wire
        if chip is None or not (hovered or not chip.quiet) or not self.is_lit:
            return
        strong, paints = self.look.strong or hovered, self._context.paints
        key = (chip.text, chip.small, strong)
        if not pixmaps.draw_kept(painter, key, chip.rect.x() - 1, chip.rect.y() - 1):
            drawable = Drawable(chip.stamp_bounds, lambda p: _paint_chip(p, chip, paints, strong))
            pixmaps.draw(painter, key, chip.rect.center(), drawable)

    def repaint_chip(self) -> None:
        """Paints the wire's surroundings anew: its chip stands elsewhere."""
        self.repaint()

    @property
    def is_lit(self) -> bool:
        """Whether the wire is part of what stands out, or nothing does."""
        lit = self._context.lit
        return lit is None or (self.wire.source in lit and self.wire.target in lit)

    def repaint(self) -> None:
        """Asks for the wire and its chip to be painted again."""
        if self._is_in_scene:
            self._context.changed_items.add(self)
            self._context.repaints.add(self.bounds)


def _bounds(look: WireLook) -> QRectF:
    """Curve and chip, wherever beside the curve it stands."""
    bounds = look.route.path.controlPointRect()
    across, down = (look.chip.rect.width(), CHIP_HEIGHT) if look.chip else (0.0, 0.0)
    return bounds.adjusted(-across - MARGIN, -down - MARGIN, across + MARGIN, down + MARGIN)


def _paint_chip(painter: QPainter, chip: Chip, paints: Paints, strong: bool) -> None:
    """Paints a chip about its middle."""
    painter.setFont(paints.fonts.small_chip if chip.small else paints.fonts.chip)
    painter.setPen(paints.title if strong else paints.ragged_text if chip.ragged else paints.chip_text)
    painter.drawText(chip.stamp_bounds, Qt.AlignmentFlag.AlignCenter, chip.text)


def wire_look(wire: Wire, items: Mapping[str, NodeItem], checker: Checker, context: SceneContext) -> WireLook:
    """The look of a wire between two cards that are shown."""
    source, target = items[wire.source], items[wire.target]
    start = source.position + source.described.place_of(wire.output, False)
    end = target.position + target.described.place_of(wire.input, True)
    if target.described.docked:  # between a card and its tab there is no way to show
        return WireLook(Route(QPainterPath(start), ()), QColor(), None, False, wire, None)
    way = route(start, end, source.card_rect(), target.card_rect(), context.cards_within)
    report = checker.reports.get(wire.source)
    flows = report.outputs.get(wire.output) if report else None
    colour, strong = _colour(wire, source, target, flows, context)
    chip = fitted_chip(flows, way, context.paints) if flows is not None else None
    return WireLook(way, colour, chip, strong, wire, flows)


def _colour(
    wire: Wire, source: NodeItem, target: NodeItem, flows: TensorType | None, context: SceneContext
) -> tuple[QColor, bool]:
    chosen, paints = context.selection, context.paints
    if wire in chosen.wires:
        return paints.theme.accent, True
    for item in (source, target):
        if item.id in chosen.nodes:
            return paints.theme.line(item.described.family), True
    return paints.wire(flows.element if flows else None), False
