"""Layers between targets and losses: computed with the losses, and kept out of the model."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from backend.check.checker import Checker
from backend.document.document import Document
from backend.engine.build import BuiltModel, build
from backend.errors import LoomError
from backend.source.objective import training_text
from backend.source.planner import make_plan
from tests.lints.drawing import Placed, drawn

X: Placed = ("x", "vector", {"features": 4})
SCORES: Placed = ("scores", "dense", {"units": 3})
WIRED = "x.out>scores.in "


def built(document: Document) -> BuiltModel:
    plan = make_plan(document, Checker(document))
    return build(training_text(plan), plan.class_name)


def graded(document: Document, targets: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """The prediction of a fresh model, and the loss."""
    made = built(document)
    x = torch.randn(5, 4)
    prediction = made.make(0, torch.device("cpu"))(x)
    return prediction, made.compute_loss(made.compute_loss_sums((prediction,), targets, {}))


def test_a_one_hot_target_is_made_in_the_loss() -> None:
    document = drawn(
        [X, SCORES, ("y", "class_target", {"classes": 3}), ("hot", "one_hot", {}), ("loss", "mse", {})],
        WIRED + "scores.out>loss.prediction y.out>hot.in hot.out>loss.target",
    )
    y = torch.tensor([0, 2, 1, 1, 0])
    prediction, loss = graded(document, {"y": y})
    torch.testing.assert_close(loss, F.mse_loss(prediction, F.one_hot(y, 3).float()))


def test_a_weighted_map_is_drawn_from_arithmetic() -> None:
    nodes: list[Placed] = [
        X,
        SCORES,
        ("y", "value_target", {"features": 3}),
        ("weights", "value_target", {"features": 3}),
        ("difference", "subtract", {}),
        ("square", "multiply", {}),
        ("weighted", "multiply", {}),
        ("loss", "mean_value", {}),
        ("mae", "mae", {}),
    ]
    wires = (
        "scores.out>difference.left y.out>difference.right difference.out>square.in1 difference.out>square.in2 "
        "square.out>weighted.in1 weights.out>weighted.in2 weighted.out>loss.value "
        "scores.out>mae.prediction y.out>mae.target"
    )
    document = drawn(nodes, WIRED + wires)
    y, weights = torch.randn(5, 3), torch.rand(5, 3)
    prediction, loss = graded(document, {"y": y, "weights": weights})
    torch.testing.assert_close(loss, (weights * (prediction - y) ** 2).mean())
    plan = make_plan(document, Checker(document))
    assert [step.name for step in plan.steps] == ["scores"] and [s.name for s in plan.targets] == ["y", "weights"]
    sums = training_text(plan).split("def compute_sums")[1]
    assert "weighted" not in sums and "mae" in sums


def test_a_layer_without_weights_that_works_on_channels_keeps_its_form() -> None:
    document = drawn(
        [
            ("x", "sequence", {"features": 4}),
            ("scores", "dense", {"units": 3}),
            ("y", "sequence_target", {"features": 3}),
            ("shares", "softmax", {}),
            ("loss", "kl_divergence", {}),
        ],
        WIRED + "scores.out>loss.prediction y.out>shares.in shares.out>loss.target",
    )
    made, y, scores = built(document), torch.randn(2, 6, 3), torch.randn(2, 6, 3)
    expected = F.kl_div(scores.log_softmax(-1), y.softmax(-1), reduction="none").sum(-1).mean()
    loss = made.compute_loss(made.compute_loss_sums((scores,), {"y": y}, {}))
    torch.testing.assert_close(loss, expected)


TOKENS: Placed = ("y", "token_target", {"length": 5})


@pytest.mark.parametrize(
    ("nodes", "wires", "words"),
    [
        (
            [TOKENS, ("words", "embedding", {}), ("s", "dense", {"units": 100}), ("loss", "cross_entropy", {})],
            "y.out>words.in words.out>s.in s.out>loss.prediction y.out>loss.target",
            "Embedding 'words' learns, but receives true values from 'y'.*teacher_forcing",
        ),
        (
            [("y", "value_target", {"features": 3}), ("drop", "dropout", {}), ("loss", "mse", {})],
            "scores.out>loss.prediction y.out>drop.in drop.out>loss.target",
            "Dropout 'drop' is a module of the model",
        ),
        (
            [("y", "value_target", {"features": 3}), ("sum", "add", {}), ("end", "output", {})],
            "scores.out>sum.in1 y.out>sum.in2 sum.out>end.in",
            "Output 'end' gets what comes from a target through 'sum'",
        ),
    ],
)
def test_what_the_model_would_have_to_see_is_refused(nodes: list[Placed], wires: str, words: str) -> None:
    document = drawn([X, SCORES, *nodes], WIRED + wires)
    with pytest.raises(LoomError, match=words):
        built(document)
