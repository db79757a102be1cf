"""What a node's card shows, derived from document and check: all that an item needs to paint it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF

from backend.check.blocks import BlockLayer
from backend.check.checker import Checker
from backend.check.connection import input_slots
from backend.check.node_check import NodeReport
from backend.check.problems import Problem, Severity
from backend.declare.declaration import Values
from backend.declare.layer import Layer, Role
from backend.declare.tensor_type import Element, TensorType
from backend.document.card_size import CARD_HEIGHT, card_height, card_width, port_offsets
from backend.document.document import Document
from backend.document.graph import Node
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.scene.geometry import TEXT_MARGINS
from nodeeditor.presentation import family_of, glyph_of

PORTS = (Role.ENTRY, Role.OUTPUT)
ORDER_OF_SEVERITY = (Severity.ERROR, Severity.WARNING, Severity.MISSING)


@dataclass(frozen=True)
class PortSpot:
    """A port as it is painted: where on the card, what flows through it, whether a wire ends there."""

    name: str
    is_input: bool
    place: QPointF
    element: Element | None
    connected: bool
    optional: bool
    known: bool
    meaning: str
    flows: TensorType | None
    hidden: bool = False
    """Between a card and what is docked onto it."""

    @property
    def tip(self) -> str:
        """What the port is for and what flows through it."""
        first = f"{self.name}: {self.meaning}" if self.known else f"{self.name}: the layer has no such port"
        return f"{first}\n{self.flows}" if self.flows else first


@dataclass(frozen=True)
class Card:
    """One node as it is painted. ``badge`` is the most severe problem's severity.

    Of placed blocks: how often in a row, whether once for each step, and the word under which weights are shared.
    """

    id: str
    title: str
    summary: str
    family: str
    glyph: str
    width: float
    height: float
    inputs: tuple[PortSpot, ...]
    outputs: tuple[PortSpot, ...]
    badge: Severity | None
    problems: tuple[Problem, ...]
    full_title: str
    folded: bool
    bypassed: bool = False
    repeat: int = 1
    over_time: bool = False
    shared_as: str = ""
    docked: bool = False

    # The keys of the pixmap cache are strings, not tuples, because a string keeps its hash: each is looked up in
    # every frame.
    @cached_property
    def appearance(self) -> str:
        """Equal for cards that are painted alike."""
        return f"{self.title}\n{self.summary}\n{self.outline}"

    @cached_property
    def named_outline(self) -> str:
        """Equal for cards that are painted alike with no words but their name."""
        return f"{self.full_title}\n{self.outline}"

    @cached_property
    def outline(self) -> str:
        """Equal for cards that are painted alike without their words; there are few different ones."""
        ports = "".join(
            f"{p.place.y()}{p.element}{p.connected}{p.optional}{p.known}{p.hidden}" for p in self.ports
        )
        marks = f"{self.docked}{self.badge}{self.bypassed}{self.repeat}{self.over_time}{self.shared_as}"
        return f"{self.family}\n{self.glyph}\n{marks}\n{len(self.inputs)}\n{self.width}×{self.height}\n{ports}"

    @property
    def tip(self) -> str:
        """The name where it is shortened, and the problems' sentences."""
        name = [self.full_title] if self.full_title != self.title else []
        return "\n".join((*name, *(problem.message for problem in self.problems)))

    @property
    def rect(self) -> QRectF:
        return QRectF(0, 0, self.width, self.height)

    @property
    def ports(self) -> tuple[PortSpot, ...]:
        return self.inputs + self.outputs

    def port(self, name: str, is_input: bool) -> PortSpot | None:
        side = self.inputs if is_input else self.outputs
        return next((spot for spot in side if spot.name == name), None)

    def place_of(self, name: str, is_input: bool) -> QPointF:
        """Where a wire ends; at the middle of the side for a port that is not shown."""
        spot = self.port(name, is_input)
        return spot.place if spot else QPointF(0 if is_input else self.width, self.height / 2)


def describe(document: Document, checker: Checker, node_id: str, extra: Sequence[Problem], paints: Paints) -> Card:
    """The card of a node. ``extra`` are problems that sections of the document have with it."""
    node = document.node(node_id)
    layer = checker.layers.find(node.type)
    report = checker.reports.get(node_id) or NodeReport(layer, layer.defaults() if layer else Values({}))
    taken = tuple(wire.input for wire in document.wires_into(node_id))
    used = tuple(dict.fromkeys(wire.output for wire in document.wires_from(node_id)))
    return _card(node, report, taken, used, (*report.problems, *extra), paints)


def preview_card(type_name: str, checker: Checker, paints: Paints) -> Card | None:
    """The card of a fresh node, for the ghost under a drag; ``None`` for an unknown type."""
    layer = checker.layers.find(type_name)
    if layer is None:
        return None
    return _card(Node("ghost", type_name), NodeReport(layer, layer.defaults()), (), (), (), paints)


def new_card_height(layer: Layer | None, wired: Sequence[str] = ()) -> float:
    """How high the card of a fresh node is, of whose inputs some are wired."""
    return card_height(len(input_slots(layer, tuple(wired))), len(layer.outputs)) if layer else CARD_HEIGHT


def _card(
    node: Node,
    report: NodeReport,
    taken: tuple[str, ...],
    used: tuple[str, ...],
    problems: Sequence[Problem],
    paints: Paints,
) -> Card:
    layer = report.layer
    placed = report.values.as_dict() if isinstance(layer, BlockLayer) else {}
    ins = input_slots(layer, taken) if layer else []
    ins += [name for name in taken if name not in ins]
    outs = [port.name for port in layer.outputs] if layer else []
    outs += [name for name in used if name not in outs]
    height = card_height(len(ins), len(outs))
    family = family_of(layer)
    title = node.label or (layer.name if layer else node.type)
    summary = _summary(node, report)
    words = max(paints.title_metrics.width(title), paints.summary_metrics.width(summary))
    width = card_width(words + TEXT_MARGINS)
    fitted = paints.title_metrics.fitted(title, width - TEXT_MARGINS)
    return Card(
        id=node.id,
        title=fitted,
        summary=paints.summary_metrics.fitted(summary, width - TEXT_MARGINS),
        family=family,
        glyph=glyph_of(layer) if layer else family,
        width=width,
        height=height,
        inputs=tuple(_input(name, QPointF(0, y), report, name in taken) for name, y in _placed(ins, height)),
        outputs=tuple(_output(name, QPointF(width, y), report, name in used) for name, y in _placed(outs, height)),
        badge=next((level for level in ORDER_OF_SEVERITY if any(p.severity is level for p in problems)), None),
        problems=tuple(problems),
        full_title=title,
        folded=report.folded,
        bypassed=node.bypassed,
        repeat=report.values.repeat if placed else 1,
        over_time=bool(placed.get("over_time")),
        shared_as=str(placed.get("shared_as") or ""),
    )


def _summary(node: Node, report: NodeReport) -> str:
    """The parameters that matter; for a port of a block, its name, under which placements show it."""
    layer = report.layer
    if layer is None:
        return "unknown layer"
    return layer.summarise(report.values) or (node.id if layer.role in PORTS else "")


def _placed(names: list[str], height: float) -> Iterator[tuple[str, float]]:
    return zip(names, port_offsets(len(names), height))


def _input(name: str, place: QPointF, report: NodeReport, connected: bool) -> PortSpot:
    port = report.layer.input_port(name) if report.layer else None
    received = report.types.get(name)
    optional = port is not None and (port.optional or port.many)
    element, meaning = received.element if received else None, port.meaning if port else ""
    return PortSpot(name, True, place, element, connected, optional, port is not None, meaning, received)


def _output(name: str, place: QPointF, report: NodeReport, connected: bool) -> PortSpot:
    port = report.layer.output_port(name) if report.layer else None
    given = report.outputs.get(name)
    element, meaning = given.element if given else None, port.meaning if port else ""
    return PortSpot(name, False, place, element, connected, True, port is not None, meaning, given)
