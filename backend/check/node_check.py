"""The check of a single node, given what arrives at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from backend.check.problems import Problem, Severity
from backend.check.report import NodeReport
from backend.declare.declaration import Values
from backend.declare.layer import BLOCK_PREFIX, LAYERS, Form, Layer, Port, Role, Shaped, ShapeError, Types
from backend.declare.size import Size
from backend.document.model import Node, Wire
from backend.errors import LoomError

LayerFinder = Callable[[str], Layer | None]

LARGEST_TENSOR = 2**33
"""Elements of one sample or of one layer's weights; beyond it a size is taken for a slip of the keyboard."""


def check_node(
    node: Node, wires: Sequence[Wire], known: Mapping[str, NodeReport], find: LayerFinder = LAYERS.find
) -> NodeReport:
    """The report of one node; ``known`` has the reports of the nodes before it, ``find`` the layers by type."""
    layer = find(node.type)
    if layer is None:
        return NodeReport(None, Values({}), problems=(_unknown_layer(node),))
    values, wrong = layer.examine(node.parameters)
    title = f"{layer.name} {node.id!r}"
    problems = [Problem(node.id, "", "parameter", f"{title}: {item.message}") for item in wrong]
    problems += _missing_inputs(node, layer, wires)
    types, waiting = _arriving(wires, known, problems, layer)
    if problems or waiting:
        return NodeReport(layer, values, types, None, tuple(problems))
    if node.bypassed or layer.role is Role.WIRE:
        return _passed_on(node, layer, values, types, _is_folded(PASSED, layer, wires, known))
    try:
        shaped = layer.shape(values, types)
        _refuse_absurd(shaped)
    except ShapeError as error:
        problems.append(_shape_problem(node, layer, error, types, wires))
        return NodeReport(layer, values, types, None, tuple(problems))
    return NodeReport(layer, values, types, shaped, folded=_is_folded(shaped, layer, wires, known))


def ordered_ports(ports: Sequence[Port], wires: Sequence[Wire]) -> list[Wire]:
    """Wires in the order of the declared ports, those of a many-port by number."""
    if len(wires) < 2:
        return list(wires)
    order = {port.name: index for index, port in enumerate(ports)}

    def key(wire: Wire) -> tuple[int, int]:
        stem = wire.input.rstrip("0123456789")
        name = wire.input if wire.input in order else stem
        number = re.sub(r"\D", "", wire.input)
        return order.get(name, len(order)), int(number or 0)

    return sorted(wires, key=key)


def _arriving(
    wires: Sequence[Wire], known: Mapping[str, NodeReport], problems: list[Problem], layer: Layer
) -> tuple[Types, bool]:
    """What arrives at each port, and whether anything is not known yet. Wires to missing ports are problems."""
    types = {}
    waiting = False
    for wire in ordered_ports(layer.inputs, wires):
        source = known.get(wire.source)
        if source is None:
            waiting = True
        elif layer.input_port(wire.input) is None:
            error = layer.missing_port(wire.input, layer.inputs, "input")
            problems.append(Problem(wire.target, wire.input, "port", str(error)))
        elif source.layer is not None and source.layer.output_port(wire.output) is None:
            missing = source.layer.missing_port(wire.output, source.layer.outputs, "output")
            problems.append(Problem(wire.target, wire.input, "port", f"{wire.source!r}: {missing}"))
        elif wire.output in source.outputs:
            types[wire.input] = source.outputs[wire.output]
        elif source.passes_on:
            message = (
                f"{wire.source!r} is bypassed and gives nothing on its output {wire.output!r}: use another output"
            )
            problems.append(Problem(wire.target, wire.input, "bypass", message))
        else:
            waiting = True
    return types, waiting


PASSED = Shaped({}, form=Form.ANY)


def _passed_on(node: Node, layer: Layer, values: Values, types: Types, folded: bool) -> NodeReport:
    """The report of a bypassed node or a bend of a wire: the first output is what arrives first."""
    if not types:
        problem = Problem(
            node.id, "", "bypass", f"{layer.name} {node.id!r} has no input to hand on: don't bypass it"
        )
        return NodeReport(layer, values, types, None, (problem,))
    outputs = {port.name: next(iter(types.values())) for port in layer.outputs[:1]}
    return NodeReport(layer, values, types, Shaped(outputs, form=Form.ANY), folded=folded, passes_on=True)


def _is_folded(shaped: Shaped, layer: Layer, wires: Sequence[Wire], known: Mapping[str, NodeReport]) -> bool:
    """Element-wise layers work in whatever form their first input has."""
    if shaped.form is Form.ANY:
        return bool(wires) and known[ordered_ports(layer.inputs, wires)[0].source].folded
    return shaped.form is Form.FOLDED


def _missing_inputs(node: Node, layer: Layer, wires: Sequence[Wire]) -> list[Problem]:
    connected = {port.name for wire in wires if (port := layer.input_port(wire.input)) is not None}
    return [
        Problem(
            node.id,
            port.name,
            "unconnected",
            f"{layer.name} {node.id!r} has nothing on its input {port.name!r} ({port.meaning}): drag a wire to it",
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
        advice = "Install the plug-in that brings it, or replace the node."
        return Problem(node.id, "", "unknown layer", f"Node {node.id!r}: {error} {advice}")
    raise AssertionError("the layer is known")


def _refuse_absurd(shaped: Shaped) -> None:
    outputs = shaped.outputs.values()
    sizes: list[Size] = [shaped.weights, *[output.per_sample() for output in outputs]]
    for size in sizes:
        if isinstance(size, int) and size > LARGEST_TENSOR:
            raise ShapeError(
                "size",
                f"would hold {size:,} numbers, more than the limit of {LARGEST_TENSOR:,}",
                "make the sizes smaller",
                port="",
            )
    for output in outputs:
        for size in output.sizes:
            if isinstance(size, int) and size < 1:
                raise ShapeError(
                    "size",
                    f"would give {output}, an empty tensor",
                    "use a smaller kernel, stride or crop, or a larger input",
                )


def _shape_problem(node: Node, layer: Layer, error: ShapeError, types: Types, wires: Sequence[Wire]) -> Problem:
    message = f"{layer.name} {node.id!r} {error.expected}"
    wire = next((w for w in wires if w.input == error.port), None)
    if wire is not None and wire.input in types:
        message += f"; received {types[wire.input]} from {wire.source!r}"
    if error.advice:
        message += f": {error.advice}"
    fixes = (error.advice,) if error.advice else ()
    severity = Severity.MISSING if error.rule == "inputs" else Severity.ERROR
    return Problem(node.id, error.port, error.rule, message + ".", fixes, severity)
