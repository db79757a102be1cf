"""What a proof is of, and what it compared in words: for the code panel and for the command line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from backend.training.events import Verified


def source_key(text: str) -> str:
    """What tells one exported text from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def short_words(proof: Verified) -> str:
    """``3 batch sizes, 3 lengths · outputs and 62 gradients equal, difference 0``."""
    lengths = f", {len(proof.steps)} lengths" if proof.steps else ""
    gradients = proof.parameter_gradients + proof.input_gradients
    what = f"outputs and {_counted(gradients, 'gradient')}" if gradients else "outputs"
    return f"{len(proof.batches)} batch sizes{lengths} · {what} equal, difference 0"


def proof_facts(proof: Verified) -> list[tuple[str, str]]:
    """What was compared, as rows of a title and words."""
    trained, all_batches = _listed(proof.trained_batches), _listed(proof.batches)
    lengths = f"{_listed(proof.steps)} steps" if proof.steps else "no length varies in this model"
    if proof.own_lengths:
        lengths += "; in the larger batches each sample has a length of its own"
    gradients = f"{proof.parameter_gradients} of parameters, {proof.input_gradients} of inputs"
    facts = [
        ("Compared", "the module that a training builds, and the exported file alone in a clean interpreter"),
        ("Batch sizes", f"{all_batches} in evaluation; {trained} in training too, with the same random numbers"),
        ("Lengths", lengths),
        ("Weights", f"{_counted(proof.weights, 'tensor')}; {proof.parameters:,} parameters that learn"),
        ("Outputs", _counted(proof.outputs, "tensor") + " in each run"),
        ("Gradients", gradients),
        ("Difference", f"0: all {proof.tensors:,} tensors agree to the last bit"),
        ("Versions", f"Python {proof.python}, torch {proof.torch}"),
        ("Source", f"sha256 {proof.source[:16]}…"),
        ("Time", f"{proof.seconds:.1f} s"),
    ]
    if proof.not_finite:
        few = f"{proof.not_finite:,} of the tensors hold infinite or undefined numbers, the same on both sides"
        facts.insert(7, ("Not finite", few))
    return facts


def _listed(numbers: Iterable[int]) -> str:
    """``1, 2 and 7``."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
