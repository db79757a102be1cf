"""The plan: what of a checked document runs, in which order and under which names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.check.checker import Checker
from backend.check.node_check import ordered_ports
from backend.check.report import NodeReport
from backend.declare.declaration import Values
from backend.declare.layer import Layer, Role, Shaped, Types
from backend.declare.tensor_type import TensorType
from backend.document.document import Document
from backend.document.model import Wire
from backend.errors import LoomError
from backend.source.naming import Names, class_name

Value = tuple[str, str]
"""A node's id and one of its output ports."""

OWN_SUFFIXES = (
    "lengths",
    "state",
    "packed",
    "output",
    "mask",
    "initial_hidden",
    "initial_cell",
    "depthwise",
    "pointwise",
)
"""What a layer may put behind its name for variables and members of its own, besides its output ports."""


@dataclass(frozen=True)
class Step:
    """One node in the order of the model: where its inputs come from, and which of its outputs are read."""

    node: str
    name: str
    layer: Layer
    values: Values
    types: Types
    shaped: Shaped
    arguments: Mapping[str, Value]
    used: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """``inputs`` and ``steps`` become the model, ``outputs`` what it returns.

    ``targets`` are what losses and metrics get besides: target nodes, and inputs that serve as targets.
    """

    class_name: str
    inputs: tuple[Step, ...]
    steps: tuple[Step, ...]
    outputs: tuple[Value, ...]
    targets: tuple[Step, ...]
    losses: tuple[Step, ...]
    metrics: tuple[Step, ...]
    types: Mapping[Value, TensorType]

    def named(self, node: str) -> str:
        """The name of a node in the source."""
        return next(s.name for s in (*self.inputs, *self.targets, *self.steps) if s.node == node)


def make_plan(document: Document, checker: Checker) -> Plan:
    """Raises `LoomError` with the first problem where the graph can't be built."""
    _refuse_problems(checker)
    planner = _Planner(document, checker)
    return planner.plan()


def _refuse_problems(checker: Checker) -> None:
    for problem in checker.problems():
        if problem.blocks and problem.node:
            raise LoomError(problem.message)
    roles = {report.layer.role for report in checker.reports.values() if report.layer}
    if Role.INPUT not in roles:
        raise LoomError("The graph has no input: add an Image, Video, Sequence, Tokens or Vector.")
    if Role.OPERATION not in roles:
        raise LoomError("The graph has no layer yet: add one and wire it to the input.")


class _Planner:
    def __init__(self, document: Document, checker: Checker) -> None:
        self.document = document
        self.reports = checker.reports
        self.rank = checker.order.rank
        made = [node.id for node in document.nodes() if not self._passes_on(node.id)]
        self.wires_in = {node: self._wires_into(node) for node in made}
        self.wires_out = _by_source(self.wires_in)
        self.outputs = self._outputs()
        self.needed = self._needed()
        self.names: dict[str, str] = {}

    def plan(self) -> Plan:
        steps = self._flow_order([n for n in self.needed if self._role(n) is Role.OPERATION])
        if not steps:
            raise LoomError("No layer leads to an output or a loss: wire one to a loss or an Output.")
        inputs = self._with_role(Role.INPUT, needed=True)
        graded = self._with_role(Role.LOSS) + self._with_role(Role.METRIC)
        targets = self._with_role(Role.TARGET) + [n for n in self._with_role(Role.INPUT) if self._is_target(n)]
        self._take_names(inputs + [n for n in targets if n not in inputs], steps, graded)
        return Plan(
            class_name(self.document.name),
            tuple(self._step(n) for n in inputs),
            tuple(self._step(n) for n in steps),
            self.outputs,
            tuple(self._step(n) for n in targets),
            tuple(self._step(n) for n in graded if self._role(n) is Role.LOSS),
            tuple(self._step(n) for n in graded if self._role(n) is Role.METRIC),
            {(node, port): t for node, report in self.reports.items() for port, t in report.outputs.items()},
        )

    def _role(self, node: str) -> Role:
        layer = self.reports[node].layer
        assert layer is not None
        return layer.role

    def _with_role(self, role: Role, needed: bool = False) -> list[str]:
        found = [node for node in self.wires_in if self._role(node) is role]
        return [node for node in found if node in self.needed] if needed else found

    def _outputs(self) -> tuple[Value, ...]:
        """What Output nodes name, then what losses and metrics look at; else every end that nothing reads."""
        found: dict[Value, None] = {}
        for role in (Role.OUTPUT, Role.LOSS, Role.METRIC):
            for node in self._with_role(role):
                for wire in self.wires_in[node]:
                    if self._role(wire.source) is Role.OPERATION:
                        found[wire.source, wire.output] = None
        return tuple(found) or self._ends()

    def _ends(self) -> tuple[Value, ...]:
        ends = [n for n in self._with_role(Role.OPERATION) if not self.wires_out[n]]
        return tuple((node, next(iter(self.reports[node].outputs))) for node in ends)

    def _needed(self) -> set[str]:
        needed: set[str] = set()
        waiting = [node for node, _ in self.outputs]
        while waiting:
            node = waiting.pop()
            if node not in needed:
                needed.add(node)
                waiting += [wire.source for wire in self.wires_in[node]]
        return needed

    def _is_target(self, node: str) -> bool:
        return any(self._role(w.target) in (Role.LOSS, Role.METRIC) for w in self.wires_out[node])

    def _flow_order(self, nodes: list[str]) -> list[str]:
        """A topological order that follows a chain to its end before it begins another."""
        before = {n: {w.source for w in self.wires_in[n] if self._role(w.source) is Role.OPERATION} for n in nodes}
        waiting = {n: len(sources) for n, sources in before.items()}
        ready = sorted((n for n in nodes if not waiting[n]), key=self.rank.__getitem__)
        order: list[str] = []
        while ready:
            follows = [n for n in ready if order and order[-1] in before[n]]
            node = (follows or ready)[0]
            ready.remove(node)
            order.append(node)
            for follower in {wire.target for wire in self.wires_out[node]} & waiting.keys():
                waiting[follower] -= 1
                if not waiting[follower]:
                    ready.append(follower)
            ready.sort(key=self.rank.__getitem__)
        return order

    def _wires_into(self, node: str) -> list[Wire]:
        """The wires into a node in the order of its ports, each from where its value is made."""
        layer = self.reports[node].layer
        assert layer is not None
        return [self._from_maker(wire) for wire in ordered_ports(layer.inputs, self.document.wires_into(node))]

    def _passes_on(self, node: str) -> bool:
        return self.reports[node].passes_on

    def _from_maker(self, wire: Wire) -> Wire:
        """The wire as if bypassed nodes and bends between were not there."""
        source, output = wire.source, wire.output
        while self._passes_on(source):
            layer = self.reports[source].layer
            assert layer is not None
            first = ordered_ports(layer.inputs, self.document.wires_into(source))[0]
            source, output = first.source, first.output
        return Wire(source, output, wire.target, wire.input)

    def _take_names(self, *groups: list[str]) -> None:
        names = Names()
        for group in groups:
            for node_id in group:
                name = names.take(self.document.node(node_id).label or node_id)
                layer = self.reports[node_id].layer
                assert layer is not None
                names.reserve(*(f"{name}_{suffix}" for suffix in OWN_SUFFIXES))
                names.reserve(*(f"{name}_{port.name}" for port in layer.outputs))
                self.names[node_id] = name

    def _step(self, node_id: str) -> Step:
        report: NodeReport = self.reports[node_id]
        assert report.layer is not None and report.shaped is not None
        used = {w.output for w in self.wires_out[node_id] if w.target in self.needed}
        used |= {port for node, port in self.outputs if node == node_id}
        arguments = {w.input: (w.source, w.output) for w in self.wires_in[node_id]}
        return Step(
            node_id,
            self.names[node_id],
            report.layer,
            report.values,
            report.types,
            report.shaped,
            arguments,
            frozenset(used),
        )


def _by_source(wires_in: Mapping[str, Sequence[Wire]]) -> Mapping[str, list[Wire]]:
    wires_out: dict[str, list[Wire]] = {node: [] for node in wires_in}
    for wires in wires_in.values():
        for wire in wires:
            wires_out[wire.source].append(wire)
    return wires_out
