"""What a wire looks like, worked out from its ends, the check and the selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from backend.check.checker import Checker
from backend.declare.tensor_type import Element, TensorType
from backend.document.model import Wire
from nodeeditor.canvas.geometry import CHIP_HEIGHT, Route, route
from nodeeditor.canvas.node_item import NodeItem
from nodeeditor.canvas.paints import Paints
from nodeeditor.canvas.stage import Stage


@dataclass(frozen=True)
class Chip:
    """A shape's text in its capsule. A ``quiet`` one lacks the room and is only shown with its wire's hover."""

    text: str
    rect: QRectF
    quiet: bool
    small: bool
    ragged: bool = False

    @property
    def stamp_bounds(self) -> QRectF:
        """What the chip covers about its middle, its rim included."""
        width, height = self.rect.width() + 2, self.rect.height() + 2
        return QRectF(-width / 2, -height / 2, width, height)


@dataclass(frozen=True)
class WireLook:
    """One wire as it is painted. ``strong`` wires belong to what is selected and are painted over others."""

    route: Route
    colour: QColor
    chip: Chip | None
    strong: bool
    tip: str


def wire_look(wire: Wire, items: Mapping[str, NodeItem], checker: Checker, stage: Stage) -> WireLook:
    """The look of a wire between two cards that are shown."""
    source, target = items[wire.source], items[wire.target]
    start = source.pos() + source.card.place_of(wire.output, False)
    end = target.pos() + target.card.place_of(wire.input, True)
    way = route(start, end, source.card_rect(), target.card_rect())
    report = checker.reports.get(wire.source)
    flows = report.outputs.get(wire.output) if report else None
    colour, strong = _colour(wire, source, target, flows, stage)
    chip = None
    if flows is not None:
        chip = fitted_chip(chip_text(flows, source.card.folded and target.card.folded), way, stage.paints)
    return WireLook(way, colour, chip, strong, f"{wire}\n{flows}" if flows else str(wire))


def _colour(
    wire: Wire, source: NodeItem, target: NodeItem, flows: TensorType | None, stage: Stage
) -> tuple[QColor, bool]:
    chosen, paints = stage.selection, stage.paints
    if wire in chosen.wires:
        return paints.theme.accent, True
    for item in (source, target):
        if item.id in chosen.nodes:
            return paints.theme.hue(item.card.family), True
    return paints.wire(flows.element if flows else None), False


def chip_text(flows: TensorType, per_frame: bool) -> str:
    """``N, T, 256`` or ``int N``; within a folded run only what one frame holds: ``8, 16, 16``."""
    sizes = flows.size_texts()
    shown = ", ".join(sizes[2:] if per_frame else sizes)
    return f"int {shown}" if flows.element is Element.INT else shown


def fitted_chip(text: str, route: Route, paints: Paints) -> Chip:
    """The chip on a route, shortened step by step where it does not fit: no batch, no spaces, a smaller face."""
    short = text.removeprefix("N, ")
    tight = short.replace(", ", ",")
    faces = ((text, False), (short, False), (tight, False), (tight, True))
    sized = [(words, small, paints.chip_width(words, small)) for words, small in faces]
    words, small, width = next((face for face in sized if face[2] <= route.room), sized[-1])
    rect = QRectF(route.chip.x() - width / 2, route.chip.y() - CHIP_HEIGHT / 2, width, CHIP_HEIGHT)
    return Chip(words, rect, quiet=width > route.room, small=small)
