"""Initial weights that let a model begin far from what it could know: scores from large embeddings."""

from __future__ import annotations

import math
from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.initialisation import InitialParameter, chosen
from backend.document.edits import SetParameters, SetSection
from backend.layers.initialisation import DEFAULTS
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import Fix, Lint, warning
from backend.source.initial_weights import document_defaults, resolved

LARGE_SCORES = "large first scores"
SMALL_STD = 0.02
MAX_FIRST_SCORE = 3.0
"""The standard deviation of scores from which a softmax is nearly sure of one class, most often a wrong one."""


def _find_large_scores(checked: CheckedGraph) -> Iterator[Problem]:
    defaults = document_defaults(checked.document.section("initialisation"))
    for scores in checked.of_type(("tied_projection",)):
        wire = checked.wire_into(scores, "weight")
        if wire is None or checked.type(wire.source) != "embedding" or checked.values(scores).scaled:
            continue
        layer, values = checked.layer(wire.source), checked.values(wire.source)
        parameter = layer.parameter("initial_weight") if layer is not None else None
        assert isinstance(parameter, InitialParameter)
        choice = chosen(resolved(parameter, values, defaults))
        std = 1.0 if choice is None else choice.values.get("std", 0.0)
        # Of vectors whose features have about the size 1, as those behind a norm.
        size = std * math.sqrt(values.features)
        if size <= MAX_FIRST_SCORE:
            continue
        message = (
            f"{checked.title(scores)} compares with the vectors of {wire.source!r}, which start with a standard "
            f"deviation of {std:g}: the first scores are about ±{size:.0f}, and the loss far above that of equal "
            "chances"
        )
        advice = f"initialise {wire.source!r} with Normal, std {SMALL_STD}, or turn on 'scaled'"
        yield warning(scores, "weight", LARGE_SCORES, message, advice)


def _fix_large_scores(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    wire = checked.wire_into(problem.node, "weight")
    if wire is not None:
        normal = {"type": "normal", "std": SMALL_STD}
        words = f"Initialise {wire.source!r} with Normal, std {SMALL_STD}"
        yield Fix(words, (SetParameters(wire.source, {"initial_weight": normal}),))
    yield Fix("Divide the scores by √features", (SetParameters(problem.node, {"scaled": True}),))


def wrong_defaults(checked: CheckedGraph, _: Problem) -> Iterator[Fix]:
    """Takes back a default of the document that can't be used."""
    section = checked.document.section("initialisation")
    given = section if isinstance(section, dict) else {}
    for name in dict.fromkeys(item.parameter for item in DEFAULTS.examine(given)[1]):
        kept = {key: value for key, value in given.items() if key != name}
        yield Fix(
            f"Take the initial {name[:40]!r} of the document back", (SetSection("initialisation", kept or None),)
        )


LINTS = (Lint(LARGE_SCORES, _find_large_scores, _fix_large_scores),)
