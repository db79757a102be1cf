"""The check of a single node: its report, given what arrives at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from backend.check.problems import InsideError, Problem, Severity
from backend.declare.declaration import Values
from backend.declare.layer import BLOCK_PREFIX, LAYERS, Form, Layer, Role, Shaped, ShapeError, Types
from backend.declare.size import Size
from backend.declare.tensor_type import BATCH, TensorType
from backend.document.graph import Node, Wire
from backend.document.graph_view import LayerFinder, in_port_order
from backend.errors import LoomError

WiresIn = tuple[tuple[Wire, Problem | None], ...]

MAX_ELEMENTS = 2**33
"""Elements of one sample or of one layer's weights; a larger size is taken for a typing error."""
PASSED = Shaped({}, form=Form.ANY)


class NodeReport(NamedTuple):
    """A node's accepted values, what arrives at each connected port, and what the shape rule made of it.

    ``layer`` is ``None`` for an unknown type; ``shaped`` is ``None`` while the node can't be worked out, be it for
    a problem of its own or of a node before it. ``folded`` says that time is folded into the batch here: a layer
    that works on each frame, or an element-wise one after it. ``passes_on`` says that the node is bypassed, or is
    only a bend in a wire: its first input is its first output.
    """

    layer: Layer | None
    values: Values
    types: Mapping[str, TensorType] = MappingProxyType({})
    shaped: Shaped | None = None
    problems: tuple[Problem, ...] = ()
    folded: bool = False
    passes_on: bool = False

    @property
    def outputs(self) -> Mapping[str, TensorType]:
        return self.shaped.outputs if self.shaped else {}

    @property
    def weights(self) -> int:
        """Trainable parameters."""
        return self.shaped.weights if self.shaped else 0

    @property
    def macs(self) -> Size:
        """Multiply–accumulate operations (MACs) of one sample."""
        return self.shaped.macs if self.shaped else 0

    @property
    def activations(self) -> Size:
        """Values in the outputs of one sample; a table of weights that is passed on belongs to no sample."""
        total: Size = 0
        for output in self.outputs.values():
            if BATCH in output.sizes:
                total = total + output.per_sample()
        return total


@dataclass(frozen=True)
class NodeContext:
    """What the check finds of a node before it looks at what arrives; it holds until node, wires or blocks change.

    ``wires`` are the wires in, in the order of the ports, each with the problem where there is no such port.
    """

    node: Node
    layer: Layer | None
    values: Values
    problems: tuple[Problem, ...]
    wires: WiresIn = ()


def check_node(
    node: Node, wires: Sequence[Wire], known: Mapping[str, NodeReport], find: LayerFinder = LAYERS.find
) -> NodeReport:
    """The report of one node; ``known`` has the reports of the nodes before it, ``find`` the layers by type."""
    return check_in_context(context_of(node, wires, find), known)


def context_of(node: Node, wires: Sequence[Wire], find: LayerFinder) -> NodeContext:
    """The part of a node's check that depends only on the node and its wires."""
    layer = find(node.type)
    if layer is None:
        return NodeContext(node, None, Values({}), (_unknown_layer(node),))
    values, wrong = layer.examine(node.parameters)
    title = f"{layer.name} {node.id!r}"
    problems = [Problem(node.id, "", "parameter", f"{title}: {item.message}") for item in wrong]
    problems += _missing_inputs(node, layer, wires)
    wires_in = tuple((wire, _missing_port(layer, wire)) for wire in in_port_order(layer.inputs, wires))
    return NodeContext(node, layer, values, tuple(problems), wires_in)


def check_in_context(context: NodeContext, known: Mapping[str, NodeReport]) -> NodeReport:
    """The report of a node, given the reports of the nodes before it."""
    node, layer, values = context.node, context.layer, context.values
    if layer is None:
        return NodeReport(None, values, problems=context.problems)
    types = _arriving(context.wires, known)
    # A rule is called only with all that it needs: no rule has to guard against missing inputs or wrong values.
    if types is None or context.problems:
        return _unready(context, layer, known)
    if node.bypassed or layer.role is Role.WIRE:
        return _passed_on(node, layer, values, types, _is_folded(PASSED, context, known))
    try:
        shaped = layer.shape(values, types)
        _refuse_extreme_sizes(shaped, types)
    except ShapeError as error:
        problem = _shape_problem(context, layer, error, types)
        return NodeReport(layer, values, types, None, (problem,))
    return NodeReport(layer, values, types, shaped, (), _is_folded(shaped, context, known))


def _arriving(wires: WiresIn, known: Mapping[str, NodeReport]) -> Types | None:
    """The type that arrives at each port; ``None`` where nothing arrives by some wire."""
    types = {}
    for wire, missing in wires:
        source = known.get(wire.source)
        if missing is not None or source is None or source.shaped is None:
            return None
        flows = source.shaped.outputs.get(wire.output)
        if flows is None:
            return None
        types[wire.input] = flows
    return types


def _unready(context: NodeContext, layer: Layer, known: Mapping[str, NodeReport]) -> NodeReport:
    """The report of a node that can't be checked further: what does arrive, and what is at fault."""
    types: dict[str, TensorType] = {}
    problems = list(context.problems)
    for wire, missing in context.wires:
        source = known.get(wire.source)
        if source is None:
            continue
        flows = source.outputs.get(wire.output)
        problem = _fault_of(wire, source, missing) if missing is not None or flows is None else None
        if problem is not None:
            problems.append(problem)
        elif flows is not None:
            types[wire.input] = flows
    return NodeReport(layer, context.values, types, None, tuple(problems))


def _missing_port(layer: Layer, wire: Wire) -> Problem | None:
    if layer.input_port(wire.input) is not None:
        return None
    return Problem(wire.target, wire.input, "port", str(layer.missing_port(wire.input, layer.inputs, "input")))


def _fault_of(wire: Wire, source: NodeReport, missing: Problem | None) -> Problem | None:
    """Why nothing arrives by a wire from a known node; ``None`` where its own check has not got that far."""
    if missing is not None:
        return missing
    if source.layer is not None and source.layer.output_port(wire.output) is None:
        absent = source.layer.missing_port(wire.output, source.layer.outputs, "output")
        return Problem(wire.target, wire.input, "port", f"{wire.source!r}: {absent}")
    if source.passes_on:
        message = f"{wire.source!r} is bypassed and has no value at its output {wire.output!r}: use another output"
        return Problem(wire.target, wire.input, "bypass", message)
    return None


def _passed_on(node: Node, layer: Layer, values: Values, types: Types, folded: bool) -> NodeReport:
    """The report of a bypassed node or a bend in a wire: the first output is what arrives first."""
    if not types:
        problem = Problem(
            node.id, "", "bypass", f"{layer.name} {node.id!r} has no input to pass on: don't bypass it"
        )
        return NodeReport(layer, values, types, None, (problem,))
    outputs = {port.name: next(iter(types.values())) for port in layer.outputs[:1]}
    return NodeReport(layer, values, types, Shaped(outputs, form=Form.ANY), folded=folded, passes_on=True)


def _is_folded(shaped: Shaped, context: NodeContext, known: Mapping[str, NodeReport]) -> bool:
    """Element-wise layers keep whatever form their first input has."""
    if shaped.form is Form.ANY:
        return bool(context.wires) and known[context.wires[0][0].source].folded
    return shaped.form is Form.FOLDED


def _missing_inputs(node: Node, layer: Layer, wires: Sequence[Wire]) -> list[Problem]:
    connected = {port.name for wire in wires if (port := layer.input_port(wire.input)) is not None}
    return [
        Problem(
            node.id,
            port.name,
            "unconnected",
            f"{layer.name} {node.id!r} has no connection at its input {port.name!r} ({port.meaning}): "
            "drag a wire to it",
            severity=Severity.MISSING,
        )
        for port in layer.inputs
        if not port.optional and port.name not in connected
    ]


def _unknown_layer(node: Node) -> Problem:
    if node.type.startswith(BLOCK_PREFIX):
        name = node.type.removeprefix(BLOCK_PREFIX)
        message = f"Node {node.id!r}: this document has no block {name!r}. Define it, or replace the node."
        return Problem(node.id, "", "unknown block", message)
    try:
        LAYERS.get(node.type)
    except LoomError as error:
        advice = "It may come from a plug-in that is not installed: install it, or replace the node."
        return Problem(node.id, "", "unknown layer", f"Node {node.id!r}: {error} {advice}")
    raise AssertionError("the layer is known")


def _refuse_extreme_sizes(shaped: Shaped, types: Types) -> None:
    """What is passed through unchanged was already checked where it was made."""
    _refuse_large(shaped.weights)
    first = next(iter(types.values()), None)
    for output in shaped.outputs.values():
        if output is first:
            continue
        _refuse_large(output.per_sample())
        for size in output.sizes:
            if isinstance(size, int) and size < 1:
                raise ShapeError(
                    "size",
                    f"would produce {output}, an empty tensor",
                    "use a smaller kernel, stride or crop, or a larger input",
                )


def _refuse_large(size: Size) -> None:
    if isinstance(size, int) and size > MAX_ELEMENTS:
        raise ShapeError(
            "size",
            f"would hold {size:,} values, more than the limit of {MAX_ELEMENTS:,}",
            "reduce the sizes",
            port="",
        )


def _shape_problem(context: NodeContext, layer: Layer, error: ShapeError, types: Types) -> Problem:
    node = context.node
    message = f"{layer.name} {node.id!r} {error.expected}"
    wire = next((w for w, _ in context.wires if w.input == error.port), None)
    if wire is not None and wire.input in types:
        message += f"; received {types[wire.input]} from {wire.source!r}"
    if error.advice:
        message += f": {error.advice}"
    fixes = (error.advice,) if error.advice else ()
    # A merge that waits for its second wire is unfinished, not wrong.
    severity = Severity.MISSING if error.rule == "inputs" else Severity.ERROR
    cause = error.cause if isinstance(error, InsideError) else None
    return Problem(node.id, error.port, error.rule, message + ".", fixes, severity, cause=cause)
