"""Lints of batch norm: a bias before it that has no effect, and a batch size for which it can't be computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backend.check.problems import Problem, Severity
from backend.declare.parameters import Json
from backend.declare.size import Size, product
from backend.document.edits import ReplaceNode, SetParameters, SetSection
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import BATCH_NORMS, CONVOLUTIONS, DENSE, DEPTHWISE, TRANSPOSED, Fix, Lint, warning
from backend.training.settings import examine_settings

BIASED = DENSE | CONVOLUTIONS | DEPTHWISE | TRANSPOSED
BIAS = "bias before batch norm"
BATCH_OF_ONE = "batch of one"
USUAL_BATCH = 32


def _find_bias(checked: CheckedGraph) -> Iterator[Problem]:
    for norm in checked.of_type(BATCH_NORMS):
        wire = checked.wire_into(norm, "in")
        if wire is None or checked.type(wire.source) not in BIASED:
            continue
        feeds_only_this = all(reader.target == norm for reader in checked.readers(wire.source))
        if feeds_only_this and checked.values(wire.source).as_dict().get("bias"):
            message = f"{checked.title(wire.source)} adds a bias that {checked.title(norm)} removes again"
            yield warning(wire.source, "", BIAS, message, "turn its bias off")


def _fix_bias(_: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    yield Fix("Turn the bias off", (SetParameters(problem.node, {"bias": False}),))


def _find_batch_of_one(checked: CheckedGraph) -> Iterator[Problem]:
    norms = list(checked.of_type(BATCH_NORMS))
    if not norms or _batch_size(checked) != 1:
        return
    for norm in norms:
        problem = warning(
            norm,
            "",
            BATCH_OF_ONE,
            f"{checked.title(norm)} computes mean and variance over the batch, but the batch size is 1",
            f"set the batch size to {USUAL_BATCH}, or use a Group norm",
        )
        yield replace(problem, severity=Severity.ERROR) if _has_single_value(checked, norm) else problem


def _batch_size(checked: CheckedGraph) -> int:
    settings, _ = examine_settings(checked.document.section("training"))
    return int(settings.values.batch_size)


def _has_single_value(checked: CheckedGraph, norm: str) -> bool:
    """Whether each channel of one sample is a single value, which has no variance."""
    received = next(iter(checked.reports[norm].types.values()), None)
    if received is None:
        return False
    axis = 2 if received.steps else 1
    count: Size = product(tuple(size for place, size in enumerate(received.sizes) if place not in (0, axis)))
    return count == 1


def _fix_batch_of_one(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    section = checked.document.section("training")
    settings: Mapping[str, Json] = section if isinstance(section, dict) else {}
    if checked.document.root is checked.document:
        larger = SetSection("training", {**settings, "batch_size": USUAL_BATCH})
        yield Fix(f"Set the batch size to {USUAL_BATCH}", (larger,))
    node = checked.node(problem.node)
    kept = {name: value for name, value in node.parameters.items() if name in ("epsilon", "affine")}
    yield Fix("Replace it with a Group norm", (ReplaceNode(replace(node, type="group_norm", parameters=kept)),))


LINTS = (Lint(BIAS, _find_bias, _fix_bias), Lint(BATCH_OF_ONE, _find_batch_of_one, _fix_batch_of_one))
