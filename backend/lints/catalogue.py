"""Which functions find and fix the problems of each rule: all lints, and the proposals for the rules of the check.

Lints are listed by their modules; a new module of lints is added to ``LINTS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.lints import (
    activations,
    answers,
    batch_norm,
    data_fields,
    initial_weights,
    inserting,
    leaks,
    losses,
    odd_sizes,
    receptive_fields,
    scores,
    settings,
    sizes,
    time_axes,
    wires,
)
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import Fix, Lint
from backend.long_work import Pausable

LINTS: tuple[Lint, ...] = (
    *answers.LINTS,
    *leaks.LINTS,
    *activations.LINTS,
    *losses.LINTS,
    *data_fields.LINTS,
    *sizes.LINTS,
    *odd_sizes.LINTS,
    *batch_norm.LINTS,
    *receptive_fields.LINTS,
    *time_axes.LINTS,
    *scores.LINTS,
    *initial_weights.LINTS,
    *wires.LINTS,
)

Proposer = Callable[[CheckedGraph, Problem], Iterable[Fix]]

SHAPE: tuple[Proposer, ...] = (
    losses.other_losses,
    sizes.projections,
    sizes.kept_sizes,
    wires.earlier_outputs,
    wires.other_outputs,
    inserting.fitting_layers,
    inserting.readouts,
    losses.other_targets,
    settings.other_rank,
    sizes.equal_widths,
    sizes.equal_lengths,
    settings.other_values,
)
"""Tried for every problem of shapes: a rule can be broken in many ways, and what does not help is not offered."""

LIKELY: dict[str, tuple[Proposer, ...]] = {
    "classes": (losses.other_targets,),
    "blank": (losses.blank_of_ctc,),
    "shape": (odd_sizes.matching_sizes,),
    "sizes": (odd_sizes.unpooled_like, odd_sizes.matching_sizes),
    "indices": (odd_sizes.unpooled_like,),
    "index range": (odd_sizes.unpooled_like,),
    "element type": (losses.other_losses, inserting.fitting_layers, losses.other_targets),
    **dict.fromkeys(("vocabulary", "groups", "heads", "index", "axis", "axes"), (settings.other_values,)),
    **dict.fromkeys(("kernel", "padding", "dimensions"), (settings.other_values, sizes.kept_sizes)),
}
"""What is tried first for these rules of shapes, and alone where it helps."""

LAST_RESORTS: tuple[Proposer, ...] = (settings.back_to_defaults, wires.removed_node)
"""Tried for a problem of shapes where nothing else helps."""

BY_RULE: dict[str, tuple[Proposer, ...]] = {
    "parameter": (settings.wrong_values,),
    "unknown layer": (settings.unknown_layer, wires.removed_node),
    "unconnected": (wires.unconnected,),
    "cycle": (wires.cycles,),
    "port": (wires.missing_port,),
    "bypass": (settings.unbypass, wires.other_outputs),
    "inputs": (wires.removed_node,),
    "dropout": (settings.idle_dropout,),
    "field": (settings.other_field,),
    **{lint.rule: (lint.fix,) for lint in LINTS},
}

OF_SECTIONS: dict[str, tuple[Proposer, ...]] = {
    "monitor": (settings.other_monitor,),
    "training": (settings.default_training,),
    "initial weights": (initial_weights.wrong_defaults,),
}
"""For problems that belong to no node."""


def proposers(rule: str, of_node: bool = True) -> tuple[tuple[Proposer, ...], ...]:
    """The functions that propose fixes for a rule: one group after the other, until one helps."""
    if not of_node:
        return (OF_SECTIONS.get(rule, ()),)
    if rule in BY_RULE:
        return (BY_RULE[rule],)
    return LIKELY.get(rule, ()), SHAPE, LAST_RESORTS


def lint(checker: Checker) -> Pausable[tuple[Problem, ...]]:
    """What the lints find, in the order of the file's nodes. Give it to a `Checker` to have it in its problems."""
    checked = CheckedGraph(checker)
    found: list[Problem] = []
    for one in LINTS:
        # A pause between lints, in which a window can answer.
        yield
        found += one.find(checked)
    order = checker.document.order_of
    return tuple(sorted(found, key=lambda problem: order(problem.node) if problem.node else -1))
