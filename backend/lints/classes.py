"""Lint of scores for more classes than there are."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.layer import Category, Takes
from backend.document.edits import SetParameters
from backend.layers.losses.common import class_axis
from backend.lints.checked_graph import CheckedGraph
from backend.lints.families import CONVOLUTIONS, DENSE, REARRANGING, TRANSPOSED
from backend.lints.fix import Fix
from backend.lints.lint import Lint, warning

RULE = "outputs unlike classes"
WIDTHS = {**dict.fromkeys(DENSE, "units"), **dict.fromkeys(CONVOLUTIONS | TRANSPOSED, "filters")}
"""The parameter that says how many numbers a layer gives."""
KEEPING = (Category.ACTIVATION, Category.NORMALISATION, Category.POOLING)
COUNTS = {"class_target": "classes", "mask_target": "classes", "token_target": "vocabulary"}


def outputs_and_classes(checked: CheckedGraph, loss: str) -> tuple[int, int] | None:
    """How many scores a loss gets and how many classes it compares with, where both are known."""
    types = checked.reports[loss].types
    if "prediction" not in types or "target" not in types or types["prediction"].rank < 2:
        return None
    scores, classes = types["prediction"].sizes[class_axis(types["prediction"])], types["target"].below
    if not isinstance(scores, int) or classes is None:
        return None
    blank: int = checked.values(loss).as_dict().get("blank", -1)
    return scores, max(classes, blank + 1)


def set_classes(checked: CheckedGraph, loss: str) -> Iterator[Fix]:
    """The edits that make scores and classes as many as each other."""
    counts = outputs_and_classes(checked, loss)
    if counts is None:
        return
    scores, classes = counts
    maker, target = scoring_layer(checked, loss), checked.wire_into(loss, "target")
    if maker is not None:
        width = WIDTHS[checked.type(maker)]
        words = f"Set {width} of {maker!r} to {classes}"
        yield Fix(words, (SetParameters(maker, {width: classes}),))
    if target is not None and checked.type(target.source) in COUNTS:
        count = COUNTS[checked.type(target.source)]
        words = f"Set {count} of {target.source!r} to {scores}"
        yield Fix(words, (SetParameters(target.source, {count: scores}),))


def scoring_layer(checked: CheckedGraph, loss: str, port: str = "prediction") -> str | None:
    """The layer whose width becomes the number of scores."""
    wire = checked.wire_into(loss, port)
    while wire is not None and checked.type(wire.source) not in WIDTHS:
        if not _hands_on(checked, wire.source):
            return None
        wire = checked.wire_into(wire.source, "in")
    return wire.source if wire is not None else None


def _hands_on(checked: CheckedGraph, node: str) -> bool:
    """Whether a layer gives as many features or channels as it gets, or only puts them in another order."""
    layer = checked.layer(node)
    return checked.type(node) in REARRANGING or (layer is not None and layer.category in KEEPING)


def _look(checked: CheckedGraph) -> Iterator[Problem]:
    for loss in checked.expecting(Takes.CLASS_SCORES, Takes.RIVAL_SCORES, Takes.LOG_PROBABILITIES):
        counts = outputs_and_classes(checked, loss)
        if counts is not None and counts[0] > counts[1]:
            scores, classes = counts
            message = (
                f"{checked.title(loss)} gets {scores} scores for {classes} classes, and some can never be right"
            )
            yield warning(loss, "prediction", RULE, message, f"give the last layer {classes} units")


LINTS = (Lint(RULE, _look, lambda checked, problem: set_classes(checked, problem.node)),)
