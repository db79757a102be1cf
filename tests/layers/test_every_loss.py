"""Every declared loss is a finite number with finite gradients, and following these makes it smaller."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
import torch
from torch import Tensor

from backend import layers as layers
from backend.declare.layer import LAYERS, Layer, Role, ShapeError
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence
from tests.layers.test_losses import RAGGED, Types, calculate

LOSSES = [layer for layer in LAYERS if layer.role is Role.LOSS]
POOL = (
    floats(4),
    floats(1),
    floats(),
    integers(below=4),
    integers(below=2),
    floats(4, 3, 2),
    integers(3, 2, below=4),
    *RAGGED.values(),
    sequence(9, 4),
    TensorType(Element.INT, (BATCH, 3), steps=True, ragged="words", below=4),
)
STEPS, RATE, SEEDS = 20, 0.02, range(3)


def fitting(layer: Layer) -> Iterator[Types]:
    """What may arrive at a loss, of the usual types."""
    ports = [port.name for port in layer.inputs if not port.optional]
    for types in product(POOL, repeat=len(ports)):
        arriving = dict(zip(ports, types))
        try:
            layer.shape(layer.defaults(), arriving)
        except ShapeError:
            continue
        yield arriving


def drawn(types: Types, seed: int) -> dict[str, Tensor]:
    """Normal numbers, which learn; targets from 0 to 1, which are shares and counts too; and classes."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for port, kind in types.items():
        sizes = [3 if size == BATCH else int(str(size)) for size in kind.sizes]
        if kind.element is Element.INT:
            tensors[port] = torch.randint(0, kind.below or 2, sizes, generator=generator)
        elif port == "target":
            tensors[port] = torch.rand(sizes, generator=generator)
        else:
            tensors[port] = torch.randn(sizes, generator=generator, requires_grad=True)
    return tensors


@pytest.mark.parametrize("layer", LOSSES, ids=lambda layer: layer.type)
def test_the_usual_types_reach_it(layer: Layer) -> None:
    assert next(fitting(layer), None) is not None


@pytest.mark.parametrize("layer", LOSSES, ids=lambda layer: layer.type)
def test_it_is_finite_and_gets_smaller_along_its_gradient(layer: Layer) -> None:
    for types, seed in product(fitting(layer), SEEDS):
        tensors = drawn(types, seed)
        learning = [tensor for tensor in tensors.values() if tensor.requires_grad]
        values = []
        for _ in range(STEPS):
            value = calculate(layer.type, {}, tensors, types)
            assert value.shape == () and value.isfinite(), (types, value)
            gradients = torch.autograd.grad(value, learning, allow_unused=True)
            assert all(gradient is None or gradient.isfinite().all() for gradient in gradients), types
            assert any(gradient is not None for gradient in gradients), types
            values.append(value.item())
            with torch.no_grad():
                for tensor, gradient in zip(learning, gradients):
                    if gradient is not None:
                        tensor -= RATE * gradient
        assert values[-1] < values[0] or values[0] == values[-1] == min(values), (types, values)
