"""Losses and metrics: their written code against formulas of their own, and what they refuse."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from backend import layers as layers
from backend.declare.layer import LAYERS, ShapeError, Site
from backend.declare.parameters import Json
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence
from backend.layer_proofs.built import LENGTHS, carried, tensor_of
from backend.runtime.sequences import edit_distance

Formula = Callable[..., Tensor]
Types = Mapping[str, TensorType]

CLASSES: Types = {"prediction": floats(4), "target": integers(below=4)}
PIXELS: Types = {"prediction": floats(4, 3, 2), "target": integers(3, 2, below=4)}
STEPS: Types = {
    "prediction": sequence(5, 4),
    "target": TensorType(Element.INT, (BATCH, 5), steps=True, below=4),
}
RAGGED: Types = {
    "prediction": sequence(5, 4, ragged="words"),
    "target": TensorType(Element.INT, (BATCH, 5), steps=True, ragged="words", below=4),
}
NUMBERS: Types = {"prediction": floats(4), "target": floats(4)}
PAIR: Types = {"left": floats(4), "right": floats(4), "target": integers(below=2)}
TOKENS: Types = {
    "prediction": sequence(9, 4),
    "target": TensorType(Element.INT, (BATCH, 3), steps=True, ragged="words", below=4),
}
REAL = torch.tensor([3, 5, 1])


def calculate(kind: str, given: Mapping[str, Json], tensors: Mapping[str, Tensor], types: Types) -> Any:
    """What the written code makes of the tensors: the loss, or the figure of a metric."""
    sums, value = sums_and_value(kind, given, tensors, types)
    return value(sums)


def sums_and_value(
    kind: str,
    given: Mapping[str, Json],
    tensors: Mapping[str, Tensor],
    types: Types,
    real: Tensor | None = None,
) -> tuple[Tensor, Callable[[Tensor], Any]]:
    """What the written code adds up, and what makes a number of it; ``real`` are lengths other than `REAL`."""
    layer = LAYERS.get(kind)
    values = layer.accept(given)
    shaped = layer.shape(values, types)
    arguments = {port: f"{port}_value" for port in types}
    lengths = {received.ragged: LENGTHS for received in types.values() if received.ragged is not None}
    assert layer.write is not None
    code = layer.write(Site("node", values, types, arguments, shaped, frozenset(), lengths))
    if real is None:
        real = REAL.clamp(max=3) if kind in ("ctc", "token_error_rate") else REAL
    scope: dict[str, Any] = {"torch": torch, "F": F, LENGTHS: real}
    scope |= carried(code.helpers) | {f"{port}_value": tensor for port, tensor in tensors.items()}
    return eval(code.results["sums"], scope), scope[code.helpers[-1]]


def drawn(types: Types) -> dict[str, Tensor]:
    torch.manual_seed(3)
    return {port: tensor_of(kind) for port, kind in types.items()}


def rows(prediction: Tensor, target: Tensor, types: Types) -> list[tuple[Tensor, int]]:
    """Each real score vector with its class."""
    if types is RAGGED:
        return [(prediction[i, t], int(target[i, t])) for i in range(3) for t in range(REAL[i])]
    moved = prediction.movedim(1, -1) if types is PIXELS else prediction
    return list(zip(moved.reshape(-1, 4), map(int, target.flatten())))


def kind_only(value: object) -> str:
    return value if isinstance(value, str) else ""


def mean(items: list[Tensor]) -> Tensor:
    return torch.stack(items).mean()


def _probability(scores: Tensor, right: int) -> Tensor:
    return scores.exp()[right] / scores.exp().sum()


PER_ROW: list[tuple[str, dict[str, Json], Callable[[Tensor, int], Tensor]]] = [
    ("cross_entropy", {}, lambda x, t: -_probability(x, t).log()),
    ("nll", {}, lambda x, t: -x[t]),
    ("focal", {}, lambda x, t: -((1 - _probability(x, t)) ** 2) * _probability(x, t).log()),
    ("focal", {"gamma": 0.0}, lambda x, t: -_probability(x, t).log()),
    (
        "multi_margin",
        {"margin": 0.5},
        lambda x, t: mean([(0.5 - x[t] + x[c]).relu() * (c != t) for c in range(4)]),
    ),
]


@pytest.mark.parametrize(
    "kind, given, formula", PER_ROW, ids=lambda value: value if isinstance(value, str) else ""
)
@pytest.mark.parametrize("types", [CLASSES, PIXELS, STEPS, RAGGED], ids=["classes", "pixels", "steps", "ragged"])
def test_losses_of_classes(
    kind: str, given: dict[str, Json], formula: Callable[[Tensor, int], Tensor], types: Types
) -> None:
    tensors = drawn(types)
    expected = mean([formula(x, t) for x, t in rows(tensors["prediction"], tensors["target"], types)])
    torch.testing.assert_close(calculate(kind, given, tensors, types), expected)


def test_class_weights_count_classes_differently() -> None:
    tensors, weights = drawn(CLASSES), [1.0, 2.0, 0.0, 4.0]
    found = rows(tensors["prediction"], tensors["target"], CLASSES)
    total = sum(-weights[t] * _probability(x, t).log() for x, t in found)
    expected = total / sum(weights[t] for _, t in found)
    torch.testing.assert_close(calculate("cross_entropy", {"class_weights": weights}, tensors, CLASSES), expected)
    with pytest.raises(ShapeError, match="3 class weights, but scores for 4 classes"):
        calculate("cross_entropy", {"class_weights": [1, 1, 1]}, tensors, CLASSES)


def test_dice_is_the_mean_overlap_of_classes() -> None:
    tensors = drawn(PIXELS)
    probabilities, actual = tensors["prediction"].softmax(1), F.one_hot(tensors["target"], 4)
    overlaps = []
    for c in range(4):
        p, t = probabilities[:, c], actual[..., c]
        overlaps.append((2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1))
    torch.testing.assert_close(calculate("dice", {}, tensors, PIXELS), 1 - mean(overlaps))


def yes_or_no(types: Types) -> dict[str, Tensor]:
    tensors = drawn(types)
    return tensors | {"target": (tensors["target"] > 0).float()}


PER_NUMBER: list[tuple[str, dict[str, Json], Formula]] = [
    ("hinge", {}, lambda x, t: torch.where(t == 1, 1 - x, 1 + x).relu().mean()),
    ("binary_dice", {}, lambda x, t: 1 - (2 * (x.sigmoid() * t).sum() + 1) / (x.sigmoid().sum() + t.sum() + 1)),
    ("poisson_nll", {}, lambda x, t: (x.exp() - t * x).mean()),
    (
        "binary_cross_entropy",
        {"positive_weight": 3.0},
        lambda x, t: torch.where(t == 1, -3 * x.sigmoid().log(), -(1 - x.sigmoid()).log()).mean(),
    ),
]


@pytest.mark.parametrize(
    "kind, given, formula", PER_NUMBER, ids=lambda value: value if isinstance(value, str) else ""
)
def test_losses_of_numbers(kind: str, given: dict[str, Json], formula: Formula) -> None:
    tensors = yes_or_no(NUMBERS)
    expected = formula(tensors["prediction"], tensors["target"])
    torch.testing.assert_close(calculate(kind, given, tensors, NUMBERS), expected)


@pytest.mark.parametrize("kind, given, formula", [
    ("triplet", {"margin": 0.7}, lambda a, p, n: mean([
        ((x - y + 1e-6).norm() - (x - z + 1e-6).norm() + 0.7).relu() for x, y, z in zip(a, p, n)
    ])),
])  # fmt: skip
def test_triplets(kind: str, given: dict[str, Json], formula: Formula) -> None:
    types = {port: floats(4) for port in ("anchor", "positive", "negative")}
    tensors = drawn(types)
    torch.testing.assert_close(calculate(kind, given, tensors, types), formula(*tensors.values()))


def _cosine(x: Tensor, y: Tensor) -> Tensor:
    return F.cosine_similarity(x, y, dim=0)


PAIRS: list[tuple[str, float, Callable[[Tensor, Tensor, Tensor], Tensor]]] = [
    (
        "contrastive",
        5.0,
        lambda x, y, same: (x - y).norm() ** 2 if same else (5 - (x - y).norm()).relu() ** 2,
    ),
    ("cosine_embedding", 0.1, lambda x, y, same: 1 - _cosine(x, y) if same else (_cosine(x, y) - 0.1).relu()),
]


@pytest.mark.parametrize("kind, margin, formula", PAIRS, ids=kind_only)
@pytest.mark.parametrize("target", [integers(below=2), floats(1), floats()], ids=str)
def test_pairs_that_belong_together_or_not(
    kind: str, margin: float, formula: Callable[[Tensor, Tensor, Tensor], Tensor], target: TensorType
) -> None:
    types = {**PAIR, "target": target}
    tensors = drawn(types)
    same = torch.tensor([1, 0, 1])
    tensors["target"] = same.reshape(tensors["target"].shape).to(tensors["target"].dtype)
    expected = mean([formula(*pair) for pair in zip(tensors["left"], tensors["right"], same)])
    torch.testing.assert_close(calculate(kind, {"margin": margin}, tensors, types), expected, rtol=1e-4, atol=1e-4)


def test_matching_finds_the_partner_among_the_batch() -> None:
    types = {"left": floats(4), "right": floats(4)}
    tensors = drawn(types)
    scores = torch.stack([torch.stack([_cosine(x, y) for y in tensors["right"]]) for x in tensors["left"]]) / 0.5
    both = [-_probability(row, i).log() for table in (scores, scores.T) for i, row in enumerate(table)]
    torch.testing.assert_close(calculate("matching", {"temperature": 0.5}, tensors, types), mean(both))


def test_divergences() -> None:
    tensors = drawn(NUMBERS)
    target = tensors["target"].softmax(1)
    predicted = tensors["prediction"].softmax(1)
    expected = (target * (target / predicted).log()).sum(1).mean()
    found = calculate("kl_divergence", {}, tensors | {"target": target}, NUMBERS)
    torch.testing.assert_close(found, expected)
    types = {"mean": floats(4), "log_variance": floats(4)}
    tensors = drawn(types)
    normal = torch.distributions.Normal(tensors["mean"], (tensors["log_variance"] / 2).exp())
    prior = torch.distributions.Normal(torch.zeros(()), torch.ones(()))
    expected = torch.distributions.kl_divergence(normal, prior).sum(1).mean()
    torch.testing.assert_close(calculate("gaussian_kl", {}, tensors, types), expected)


def test_likelihood_of_numbers_with_their_uncertainty() -> None:
    types = {"mean": floats(4), "log_variance": floats(4), "target": floats(4)}
    tensors = drawn(types)
    normal: Any = torch.distributions.Normal(tensors["mean"], (tensors["log_variance"] / 2).exp())
    expected = -normal.log_prob(tensors["target"]).mean() - math.log(2 * math.pi) / 2
    torch.testing.assert_close(calculate("gaussian_nll", {}, tensors, types), expected)


@pytest.mark.parametrize(
    "kind, ports", [("gaussian_nll", ("mean", "log_variance", "target")), ("mean_value", ("value",))]
)
def test_only_real_steps_count(kind: str, ports: tuple[str, ...]) -> None:
    types = {port: sequence(5, 4, ragged="words") for port in ports}
    plain = {port: sequence(5, 4) for port in ports}
    tensors = drawn(types)
    real = {port: torch.cat([x[i, :length] for i, length in enumerate(REAL)])[None] for port, x in tensors.items()}
    torch.testing.assert_close(calculate(kind, {}, tensors, types), calculate(kind, {}, real, plain))


def test_variances_have_the_lengths_of_their_means() -> None:
    types = {port: sequence(5, 4, ragged="words") for port in ("mean", "target")}
    types["log_variance"] = sequence(5, 4, ragged="others")
    with pytest.raises(ShapeError, match="whose samples have the same lengths"):
        LAYERS.get("gaussian_nll").shape(LAYERS.get("gaussian_nll").defaults(), types)


def test_ctc_adds_up_all_alignments() -> None:
    """One token over two steps: the token twice, or once with a blank before or after it."""
    types = {"prediction": sequence(2, 3), "target": TensorType(Element.INT, (BATCH, 1), steps=True, below=3)}
    prediction = drawn(types)["prediction"][:1]
    p = prediction[0].softmax(1)
    expected = -(p[0, 1] * p[1, 1] + p[0, 1] * p[1, 0] + p[0, 0] * p[1, 1]).log()
    tensors = {"prediction": prediction, "target": torch.tensor([[1]])}
    torch.testing.assert_close(calculate("ctc", {}, tensors, types), expected)


def test_ctc_looks_at_no_padding() -> None:
    tensors = drawn(TOKENS)
    tensors["target"] = torch.tensor([[1, 2, 3], [3, 1, 2], [2, 0, 0]])
    loss = calculate("ctc", {}, tensors, TOKENS)
    tensors["target"] = torch.tensor([[1, 2, 3], [3, 1, 2], [2, 3, 3]])
    assert loss == calculate("ctc", {}, tensors, TOKENS)
    assert loss.isfinite()


def _spoken(*tokens: int) -> Tensor:
    return F.one_hot(torch.tensor(tokens), 4).float()


def test_token_errors_are_read_as_ctc_has_it() -> None:
    scores = torch.stack(
        [_spoken(1, 1, 0, 1, 2, 0, 3, 3, 0), _spoken(*[0] * 9), _spoken(2, 2, 2, 0, 2, 0, 0, 0, 0)]
    )
    target = torch.tensor([[1, 1, 2], [3, 1, 2], [2, 0, 0]])
    tensors = {"prediction": scores, "target": target}
    assert calculate("token_error_rate", {}, tensors, TOKENS) == (1 + 3 + 1) / 7


@pytest.mark.parametrize(
    "one, other, edits",
    [([], [], 0), ([1], [], 1), ([], [1, 2], 2), ([1, 2, 3], [1, 3], 1), ([1, 2], [2, 1], 2), ([1, 2], [1, 3], 1)],
)
def test_edit_distance(one: list[int], other: list[int], edits: int) -> None:
    assert edit_distance(one, other) == edits


@pytest.mark.parametrize("types", [CLASSES, PIXELS, STEPS, RAGGED], ids=["classes", "pixels", "steps", "ragged"])
def test_metrics_of_classes(types: Types) -> None:
    tensors = drawn(types)
    found = [(int(x.argmax()), t) for x, t in rows(tensors["prediction"], tensors["target"], types)]
    figures: dict[str, list[float]] = {"precision": [], "recall": [], "mean_iou": []}
    for c in {c for pair in found for c in pair}:
        right = sum(pair == (c, c) for pair in found)
        taken, real = sum(guess == c for guess, _ in found), sum(t == c for _, t in found)
        figures["precision"].append(right / max(taken, 1))
        figures["recall"].append(right / max(real, 1))
        figures["mean_iou"].append(right / (taken + real - right))
    for kind, each in figures.items():
        assert calculate(kind, {}, tensors, types) == pytest.approx(sum(each) / len(each))
    expected = calculate("cross_entropy", {}, tensors, types).exp()
    assert calculate("perplexity", {}, tensors, types) == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.parametrize(
    "kind, types, port",
    [
        ("triplet", {"anchor": floats(4), "positive": floats(4), "negative": floats(5)}, "negative"),
        ("contrastive", {**PAIR, "target": integers(below=3)}, "target"),
        ("gaussian_kl", {"mean": floats(4), "log_variance": floats(5)}, "log_variance"),
        ("ctc", {**TOKENS, "prediction": sequence(9, 3)}, "prediction"),
        ("ctc", {**TOKENS, "prediction": floats(4)}, "prediction"),
        ("mean_value", {"value": integers()}, "value"),
        ("focal", {"prediction": floats(4), "target": floats(4)}, "target"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_port(kind: str, types: Types, port: str) -> None:
    layer = LAYERS.get(kind)
    with pytest.raises(ShapeError) as caught:
        layer.shape(layer.defaults(), types)
    assert caught.value.port == port and caught.value.advice


CLASS_MEASURES = [
    layer.type
    for layer in LAYERS
    if layer.shape in {LAYERS.get(kind).shape for kind in ("cross_entropy", "focal", "accuracy")}
]


@pytest.mark.parametrize("kind", CLASS_MEASURES)
def test_places_without_a_class_count_nowhere(kind: str) -> None:
    types = {"prediction": floats(4, 2, 3), "target": integers(2, 3, below=4, ignores=True)}
    tensors = drawn(types)
    tensors["target"][:, 0] = -1
    some = {"prediction": tensors["prediction"][:, :, 1:], "target": tensors["target"][:, 1:]}
    expected = calculate(kind, {}, some, PIXELS)
    found = calculate(kind, {}, tensors, types)
    assert found == pytest.approx(expected) if isinstance(found, float) else torch.allclose(found, expected)
    tensors["prediction"][:, :, 0] = 1e3
    assert calculate(kind, {}, tensors, types) == found


def test_what_is_ignored_is_what_torch_ignores() -> None:
    types = {"prediction": floats(4, 2, 3), "target": integers(2, 3, below=4, ignores=True)}
    tensors = drawn(types)
    tensors["target"][0] = -1
    expected = F.cross_entropy(tensors["prediction"], tensors["target"], ignore_index=-1)
    torch.testing.assert_close(calculate("cross_entropy", {}, tensors, types), expected)
