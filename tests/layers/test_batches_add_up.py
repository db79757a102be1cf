"""Losses and metrics of a split don't depend on how its samples fall into batches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import torch
from torch import Tensor

from backend import layers as layers
from backend.declare.layer import LAYERS, Layer, Role, ShapeError
from backend.declare.parameters import Json
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence
from tests.layers.test_losses import RAGGED, STEPS, Types, sums_and_value

SAMPLES, SIZES = 8, (1, 3, 4, 8)
ACROSS_THE_BATCH = "matching"
"""The only loss whose formula compares the samples of a batch with each other."""
MEASURES = [layer for layer in LAYERS if layer.role in (Role.LOSS, Role.METRIC)]
BY_SAMPLE = [layer for layer in MEASURES if layer.type != ACROSS_THE_BATCH]
MASK = integers(3, 2, below=4, ignores=True)
POOL = (
    floats(4),
    floats(1),
    floats(),
    integers(below=4),
    integers(below=2),
    floats(4, 3, 2),
    MASK,
    *STEPS.values(),
    *RAGGED.values(),
    sequence(9, 4),
    TensorType(Element.INT, (BATCH, 3), steps=True, ragged="words", below=4),
)
OTHER_PARAMETERS: dict[str, dict[str, Json]] = {
    "cross_entropy": {"class_weights": [0.1, 2.0, 0.0, 5.0], "label_smoothing": 0.2},
    "binary_cross_entropy": {"positive_weight": 3.0},
    "quantile": {"quantiles": [0.1, 0.5, 0.6, 0.9]},
    "token_error_rate": {"ctc": False},
    "top_k": {"k": 2},
}


def _arriving(layer: Layer, given: dict[str, Json]) -> Iterator[Types]:
    ports = [port.name for port in layer.inputs if not port.optional]
    for types in product(POOL, repeat=len(ports)):
        arriving = dict(zip(ports, types))
        try:
            layer.shape(layer.accept(given), arriving)
        except ShapeError:
            continue
        yield arriving


def _drawn(types: Types) -> tuple[dict[str, Tensor], Tensor]:
    """Tensors and the lengths of ragged ones; the first three masks have no label at all."""
    generator = torch.Generator().manual_seed(4)
    tensors = {}
    for port, kind in types.items():
        sizes = [SAMPLES if size == BATCH else int(str(size)) for size in kind.sizes]
        if kind.element is Element.INT:
            tensors[port] = torch.randint(1, kind.below or 2, sizes, generator=generator)
        else:
            drawn = torch.rand if port == "target" else torch.randn
            tensors[port] = drawn(sizes, generator=generator)
        if kind.ignores:
            tensors[port][:3] = -1
            tensors[port][4, 0] = -1
    longest = min((tensor.shape[1] for tensor in tensors.values() if tensor.dim() > 1), default=1)
    return tensors, torch.randint(1, longest + 1, (SAMPLES,), generator=generator)


def _over_batches(layer: Layer, given: dict[str, Json], types: Types, size: int) -> float:
    tensors, lengths = _drawn(types)
    total: Any = 0
    for first in range(0, SAMPLES, size):
        rows = slice(first, first + size)
        batch = {port: tensor[rows] for port, tensor in tensors.items()}
        sums, value = sums_and_value(layer.type, given, batch, types, lengths[rows])
        assert sums.isfinite().all()
        total = total + sums.double()
    return float(value(total))


@pytest.mark.parametrize("layer", BY_SAMPLE, ids=lambda layer: layer.type)
def test_the_value_of_a_split_is_the_same_at_every_batch_size(layer: Layer) -> None:
    seen = 0
    for given in ({}, OTHER_PARAMETERS.get(layer.type, {})):
        for types in _arriving(layer, given):
            seen += 1
            whole, *parts = (_over_batches(layer, given, types, size) for size in reversed(SIZES))
            assert parts == pytest.approx([whole] * len(parts), rel=1e-5, abs=1e-6), (given, types)
    assert seen


@pytest.mark.parametrize("layer", BY_SAMPLE, ids=lambda layer: layer.type)
def test_a_batch_without_labels_adds_nothing_and_gives_no_gradient(layer: Layer) -> None:
    for types in _arriving(layer, {}):
        if not any(kind.ignores for kind in types.values()):
            continue
        tensors, _ = _drawn(types)
        scores = tensors["prediction"][:3].requires_grad_()
        sums, value = sums_and_value(
            layer.type, {}, {"prediction": scores, "target": tensors["target"][:3]}, types
        )
        assert not sums.any()
        if layer.role is Role.LOSS:
            value(sums).backward()
            assert scores.grad is not None and not scores.grad.any()


def test_losses_that_ignore_pixels_were_among_them() -> None:
    found = [layer.type for layer in BY_SAMPLE if any(MASK in types.values() for types in _arriving(layer, {}))]
    assert {"cross_entropy", "focal", "nll", "dice", "multi_margin", "mean_iou", "accuracy", "perplexity"} <= set(
        found
    )


def test_a_ratio_is_that_of_the_sums_and_a_mean_counts_what_it_divides_by() -> None:
    scores = torch.tensor([[0.0, 0.0], [0.0, 0.0]])
    types = {"prediction": floats(2), "target": integers(below=2)}
    batch = {"prediction": scores, "target": torch.tensor([0, 1])}
    sums, value = sums_and_value("cross_entropy", {"class_weights": [1.0, 3.0]}, batch, types)
    log2 = torch.tensor(2.0).log()
    torch.testing.assert_close(sums, torch.stack([4 * log2, torch.tensor(4.0)]))
    torch.testing.assert_close(value(sums), log2)
    answers = {"prediction": torch.full((1, 1), 100.0), "target": torch.ones(1, 1)}
    sums, value = sums_and_value("binary_dice", {}, answers, {"prediction": floats(1), "target": floats(1)})
    assert sums.tolist() == [1.0, 2.0]
    assert float(value(sums + torch.tensor([0.0, 1.0]))) == pytest.approx(1 - 3 / 4)


def test_the_loss_across_a_batch_says_so() -> None:
    assert "batch" in LAYERS.get(ACROSS_THE_BATCH).summary
    types = {"left": floats(4), "right": floats(4)}
    by_size = {size: _over_batches(LAYERS.get(ACROSS_THE_BATCH), {}, types, size) for size in (1, 8)}
    assert by_size[1] == pytest.approx(0, abs=1e-6) and by_size[8] > 0.1
