"""Which arguments bring the lengths of ragged inputs."""

from __future__ import annotations

from collections.abc import Mapping

from backend.declare.lengths import LengthTexts
from backend.source.plan import Plan


def input_lengths(plan: Plan) -> Mapping[str, str]:
    """For each ragged key the argument that brings its lengths: that of the first input with this key.

    Asked for the key of lengths behind windows, it computes them.
    """
    lengths = LengthTexts()
    for step in plan.inputs:
        key = plan.types[step.node, "out"].ragged
        if key is not None:
            lengths.setdefault(key, f"{step.name}_lengths")
    return lengths
