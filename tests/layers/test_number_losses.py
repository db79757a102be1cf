"""Quantiles and order: the written code against formulas of its own, and what these losses refuse."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from backend import layers as layers
from backend.declare.layer import LAYERS, ShapeError
from backend.declare.parameters import Numbers
from backend.declare.tensor_type import TensorType, floats, integers, sequence
from backend.errors import LoomError
from tests.layers.test_losses import REAL, Types, calculate, drawn, mean

SEVERAL = [0.1, 0.5, 0.75, 1.0]
ONE: Types = {"prediction": floats(4), "target": floats(4)}
VECTORS: Types = {"prediction": floats(4), "target": floats(1)}
STEPS: Types = {"prediction": sequence(5, 4), "target": sequence(5, 1)}
RAGGED: Types = {"prediction": sequence(5, 4, ragged="words"), "target": sequence(5, 1, ragged="words")}
PICTURES: Types = {"prediction": floats(4, 3, 2), "target": floats(1, 3, 2)}


def pinball(prediction: Tensor, target: Tensor, share: float) -> Tensor:
    error = target - prediction
    return share * error if error > 0 else (share - 1) * error


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_one_quantile_is_compared_number_by_number(share: float) -> None:
    tensors = drawn(ONE)
    pairs = zip(tensors["prediction"].flatten(), tensors["target"].flatten())
    expected = mean([pinball(p, t, share) for p, t in pairs])
    torch.testing.assert_close(calculate("quantile", {"quantiles": [share]}, tensors, ONE), expected)


@pytest.mark.parametrize(
    "types", [VECTORS, STEPS, RAGGED, PICTURES], ids=["vectors", "steps", "ragged", "pictures"]
)
def test_several_quantiles_share_one_right_number(types: Types) -> None:
    tensors = drawn(types)
    axis = 1 if types is PICTURES else -1
    predictions, targets = (tensors[port].movedim(axis, -1) for port in ("prediction", "target"))
    if types is RAGGED:
        predictions, targets = (torch.cat([x[i, :n] for i, n in enumerate(REAL)]) for x in (predictions, targets))
    rows = zip(predictions.reshape(-1, 4), targets.flatten())
    expected = mean([pinball(p, t, share) for row, t in rows for p, share in zip(row, SEVERAL)])
    torch.testing.assert_close(calculate("quantile", {"quantiles": SEVERAL}, tensors, types), expected)


def test_it_is_least_at_the_quantile() -> None:
    """Of the numbers 0 to 100 a share of 0.9 lies below 90."""
    types = {"prediction": floats(1), "target": floats(1)}
    targets = torch.arange(101.0)[:, None]
    losses = [
        calculate(
            "quantile",
            {"quantiles": [0.9]},
            {"prediction": torch.full((101, 1), float(guess)), "target": targets},
            types,
        )
        for guess in range(101)
    ]
    assert min(range(101), key=lambda guess: float(losses[guess])) == 90


@pytest.mark.parametrize(
    "prediction, target, port",
    [
        (floats(3), floats(1), "prediction"),
        (floats(4), floats(4), "target"),
        (floats(4), integers(below=4), "target"),
        (sequence(5, 4, ragged="words"), sequence(5, 1), "target"),
    ],
    ids=str,
)
def test_quantiles_that_do_not_fit_are_refused_at_their_port(
    prediction: TensorType, target: TensorType, port: str
) -> None:
    layer = LAYERS.get("quantile")
    with pytest.raises(ShapeError) as caught:
        layer.shape(layer.accept({"quantiles": SEVERAL}), {"prediction": prediction, "target": target})
    assert caught.value.port == port and caught.value.advice


def test_quantiles_are_shares() -> None:
    layer = LAYERS.get("quantile")
    with pytest.raises(LoomError, match="numbers of at least 0 and at most 1; received"):
        layer.accept({"quantiles": [50]})
    (quantiles,) = (parameter for parameter in layer.parameters if isinstance(parameter, Numbers))
    assert quantiles.schema()["items"] == {"type": "number", "minimum": 0, "maximum": 1}


@pytest.mark.parametrize("score", [floats(1), floats()], ids=str)
@pytest.mark.parametrize("target", [integers(below=2), floats(1), floats()], ids=str)
def test_the_score_that_should_be_higher_leads_by_a_margin(score: TensorType, target: TensorType) -> None:
    types = {"left": score, "right": score, "target": target}
    tensors = drawn(types)
    first = torch.tensor([1, 0, 1])
    tensors["target"] = first.reshape(tensors["target"].shape).to(tensors["target"].dtype)
    leads = [
        (left - right) if is_first else (right - left)
        for left, right, is_first in zip(tensors["left"].flatten(), tensors["right"].flatten(), first)
    ]
    expected = mean([(0.3 - lead).relu() for lead in leads])
    torch.testing.assert_close(calculate("margin_ranking", {"margin": 0.3}, tensors, types), expected)


@pytest.mark.parametrize(
    "port, kind", [("left", floats(4)), ("right", sequence(4, 1)), ("target", integers(below=3))], ids=str
)
def test_ranking_takes_one_score_for_each(port: str, kind: TensorType) -> None:
    layer = LAYERS.get("margin_ranking")
    types = {"left": floats(1), "right": floats(1), "target": integers(below=2), port: kind}
    with pytest.raises(ShapeError) as caught:
        layer.shape(layer.defaults(), types)
    assert caught.value.port == port
