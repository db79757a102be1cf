"""What a ragged sample's padding holds reaches no result, nor the gradient of a weight."""

from __future__ import annotations

import torch
from torch import Tensor

from backend.declare.layer import ShapeError
from backend.declare.lengths import LengthTexts
from backend.declare.tensor_type import TensorType, sequence
from backend.layer_proofs.built import Built, Case, tensor_of
from backend.layer_proofs.every_trial import EveryTrial
from backend.layer_proofs.trial import Trial
from backend.layer_proofs.words import required_ports

TIME = 6
KEY = "words"
RAGGED = sequence(TIME, 4, ragged=KEY)
CLIPS = sequence(TIME, 2, 4, 4, ragged=KEY)
LENGTHS = torch.tensor([2, TIME, 1])
FAR_OFF = 1e3
"""What padding is replaced by: nothing that a mean or a maximum could overlook."""


class Padding(EveryTrial):
    """On ragged sequences and clips, where the layer takes them."""

    def test_padding_reaches_no_result(self, trial: Trial) -> None:
        values = trial.layer.accept(trial.layer.example)
        for kind in (RAGGED, CLIPS):
            types = {**dict.fromkeys(required_ports(trial.layer), kind), **trial.example_types}
            try:
                built = Built(Case(trial.layer, values, types))
            except ShapeError:
                continue
            built.module.eval()
            assert_padding_reaches_nothing(built)


def assert_padding_reaches_nothing(built: Built) -> None:
    """Runs the layer twice, with other numbers in the padding the second time."""
    tensors = {port: tensor_of(kind) for port, kind in built.case.types.items()}
    others = {port: _repadded(tensors[port], kind) for port, kind in built.case.types.items()}
    for one, two in zip(_run(built, tensors), _run(built, others)):
        for before, after in zip(one, two):
            torch.testing.assert_close(before, after)


def _repadded(x: Tensor, kind: TensorType) -> Tensor:
    if kind.ragged is None:
        return x
    other = x.clone()
    for index, length in enumerate(LENGTHS):
        other[index, length:] = FAR_OFF if x.is_floating_point() else 0
    return other


def _lengths_behind(key: str) -> Tensor:
    """The lengths of an output: those of the input, or what windows make of them."""
    lengths: Tensor = eval(LengthTexts({KEY: "lengths"})[key], {"lengths": LENGTHS})
    return lengths


def _run(built: Built, tensors: dict[str, Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """The real part of every output, and the gradients of their sum of squares."""
    torch.manual_seed(0)
    real = []
    for port, result in built(tensors, LENGTHS).items():
        key = built.shaped.outputs[port].ragged
        ends = enumerate(_lengths_behind(key)) if key is not None else ()
        real.append(torch.cat([result[i, :n] for i, n in ends]) if key is not None else result)
    weights = list(built.module.parameters())
    if not weights:
        return real, []
    total = torch.stack([(result**2).sum() for result in real if result.is_floating_point()]).sum()
    return real, list(torch.autograd.grad(total, weights, allow_unused=True))
