"""What a wire looks like, worked out from its ends, the check and the selection."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QColor

from backend.check.checker import Checker
from backend.declare.tensor_type import TensorType
from backend.document.graph import Wire
from nodeeditor.canvas.chip import WireLook, chip_text, fitted_chip
from nodeeditor.canvas.geometry import route
from nodeeditor.canvas.node_item import NodeItem
from nodeeditor.canvas.stage import SceneContext


def wire_look(wire: Wire, items: Mapping[str, NodeItem], checker: Checker, stage: SceneContext) -> WireLook:
    """The look of a wire between two cards that are shown."""
    source, target = items[wire.source], items[wire.target]
    start = source.pos() + source.described.place_of(wire.output, False)
    end = target.pos() + target.described.place_of(wire.input, True)
    way = route(start, end, source.card_rect(), target.card_rect())
    report = checker.reports.get(wire.source)
    flows = report.outputs.get(wire.output) if report else None
    colour, strong = _colour(wire, source, target, flows, stage)
    chip = None
    if flows is not None:
        per_frame = source.described.folded and target.described.folded
        chip = fitted_chip(chip_text(flows, per_frame), way, stage.paints)
    return WireLook(way, colour, chip, strong, wire, flows)


def _colour(
    wire: Wire, source: NodeItem, target: NodeItem, flows: TensorType | None, stage: SceneContext
) -> tuple[QColor, bool]:
    chosen, paints = stage.selection, stage.paints
    if wire in chosen.wires:
        return paints.theme.accent, True
    for item in (source, target):
        if item.id in chosen.nodes:
            return paints.theme.line(item.described.family), True
    return paints.wire(flows.element if flows else None), False
