"""Going on beside what is there: where the next layer goes, and what of the chosen nodes feeds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from backend.check.checker import Checker
from backend.check.connection import input_slots, misfit
from backend.check.fitting import FRESH, fitting_input
from backend.declare.layer import Layer
from backend.declare.parameters import Json
from backend.document.arranging import ASIDE_GAP
from backend.document.graph import Node, Wire
from nodeeditor.canvas.area_item import AreaItem
from nodeeditor.canvas.geometry import CARD_HEIGHT, CARD_WIDTH, bounding
from nodeeditor.canvas.node_item import NodeItem
from nodeeditor.canvas.offers import layer_name
from nodeeditor.canvas.places import without_areas
from nodeeditor.canvas.workspace import ADD_WORDS, Workspace

ROW_GAP = 24.0
BELOW_GAP = 64.0
MAX_ROWS = 40


class Feeds(NamedTuple):
    """For each input of a fresh node the node and output that feed it, and the parameters that it then needs."""

    wires: dict[str, tuple[str, str]]
    parameters: Mapping[str, Json]


def chosen_items(workspace: Workspace) -> list[NodeItem]:
    """The chosen cards that give something, from top to bottom."""
    items = workspace.scene.node_items
    found = [items[node] for node in without_areas(workspace.scene, workspace.selection.nodes)]
    return sorted((item for item in found if item.card.outputs), key=lambda item: (item.y(), item.x()))


def place_behind(workspace: Workspace, sources: Iterable[NodeItem], height: float) -> QPointF:
    """The middle of a card to the right of others, moved down until nothing lies there."""
    around = bounding(item.card_rect() for item in sources)
    middle = QPointF(around.right() + ASIDE_GAP + CARD_WIDTH / 2, around.center().y())
    return _free_below(workspace, middle, height)


def place_before(workspace: Workspace, target: NodeItem, height: float) -> QPointF:
    """The middle of a card to the left of another, moved down until nothing lies there."""
    around = target.card_rect()
    middle = QPointF(around.left() - ASIDE_GAP - CARD_WIDTH / 2, around.center().y())
    return _free_below(workspace, middle, height)


def place_below(workspace: Workspace, sources: Iterable[NodeItem], height: float) -> QPointF:
    """The middle of a card under others, moved down until nothing lies there: where a row of its own begins."""
    around = bounding(item.card_rect() for item in sources)
    middle = QPointF(around.left() + CARD_WIDTH / 2, around.bottom() + BELOW_GAP + height / 2)
    return _free_below(workspace, middle, height)


def _free_below(workspace: Workspace, middle: QPointF, height: float) -> QPointF:
    for _ in range(MAX_ROWS):
        if not touches_card(workspace, middle, height):
            break
        middle += QPointF(0, height + ROW_GAP)
    return middle


def touches_card(workspace: Workspace, middle: QPointF, height: float = CARD_HEIGHT) -> bool:
    """Whether a new card about a point would lie on another."""
    card = QRectF(middle.x() - CARD_WIDTH / 2, middle.y() - height / 2, CARD_WIDTH, height)
    near = workspace.scene.stage.nodes_index.within(card)
    return any(item.card_rect().intersects(card) for item in near if not isinstance(item, AreaItem))


def words_behind(workspace: Workspace, sources: list[NodeItem]) -> str:
    """What the empty search says while it goes on behind something."""
    if len(sources) > 1:
        return f"{ADD_WORDS} behind {len(sources)} nodes"
    node = workspace.document.node(sources[0].id)
    return f"{ADD_WORDS} behind {node.label or layer_name(workspace.checker, node.type)}"


def feeds_of(checker: Checker, layer: Layer, given: Mapping[str, Json], sources: Iterable[str]) -> Feeds:
    """Wires from each of the sources to an input of a fresh node that takes it, as far as there are any."""
    wires: dict[str, tuple[str, str]] = {}
    parameters = given
    for source in sources:
        for output in _outputs(checker, source):
            if not wires:
                fit = fitting_input(checker, layer, source, output, given)
                port, parameters = (fit.port, fit.parameters) if fit else ("", parameters)
            else:
                node = Node(FRESH, layer.type, parameters=parameters)
                port = _next_port(checker, node, layer, wires, (source, output))
            if port:
                wires[port] = (source, output)
                break
    return Feeds(wires, parameters)


def _outputs(checker: Checker, source: str) -> list[str]:
    report = checker.reports.get(source)
    return [port.name for port in report.layer.outputs] if report and report.layer else []


def _next_port(
    checker: Checker, node: Node, layer: Layer, wires: Mapping[str, tuple[str, str]], end: tuple[str, str]
) -> str:
    """The first free input that takes one source more; empty where none does."""
    there = [Wire(*other, FRESH, port) for port, other in wires.items()]
    for port in input_slots(layer, tuple(wires)):
        if port not in wires:
            tried = [*there, Wire(*end, FRESH, port)]
            if misfit(node, tried, checker.reports, port, checker.layers.find) is None:
                return port
    return ""
