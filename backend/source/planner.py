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
from backend.document.graph import GraphState, Wire
from backend.document.graph_view import GraphView, ResolvedWires, reached
from backend.document.topological_order import chain_order
from backend.errors import LoomError
from backend.long_work import Pausable, finish
from backend.source.block_classes import BlockClasses
from backend.source.initial_weights import document_defaults, filled_tensors
from backend.source.naming import Names, class_name
from backend.source.plan import Plan, Step, Value
from backend.source.runtime_functions import includable_names

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
"""Suffixes that a layer may append to its name for variables and members of its own, besides its output ports."""


TARGET_ADVICE = (
    "which the model never sees: for teacher forcing add an input such as Tokens with 'teacher_forcing' for the "
    "same field; between a target and a loss use layers that only compute"
)


def make_plan(document: Document, checker: Checker) -> Plan:
    """Raises `LoomError` with the first problem where the graph can't be built."""
    return finish(pausable_plan(document, checker))


def pausable_plan(document: Document, checker: Checker) -> Pausable[Plan]:
    """`make_plan` in pieces; the document must stay as it is meanwhile."""
    _refuse_problems(checker)
    yield
    runtimes = runtimes_of(document)
    included = includable_names(runtimes)
    name = class_name(document.name, included)
    classes = BlockClasses(name, included)
    blocks = _Blocks(checker.layers, document, classes, included)
    plan = yield from _Planner(document.state, checker.reports, checker.order.rank, blocks).plan(name)
    return replace(plan, blocks=classes.plans, runtimes=runtimes)


def runtimes_of(document: Document) -> tuple[str, ...]:
    """Ours and those that the document's layers name, so that no other plug-in changes a name in its source."""
    root = document.root
    # Blocks that are not placed count too: placing one must not rename what is already in the source.
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


class _Blocks:
    """The plans of placed blocks, each made once for what enters it; and what holds for the whole document."""

    def __init__(
        self, layers: BlockLayers, document: Document, classes: BlockClasses, included: frozenset[str]
    ) -> None:
        self._layers, self._document = layers, document.root
        self._classes, self.included = classes, included
        self.defaults = document_defaults(document.section("initialisation"))
        self._plans: dict[tuple[str, tuple[tuple[str, TensorType], ...]], Plan] = {}

    def find(self, type_name: str) -> Layer | None:
        """The layer of a node's type, be it declared or a block."""
        return self._layers.find(type_name)

    def repetitions(self, layer: BlockLayer, values: Values, types: Types) -> tuple[Plan, ...]:
        """The plan of each repetition of a placed block."""
        entering = self._layers.repetitions(layer.block, values, types)
        return tuple(self._plan(layer.block, each) for each in entering)

    def _plan(self, block: str, entering: Types) -> Plan:
        # The types are in the key and the id of the placement is not: a block placed a hundred times with the
        # same sizes is planned once, and its placements share one class.
        key = (block, tuple(sorted(entering.items())))
        if key not in self._plans:
            inside = self._layers.inside(block, entering)
            graph = self._document.block(block)
            plan = _Planner(graph, inside.reports, inside.rank, self).block_plan(block)
            # The class may be that of a plan for other sizes; the sizes of this one stay its own.
            self._plans[key] = replace(plan, class_name=self._classes.class_for(block, plan))
        return self._plans[key]


class _Planner:
    """Plans one graph: the document's own, or the inside of a block.

    Outputs come first, as they say which nodes are needed at all; then the order of the steps, then names in that
    order, so that ``dense`` comes before ``dense2`` in the text.
    """

    def __init__(
        self,
        graph: GraphState,
        reports: Mapping[str, NodeReport],
        rank: Mapping[str, int],
        blocks: _Blocks,
    ) -> None:
        self.graph = graph
        self.reports = reports
        self.rank = rank
        self.blocks = blocks
        self.wires = ResolvedWires()
        self.roles = {node: report.layer.role for node, report in reports.items() if report.layer is not None}
        self.outputs: tuple[Value, ...] = ()
        self.needed: set[str] = set()
        self.names: dict[str, str] = {}
        self.members: dict[str, str] = {}
        self.shared: dict[str, tuple[Plan, ...]] = {}
        self.target_steps: list[str] = []

    def plan(self, name: str) -> Pausable[Plan]:
        """The plan of a whole document."""
        self.wires = yield from self._resolved_wires()
        # What leads to no output is not built: it would be trained, saved and never read.
        self.outputs = self._outputs()
        self.needed = self._needed()
        yield
        steps = yield from self._operations()
        # A graph of inputs and losses alone would become a module without a single layer.
        if not steps:
            raise LoomError("No layer leads to an output or a loss: wire one to a loss or an Output.")
        inputs = self._with_role(Role.INPUT, needed=True)
        graded = self._with_role(Role.LOSS) + self._with_role(Role.METRIC)
        targets = self._with_role(Role.TARGET) + [n for n in self._with_role(Role.INPUT) if self._is_target(n)]
        # Inputs take their names first: these are the arguments of `forward`, which callers see.
        yield from self._take_names(
            inputs + [n for n in targets if n not in inputs], steps, self.target_steps, graded
        )
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
            target_steps=tuple(self._step(n) for n in self.target_steps),
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
        # Blocks are small: they are planned in one go, within one slice of the document's own plan.
        steps = finish(self._operations())
        finish(self._take_names(entries, steps))
        inputs = tuple(self._step(n) for n in entries)
        return Plan(name, inputs, tuple(self._step(n) for n in steps), self.outputs, (), (), (), self._types())

    def _operations(self) -> Pausable[list[str]]:
        """What becomes the steps of the model, in the order in which they run."""
        operations = [node for node in self.needed if self.roles[node] is Role.OPERATION]
        # Inputs and targets are arguments of `forward`: they precede every step anyway.
        before = {
            node: {source for source in self.wires.sources(node) if self.roles[source] is Role.OPERATION}
            for node in operations
        }
        return chain_order(before, self.rank)

    def _resolved_wires(self) -> Pausable[ResolvedWires]:
        return GraphView(self.graph, self.blocks.find).resolved_wires()

    def _types(self) -> Mapping[Value, TensorType]:
        return {(node, port): t for node, report in self.reports.items() for port, t in report.outputs.items()}

    def _with_role(self, role: Role, needed: bool = False) -> list[str]:
        found = [node for node in self.wires.into if self.roles[node] is role]
        return [node for node in found if node in self.needed] if needed else found

    def _outputs(self) -> tuple[Value, ...]:
        """What Output nodes name, then what losses and metrics look at; else every end that nothing reads."""
        self.target_steps = self._between_targets_and_losses()
        # A dict and no set: the outputs are returned in this order, in which the losses and the user read them.
        found: dict[Value, None] = {}
        ends = [node for role in (Role.OUTPUT, Role.LOSS, Role.METRIC) for node in self._with_role(role)]
        for node in (*ends, *self.target_steps):
            for wire in self.wires.into[node]:
                if self.roles[wire.source] is Role.OPERATION and wire.source not in self.target_steps:
                    found[wire.source, wire.output] = None
        return tuple(found) or self._ends()

    def _between_targets_and_losses(self) -> list[str]:
        """The layers fed by targets, in their order: they belong to the losses, as a model sees no targets."""
        targets = self._with_role(Role.TARGET)
        # The walk raises on its way: a layer with weights that is fed by a target is refused before anything is
        # planned.
        found = reached(targets, self._reading_operations) - set(targets)
        return sorted(found, key=self.rank.__getitem__)

    def _reading_operations(self, source: str) -> Iterator[str]:
        """The layers that read a target or what was made of one; refuses what may not."""
        for wire in self.wires.out[source]:
            if self.roles[wire.target] is Role.OUTPUT:
                _refuse_target_as_output(wire)
            if self.roles[wire.target] is Role.OPERATION:
                _refuse_learning_from_target(wire, self.reports[wire.target])
                yield wire.target

    def _ends(self) -> tuple[Value, ...]:
        ends = [n for n in self._with_role(Role.OPERATION) if not self.wires.out[n]]
        return tuple((node, next(iter(self.reports[node].outputs))) for node in ends)

    def _needed(self) -> set[str]:
        return reached((node for node, _ in self.outputs), self.wires.sources)

    def _is_target(self, node: str) -> bool:
        readers = [wire.target for wire in self.wires.out[node]]
        return any(n in self.target_steps or self.roles[n] in (Role.LOSS, Role.METRIC) for n in readers)

    def _take_names(self, *groups: list[str]) -> Pausable[None]:
        names = Names(self.blocks.included)
        for group in groups:
            for node_id in group:
                name = names.take(self.graph.node(node_id).label or node_id)
                layer = self.reports[node_id].layer
                assert layer is not None
                # Reserved whether the layer uses them or not: so no later label changes the code of this one.
                names.reserve(*[f"{name}_{suffix}" for suffix in OWN_SUFFIXES])
                names.reserve(*[f"{name}_{port.name}" for port in layer.outputs])
                self.names[node_id] = name
                yield

    def _step(self, node_id: str) -> Step:
        report: NodeReport = self.reports[node_id]
        assert report.layer is not None and report.shaped is not None
        on_targets = node_id in self.target_steps
        # Steps that compute on targets are read by losses alone, which the model itself does not need.
        used = {w.output for w in self.wires.out[node_id] if on_targets or w.target in self.needed}
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
            initial=filled_tensors(report.layer, report.values, report.types, self.blocks.defaults),
        )
        return self._placed(step, report.layer) if isinstance(report.layer, BlockLayer) else step

    def _placed(self, step: Step, layer: BlockLayer) -> Step:
        parts = self.blocks.repetitions(layer, step.values, step.types)
        key = step.values.shared_as
        member = step.name
        if key:
            # Steps arrive in their order: the first placement owns the module, and the later ones call it by
            # that name.
            member = self.members.setdefault(key, step.name)
            self._refuse_other_sharing(key, step, parts)
        return replace(step, parts=parts, member=member)

    def _refuse_other_sharing(self, key: str, step: Step, parts: tuple[Plan, ...]) -> None:
        """Weights can be shared only where block, repetitions and sizes agree."""
        first = self.shared.setdefault(key, parts)
        # One class serves all sizes for which its text is the same. Comparing plans would refuse a head that is
        # shared by maps of different sizes.
        if [part.class_name for part in first] != [part.class_name for part in parts]:
            raise LoomError(
                f"Block {step.node!r} shares its weights as {key!r} with another block or other sizes: "
                "share only where the same block receives the same sizes"
            )


def _refuse_target_as_output(wire: Wire) -> None:
    raise LoomError(
        f"Output {wire.target!r} gets what comes from a target through {wire.source!r}, and a model that predicts "
        "has no targets: wire a result of its layers to the Output"
    )


def _refuse_learning_from_target(wire: Wire, report: NodeReport) -> None:
    """Raises `LoomError` for a layer that has something to learn, and for a block."""
    if report.layer is None or report.shaped is None:
        return
    if report.shaped.weights or isinstance(report.layer, BlockLayer):
        raise LoomError(
            f"{report.layer.name} {wire.target!r} learns, but receives true values from {wire.source!r}, "
            f"{TARGET_ADVICE}"
        )
