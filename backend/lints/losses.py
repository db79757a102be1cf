"""Losses and what they compare: lints of scores and weights, and fixes that change the target or the loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backend.check.problems import Problem
from backend.data.declarations import Kind
from backend.declare.layer import LAYERS, Role, Takes
from backend.declare.parameters import Json
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.document.edits import ReplaceNode, SetParameters
from backend.document.graph import Node
from backend.layers.losses.common import class_axis
from backend.lints.checked_graph import CheckedGraph
from backend.lints.data_fields import DataFields
from backend.lints.lint import Fix, Lint, warning, with_article
from backend.lints.sizes import WIDTHS, as_length, width_layer

ZERO_WEIGHT = "loss without weight"
OTHER_BLANK = "blank unlike that of the loss"
SURPLUS_SCORES = "outputs unlike classes"
COUNTS = {"class_target": "classes", "mask_target": "classes", "token_target": "vocabulary"}


def outputs_and_classes(checked: CheckedGraph, loss: str) -> tuple[int, int] | None:
    """How many scores a loss receives and how many classes its target has, where both are known."""
    types = checked.reports[loss].types
    if "prediction" not in types or "target" not in types or types["prediction"].rank < 2:
        return None
    scores, classes = types["prediction"].sizes[class_axis(types["prediction"])], types["target"].below
    if not isinstance(scores, int) or classes is None:
        return None
    # The blank of CTC is a class that no target contains.
    blank: int = checked.values(loss).as_dict().get("blank", -1)
    return scores, max(classes, blank + 1)


def set_classes(checked: CheckedGraph, loss: str) -> Iterator[Fix]:
    """Makes the number of scores equal to the number of classes, from either side."""
    counts = outputs_and_classes(checked, loss)
    if counts is None:
        return
    scores, classes = counts
    maker, target = width_layer(checked, loss), checked.wire_into(loss, "target")
    if maker is not None:
        width = WIDTHS[checked.type(maker)]
        words = f"Set {width} of {maker!r} to {classes}"
        yield Fix(words, (SetParameters(maker, {width: classes}),))
    if target is not None and checked.type(target.source) in COUNTS:
        count = COUNTS[checked.type(target.source)]
        words = f"Set {count} of {target.source!r} to {scores}"
        yield Fix(words, (SetParameters(target.source, {count: scores}),))


def _find_surplus_scores(checked: CheckedGraph) -> Iterator[Problem]:
    for loss in checked.expecting(Takes.CLASS_SCORES, Takes.RIVAL_SCORES, Takes.LOG_PROBABILITIES):
        counts = outputs_and_classes(checked, loss)
        if counts is not None and counts[0] > counts[1]:
            scores, classes = counts
            message = (
                f"{checked.title(loss)} receives {scores} scores for {classes} classes, "
                "and the surplus ones can never be correct"
            )
            yield warning(loss, "prediction", SURPLUS_SCORES, message, f"give the last layer {classes} units")


def _find_zero_weight(checked: CheckedGraph) -> Iterator[Problem]:
    for loss in checked.of_role(Role.LOSS):
        if checked.values(loss).as_dict().get("weight") == 0:
            message = f"{checked.title(loss)} has weight 0, so nothing is learned from it"
            yield warning(loss, "", ZERO_WEIGHT, message, "set a weight, or remove the loss")


def _fix_zero_weight(_: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    yield Fix("Set the weight to 1", (SetParameters(problem.node, {}, frozenset({"weight"})),))


def _find_other_blank(checked: CheckedGraph) -> Iterator[Problem]:
    losses = [loss for loss in checked.of_role(Role.LOSS) if "blank" in checked.values(loss).as_dict()]
    for metric in checked.of_role(Role.METRIC) if losses else ():
        values = checked.values(metric).as_dict()
        loss = next((one for one in losses if _same_scores(checked, one, metric)), None)
        if not values.get("ctc") or loss is None or checked.values(loss).blank == values["blank"]:
            continue
        message = (
            f"{checked.title(metric)} takes {values['blank']} as the blank of scores that {checked.title(loss)} "
            f"trains with the blank {checked.values(loss).blank}"
        )
        advice = f"set 'blank' to {checked.values(loss).blank}, as the loss has it"
        yield warning(metric, "", OTHER_BLANK, message, advice)


def _same_scores(checked: CheckedGraph, loss: str, metric: str) -> bool:
    ends = [checked.wire_into(node, "prediction") for node in (loss, metric)]
    sources = [(wire.source, wire.output) for wire in ends if wire is not None]
    return len(sources) == 2 and sources[0] == sources[1]


def _fix_other_blank(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    for loss in checked.of_role(Role.LOSS):
        if "blank" in checked.values(loss).as_dict() and _same_scores(checked, loss, problem.node):
            blank = checked.values(loss).blank
            edit = SetParameters(problem.node, {"blank": blank})
            yield Fix(f"Set blank of {problem.node!r} to {blank}", (edit,))


def blank_of_ctc(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Makes the blank the padding, for this loss or metric and all that read the same scores."""
    readers = [
        node
        for node in (*checked.of_role(Role.LOSS), *checked.of_role(Role.METRIC))
        if checked.values(node).as_dict().get("blank") and _same_scores(checked, problem.node, node)
    ]
    alone = (SetParameters(problem.node, {}, frozenset({"blank"})),)
    yield Fix(f"Set blank of {problem.node!r} to 0", alone)
    if len(readers) > 1:
        named = " and ".join(repr(node) for node in readers)
        edits = tuple(SetParameters(node, {}, frozenset({"blank"})) for node in readers)
        yield Fix(f"Set blank of {named} to 0", edits)


CLASS_TARGETS = ("class_target", "token_target", "mask_target")
VALUE_TARGETS = ("value_target", "sequence_target", "image_target")
OTHER_LOSSES = ("cross_entropy", "mse", "binary_cross_entropy")


def other_losses(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Another loss, for the kind of target that is connected."""
    if checked.role(problem.node) is not Role.LOSS:
        return
    node = checked.node(problem.node)
    kept = {name: value for name, value in node.parameters.items() if name == "weight"}
    for type_name in OTHER_LOSSES:
        if type_name != node.type:
            other = ReplaceNode(replace(node, type=type_name, parameters=kept))
            yield Fix(f"Use {LAYERS.get(type_name).name}", (other,))


def other_targets(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Makes the target fit the prediction: as many classes, the same sizes, or another kind of target."""
    if checked.role(problem.node) not in (Role.LOSS, Role.METRIC):
        return
    yield from set_classes(checked, problem.node)
    prediction, wire = (
        checked.reports[problem.node].types.get("prediction"),
        checked.wire_into(problem.node, "target"),
    )
    if wire is None or prediction is None or checked.role(wire.source) is not Role.TARGET:
        return
    yield from _resized_target(checked, wire.source, prediction)
    node = checked.node(wire.source)
    for type_name in _other_targets(checked, node):
        kept = _target_parameters(type_name, node.parameters, prediction)
        words = f"Change {node.id!r} to {with_article(LAYERS.get(type_name).name)}"
        yield Fix(words, (ReplaceNode(replace(node, type=type_name, parameters=kept)),))


def _resized_target(checked: CheckedGraph, target: str, prediction: TensorType) -> Iterator[Fix]:
    values = checked.values(target).as_dict()
    sizes = _target_sizes(prediction)
    own = {name: value for name, value in sizes.items() if name in values}
    # All sizes at once, then the length alone, in case only that is wrong.
    for chosen in (own, {name: value for name, value in own.items() if name == "length"}):
        if chosen:
            shown = ", ".join(f"{name} {value}" for name, value in chosen.items())
            yield Fix(f"Set {target!r} to {shown}", (SetParameters(target, chosen),))
    if "ragged" in values:
        wanted = prediction.ragged is not None
        words = f"Turn ragged {'on' if wanted else 'off'} for {target!r}"
        yield Fix(words, (SetParameters(target, {"ragged": wanted}),))
        if prediction.ragged in DataFields(checked.document) and prediction.ragged != values["field"]:
            aligned: dict[str, Json] = {"ragged": True, "aligned_with": prediction.ragged}
            yield Fix(f"Align {target!r} with the field {prediction.ragged!r}", (SetParameters(target, aligned),))


def _target_sizes(prediction: TensorType) -> dict[str, Json]:
    """The sizes of a prediction under the names of the parameters that set them in a target."""
    names: tuple[str, ...] = ("length", "features") if prediction.steps else ("features",)
    if prediction.rank == 4 and not prediction.steps:
        names = ("channels", "height", "width")
    sizes: Mapping[str, Size] = dict(zip(names, prediction.sizes[1:]))
    return {name: as_length(size) for name, size in sizes.items() if as_length(size) is not None}


def _other_targets(checked: CheckedGraph, node: Node) -> Iterator[str]:
    """Targets of another kind; a field that holds classes is not offered as values."""
    fields, name = DataFields(checked.document), node.parameters.get("field")
    holds_classes = name in fields and fields.kind(str(name)) in (Kind.CLASS, Kind.MASK)
    for type_name in (*CLASS_TARGETS, *(() if holds_classes else VALUE_TARGETS)):
        if type_name != node.type:
            yield type_name


def _target_parameters(type_name: str, given: Mapping[str, Json], prediction: TensorType) -> dict[str, Json]:
    names = {parameter.name for parameter in LAYERS.get(type_name).parameters}
    classes = prediction.sizes[1 if prediction.rank == 4 else -1]
    found = {**_target_sizes(prediction), "field": given.get("field"), "ragged": prediction.ragged is not None}
    if isinstance(classes, int):
        found |= {"classes": classes, "vocabulary": classes}
    return {name: value for name, value in found.items() if name in names and value not in (None, False)}


LINTS = (
    Lint(SURPLUS_SCORES, _find_surplus_scores, lambda checked, problem: set_classes(checked, problem.node)),
    Lint(OTHER_BLANK, _find_other_blank, _fix_other_blank),
    Lint(ZERO_WEIGHT, _find_zero_weight, _fix_zero_weight),
)
