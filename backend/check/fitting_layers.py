"""Which new layers fit an end of a wire, and by which port: what is offered for a wire dropped on empty canvas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.check.checker import Checker
from backend.check.connection import errors, input_slots, is_required, misfit
from backend.check.node_check import NodeReport, check_node
from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Layer, Role, Shaped
from backend.declare.parameters import Integer, Json, is_integer
from backend.declare.size import symbol
from backend.declare.tensor_type import Element, TensorType, floats, integers, sequence
from backend.document.graph import Node, Wire
from backend.document.graph_view import LayerFinder

# Not an identifier, so that it can't be the id of a node of the document.
FRESH = "new node"
TARGET_PORT = "target"
"""The name of the input of losses and metrics for the target."""
STAND_IN = "stand-in"
TIME = symbol("T")
STAND_INS: tuple[TensorType, ...] = (
    sequence(TIME, 32),
    floats(32),
    floats(32, 32, 32),
    floats(32, 32, 32, 32),
    sequence(TIME, 32, 32, 32),
    integers(TIME, below=32),
    integers(below=32),
)
"""What might arrive at a new layer's other inputs, to find out whether it would accept the wire in question."""


@dataclass(frozen=True)
class Fit:
    """The port of a new layer that takes the wire, and the parameters without which it would not."""

    port: str
    parameters: Mapping[str, Json] = field(default_factory=dict)


def fitting_input(
    checker: Checker, layer: Layer, source: str, output: str, given: Mapping[str, Json] | None = None
) -> Fit | None:
    """The first input of a new node of that layer that accepts what leaves an output port.

    Inputs that the layer needs come first; then the optional ones, such as the initial state of a recurrent layer.
    Where those want other sizes, the parameters that the layer shares with the source are taken over.
    """
    given = given or {}
    wire = Wire(source, output, FRESH, "")
    needed = [port for port in input_slots(layer, ()) if is_required(layer, port)]
    if _is_target(checker, source):
        needed.sort(key=lambda port: port != TARGET_PORT)
    flows = checker.reports[source].outputs.get(output) if source in checker.reports else None
    for port in needed:
        node = Node(FRESH, layer.type, parameters=given)
        if misfit(node, [wire._replace(input=port)], checker.reports, port, checker.layers.find) is not None:
            continue
        others = [other for other in (*needed, *_second_slot(layer, port)) if other != port]
        if flows is None or not others or _agrees(checker.layers.find, node, others, port, flows):
            return Fit(port, given)
    if flows is None:
        return None
    for parameters in (given, {**_shared(checker, source, layer), **given}):
        for port in input_slots(layer, ()):
            if port not in needed and _takes(checker.layers.find, layer, parameters, needed, port, flows):
                return Fit(port, parameters)
    return None


def fitting_output(
    checker: Checker,
    layer: Layer,
    target: Node,
    wires: list[Wire],
    port: str,
    given: Mapping[str, Json] | None = None,
) -> Fit | None:
    """The first output of a new node of that layer that an input port accepts.

    The new node's output is worked out for several things that may arrive at it. Where only its size is wrong,
    it gets one that the target is set to; a new target gets as many classes as there are scores.
    """
    given = given or {}
    kept, find = [wire for wire in wires if wire.input != port], checker.layers.find
    sizes = _set_sizes(checker.reports.get(target.id)) if layer.inputs else _last_sizes(checker, kept)
    for parameters in _sized(layer, sizes, given):
        node = Node(FRESH, layer.type, parameters=parameters)
        for report in _reports(node, layer, find):
            known = {**checker.reports, FRESH: report}
            for output in report.outputs:
                if not errors(check_node(target, [*kept, Wire(FRESH, output, target.id, port)], known, find)):
                    return Fit(output, parameters)
    return None


def _is_target(checker: Checker, source: str) -> bool:
    report = checker.reports.get(source)
    return report is not None and report.layer is not None and report.layer.role is Role.TARGET


def _agrees(find: LayerFinder, node: Node, others: Sequence[str], port: str, flows: TensorType) -> bool:
    """Whether a port that a layer needs besides others takes a value together with something at those."""
    for stand_in in (*_companions(flows), *STAND_INS):
        known = {STAND_IN: _giving(stand_in), "source": _giving(flows)}
        wires = [Wire(STAND_IN, "out", FRESH, name) for name in others]
        report = check_node(node, [*wires, Wire("source", "out", FRESH, port)], known, find)
        if report.shaped is not None:
            return True
    return False


def _companions(flows: TensorType) -> tuple[TensorType, ...]:
    """What often accompanies a value: another one like it, the classes of scores, the scores of classes."""
    sizes = flows.sizes[:-1]
    ragged = flows.ragged if len(sizes) > 1 else None
    classes = flows._replace(element=Element.INT, sizes=sizes, ragged=ragged)
    scores = flows.as_element(Element.FLOAT).with_sizes(*flows.sizes, flows.below or 32)
    return flows, flows.as_element(Element.INT), classes, scores


def _second_slot(layer: Layer, port: str) -> list[str]:
    """A merge needs a second input."""
    declared = layer.input_port(port)
    return [f"{declared.name}2"] if declared is not None and declared.many else []


def _takes(
    find: LayerFinder,
    layer: Layer,
    parameters: Mapping[str, Json],
    needed: Sequence[str],
    port: str,
    flows: TensorType,
) -> bool:
    """Whether an optional port takes a value, given some stand-in at the ports that the layer needs."""
    node = Node(FRESH, layer.type, parameters=parameters)
    for stand_in in STAND_INS:
        known = {STAND_IN: _giving(stand_in), "source": _giving(flows)}
        wires = [Wire(STAND_IN, "out", FRESH, name) for name in needed]
        if check_node(node, wires, known, find).shaped is None:
            continue
        if misfit(node, [*wires, Wire("source", "out", FRESH, port)], known, port, find) is None:
            return True
    return False


def _reports(node: Node, layer: Layer, find: LayerFinder) -> Iterator[NodeReport]:
    """What a new node would give, for each stand-in that it takes; the unknown where it takes none."""
    needed = [port for port in input_slots(layer, ()) if is_required(layer, port)]
    if not needed:
        yield check_node(node, (), {}, find)
        return
    for stand_in in STAND_INS:
        report = check_node(
            node, [Wire(STAND_IN, "out", FRESH, port) for port in needed], {STAND_IN: _giving(stand_in)}, find
        )
        if report.shaped is not None:
            yield report


def _giving(flows: TensorType) -> NodeReport:
    """The report of a node that has ``flows`` at its port ``out``."""
    return NodeReport(LAYERS.get("reroute"), Values({}), shaped=Shaped({"out": flows}))


def _shared(checker: Checker, source: str, layer: Layer) -> dict[str, Json]:
    """The parameters of the source that the layer declares too: a decoder is as large as its encoder."""
    report = checker.reports[source]
    found: dict[str, Json] = {}
    for parameter in layer.parameters:
        value = report.values.as_dict().get(parameter.name)
        if value is not None and value != parameter.default:
            found[parameter.name] = value
    return found if not layer.examine(found)[1] else {}


def _sized(layer: Layer, sizes: Iterable[int], given: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """The given parameters, then with the layer's own size set to each of the sizes."""
    yield given
    own = next((parameter for parameter in layer.parameters if isinstance(parameter, Integer)), None)
    if own is None or own.name in given:
        return
    for size in sizes:
        parameters = {**given, own.name: size}
        if not layer.examine(parameters)[1]:
            yield parameters


def _set_sizes(report: NodeReport | None) -> list[int]:
    """The sizes that a node is set to."""
    values = report.values.as_dict().values() if report is not None else ()
    return [value for value in values if is_integer(value) and value > 1]


def _last_sizes(checker: Checker, wires: Iterable[Wire]) -> list[int]:
    """The size of the last axis of what flows through wires, such as the number of classes."""
    reports = [(checker.reports.get(wire.source), wire.output) for wire in wires]
    flows = [report.outputs.get(output) for report, output in reports if report is not None]
    sizes = [each.features for each in flows if each is not None and each.sizes]
    return [size for size in sizes if isinstance(size, int)]
