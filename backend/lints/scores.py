"""Lints of scores that can't say anything: a single class, a softmax over one value, dropout on a result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from backend.check.problems import Problem
from backend.check.receptive_field import FieldAxis
from backend.check.receptive_field_axis import Pattern
from backend.declare.layer import LAYERS, Role, Takes
from backend.declare.reach import Extent
from backend.document.actions import remove_and_reconnect, remove_nodes, rewire
from backend.document.edits import Edit, ReplaceNode, SetParameters
from backend.document.graph import Wire
from backend.layers.losses.common import class_axis
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import DROPOUTS, Fix, Lint, warning
from backend.lints.losses import COUNTS
from backend.lints.sizes import WIDTHS, width_layer
from backend.lints.wires import only_for

SINGLE_CLASS = "single class"
ONE_VALUE = "softmax over one value"
OVER_WIDTH = "softmax over width"
RESULT_DROPPED = "dropout on the result"
NOTHING_READ = "result without input"
NO_GRADIENT = "no gradient"

OF_CLASSES = (Takes.CLASS_SCORES, Takes.RIVAL_SCORES, Takes.LOG_PROBABILITIES)
GRADERS = (Role.LOSS, Role.METRIC)
SOFTMAXES = ("softmax", "log_softmax", "softmin")
DROPPING = DROPOUTS - {"drop_path"}
PICTURES = frozenset({"image", "video"})
OF_TWO = {"accuracy": "binary_accuracy"}
"""What metrics of classes are called for one yes or no."""


def _find_single_class(checked: CheckedGraph) -> Iterator[Problem]:
    for loss in checked.expecting(*OF_CLASSES):
        prediction = checked.reports[loss].types.get("prediction")
        if prediction is not None and prediction.rank > 1 and prediction.sizes[class_axis(prediction)] == 1:
            message = (
                f"{checked.title(loss)} compares classes, but receives the score of a single one, "
                "which is always the right one, so that the loss is 0 and nothing is learned"
            )
            advice = "give it two classes, or use Binary cross-entropy for yes or no"
            yield warning(loss, "prediction", SINGLE_CLASS, message, advice)


def _fix_single_class(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    maker, target = width_layer(checked, problem.node), checked.wire_into(problem.node, "target")
    if target is None:
        return
    kind = checked.type(target.source)
    if maker is not None and kind in COUNTS:
        width = WIDTHS[checked.type(maker)]
        both = SetParameters(maker, {width: 2}), SetParameters(target.source, {COUNTS[kind]: 2})
        yield Fix(f"Set {width} of {maker!r} and {COUNTS[kind]} of {target.source!r} to 2", both)
    if kind == "class_target":
        yield Fix("Use Binary cross-entropy with a Value target", tuple(_binary(checked, target.source)))


def _binary(checked: CheckedGraph, target: str) -> Iterator[Edit]:
    """A target of classes and all that compares with it, for yes or no."""
    node = checked.node(target)
    kept = {name: value for name, value in node.parameters.items() if name == "field"}
    yield ReplaceNode(replace(node, type="value_target", parameters=kept))
    for wire in checked.readers(target):
        grader = checked.node(wire.target)
        other = "binary_cross_entropy" if checked.role(grader.id) is Role.LOSS else OF_TWO.get(grader.type)
        if other is not None:
            kept = {name: value for name, value in grader.parameters.items() if name == "weight"}
            yield ReplaceNode(replace(grader, type=other, parameters=kept))


def _softmax_axis(checked: CheckedGraph, node: str) -> int | None:
    """The axis along which a softmax adds up to 1."""
    layer, report = checked.layer(node), checked.reports[node]
    if layer is None or layer.reach is None or report.shaped is None:
        return None
    reach = layer.reach(report.values, report.types, "in")
    return next((axis for axis, step in reach.steps.items() if step is Extent.WHOLE), None) if reach else None


def _find_one_value(checked: CheckedGraph) -> Iterator[Problem]:
    for node in checked.of_type(SOFTMAXES):
        axis = _softmax_axis(checked, node)
        if axis is not None and checked.reports[node].types["in"].sizes[axis] == 1:
            always = 0 if checked.type(node) == "log_softmax" else 1
            received = checked.reports[node].types["in"]
            message = (
                f"{checked.title(node)} normalises along axis {axis} of {received}, which has a single value, "
                f"so that its result is always {always}"
            )
            yield warning(node, "in", ONE_VALUE, message, "normalise along another axis, or use a Sigmoid")


def _fix_one_value(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    node, received = checked.node(problem.node), checked.reports[problem.node].types.get("in")
    if received is not None and received.steps:
        yield Fix("Normalise over the steps", (SetParameters(node.id, {"axis": "steps"}),))
    if received is not None and received.rank > 3:
        yield Fix("Normalise over the channels", (SetParameters(node.id, {"axis": "channels"}),))
    sigmoid = "log_sigmoid" if node.type == "log_softmax" else "sigmoid"
    words = f"Use a {LAYERS.get(sigmoid).name} instead"
    yield Fix(words, (ReplaceNode(replace(node, type=sigmoid, parameters={})),))
    yield Fix(f"Remove {node.id!r}", tuple(remove_and_reconnect(checked.document, [node.id])))


def _find_over_width(checked: CheckedGraph) -> Iterator[Problem]:
    for node in checked.of_type(SOFTMAXES):
        axis, wire = _softmax_axis(checked, node), checked.wire_into(node, "in")
        received = checked.reports[node].types.get("in")
        if axis is None or wire is None or received is None or axis != received.rank - 1:
            continue
        if _is_map(checked, wire, received.rank):
            message = (
                f"{checked.title(node)} normalises along the width of {received}, "
                "so that the values of each row add up to 1 and not those of each pixel"
            )
            yield warning(node, "in", OVER_WIDTH, message, "set its axis to channels")


def _is_map(checked: CheckedGraph, wire: Wire, rank: int) -> bool:
    """Whether the last two axes are rows and columns of a picture."""
    field = checked.receptive_fields.get((wire.source, wire.output), {})
    for name in {place.input for place in field if checked.type(place.input) in PICTURES}:
        of_picture = checked.reports[name].outputs["out"].rank
        ends = [field.get(FieldAxis(name, of_picture - back)) for back in (2, 1)]
        if all(
            seen is not None and seen.axis == rank - back and isinstance(seen.view, Pattern)
            for seen, back in zip(ends, (2, 1))
        ):
            return True
    return False


def _fix_over_width(_: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    yield Fix("Normalise over the channels", (SetParameters(problem.node, {"axis": "channels"}),))


def _find_dropped(checked: CheckedGraph) -> Iterator[Problem]:
    for loss in checked.of_role(Role.LOSS):
        wire = checked.wire_into(loss, "prediction")
        if wire is not None and checked.type(wire.source) in DROPPING and not checked.node(loss).bypassed:
            message = (
                f"{checked.title(wire.source)} sets values of the result to zero before {checked.title(loss)} "
                "compares it, so that even a perfect model is punished at random"
            )
            yield warning(wire.source, "", RESULT_DROPPED, message, "move it before the last layer, or remove it")


def _fix_dropped(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    node = checked.node(problem.node)
    before = checked.document.wire_into(node.id, "in")
    entering = checked.document.wires_into(before.source) if before is not None else []
    if before is not None and len(entering) == 1 and len(checked.readers(before.source)) == 1:
        yield Fix(f"Move it before {before.source!r}", tuple(_moved_before(checked, before, entering[0])))
    yield Fix("Remove it", tuple(remove_and_reconnect(checked.document, [node.id])))


def _moved_before(checked: CheckedGraph, wire: Wire, entering: Wire) -> Iterator[Edit]:
    """The node that a wire leads to takes the place before the one that it comes from."""
    document, moved = checked.document, wire.target
    yield from rewire(document, wire, Wire(entering.source, entering.output, moved, wire.input))
    yield from rewire(document, entering, Wire(moved, "out", entering.target, entering.input))
    for reader in document.wires_from(moved):
        yield from rewire(document, reader, reader._replace(source=wire.source, output=wire.output))


def _find_nothing_read(checked: CheckedGraph) -> Iterator[Problem]:
    for loss in checked.of_role(Role.LOSS):
        wire = checked.wire_into(loss, "prediction")
        behind = checked.behind(loss, "prediction")
        if wire is None or any(checked.reports[node].shaped is None for node in behind):
            continue
        if not any(checked.role(node) in (Role.INPUT, Role.TARGET) for node in behind):
            message = (
                f"{checked.title(loss)} judges {checked.title(wire.source)}, which depends on no input, "
                "so that it is the same for every sample"
            )
            yield warning(loss, "prediction", NOTHING_READ, message, "connect it to layers that read an input")


def _fix_nothing_read(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    drawn = checked.document.wire_into(problem.node, "prediction")
    if drawn is None:
        return
    for node in reversed(checked.of_role(Role.OPERATION)):
        layer = checked.layer(node)
        if layer is None or checked.document.graph.succ[node]:
            continue
        for port in layer.outputs:
            wire = drawn._replace(source=node, output=port.name)
            yield Fix(f"Connect {node!r} in its place", tuple(rewire(checked.document, drawn, wire)))
    alone = only_for(checked, problem.node)
    yield Fix("Remove the loss", tuple(remove_nodes(checked.document, alone)))


STOPS = frozenset({"stop_gradient"})


def _find_no_gradient(checked: CheckedGraph) -> Iterator[Problem]:
    if not any(True for _ in checked.of_type(STOPS)):
        return
    for loss in checked.of_role(Role.LOSS):
        reached = checked.behind(loss, "prediction", STOPS)
        if _learned(checked, reached) or not _learned(checked, checked.behind(loss, "prediction")):
            continue
        message = (
            f"{checked.title(loss)} reaches no layer that learns, "
            "because a Stop gradient lies on every path, so that nothing is learned from it"
        )
        yield warning(loss, "prediction", NO_GRADIENT, message, "remove a Stop gradient")


def _learned(checked: CheckedGraph, nodes: set[str]) -> bool:
    return any(checked.reports[node].weights for node in nodes)


def _fix_no_gradient(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    for node in sorted(checked.behind(problem.node, "prediction") & set(checked.of_type(STOPS))):
        yield Fix(f"Remove the Stop gradient {node!r}", tuple(remove_and_reconnect(checked.document, [node])))


LINTS = (
    Lint(SINGLE_CLASS, _find_single_class, _fix_single_class),
    Lint(ONE_VALUE, _find_one_value, _fix_one_value),
    Lint(OVER_WIDTH, _find_over_width, _fix_over_width),
    Lint(RESULT_DROPPED, _find_dropped, _fix_dropped),
    Lint(NOTHING_READ, _find_nothing_read, _fix_nothing_read),
    Lint(NO_GRADIENT, _find_no_gradient, _fix_no_gradient),
)
