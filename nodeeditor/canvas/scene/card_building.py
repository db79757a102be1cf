"""The card of any node on the canvas: a layer's, collapsed or coloured too; a bend's; a frame's or note's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF

from backend.check.checker import Checker
from backend.check.node_check import NodeReport
from backend.check.problems import Problem
from backend.declare.layer import Layer, Role
from backend.declare.tensor_type import TensorType
from backend.document.card_size import CARD_HEIGHT, TAB_WIDTH
from backend.document.document import Document
from backend.document.graph import Node, Wire
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.scene.card import Card, PortSpot, describe
from nodeeditor.canvas.scene.geometry import BEND_SIZE, COLLAPSED_HEIGHT

FAMILY_OF_COLOUR = {
    "grey": "input",
    "blue": "convolution",
    "teal": "pooling",
    "violet": "recurrent",
    "orange": "dense",
    "yellow": "activation",
    "green": "normalisation",
    "pink": "attention",
    "red": "loss",
}
"""The family whose hue a colour of ``Node.colour`` is."""
AREA_FAMILIES = {"note": "activation"}


@dataclass(frozen=True)
class Docking:
    """Which nodes the canvas shows docked: the node before each, and the one after each that has one."""

    hosts: dict[str, str] = field(default_factory=dict)
    followers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "followers", {host: node for node, host in self.hosts.items()})

    def dock(self, node_id: str, host: str) -> None:
        self.undock(node_id)
        self.hosts[node_id] = host
        self.followers[host] = node_id

    def undock(self, node_id: str) -> str:
        """Returns the node that it was docked onto; empty where it was not."""
        host = self.hosts.pop(node_id, "")
        # Another may have come after that host in the meantime.
        if self.followers.get(host) == node_id:
            del self.followers[host]
        return host


def card_for(
    document: Document, checker: Checker, node_id: str, extra: Sequence[Problem], paints: Paints, docking: Docking
) -> Card:
    """What the canvas shows of a node. ``extra`` are problems that sections of the document have with it."""
    node = document.node(node_id)
    layer = checker.layers.find(node.type)
    card = describe(document, checker, node_id, extra, paints)
    if layer is not None and layer.role is Role.ANNOTATION:
        return _area(card, node, layer)
    if layer is not None and layer.role is Role.WIRE:
        return _bend(card)
    if node.colour:
        card = replace(card, family=FAMILY_OF_COLOUR[node.colour])
    if node_id in docking.hosts:
        card = _tab(card, paints)
    elif node.collapsed:
        card = _collapsed(card)
    return replace(card, outputs=_hidden(card.outputs)) if node_id in docking.followers else card


def _tab(card: Card, paints: Paints) -> Card:
    """A narrow card at the right of the one before it; the name stands in its tip."""
    middle = CARD_HEIGHT / 2
    return replace(
        card,
        title="",
        summary=paints.small_metrics.fitted(card.summary, TAB_WIDTH - 6),
        width=TAB_WIDTH,
        height=CARD_HEIGHT,
        inputs=_hidden(_at(card.inputs, QPointF(0, middle))),
        outputs=_at(card.outputs, QPointF(TAB_WIDTH, middle)),
        docked=True,
    )


def _hidden(spots: tuple[PortSpot, ...]) -> tuple[PortSpot, ...]:
    return tuple(replace(spot, hidden=spot.connected) for spot in spots)


def _area(card: Card, node: Node, layer: Layer) -> Card:
    values, _ = layer.examine(node.parameters)
    family = FAMILY_OF_COLOUR.get(node.colour, AREA_FAMILIES.get(node.type, "input"))
    return replace(
        card,
        title=node.label,
        summary=values.text if node.type == "note" else "",
        family=family,
        width=float(values.width),
        height=float(values.height),
    )


def _bend(card: Card) -> Card:
    """A dot: both its ports lie in the middle, so that the wire seems to go through."""
    middle = QPointF(BEND_SIZE / 2, BEND_SIZE / 2)
    return replace(
        card,
        summary="",
        width=BEND_SIZE,
        height=BEND_SIZE,
        inputs=_at(card.inputs, middle),
        outputs=_at(card.outputs, middle),
    )


def _collapsed(card: Card) -> Card:
    """Only the name, and one place on each side where all wires end."""
    middle = COLLAPSED_HEIGHT / 2
    return replace(
        card,
        summary="",
        height=COLLAPSED_HEIGHT,
        inputs=_at(card.inputs, QPointF(0, middle)),
        outputs=_at(card.outputs, QPointF(card.width, middle)),
    )


def _at(spots: tuple[PortSpot, ...], place: QPointF) -> tuple[PortSpot, ...]:
    """All at one place, connected ones last, so that they are painted over the others."""
    moved = (replace(spot, place=place) for spot in spots)
    return tuple(sorted(moved, key=lambda spot: spot.connected))


class CardBuilder:
    """Remembers the report that each card was made from: a card of which only the shapes differ can wait."""

    def __init__(self, document: Document, checker: Checker, docking: Docking) -> None:
        self._document, self._checker, self._docking = document, checker, docking
        self._described: dict[str, NodeReport] = {}
        self._further_problems: dict[str, list[Problem]] = {}
        self.read_further_problems()

    def card(self, node_id: str, paints: Paints) -> Card:
        report = self._checker.reports.get(node_id)
        if report is not None:
            self._described[node_id] = report
        extra = self._further_problems.get(node_id, ())
        return card_for(self._document, self._checker, node_id, extra, paints, self._docking)

    def updated_card(self, node_id: str, paints: Paints) -> Card | None:
        """The card of a node that waited; ``None`` where the one that is shown is true."""
        return self.card(node_id, paints) if self._is_outdated(node_id) and node_id in self._document else None

    def forget(self, ids: Iterable[str]) -> None:
        for node_id in ids:
            self._described.pop(node_id, None)

    def can_wait(self, node_id: str) -> bool:
        """Whether the card looks the same from afar: its size, its ports' places, its words and its badge."""
        old, new = self._described.get(node_id), self._checker.reports.get(node_id)
        if old is None or new is None or new.layer is not old.layer or new.folded != old.folded:
            return False
        return new.problems == old.problems and new.values == old.values

    def flows(self, wire: Wire) -> TensorType | None:
        report = self._checker.reports.get(wire.source)
        return report.outputs.get(wire.output) if report else None

    def read_further_problems(self) -> set[str]:
        """What sections and lints have against each node; returns the nodes whose problems differ."""
        before, found = self._further_problems, defaultdict(list)
        for problem in (*self._checker.section_problems, *self._checker.findings.lints_so_far):
            if problem.node:
                found[problem.node].append(problem)
        self._further_problems = dict(found)
        return {node for node in before.keys() | found.keys() if before.get(node) != found.get(node)}

    def _is_outdated(self, node_id: str) -> bool:
        report = self._checker.reports.get(node_id)
        return report is not None and report is not self._described.get(node_id)
