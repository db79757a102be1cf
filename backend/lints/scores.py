"""Lints of what enters a loss that makes something of its prediction by itself, or wants it made."""

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
from backend.lints.families import CONVOLUTIONS, DENSE, TRANSPOSED
from backend.lints.fix import Fix
from backend.lints.inserting import NewLayer, insertion
from backend.lints.lint import Lint, warning

SOFTMAX_ITSELF = {
    "softmax": "takes raw scores and applies softmax itself, and a second softmax flattens what it can learn from",
    "log_softmax": "takes raw scores and applies log-softmax itself, so that this one does nothing",
    "sigmoid": "takes raw scores and applies softmax itself, and numbers from 0 to 1 tell classes apart poorly",
    "relu": "takes raw scores, and with negative ones cut off wrong classes can't be told apart",
}
RIVALS = {
    "softmax": "compares raw scores, and of numbers that add up to 1 none can lead by much",
    "log_softmax": "compares raw scores with each other, so that this log-softmax does nothing",
    "sigmoid": "compares raw scores, and of numbers from 0 to 1 none can lead by much",
    "relu": "compares raw scores, and with negative ones cut off wrong classes can't be told apart",
}
SIGMOID_ITSELF = {
    "sigmoid": "takes raw scores and applies sigmoid itself, and a second sigmoid keeps answers near one half",
    "softmax": "takes raw scores and applies sigmoid itself, and then never answers less than one half",
    "relu": "takes raw scores, and without negative ones it can never say no",
}
SIGNS = {
    "sigmoid": "takes raw scores whose sign decides, and after a sigmoid none is negative",
    "softmax": "takes raw scores whose sign decides, and after a softmax none is negative",
    "relu": "takes raw scores whose sign decides, and after a ReLU none is negative",
}
REASONS = {
    Takes.CLASS_SCORES: SOFTMAX_ITSELF,
    Takes.RIVAL_SCORES: RIVALS,
    Takes.BINARY_SCORES: SIGMOID_ITSELF,
    Takes.SIGNED_SCORES: SIGNS,
}
"""Why an activation must not stand before what takes each kind of prediction."""
RULES = {
    "softmax": "softmax before the loss",
    "log_softmax": "softmax before the loss",
    "sigmoid": "sigmoid before the loss",
    "relu": "activation before the loss",
}


LOGARITHM = "no log-probabilities"
SQUASHING = frozenset({"softmax", "sigmoid", "relu", "tanh"})
NO_LOGARITHMS = DENSE | CONVOLUTIONS | TRANSPOSED | SQUASHING
"""What never gives log-probabilities."""
GRADERS = (Role.LOSS, Role.METRIC)


def _look(checked: CheckedGraph, rule: str) -> Iterator[Problem]:
    for kind, reasons in REASONS.items():
        for grader in checked.expecting(kind, roles=GRADERS):
            wire = checked.wire_into(grader, "prediction")
            reason = reasons.get(checked.type(wire.source)) if wire else None
            if wire is None or reason is None or RULES[checked.type(wire.source)] != rule:
                continue
            message = f"{checked.title(grader)} {reason}; received the output of {checked.title(wire.source)}"
            yield warning(grader, "prediction", rule, message, f"remove {wire.source!r}")


def _look_for_logarithm(checked: CheckedGraph) -> Iterator[Problem]:
    for loss in checked.expecting(Takes.LOG_PROBABILITIES, roles=GRADERS):
        wire = checked.wire_into(loss, "prediction")
        if wire is not None and checked.type(wire.source) in NO_LOGARITHMS:
            source = checked.title(wire.source)
            message = f"{checked.title(loss)} takes log-probabilities; received the output of {source}"
            yield warning(loss, "prediction", LOGARITHM, message, "put a Log-softmax before it")


def _mend_logarithm(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    wire, node = checked.wire_into(problem.node, "prediction"), checked.node(problem.node)
    if wire is None:
        return
    received = checked.reports[problem.node].types.get("prediction")
    last = received is None or class_axis(received) == received.rank - 1
    axis: dict[str, Json] = {} if last else {"axis": "channels"}
    if checked.type(wire.source) in SQUASHING:
        words = f"Make {wire.source!r} a Log-softmax"
        yield Fix(words, (ReplaceNode(replace(checked.node(wire.source), type="log_softmax", parameters=axis)),))
    else:
        entering = checked.document.wire_into(problem.node, "prediction")
        if entering is not None:
            yield Fix("Insert a Log-softmax", insertion(checked, entering, [NewLayer("log_softmax", axis)]))
        kept = {name: value for name, value in node.parameters.items() if name == "weight"}
        yield Fix("Use Cross-entropy", (ReplaceNode(replace(node, type="cross_entropy", parameters=kept)),))


def _mend(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    wire = checked.wire_into(problem.node, "prediction")
    if wire is None:
        return
    layer = checked.layer(wire.source)
    name = layer.name if layer else wire.source
    if all(checked.role(reader.target) in (Role.LOSS, Role.METRIC) for reader in checked.readers(wire.source)):
        yield Fix(f"Remove the {name}", tuple(remove_and_reconnect(checked.document, [wire.source])))
    else:
        yield Fix(f"Wire what enters the {name} to the loss", _around(checked, wire.source))


def _around(checked: CheckedGraph, activation: str) -> tuple[Edit, ...]:
    """Losses and metrics read what the activation reads; the other readers keep it."""
    before = checked.document.wires_into(activation)[0]
    edits: list[Edit] = []
    for reader in checked.readers(activation):
        if checked.role(reader.target) in (Role.LOSS, Role.METRIC):
            edits += [Disconnect(reader), Connect(Wire(before.source, before.output, reader.target, reader.input))]
    return tuple(edits)


def _lint(rule: str) -> Lint:
    return Lint(rule, partial(_look, rule=rule), _mend)


LINTS = (
    *(_lint(rule) for rule in dict.fromkeys(RULES.values())),
    Lint(LOGARITHM, _look_for_logarithm, _mend_logarithm),
)
