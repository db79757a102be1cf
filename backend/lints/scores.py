"""Lints of what enters a loss that takes raw scores."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backend.check.problems import Problem
from backend.declare.layer import Role
from backend.document.actions import remove_and_reconnect
from backend.document.edits import Connect, Disconnect, Edit
from backend.document.model import Wire
from backend.lints.families import BINARY_LOSSES, CLASS_LOSSES
from backend.lints.fix import Fix
from backend.lints.lint import Lint, warning
from backend.lints.sight import Sight

BEFORE_CLASS_LOSS = {
    "softmax": "takes raw scores and applies softmax itself, and a second softmax flattens what it can learn from",
    "log_softmax": "takes raw scores and applies log-softmax itself, so that this one does nothing",
    "sigmoid": "takes raw scores and applies softmax itself, and numbers from 0 to 1 tell classes apart poorly",
    "relu": "takes raw scores, and with negative ones cut off wrong classes can't be told apart",
}
BEFORE_BINARY_LOSS = {
    "sigmoid": "takes raw scores and applies sigmoid itself, and a second sigmoid keeps answers near one half",
    "softmax": "takes raw scores and applies sigmoid itself, and then never answers less than one half",
    "relu": "takes raw scores, and without negative ones it can never say no",
}
RULES = {
    "softmax": "softmax before the loss",
    "log_softmax": "softmax before the loss",
    "sigmoid": "sigmoid before the loss",
    "relu": "activation before the loss",
}


def _look(sight: Sight, rule: str) -> Iterator[Problem]:
    for losses, reasons in ((CLASS_LOSSES, BEFORE_CLASS_LOSS), (BINARY_LOSSES, BEFORE_BINARY_LOSS)):
        for loss in sight.of_type(losses):
            wire = sight.wire_into(loss, "prediction")
            reason = reasons.get(sight.type(wire.source)) if wire else None
            if wire is None or reason is None or RULES[sight.type(wire.source)] != rule:
                continue
            message = f"{sight.title(loss)} {reason}; received the output of {sight.title(wire.source)}"
            yield warning(loss, "prediction", rule, message, f"remove {wire.source!r}")


def _mend(sight: Sight, problem: Problem) -> Iterator[Fix]:
    wire = sight.wire_into(problem.node, "prediction")
    if wire is None:
        return
    layer = sight.layer(wire.source)
    name = layer.name if layer else wire.source
    if all(sight.role(reader.target) in (Role.LOSS, Role.METRIC) for reader in sight.readers(wire.source)):
        yield Fix(f"Remove the {name}", tuple(remove_and_reconnect(sight.document, [wire.source])))
    else:
        yield Fix(f"Wire what enters the {name} to the loss", _around(sight, wire.source))


def _around(sight: Sight, activation: str) -> tuple[Edit, ...]:
    """Losses and metrics read what the activation reads; the other readers keep it."""
    before = sight.document.wires_into(activation)[0]
    edits: list[Edit] = []
    for reader in sight.readers(activation):
        if sight.role(reader.target) in (Role.LOSS, Role.METRIC):
            edits += [Disconnect(reader), Connect(Wire(before.source, before.output, reader.target, reader.input))]
    return tuple(edits)


def _lint(rule: str) -> Lint:
    return Lint(rule, partial(_look, rule=rule), _mend)


LINTS = tuple(_lint(rule) for rule in dict.fromkeys(RULES.values()))
