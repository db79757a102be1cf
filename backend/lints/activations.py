"""Lints of activations: missing between linear layers, or unwanted before a loss that applies its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from backend.check.problems import Problem
from backend.declare.layer import Role, Takes
from backend.declare.parameters import Json
from backend.document.actions import remove_and_reconnect
from backend.document.edits import Connect, Disconnect, Edit, ReplaceNode
from backend.document.graph import Wire
from backend.layers.losses.common import class_axis
from backend.lints.checked_graph import CheckedGraph
from backend.lints.inserting import NewLayer, insertion
from backend.lints.lint import (
    BATCH_NORMS,
    CONVOLUTIONS,
    DENSE,
    DROPOUTS,
    REARRANGING,
    TRANSPOSED,
    Fix,
    Lint,
    warning,
)

MISSING = "missing activation"
WEIGHTED = DENSE | CONVOLUTIONS | TRANSPOSED
LINEAR = REARRANGING | DROPOUTS | BATCH_NORMS
"""Layers that may stand between without making the two nonlinear together."""


def _find_missing(checked: CheckedGraph) -> Iterator[Problem]:
    for node in checked.of_type(WEIGHTED):
        first = _first_of_pair(checked, node)
        if first is not None and not _is_intended(checked, first, node):
            message = (
                f"{checked.title(node)} follows {checked.title(first)} without an activation between them, "
                "and two linear layers in a row are equivalent to a single one"
            )
            yield warning(node, "in", MISSING, message, "insert a ReLU between them")


def _first_of_pair(checked: CheckedGraph, node: str) -> str | None:
    """The layer with weights that feeds a node through linear layers only, and that feeds nothing else."""
    wire = checked.wire_into(node, "in")
    # Back through linear layers only. A branch to anything else ends the search,
    # as the result in between is used for itself there.
    while wire is not None:
        source = checked.type(wire.source)
        if source not in WEIGHTED | LINEAR or not _only_feeds_weighted(checked, wire.source):
            return None
        if source in WEIGHTED:
            return wire.source if _are_alike(source, checked.type(node)) else None
        wire = checked.wire_into(wire.source, "in")
    return None


def _are_alike(first: str, second: str) -> bool:
    """Layers of two kinds, such as a convolution and the Dense after it, can't be replaced by one."""
    return any(first in kind and second in kind for kind in (DENSE, CONVOLUTIONS, TRANSPOSED))


def _only_feeds_weighted(checked: CheckedGraph, node: str) -> bool:
    return all(checked.type(reader.target) in WEIGHTED | LINEAR for reader in checked.readers(node))


def _is_intended(checked: CheckedGraph, first: str, second: str) -> bool:
    """A bottleneck is a map of low rank, and grouped or one-sided filters factorise one convolution."""
    entering, middle, leaving = _width_into(checked, first), _width(checked, first), _width(checked, second)
    if entering is not None and middle < min(entering, leaving):
        return True
    return any(_is_half(checked, node) for node in (first, second))


def _is_half(checked: CheckedGraph, node: str) -> bool:
    values = checked.values(node).as_dict()
    return values.get("groups", 1) > 1 or isinstance(values.get("kernel", 1), list)


def _width(checked: CheckedGraph, node: str) -> int:
    values = checked.values(node).as_dict()
    return int(values["units"] if "units" in values else values["filters"])


def _width_into(checked: CheckedGraph, node: str) -> int | None:
    """How many features or channels enter, where known."""
    received = next(iter(checked.reports[node].types.values()), None)
    if received is None or received.rank < 2:
        return None
    dense = checked.type(node) in DENSE
    axis = received.rank - 1 if dense else 2 if received.steps else 1
    size = received.sizes[axis] if axis < received.rank else None
    return size if isinstance(size, int) else None


def _fix_missing(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    wire = checked.document.wire_into(problem.node, "in")
    spot = _where_activation_belongs(checked, wire) if wire else None
    if spot is not None:
        for part, words in ((NewLayer("relu"), "Insert a ReLU"), (NewLayer("gelu"), "Insert a GELU")):
            yield Fix(words, insertion(checked, spot, [part]))


def _where_activation_belongs(checked: CheckedGraph, wire: Wire) -> Wire:
    """The wire after the first layer and its norm: an activation belongs before dropout and flattening."""
    while checked.type(wire.source) in REARRANGING | DROPOUTS or checked.passes_on(wire.source):
        wires = checked.document.wires_into(wire.source)
        if not wires:
            break
        wire = wires[0]
    return wire


SOFTMAX_ITSELF = {
    "softmax": "expects logits and applies softmax itself, and a second softmax flattens its gradients",
    "log_softmax": "expects logits and applies log-softmax itself, so this one has no effect",
    "sigmoid": "expects logits and applies softmax itself, and values from 0 to 1 separate classes poorly",
    "relu": "expects logits, and with negative ones cut off, wrong classes can't be ruled out",
}
RIVALS = {
    "softmax": "compares raw scores, and of values that sum to 1 none can lead by much",
    "log_softmax": "compares raw scores, so this log-softmax has no effect",
    "sigmoid": "compares raw scores, and of values from 0 to 1 none can lead by much",
    "relu": "compares raw scores, and with negative ones cut off, wrong classes can't be ruled out",
}
SIGMOID_ITSELF = {
    "sigmoid": "expects logits and applies sigmoid itself, and a second sigmoid keeps predictions near one half",
    "softmax": "expects logits and applies sigmoid itself, so after a softmax no prediction is below one half",
    "relu": "expects logits, and without negative ones no prediction is below one half",
}
SIGNS = {
    "sigmoid": "expects raw scores whose sign decides, and after a sigmoid none is negative",
    "softmax": "expects raw scores whose sign decides, and after a softmax none is negative",
    "relu": "expects raw scores whose sign decides, and after a ReLU none is negative",
}
NARROW = ("tanh", "hard_tanh", "softsign")
"""Activations with values from -1 to 1."""
SOFTMAX_ITSELF |= dict.fromkeys(
    NARROW, "expects logits and applies softmax itself, and values from -1 to 1 separate classes poorly"
)
RIVALS |= dict.fromkeys(NARROW, "compares raw scores, and of values from -1 to 1 none can lead by much")
SIGMOID_ITSELF |= dict.fromkeys(
    NARROW, "expects logits and applies sigmoid itself, and from values up to 1 no prediction is surer than 73 %"
)
for _texts in (SOFTMAX_ITSELF, RIVALS, SIGMOID_ITSELF, SIGNS):
    _texts |= {"hard_sigmoid": _texts["sigmoid"], "relu6": _texts["relu"], "softplus": _texts["relu"]}
SIGNS |= dict.fromkeys(
    ("relu6", "softplus"), "expects raw scores whose sign decides, and none of these is negative"
)
REASONS = {
    Takes.CLASS_SCORES: SOFTMAX_ITSELF,
    Takes.RIVAL_SCORES: RIVALS,
    Takes.BINARY_SCORES: SIGMOID_ITSELF,
    Takes.SIGNED_SCORES: SIGNS,
}
"""Why an activation is wrong before what expects each kind of prediction."""
RULES = {
    "softmax": "softmax before the loss",
    "log_softmax": "softmax before the loss",
    "sigmoid": "sigmoid before the loss",
    "hard_sigmoid": "sigmoid before the loss",
    **dict.fromkeys(("relu", "relu6", "softplus", *NARROW), "activation before the loss"),
}


LOGARITHM = "no log-probabilities"
SQUASHING = frozenset({"softmax", "sigmoid", "relu", "tanh"})
NO_LOGARITHMS = DENSE | CONVOLUTIONS | TRANSPOSED | SQUASHING
"""Layers whose output is never log-probabilities."""
GRADERS = (Role.LOSS, Role.METRIC)


def _find_unwanted(checked: CheckedGraph, rule: str) -> Iterator[Problem]:
    for kind, reasons in REASONS.items():
        for grader in checked.expecting(kind, roles=GRADERS):
            wire = checked.wire_into(grader, "prediction")
            reason = reasons.get(checked.type(wire.source)) if wire else None
            if wire is None or reason is None or RULES[checked.type(wire.source)] != rule:
                continue
            message = f"{checked.title(grader)} {reason}; received the output of {checked.title(wire.source)}"
            yield warning(grader, "prediction", rule, message, f"remove {wire.source!r}")


def _find_missing_logarithm(checked: CheckedGraph) -> Iterator[Problem]:
    for loss in checked.expecting(Takes.LOG_PROBABILITIES, roles=GRADERS):
        wire = checked.wire_into(loss, "prediction")
        if wire is not None and checked.type(wire.source) in NO_LOGARITHMS:
            source = checked.title(wire.source)
            message = f"{checked.title(loss)} expects log-probabilities; received the output of {source}"
            yield warning(loss, "prediction", LOGARITHM, message, "insert a Log-softmax before it")


def _fix_missing_logarithm(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    wire, node = checked.wire_into(problem.node, "prediction"), checked.node(problem.node)
    if wire is None:
        return
    received = checked.reports[problem.node].types.get("prediction")
    last = received is None or class_axis(received) == received.rank - 1
    axis: dict[str, Json] = {} if last else {"axis": "channels"}
    if checked.type(wire.source) in SQUASHING:
        words = f"Change {wire.source!r} to a Log-softmax"
        yield Fix(words, (ReplaceNode(replace(checked.node(wire.source), type="log_softmax", parameters=axis)),))
    else:
        entering = checked.document.wire_into(problem.node, "prediction")
        if entering is not None:
            yield Fix("Insert a Log-softmax", insertion(checked, entering, [NewLayer("log_softmax", axis)]))
        kept = {name: value for name, value in node.parameters.items() if name == "weight"}
        yield Fix("Use Cross-entropy", (ReplaceNode(replace(node, type="cross_entropy", parameters=kept)),))


def _fix_unwanted(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    wire = checked.wire_into(problem.node, "prediction")
    if wire is None:
        return
    layer = checked.layer(wire.source)
    name = layer.name if layer else wire.source
    if all(checked.role(reader.target) in (Role.LOSS, Role.METRIC) for reader in checked.readers(wire.source)):
        yield Fix(f"Remove the {name}", tuple(remove_and_reconnect(checked.document, [wire.source])))
    else:
        yield Fix(f"Connect the input of the {name} to the loss", _around(checked, wire.source))


def _around(checked: CheckedGraph, activation: str) -> tuple[Edit, ...]:
    """Losses and metrics read the input of the activation; its other readers keep its output."""
    before = checked.document.wires_into(activation)[0]
    edits: list[Edit] = []
    for reader in checked.readers(activation):
        if checked.role(reader.target) in (Role.LOSS, Role.METRIC):
            edits += [Disconnect(reader), Connect(Wire(before.source, before.output, reader.target, reader.input))]
    return tuple(edits)


def _unwanted(rule: str) -> Lint:
    return Lint(rule, partial(_find_unwanted, rule=rule), _fix_unwanted)


LINTS = (
    *(_unwanted(rule) for rule in dict.fromkeys(RULES.values())),
    Lint(LOGARITHM, _find_missing_logarithm, _fix_missing_logarithm),
    Lint(MISSING, _find_missing, _fix_missing),
)
