"""A classifier of the corpus starts as if all classes were equally likely: its loss is near ln(classes)."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from backend.declare.tensor_type import Element, TensorType
from backend.engine.build import build, outputs_of
from backend.source.objective import training_text
from backend.source.plan import Plan, Step, input_lengths
from tests.architectures.written import Written, read
from tools.draw_architectures import ARCHITECTURES

SMALL = [a.name for a in ARCHITECTURES if not a.large]
LARGE = [a.name for a in ARCHITECTURES if a.large]
FACTOR = 1.5
"""By how much the loss may differ from that of equal chances: scores vary by chance, more so of few classes."""
FACTORS = {"dcgan_discriminator": 2.0}
"""Exceptions. With the paper's N(0, 0.02²), one logit over 8,192 values has a standard deviation above 1."""
STEPS = (10, 64, 256)
"""Lengths to try where they may vary: some networks need long sequences."""
FEW, MANY = 4, 32
"""Samples: large networks need the time, and small ones the more to be judged by."""


def uninformed_loss(plan: Plan) -> float | None:
    """The loss of a model that takes all classes for equally likely; ``None`` where a loss is of another kind."""
    total = 0.0
    for step in plan.losses:
        if step.layer.type not in ("cross_entropy", "binary_cross_entropy"):
            return None
        total += step.values.weight * math.log(_classes(step))
    return total or None


def _classes(step: Step) -> int:
    if step.layer.type == "binary_cross_entropy":
        return 2
    scores = step.types["prediction"]
    classes = scores.sizes[-1] if scores.steps or scores.rank == 2 else scores.sizes[1]
    assert isinstance(classes, int)
    return classes


def first_loss(written: Written, time: int, batch: int) -> float:
    """In training, where batch norm uses the statistics of the batch; without gradients."""
    plan = written.source.plan
    made = build(training_text(plan), plan.class_name)
    model = made.make(0, torch.device("cpu")).train()
    torch.manual_seed(1)
    inputs = [_random(plan.types[step.node, "out"], time, batch) for step in plan.inputs]
    named = {step.name: value for step, value in zip(plan.inputs, inputs)}
    targets = {step.name: _random_target(plan.types[step.node, "out"], time, batch) for step in plan.targets}
    targets |= {name: value for name, value in named.items() if name in targets}
    lengths = {name: torch.full((batch,), time) for name in input_lengths(plan).values()}
    of_losses = {name: torch.full((batch,), value.shape[1]) for name, value in targets.items() if value.dim() > 1}
    with torch.no_grad():
        outputs = outputs_of(model(*inputs, **lengths))
        return made.compute_loss(made.compute_loss_sums(outputs, targets, of_losses)).item()


def _sizes(kind: TensorType, time: int, batch: int) -> list[int]:
    return [batch, *(size if isinstance(size, int) else time for size in kind.sizes[1:])]


def _random(kind: TensorType, time: int, batch: int) -> Tensor:
    if kind.element is Element.INT:
        return torch.randint(0, kind.below or 2, _sizes(kind, time, batch))
    return torch.randn(_sizes(kind, time, batch))


def _random_target(kind: TensorType, time: int, batch: int) -> Tensor:
    if kind.element is Element.INT:
        return _random(kind, time, batch)
    return torch.randint(0, 2, _sizes(kind, time, batch)).float()


def assert_near_equal_chances(name: str, batch: int) -> None:
    written = read(name)
    expected = uninformed_loss(written.source.plan)
    if expected is None:
        pytest.skip("no classifier")
    factor = FACTORS.get(name, FACTOR)
    assert expected / factor < loss_at_any_length(written, batch) < expected * factor


def loss_at_any_length(written: Written, batch: int) -> float:
    for steps in STEPS[:-1]:
        try:
            return first_loss(written, steps, batch)
        except RuntimeError:  # too short for the network's windows
            continue
    return first_loss(written, STEPS[-1], batch)


@pytest.mark.parametrize("name", SMALL)
def test_small_classifiers_start_near_equal_chances(name: str) -> None:
    assert_near_equal_chances(name, MANY)


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large_classifiers_start_near_equal_chances(name: str) -> None:
    assert_near_equal_chances(name, FEW)


def test_gpt2_starts_near_the_logarithm_of_its_vocabulary() -> None:
    """It began at 493 with embeddings of torch's standard deviation 1, by which its scores are products."""
    assert first_loss(read("gpt2_small"), 10, FEW) == pytest.approx(math.log(50_257), abs=0.3)
