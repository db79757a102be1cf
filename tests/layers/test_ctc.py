"""CTC and its figure over ragged predictions: each sample counts its own steps, whatever lies behind them."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from backend import layers as layers
from backend.declare.layer import LAYERS, ShapeError, Site
from backend.declare.parameters import Json
from backend.declare.tensor_type import BATCH, Element, LengthTexts, TensorType, lengths_after_window, sequence
from backend.layer_proofs.built import carried
from backend.runtime.losses import ctc_steps

CLASSES = 5
STEPS, WORDS = torch.tensor([9, 4, 7]), torch.tensor([3, 2, 1])
HALVED = lengths_after_window("sound", kernel=3, stride=2, padding=(1, 1), dilation=1)


def calculate(
    kind: str, scores: Tensor, target: Tensor, key: str | None, words: bool = True, **given: Json
) -> Any:
    """What the written code makes of three samples."""
    layer = LAYERS.get(kind)
    # A blank of its own is none of the tokens.
    below = CLASSES - 1 if given.get("blank") else CLASSES
    tokens = TensorType(Element.INT, (BATCH, 3), True, "words" if words else None, below)
    types = {"prediction": sequence(scores.shape[1], CLASSES, ragged=key), "target": tokens}
    values = layer.accept(given)
    lengths = LengthTexts({"sound": "sound_lengths", "words": "word_lengths"})
    assert layer.write is not None
    arguments = {"prediction": "scores", "target": "target"}
    code = layer.write(Site("node", values, types, arguments, layer.shape(values, types), frozenset(), lengths))
    scope: dict[str, Any] = {"torch": torch, "F": F, "scores": scores, "target": target} | carried(code.helpers)
    sums = eval(code.results["sums"], scope | {"sound_lengths": STEPS, "word_lengths": WORDS})
    return scope[code.helpers[-1]](sums) if kind == "ctc" else sums


def drawn(steps: int) -> tuple[Tensor, Tensor]:
    torch.manual_seed(5)
    return torch.randn(3, steps, CLASSES), torch.tensor([[1, 3, 3], [2, 4, 0], [4, 0, 0]])


@pytest.mark.parametrize("blank", [0, 4])
def test_the_loss_is_that_of_torch_with_both_lengths(blank: int) -> None:
    scores, target = drawn(9)
    target = target % 4 if blank == 4 else target
    log_probabilities = scores.log_softmax(2).transpose(0, 1)
    expected = F.ctc_loss(log_probabilities, target, STEPS, WORDS, blank=blank)
    torch.testing.assert_close(calculate("ctc", scores, target, "sound", blank=blank), expected)
    alone = [
        F.ctc_loss(log_probabilities[:n, i : i + 1], target[i : i + 1, :m], n[None], m[None], blank, "none")[0] / m
        for i, (n, m) in enumerate(zip(STEPS, WORDS))
    ]
    torch.testing.assert_close(torch.stack(alone).mean(), expected)


def test_lengths_behind_a_stride_are_worked_out() -> None:
    scores, target = drawn(5)
    expected = F.ctc_loss(scores.log_softmax(2).transpose(0, 1), target, (STEPS + 1) // 2, WORDS)
    torch.testing.assert_close(calculate("ctc", scores, target, HALVED), expected)


def test_samples_with_too_few_steps_for_their_tokens_are_left_out() -> None:
    """Of lengths 3, 2 and 1 with a repeat in the first, which so needs 4 of its 3 steps."""
    scores, target = drawn(3)
    target[1] = torch.tensor([2, 4, 4])  # what lies behind its end repeats nothing
    assert ctc_steps(scores, target, torch.tensor([3, 2, 1]), WORDS).tolist() == [[4, 2, 1], [3, 2, 1]]
    assert ctc_steps(scores[:1], target).tolist() == [[4, 4, 4], [3, 3, 3]]
    sums = carried(("ctc_steps", "ctc_sums"))["ctc_sums"](scores, target, torch.tensor([3, 3, 3]), WORDS)
    log_probabilities = scores.log_softmax(2).transpose(0, 1)[:, 1:]
    expected = (
        F.ctc_loss(log_probabilities, target[1:], torch.tensor([3, 3]), WORDS[1:], reduction="none") / WORDS[1:]
    )
    torch.testing.assert_close(sums, torch.tensor([float(expected.sum()), 2.0]))


def test_samples_that_do_not_fit_give_no_gradient() -> None:
    scores, target = torch.randn(2, 2, CLASSES, requires_grad=True), torch.tensor([[1, 2, 3], [1, 1, 0]])
    functions = carried(("ctc_steps", "ctc_sums", "mean_of_sums"))
    sums = functions["ctc_sums"](scores, target, lengths=torch.tensor([3, 2]))
    assert sums.tolist() == [0, 0]
    functions["mean_of_sums"](sums).backward()
    assert scores.grad is not None and not scores.grad.any()


@pytest.mark.parametrize("kind", ["ctc", "token_error_rate"])
@pytest.mark.parametrize("blank, fits", [(0, True), (1, False), (3, False), (4, True), (5, True)])
def test_the_blank_is_no_token(kind: str, blank: int, fits: bool) -> None:
    layer = LAYERS.get(kind)
    tokens = TensorType(Element.INT, (BATCH, 3), True, None, 4)
    types = {"prediction": sequence(9, 6), "target": tokens}
    if fits:
        layer.shape(layer.accept({"blank": blank}), types)
        return
    with pytest.raises(ShapeError, match=f"takes {blank} as its blank, which is one of the 4 tokens") as caught:
        layer.shape(layer.accept({"blank": blank}), types)
    assert caught.value.advice == "set 'blank' to 0, which is the padding, or to 4 with 5 units in the last layer"


@pytest.mark.parametrize("kind", ["ctc", "token_error_rate"])
def test_what_lies_behind_the_last_step_counts_nowhere(kind: str) -> None:
    scores, target = drawn(9)
    before = calculate(kind, scores, target, "sound")
    for sample, steps in zip(scores, STEPS):
        sample[steps:] = torch.tensor([0.0, 50, 0, 0, 0])
    torch.testing.assert_close(calculate(kind, scores, target, "sound"), before)
    assert not torch.equal(calculate(kind, scores, target, None), before)


def test_errors_are_summed_over_samples_and_so_are_their_tokens() -> None:
    spoken = torch.tensor([[1, 1, 0, 3, 0, 3, 3, 0, 0], [2, 0, 2, 4, 9, 9, 9, 9, 9], [0, 0, 0, 0, 0, 0, 0, 4, 4]])
    scores = F.one_hot(spoken.clamp(max=4), CLASSES).float()
    sums = calculate("token_error_rate", scores, drawn(9)[1], "sound")
    assert sums.tolist() == [0 + 1 + 1, 6]
