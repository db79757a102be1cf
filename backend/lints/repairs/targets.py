"""Repairs of what a loss or metric compares with: another kind of target, its sizes, or another loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backend.check.problems import Problem
from backend.data.declarations import Kind
from backend.declare.layer import LAYERS, Role
from backend.declare.parameters import Json
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.document.edits import ReplaceNode, SetParameters
from backend.document.graph import Node
from backend.lints.checked_graph import CheckedGraph
from backend.lints.classes import set_classes
from backend.lints.data_fields import DataFields
from backend.lints.fix import Fix
from backend.lints.repairs.before import as_length

CLASS_TARGETS = ("class_target", "token_target", "mask_target")
VALUE_TARGETS = ("value_target", "sequence_target", "image_target")
OTHER_LOSSES = ("cross_entropy", "mse", "binary_cross_entropy")


def other_losses(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """A loss for the kind of target that is there."""
    if checked.role(problem.node) is not Role.LOSS:
        return
    node = checked.node(problem.node)
    kept = {name: value for name, value in node.parameters.items() if name == "weight"}
    for type_name in OTHER_LOSSES:
        if type_name != node.type:
            other = ReplaceNode(replace(node, type=type_name, parameters=kept))
            yield Fix(f"Use {LAYERS.get(type_name).name}", (other,))


def other_targets(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Makes the target what the prediction is: as many classes, of its sizes, or of another kind."""
    if checked.role(problem.node) not in (Role.LOSS, Role.METRIC):
        return
    yield from set_classes(checked, problem.node)
    prediction, wire = (
        checked.reports[problem.node].types.get("prediction"),
        checked.wire_into(problem.node, "target"),
    )
    if wire is None or prediction is None or checked.role(wire.source) is not Role.TARGET:
        return
    yield from _resized(checked, wire.source, prediction)
    node = checked.node(wire.source)
    for type_name in _other_kinds(checked, node):
        kept = _parameters(type_name, node.parameters, prediction)
        words = f"Make {node.id!r} a {LAYERS.get(type_name).name}"
        yield Fix(words, (ReplaceNode(replace(node, type=type_name, parameters=kept)),))


def _resized(checked: CheckedGraph, target: str, prediction: TensorType) -> Iterator[Fix]:
    values = checked.values(target).as_dict()
    sizes = _sizes(prediction)
    own = {name: value for name, value in sizes.items() if name in values}
    for chosen in (own, {name: value for name, value in own.items() if name == "length"}):
        if chosen:
            shown = ", ".join(f"{name} {value}" for name, value in chosen.items())
            yield Fix(f"Set {target!r} to {shown}", (SetParameters(target, chosen),))
    if "ragged" in values:
        wanted = prediction.ragged is not None
        words = f"Switch ragged {'on' if wanted else 'off'} at {target!r}"
        yield Fix(words, (SetParameters(target, {"ragged": wanted}),))
        if prediction.ragged in DataFields(checked.document) and prediction.ragged != values["field"]:
            aligned: dict[str, Json] = {"ragged": True, "aligned_with": prediction.ragged}
            yield Fix(f"Align {target!r} with the field {prediction.ragged!r}", (SetParameters(target, aligned),))


def _sizes(prediction: TensorType) -> dict[str, Json]:
    """The sizes of a prediction by the names that targets have for them, where they can be set."""
    names: tuple[str, ...] = ("length", "features") if prediction.steps else ("features",)
    if prediction.rank == 4 and not prediction.steps:
        names = ("channels", "height", "width")
    sizes: Mapping[str, Size] = dict(zip(names, prediction.sizes[1:]))
    return {name: as_length(size) for name, size in sizes.items() if as_length(size) is not None}


def _other_kinds(checked: CheckedGraph, node: Node) -> Iterator[str]:
    """Targets of another kind, except that the numbers of classes are no values."""
    fields, name = DataFields(checked.document), node.parameters.get("field")
    holds_classes = name in fields and fields.kind(str(name)) in (Kind.CLASS, Kind.MASK)
    for type_name in (*CLASS_TARGETS, *(() if holds_classes else VALUE_TARGETS)):
        if type_name != node.type:
            yield type_name


def _parameters(type_name: str, given: Mapping[str, Json], prediction: TensorType) -> dict[str, Json]:
    names = {parameter.name for parameter in LAYERS.get(type_name).parameters}
    classes = prediction.sizes[1 if prediction.rank == 4 else -1]
    found = {**_sizes(prediction), "field": given.get("field"), "ragged": prediction.ragged is not None}
    if isinstance(classes, int):
        found |= {"classes": classes, "vocabulary": classes}
    return {name: value for name, value in found.items() if name in names and value not in (None, False)}
