"""Makes the plan of a checked document and of the blocks that it is built of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backend.check.blocks import BlockLayer, BlockLayers
from backend.check.checker import Checker
from backend.check.node_check import NodeReport
from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, RUNTIME, Layer, Role, Types
from backend.declare.tensor_type import TensorType
from backend.document.document import Document
from backend.document.graph import GraphState
from backend.document.graph_view import GraphView, ResolvedWires, reached
from backend.document.topological_order import chain_order
from backend.errors import LoomError
from backend.long_work import Pausable, finish
from backend.source.judging import refuse_learning_from_target, refuse_target_as_output
from backend.source.naming import Names, class_name
from backend.source.plan import Plan, Step, Value
from backend.source.runtime_functions import includable_names
from backend.source.same_code import have_same_code, joined

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
    "steps",
)
"""What a layer may put behind its name for variables and members of its own, besides its output ports."""


def make_plan(document: Document, checker: Checker) -> Plan:
    """Raises `LoomError` with the first problem where the graph can't be built."""
    return finish(pausable_plan(document, checker))


def pausable_plan(document: Document, checker: Checker) -> Pausable[Plan]:
    """`make_plan` in pieces; the document must stay as it is meanwhile."""
    _refuse_problems(checker)
    yield
    runtimes = runtimes_of(document)
    carried = includable_names(runtimes)
    name = class_name(document.name, carried)
    classes = BlockClasses(checker.layers, document, name, carried)
    plan = yield from _Planner(document.state, checker.reports, checker.order.rank, classes).plan(name)
    return replace(plan, blocks=classes.plans, runtimes=runtimes)


def runtimes_of(document: Document) -> tuple[str, ...]:
    """Ours and those that the document's layers name, so that no other plug-in changes a name in its source."""
    root = document.root
    kinds = {node.type for node in root.nodes()}
    kinds |= {node.type for name in root.block_names for node in root.block(name).nodes()}
    found = {layer.runtime for layer in map(LAYERS.find, kinds) if layer is not None}
    return (RUNTIME, *sorted(found - {RUNTIME}))


def _refuse_problems(checker: Checker) -> None:
    for problem in checker.problems():
        if problem.blocks and problem.node:
            raise LoomError(problem.message)
    roles = {report.layer.role for report in checker.reports.values() if report.layer}
    if Role.INPUT not in roles:
        raise LoomError("The graph has no input: add an Image, Video, Sequence, Tokens or Vector.")
    if Role.OPERATION not in roles:
        raise LoomError("The graph has no layer yet: add one and wire it to the input.")


class BlockClasses:
    """The classes that placed blocks become: one for each block, more where what enters makes other code."""

    def __init__(self, layers: BlockLayers, document: Document, model_name: str, carried: frozenset[str]) -> None:
        self.carried = carried
        self._layers = layers
        self._document = document.root
        self._parts: dict[tuple[str, tuple[tuple[str, TensorType], ...]], Plan] = {}
        self._of_block: dict[str, list[str]] = {}
        self._plans: dict[str, Plan] = {}
        self._taken = {model_name}

    def find(self, type_name: str) -> Layer | None:
        """The layer of a node's type, be it declared or a block."""
        return self._layers.find(type_name)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """In the order in which they can be defined."""
        return tuple(self._plans.values())

    def parts(self, layer: BlockLayer, values: Values, types: Types) -> tuple[Plan, ...]:
        """The plan of each repetition of a placed block."""
        return tuple(
            self._part(layer.block, entering) for entering in self._layers.repetitions(layer.block, values, types)
        )

    def _part(self, block: str, entering: Types) -> Plan:
        key = (block, tuple(sorted(entering.items())))
        if key not in self._parts:
            inside = self._layers.inside(block, entering)
            planner = _Planner(self._document.block(block), inside.reports, inside.rank, self)
            plan = planner.block_plan(block)
            self._parts[key] = replace(plan, class_name=self._class_for(block, plan))
        return self._parts[key]

    def _class_for(self, block: str, plan: Plan) -> str:
        """The name of a class that does what the plan says: one that is there, or a new one."""
        known = self._of_block.setdefault(block, [])
        for name in known:
            if have_same_code(self._plans[name], plan):
                self._plans[name] = joined(self._plans[name], plan)
                return name
        known.append(self._take_name(block))
        self._plans[known[-1]] = replace(plan, class_name=known[-1])
        return known[-1]

    def _take_name(self, block: str) -> str:
        base = class_name(block, self.carried)
        name, number = base, 2
        while name in self._taken:
            name, number = f"{base}{number}", number + 1
        self._taken.add(name)
        return name


class _Planner:
    """Plans one graph: the document's own, or the inside of a block."""

    def __init__(
        self,
        graph: GraphState,
        reports: Mapping[str, NodeReport],
        rank: Mapping[str, int],
        classes: BlockClasses,
    ) -> None:
        self.graph = graph
        self.reports = reports
        self.rank = rank
        self.classes = classes
        self.wires = ResolvedWires()
        self.roles = {node: report.layer.role for node, report in reports.items() if report.layer is not None}
        self.outputs: tuple[Value, ...] = ()
        self.needed: set[str] = set()
        self.names: dict[str, str] = {}
        self.members: dict[str, str] = {}
        self.shared: dict[str, tuple[Plan, ...]] = {}
        self.judging: list[str] = []

    def plan(self, name: str) -> Pausable[Plan]:
        """The plan of a whole document."""
        self.wires = yield from self._resolved_wires()
        self.outputs = self._outputs()
        self.needed = self._needed()
        yield
        steps = yield from self._operations()
        if not steps:
            raise LoomError("No layer leads to an output or a loss: wire one to a loss or an Output.")
        inputs = self._with_role(Role.INPUT, needed=True)
        graded = self._with_role(Role.LOSS) + self._with_role(Role.METRIC)
        targets = self._with_role(Role.TARGET) + [n for n in self._with_role(Role.INPUT) if self._is_target(n)]
        yield from self._take_names(inputs + [n for n in targets if n not in inputs], steps, self.judging, graded)
        planned = []
        for node in steps:
            planned.append(self._step(node))
            yield
        return Plan(
            name,
            tuple(self._step(n) for n in inputs),
            tuple(planned),
            self.outputs,
            tuple(self._step(n) for n in targets),
            tuple(self._step(n) for n in graded if self.roles[n] is Role.LOSS),
            tuple(self._step(n) for n in graded if self.roles[n] is Role.METRIC),
            self._types(),
            judging=tuple(self._step(n) for n in self.judging),
        )

    def block_plan(self, name: str) -> Plan:
        """The plan of a block's inside: all its ports in their order, states last on both sides."""
        self.wires = finish(self._resolved_wires())
        states = self._with_role(Role.STATE)
        following = {self.reports[node].values.state: node for node in self._with_role(Role.NEXT)}
        leaving = [*self._with_role(Role.OUTPUT), *(following[state] for state in states)]
        self.outputs = tuple((wire.source, wire.output) for node in leaving for wire in self.wires.into[node])
        self.needed = self._needed()
        entries = [*self._with_role(Role.ENTRY), *states]
        steps = finish(self._operations())
        finish(self._take_names(entries, steps))
        inputs = tuple(self._step(n) for n in entries)
        return Plan(name, inputs, tuple(self._step(n) for n in steps), self.outputs, (), (), (), self._types())

    def _operations(self) -> Pausable[list[str]]:
        """What becomes the steps of the model, in the order in which they run."""
        operations = [node for node in self.needed if self.roles[node] is Role.OPERATION]
        before = {
            node: {source for source in self.wires.sources(node) if self.roles[source] is Role.OPERATION}
            for node in operations
        }
        return chain_order(before, self.rank)

    def _resolved_wires(self) -> Pausable[ResolvedWires]:
        return GraphView(self.graph, self.classes.find).resolved_wires()

    def _types(self) -> Mapping[Value, TensorType]:
        return {(node, port): t for node, report in self.reports.items() for port, t in report.outputs.items()}

    def _with_role(self, role: Role, needed: bool = False) -> list[str]:
        found = [node for node in self.wires.into if self.roles[node] is role]
        return [node for node in found if node in self.needed] if needed else found

    def _outputs(self) -> tuple[Value, ...]:
        """What Output nodes name, then what losses and metrics look at; else every end that nothing reads."""
        self.judging = self._between_targets_and_losses()
        found: dict[Value, None] = {}
        ends = [node for role in (Role.OUTPUT, Role.LOSS, Role.METRIC) for node in self._with_role(role)]
        for node in (*ends, *self.judging):
            for wire in self.wires.into[node]:
                if self.roles[wire.source] is Role.OPERATION and wire.source not in self.judging:
                    found[wire.source, wire.output] = None
        return tuple(found) or self._ends()

    def _between_targets_and_losses(self) -> list[str]:
        """The layers behind targets, in their order: they belong to the losses, as a model sees no targets."""
        targets = self._with_role(Role.TARGET)
        found = reached(targets, self._reading_operations) - set(targets)
        return sorted(found, key=self.rank.__getitem__)

    def _reading_operations(self, source: str) -> Iterator[str]:
        """The layers that read a target or what was made of one; refuses what may not."""
        for wire in self.wires.out[source]:
            if self.roles[wire.target] is Role.OUTPUT:
                refuse_target_as_output(wire)
            if self.roles[wire.target] is Role.OPERATION:
                refuse_learning_from_target(wire, self.reports[wire.target])
                yield wire.target

    def _ends(self) -> tuple[Value, ...]:
        ends = [n for n in self._with_role(Role.OPERATION) if not self.wires.out[n]]
        return tuple((node, next(iter(self.reports[node].outputs))) for node in ends)

    def _needed(self) -> set[str]:
        return reached((node for node, _ in self.outputs), self.wires.sources)

    def _is_target(self, node: str) -> bool:
        readers = [wire.target for wire in self.wires.out[node]]
        return any(n in self.judging or self.roles[n] in (Role.LOSS, Role.METRIC) for n in readers)

    def _take_names(self, *groups: list[str]) -> Pausable[None]:
        names = Names(self.classes.carried)
        for group in groups:
            for node_id in group:
                name = names.take(self.graph.node(node_id).label or node_id)
                layer = self.reports[node_id].layer
                assert layer is not None
                names.reserve(*[f"{name}_{suffix}" for suffix in OWN_SUFFIXES])
                names.reserve(*[f"{name}_{port.name}" for port in layer.outputs])
                self.names[node_id] = name
                yield

    def _step(self, node_id: str) -> Step:
        report: NodeReport = self.reports[node_id]
        assert report.layer is not None and report.shaped is not None
        judges = node_id in self.judging
        used = {w.output for w in self.wires.out[node_id] if judges or w.target in self.needed}
        used |= {port for node, port in self.outputs if node == node_id}
        arguments = {w.input: (w.source, w.output) for w in self.wires.into[node_id]}
        step = Step(
            node_id,
            self.names[node_id],
            report.layer,
            report.values,
            report.types,
            report.shaped,
            arguments,
            frozenset(used),
        )
        return self._placed(step, report.layer) if isinstance(report.layer, BlockLayer) else step

    def _placed(self, step: Step, layer: BlockLayer) -> Step:
        parts = self.classes.parts(layer, step.values, step.types)
        key = step.values.shared_as
        member = step.name
        if key:
            member = self.members.setdefault(key, step.name)
            self._refuse_other_sharing(key, step, parts)
        return replace(step, parts=parts, member=member)

    def _refuse_other_sharing(self, key: str, step: Step, parts: tuple[Plan, ...]) -> None:
        """Weights can be shared only where block, repetitions and sizes agree."""
        first = self.shared.setdefault(key, parts)
        if [part.class_name for part in first] != [part.class_name for part in parts]:
            raise LoomError(
                f"Block {step.node!r} shares its weights as {key!r} with another block or other sizes: "
                "share only where the same block receives the same sizes"
            )
