"""What the lints see of a document: nodes by type, and wires as if bends and bypassed nodes were not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from backend.check.checker import Checker
from backend.check.node_check import NodeReport
from backend.check.receptive_field import Fields
from backend.declare.declaration import Values
from backend.declare.layer import Layer, Role, Takes
from backend.document.arranging import Rect
from backend.document.card_size import MAX_CARD_WIDTH, layer_card_height
from backend.document.graph import Node, Wire

ENDS = (Role.OUTPUT, Role.LOSS)


class CheckedGraph:
    """One look at a document and its check; it holds for as long as neither changes."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self.document = checker.document
        self.reports: Mapping[str, NodeReport] = checker.reports
        self._before, self._after = self.document.graph.pred, self.document.graph.succ
        self._nodes = self.document.graph.nodes
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

    @cached_property
    def cards(self) -> Mapping[str, Rect]:
        """The cards of all nodes; frames and notes lie behind them and are not in the way."""
        return {
            node: card_rect(self.node(node), report.layer)
            for node, report in self.reports.items()
            if report.layer is None or report.layer.role is not Role.ANNOTATION
        }

    def node(self, node_id: str) -> Node:
        found: Node = self._nodes[node_id]["node"]
        return found

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
        """Whether a node hands its first input on: a bend of a wire, or a bypassed node."""
        return self.node(node_id).bypassed or self.role(node_id) is Role.WIRE

    def wire_into(self, node_id: str, port: str) -> Wire | None:
        """The wire into a port, from where its value is made."""
        for source, keys in self._before[node_id].items():
            for output, entry in keys:
                if entry == port:
                    return self._from_maker(Wire(source, output, node_id, port))
        return None

    def readers(self, node_id: str) -> list[Wire]:
        """The wires that end where a node's outputs are read."""
        found: list[Wire] = []
        waiting = self._wires_from(node_id)
        seen = set(waiting)
        while waiting:
            wire = waiting.pop()
            if not self.passes_on(wire.target):
                found.append(wire)
                continue
            onward = [following for following in self._wires_from(wire.target) if following not in seen]
            seen.update(onward)
            waiting += onward
        return found

    def _wires_from(self, node_id: str) -> list[Wire]:
        """As the document has them; a look at many nodes takes the graph's own tables."""
        after = self._after[node_id]
        return [Wire(node_id, key[0], target, key[1]) for target, keys in after.items() for key in keys]

    def upstream(self, starts: Iterable[str]) -> set[str]:
        """Everything that leads to the given nodes, with them."""
        return self._reached(starts, lambda node: self._before[node])

    def downstream(self, starts: Iterable[str]) -> set[str]:
        """Everything that the given nodes lead to, with them."""
        return self._reached(starts, lambda node: self._after[node])

    def _reached(self, starts: Iterable[str], step: Callable[[str], Iterable[str]]) -> set[str]:
        found = set(starts)
        waiting = list(found)
        while waiting:
            for node in step(waiting.pop()):
                if node not in found:
                    found.add(node)
                    waiting.append(node)
        return found

    def _from_maker(self, wire: Wire) -> Wire | None:
        source, output = wire.source, wire.output
        seen: set[str] = set()
        while self.passes_on(source):
            wires = self.document.wires_into(source)
            if not wires or source in seen:
                return None
            seen.add(source)
            first = min(wires, key=lambda entering: self._place(source, entering))
            source, output = first.source, first.output
        return Wire(source, output, wire.target, wire.input)

    def _place(self, node_id: str, wire: Wire) -> int:
        layer = self.layer(node_id)
        names = [port.name for port in layer.inputs] if layer else []
        return names.index(wire.input) if wire.input in names else len(names)


def card_rect(node: Node, layer: Layer | None) -> Rect:
    """Where the card of a node lies, as wide as cards get: only the canvas measures words."""
    return Rect(*node.position, MAX_CARD_WIDTH, layer_card_height(layer))
