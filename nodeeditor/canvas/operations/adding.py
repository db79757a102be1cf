"""Adds a layer by search: at the pointer, into the wire there, or after the selected nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QCursor

from backend.check.checker import Checker
from backend.check.connection import input_slots, is_required, misfit
from backend.check.fitting_layers import FRESH, Fit, fitting_input, fitting_output
from backend.declare.layer import Layer
from backend.declare.parameters import Json
from backend.document.arranging import ASIDE_GAP
from backend.document.card_size import CARD_HEIGHT, MIN_CARD_WIDTH
from backend.document.docking import docks
from backend.document.graph import Node, Wire
from nodeeditor.canvas.operations.editing import Editing, Fresh
from nodeeditor.canvas.operations.insertion import insertion_wire, without_areas
from nodeeditor.canvas.scene.area_item import AreaItem
from nodeeditor.canvas.scene.card import new_card_height
from nodeeditor.canvas.scene.geometry import bounding
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.canvas.search.available_layers import layer_name, rank_after
from nodeeditor.canvas.workspace import ADD_WORDS, Offers, Workspace

MAX_FED_PORTS = 3
"""For this many of the selected nodes the search checks which layers take all their outputs."""


class Adding:
    """Asks for a layer and adds it.

    Where the pointer asks for a place, that is where the layer goes. Where it does not, because it is elsewhere,
    rests since the last layer or lies on a card, the layer goes after the selected nodes and is wired to them.
    """

    def __init__(self, workspace: Workspace, editing: Editing) -> None:
        self._workspace = workspace
        self._editing = editing
        self._rested: QPoint | None = None

    def ask(self, point: QPoint, here: QPointF, outside: bool) -> None:
        """Opens the search at a point; ``outside`` says that the pointer is not on the canvas."""
        sources = selected_sources(self._workspace)
        rests = outside or QCursor.pos() == self._rested
        beside = rests or touches_card(self._workspace, here)
        if beside and (sources or free_inputs(self._workspace)):
            self._ask_beside(point, sources)
        else:
            self.ask_at(point, here)

    def ask_at(self, point: QPoint, here: QPointF) -> None:
        """Asks for a layer and adds it there, into the wire that lies there if it fits."""

        def add(type_name: str, given: Mapping[str, Json]) -> None:
            wire = insertion_wire(self._workspace, here, type_name)
            self._rest(self._editing.add(Fresh(type_name, here, given), wire))

        self._workspace.surface.ask_layer(point, add)

    def _ask_beside(self, point: QPoint, sources: list[NodeItem]) -> None:
        """Asks for a layer after the selected nodes; one that they can't feed feeds a free input of theirs."""

        def add(type_name: str, given: Mapping[str, Json]) -> None:
            workspace = self._workspace
            layer = workspace.checker.layers.find(type_name)
            if layer is None:
                return
            feed = fed_input(workspace, layer, given)
            if feed is not None and not (sources and layer.inputs):
                target = workspace.scene.node_items[feed.node]
                place = place_before(workspace, target, new_card_height(layer))
                fresh = Fresh(type_name, place, feed.fit.parameters)
                self._rest(self._editing.add_wired(fresh, feed.fit.port, (feed.node, feed.port), forward=False))
                return
            feeds = feeds_of(workspace.checker, layer, given, [item.id for item in sources])
            beside = place_after if layer.inputs else place_below
            around = sources or selected_layers(workspace)
            place = beside(workspace, around, new_card_height(layer, list(feeds.wires)))
            fresh = Fresh(type_name, place, feeds.parameters, level=True)
            self._rest(self._editing.add_fed(fresh, feeds.wires, _docks_after(workspace, layer, sources)))

        def fits(layer: Layer) -> int:
            wires = feeds_of(
                self._workspace.checker, layer, {}, [item.id for item in sources[:MAX_FED_PORTS]]
            ).wires
            if wires:
                return 2 * len(wires) + max(rank_after(layer, port) for port in wires)
            return int(not layer.inputs and fed_input(self._workspace, layer, {}) is not None)

        words = prompt_beside(self._workspace, sources)
        self._workspace.surface.ask_layer(point, add, Offers(fits, others=True), words)

    def _rest(self, added: str | None) -> None:
        """Keeps where the pointer was when a layer was added, and the layer in view."""
        if added is None:
            return
        self._rested = QCursor.pos()
        self._workspace.camera.reveal(self._workspace.scene.node_items[added].card_rect())


ROW_GAP = 24.0
BELOW_GAP = 64.0
MAX_ROWS = 40


class Feeds(NamedTuple):
    """For each input of a fresh node the node and output that feed it, and the parameters that it then needs."""

    wires: dict[str, tuple[str, str]]
    parameters: Mapping[str, Json]


class FedInput(NamedTuple):
    """A free input of a selected node, and the output of a fresh node that feeds it."""

    node: str
    port: str
    fit: Fit


def selected_layers(workspace: Workspace) -> list[NodeItem]:
    """The selected cards, from top to bottom."""
    items = workspace.scene.node_items
    found = [items[node] for node in without_areas(workspace.scene, workspace.selection.nodes)]
    return sorted(found, key=lambda item: (item.position.y(), item.position.x()))


def selected_sources(workspace: Workspace) -> list[NodeItem]:
    """The selected cards that have outputs, from top to bottom."""
    return [item for item in selected_layers(workspace) if item.card.outputs]


def free_inputs(workspace: Workspace) -> list[tuple[str, str]]:
    """The inputs of the selected nodes that nothing feeds, those that are needed first."""
    ports = [(item.id, spot) for item in selected_layers(workspace) for spot in item.card.inputs]
    free = [(node, spot.name) for node, spot in ports if not spot.connected]
    layer_of = {node: report.layer for node, report in workspace.checker.reports.items() if report.layer}
    return sorted(free, key=lambda end: end[0] in layer_of and not is_required(layer_of[end[0]], end[1]))


def fed_input(workspace: Workspace, layer: Layer, given: Mapping[str, Json]) -> FedInput | None:
    """The first free input of the selected nodes that an output of a fresh node can feed."""
    if not layer.outputs:
        return None
    for node, port in free_inputs(workspace):
        wires = workspace.document.wires_into(node)
        fit = fitting_output(workspace.checker, layer, workspace.document.node(node), wires, port, given)
        if fit is not None:
            return FedInput(node, port, fit)
    return None


def place_after(workspace: Workspace, sources: Iterable[NodeItem], height: float) -> QPointF:
    """The middle of a card to the right of others, moved down until nothing lies there."""
    around = bounding(item.card_rect() for item in sources)
    middle = QPointF(around.right() + ASIDE_GAP + MIN_CARD_WIDTH / 2, around.center().y())
    return _free_below(workspace, middle, height)


def place_before(workspace: Workspace, target: NodeItem, height: float) -> QPointF:
    """The middle of a card to the left of another, moved down until nothing lies there."""
    around = target.card_rect()
    middle = QPointF(around.left() - ASIDE_GAP - MIN_CARD_WIDTH / 2, around.center().y())
    return _free_below(workspace, middle, height)


def place_below(workspace: Workspace, sources: Iterable[NodeItem], height: float) -> QPointF:
    """The middle of a card under others, moved down until nothing lies there: where a row of its own begins."""
    around = bounding(item.card_rect() for item in sources)
    middle = QPointF(around.left() + MIN_CARD_WIDTH / 2, around.bottom() + BELOW_GAP + height / 2)
    return _free_below(workspace, middle, height)


def _free_below(workspace: Workspace, middle: QPointF, height: float) -> QPointF:
    for _ in range(MAX_ROWS):
        if not touches_card(workspace, middle, height):
            break
        middle += QPointF(0, height + ROW_GAP)
    return middle


def touches_card(workspace: Workspace, middle: QPointF, height: float = CARD_HEIGHT) -> bool:
    """Whether a new card about a point would lie on another."""
    card = QRectF(middle.x() - MIN_CARD_WIDTH / 2, middle.y() - height / 2, MIN_CARD_WIDTH, height)
    near = workspace.scene.context.nodes_index.within(card)
    return any(item.card_rect().intersects(card) for item in near if not isinstance(item, AreaItem))


def _docks_after(workspace: Workspace, layer: Layer, sources: Sequence[NodeItem]) -> bool:
    """Whether a layer that is typed behind a node becomes a tab on its card: where nothing else reads that."""
    return len(sources) == 1 and docks(layer) and not workspace.document.wires_from(sources[0].id)


def prompt_beside(workspace: Workspace, sources: list[NodeItem]) -> str:
    """The placeholder of the search for a layer after other nodes, or before one that only takes values."""
    if not sources:
        node = workspace.document.node(selected_layers(workspace)[0].id)
        return f"{ADD_WORDS} before {node.label or layer_name(workspace.checker, node.type)}"
    if len(sources) > 1:
        return f"{ADD_WORDS} after {len(sources)} nodes"
    node = workspace.document.node(sources[0].id)
    return f"{ADD_WORDS} after {node.label or layer_name(workspace.checker, node.type)}"


def feeds_of(checker: Checker, layer: Layer, given: Mapping[str, Json], sources: Iterable[str]) -> Feeds:
    """Wires from each of the sources to an input of a fresh node that takes it, as far as there are any."""
    wires: dict[str, tuple[str, str]] = {}
    parameters = given
    for source in sources:
        for output in _outputs(checker, source):
            # The first source decides on the parameters of the new node; the others take the free inputs that are
            # left.
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
