"""Lints of batch norm: a bias that it takes out again, and batches that it can't be worked out over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backend.check.problems import Problem, Severity
from backend.declare.parameters import Json
from backend.declare.size import Size, product
from backend.document.edits import ReplaceNode, SetParameters, SetSection
from backend.lints.lint import BATCH_NORMS, CONVOLUTIONS, DENSE, DEPTHWISE, TRANSPOSED, Fix, Lint, warning
from backend.lints.sight import Sight
from backend.training.settings import examine_settings

BIASED = DENSE | CONVOLUTIONS | DEPTHWISE | TRANSPOSED
BIAS = "bias before batch norm"
BATCH_OF_ONE = "batch of one"
USUAL_BATCH = 32


def _find_bias(sight: Sight) -> Iterator[Problem]:
    for norm in sight.of_type(BATCH_NORMS):
        wire = sight.wire_into(norm, "in")
        if wire is None or sight.type(wire.source) not in BIASED:
            continue
        feeds_only_this = all(reader.target == norm for reader in sight.readers(wire.source))
        if feeds_only_this and sight.values(wire.source).as_dict().get("bias"):
            message = f"{sight.title(wire.source)} adds a bias that {sight.title(norm)} takes out again"
            yield warning(wire.source, "", BIAS, message, "switch its bias off")


def _fix_bias(_: Sight, problem: Problem) -> Iterator[Fix]:
    yield Fix("Switch the bias off", (SetParameters(problem.node, {"bias": False}),))


def _find_batch_of_one(sight: Sight) -> Iterator[Problem]:
    norms = list(sight.of_type(BATCH_NORMS))
    if not norms or _batch_size(sight) != 1:
        return
    for norm in norms:
        problem = warning(
            norm,
            "",
            BATCH_OF_ONE,
            f"{sight.title(norm)} takes mean and variance over the batch, and the batch size is 1",
            f"set the batch size to {USUAL_BATCH}, or use a Group norm",
        )
        yield replace(problem, severity=Severity.ERROR) if _has_one_number(sight, norm) else problem


def _batch_size(sight: Sight) -> int:
    settings, _ = examine_settings(sight.document.section("training"))
    return int(settings.values.batch_size)


def _has_one_number(sight: Sight, norm: str) -> bool:
    """Whether each channel of one sample is a single number, from which torch takes no variance."""
    received = next(iter(sight.reports[norm].types.values()), None)
    if received is None:
        return False
    axis = 2 if received.steps else 1
    count: Size = product(tuple(size for place, size in enumerate(received.sizes) if place not in (0, axis)))
    return count == 1


def _fix_batch_of_one(sight: Sight, problem: Problem) -> Iterator[Fix]:
    section = sight.document.section("training")
    settings: Mapping[str, Json] = section if isinstance(section, dict) else {}
    if sight.document.root is sight.document:
        larger = SetSection("training", {**settings, "batch_size": USUAL_BATCH})
        yield Fix(f"Set the batch size to {USUAL_BATCH}", (larger,))
    node = sight.node(problem.node)
    kept = {name: value for name, value in node.parameters.items() if name in ("epsilon", "affine")}
    yield Fix("Replace by a Group norm", (ReplaceNode(replace(node, type="group_norm", parameters=kept)),))


LINTS = (Lint(BIAS, _find_bias, _fix_bias), Lint(BATCH_OF_ONE, _find_batch_of_one, _fix_batch_of_one))
