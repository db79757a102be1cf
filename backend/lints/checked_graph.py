"""What the lints see of a document: nodes by type, and wires without bypassed nodes and reroutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from backend.check.blocks import BlockLayers
from backend.check.checker import Checker
from backend.check.node_check import NodeReport
from backend.check.receptive_field import Fields, is_seen
from backend.declare.declaration import Values
from backend.declare.layer import Layer, Role, Takes
from backend.document.arranging import Rect
from backend.document.card_size import MAX_CARD_WIDTH, layer_card_height
from backend.document.graph import Node, Wire
from backend.document.graph_view import GraphView, downstream, upstream

ENDS = (Role.OUTPUT, Role.LOSS)


class CheckedGraph:
    """A document and its check at one moment; valid for as long as neither changes."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self.document = checker.document
        self.reports: Mapping[str, NodeReport] = checker.reports
        self._state = self.document.state
        self._view = GraphView(self._state, checker.layers.find)
        # Indexed once, as nearly every lint asks for the nodes of some types.
        self._by_type: dict[str, list[str]] = {}
        self._by_role: dict[Role, list[str]] = {}
        for node, report in self.reports.items():
            if report.layer is not None:
                self._by_type.setdefault(report.layer.type, []).append(node)
                self._by_role.setdefault(report.layer.role, []).append(node)

    def of_type(self, types: Iterable[str]) -> Iterator[str]:
        """The nodes at work of any of these types."""
        for type_name in types:
            yield from (node for node in self._by_type.get(type_name, ()) if not self.node(node).bypassed)

    def expecting(self, *kinds: Takes, roles: Iterable[Role] = (Role.LOSS,)) -> Iterator[str]:
        """The losses at work, or metrics too, whose prediction has to be of one of these kinds."""
        for role in roles:
            for node in self.of_role(role):
                layer = self.layer(node)
                if layer is not None and layer.takes in kinds and not self.node(node).bypassed:
                    yield node

    def of_role(self, role: Role) -> list[str]:
        return self._by_role.get(role, [])

    @property
    def has_ends(self) -> bool:
        """Whether anything says what the model is for."""
        return any(self.of_role(role) for role in ENDS)

    @property
    def receptive_fields(self) -> Fields:
        return self._checker.receptive_fields

    @property
    def complete_fields(self) -> Fields:
        """Receptive fields of inputs and targets, counting what they usually leave out, such as statistics."""
        return self._checker.complete_fields

    @property
    def block(self) -> str:
        """The block whose inside this is; empty for the network itself."""
        return self.document.block_name

    @property
    def surroundings(self) -> CheckedGraph:
        """The network itself."""
        return CheckedGraph(self._checker.whole) if self.block else self

    @property
    def layers(self) -> BlockLayers:
        return self._checker.layers

    @cached_property
    def cards(self) -> Mapping[str, Rect]:
        """The cards of all nodes; frames and notes lie behind them and are not in the way."""
        return {
            node: card_rect(self.node(node), report.layer)
            for node, report in self.reports.items()
            if report.layer is None or report.layer.role is not Role.ANNOTATION
        }

    def node(self, node_id: str) -> Node:
        return self._state.node(node_id)

    def layer(self, node_id: str) -> Layer | None:
        return self.reports[node_id].layer

    def type(self, node_id: str) -> str:
        return self.node(node_id).type

    def role(self, node_id: str) -> Role | None:
        layer = self.layer(node_id)
        return layer.role if layer else None

    def values(self, node_id: str) -> Values:
        return self.reports[node_id].values

    def title(self, node_id: str) -> str:
        """``Dense 'head'``, as every sentence names a node."""
        layer = self.layer(node_id)
        return f"{layer.name if layer else self.type(node_id)} {node_id!r}"

    def passes_on(self, node_id: str) -> bool:
        """Whether a node passes its first input on unchanged: a bypassed node, or a reroute."""
        return self._view.passes_on(node_id)

    def wire_into(self, node_id: str, port: str) -> Wire | None:
        """The wire into a port, from where its value is made."""
        drawn = self._state.wire_into(node_id, port)
        return self._view.resolved(drawn) if drawn is not None else None

    def readers(self, node_id: str) -> list[Wire]:
        """The wires that end where a node's outputs are read."""
        return self._view.readers(node_id)

    def upstream(self, starts: Iterable[str]) -> set[str]:
        """Some nodes and everything that leads to them."""
        return upstream(self._state.graph, starts)

    def behind(self, node_id: str, port: str, stops: frozenset[str] = frozenset()) -> set[str]:
        """The nodes whose values reach a port, up to layers of some types; not those whose sizes alone matter."""
        first = self.document.wire_into(node_id, port)
        waiting, met = [first.source] if first is not None else [], set[str]()
        while waiting:
            node = waiting.pop()
            if node in met or self.type(node) in stops:
                continue
            met.add(node)
            report = self.reports[node]
            # A node that can't be worked out yet may read anything.
            known = report.shaped is not None
            wires = self.document.wires_into(node)
            waiting += [wire.source for wire in wires if not known or is_seen(report, wire.input)]
        return met

    def downstream(self, starts: Iterable[str]) -> set[str]:
        """Some nodes and everything that they lead to."""
        return downstream(self._state.graph, starts)


def card_rect(node: Node, layer: Layer | None) -> Rect:
    """Where the card of a node lies, as wide as cards get: only the canvas measures text."""
    return Rect(*node.position, MAX_CARD_WIDTH, layer_card_height(layer))
