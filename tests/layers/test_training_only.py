"""What happens in training alone: noise, dropped paths, random windows, gradients that are turned or stopped."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from backend import layers as layers
from backend.declare.layer import LAYERS
from backend.declare.parameters import Json
from backend.declare.tensor_type import Element, TensorType, floats
from backend.layer_proofs.built import Built, Case

VECTORS = {"in": floats(400)}
LATENT = {"mean": floats(400), "log_variance": floats(400)}
PICTURES = {"in": floats(2, 9, 9)}
RANDOM: list[tuple[str, dict[str, Json], dict[str, TensorType]]] = [
    ("gaussian_noise", {}, VECTORS),
    ("drop_path", {"rate": 0.5}, {"in": floats(2)}),
    ("reparametrise", {}, LATENT),
    ("alpha_dropout", {}, VECTORS),
    ("channel_alpha_dropout", {}, PICTURES),
    ("fractional_max_pool2d", {}, PICTURES),
    ("rrelu", {}, VECTORS),
]


def _built(kind: str, given: dict[str, Json], types: dict[str, TensorType]) -> Built:
    layer = LAYERS.get(kind)
    return Built(Case(layer, layer.accept(given), types))


@pytest.mark.parametrize("kind, given, types", RANDOM, ids=lambda value: value if isinstance(value, str) else "")
def test_random_in_training_and_certain_otherwise(
    kind: str, given: dict[str, Json], types: dict[str, TensorType]
) -> None:
    built = _built(kind, given, types)
    tensors = {port: torch.randn(40, *(int(str(size)) for size in t.sizes[1:])) for port, t in types.items()}
    first, again = (built(tensors)["out"] for _ in range(2))
    assert not torch.equal(first, again)
    built.module.eval()
    assert torch.equal(built(tensors)["out"], built(tensors)["out"])


def test_noise_and_samples_have_the_deviation_that_is_asked_for() -> None:
    noisy = _built("gaussian_noise", {"deviation": 0.5}, VECTORS)({"in": torch.zeros(100, 400)})["out"]
    torch.testing.assert_close(noisy.std(), torch.tensor(0.5), rtol=0.02, atol=0)
    tensors = {"mean": torch.full((100, 400), 2.0), "log_variance": torch.full((100, 400), -1.0)}
    sample = _built("reparametrise", {}, LATENT)(tensors)["out"]
    torch.testing.assert_close(sample.mean(), torch.tensor(2.0), rtol=0.02, atol=0)
    torch.testing.assert_close(sample.var().log(), torch.tensor(-1.0), rtol=0.03, atol=0)


def test_a_dropped_path_is_zero_and_the_others_make_up_for_it() -> None:
    out = _built("drop_path", {"rate": 0.25}, {"in": floats(3)})({"in": torch.ones(4000, 3)})["out"]
    assert set(out.flatten().tolist()) == {0.0, torch.tensor(1 / 0.75).item()}
    assert (out == out[:, :1]).all()
    torch.testing.assert_close(out.mean(), torch.tensor(1.0), rtol=0.05, atol=0)


@pytest.mark.parametrize(
    "kind, given, slope",
    [("gradient_reversal", {"scale": 0.5}, -0.5), ("gradient_reversal", {}, -1.0), ("stop_gradient", {}, 0.0)],
)
def test_values_pass_and_gradients_change(kind: str, given: dict[str, Json], slope: float) -> None:
    x = torch.randn(3, 400, requires_grad=True)
    out = _built(kind, given, VECTORS)({"in": x})["out"]
    assert torch.equal(out, x)
    (gradient,) = torch.autograd.grad((2 * out + x).sum(), x)
    torch.testing.assert_close(gradient, torch.full_like(x, 1 + 2 * slope))


def test_spectral_norm_keeps_a_layer_from_amplifying() -> None:
    built = _built("dense", {"units": 6, "bias": False, "normalise_weights": "spectral"}, {"in": floats(5)})
    for _ in range(50):
        built({"in": torch.randn(3, 5)})
    weight = built.module.get_submodule("node").weight
    assert isinstance(weight, torch.Tensor)
    torch.testing.assert_close(torch.linalg.matrix_norm(weight, 2), torch.tensor(1.0), rtol=1e-3, atol=0)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_unpooling_puts_values_back_where_they_were(rank: int) -> None:
    pictures, half = torch.randn(3, 2, *[8] * rank), floats(2, *[4] * rank)
    pooled = _built(f"max_pool_indices{rank}d", {}, {"in": floats(2, *[8] * rank)})({"in": pictures})
    types = {"in": half, "indices": TensorType(Element.INT, half.sizes)}
    restored = _built(f"max_unpool{rank}d", {}, types)({"in": pooled["out"], "indices": pooled["indices"]})["out"]
    kept = restored != 0
    assert kept.sum() == pooled["out"].numel()
    assert torch.equal(restored[kept], pictures[kept])


@pytest.mark.parametrize("sizes", [(8, 8), (9, 8), (8, 9), (11, 7)])
@pytest.mark.parametrize(
    "given", [{}, {"kernel": 3}, {"kernel": 3, "stride": 2}, {"padding": 1}, {"stride": 3, "ceil": True}]
)
def test_the_largest_index_of_a_pooling_is_known(sizes: tuple[int, int], given: dict[str, Json]) -> None:
    """Values that grow along all axes have the largest of each window at its end."""
    built = _built("max_pool_indices2d", given, {"in": floats(1, *sizes)})
    growing = torch.arange(sizes[0] * sizes[1], dtype=torch.float32).reshape(1, 1, *sizes)
    assert built({"in": growing})["indices"].max() + 1 == built.shaped.outputs["indices"].below


def test_unpooling_like_what_was_pooled_equals_torch_with_that_size() -> None:
    pictures = torch.randn(2, 3, 11, 9)
    pooled, indices = F.max_pool2d(pictures, 2, return_indices=True)
    types = {"in": floats(3, 5, 4), "indices": TensorType(Element.INT, floats(3, 5, 4).sizes)}
    built = _built("max_unpool2d", {}, {**types, "like": floats(3, 11, 9)})
    restored = built({"in": pooled, "indices": indices, "like": pictures})["out"]
    assert torch.equal(restored, F.max_unpool2d(pooled, indices, [2, 2], output_size=(11, 9)))
