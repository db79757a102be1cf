"""Losses as sums, which can be added over batches, and the number made of the sums."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def mean_sums(terms: Tensor) -> Tensor:
    """The sum of all terms, and their number."""
    total = terms.sum()
    return torch.stack([total, torch.full_like(total, terms.numel())])


def mean_of_sums(sums: Tensor) -> Tensor:
    """Sum by count; 0 where nothing was counted, so that nothing is learned from it."""
    return sums[0] / sums[1].where(sums[1] > 0, 1.0)


def weighted_cross_entropy_sums(
    scores: Tensor, target: Tensor, weights: list[float], label_smoothing: float = 0.0
) -> Tensor:
    """Cross-entropy of (items, classes, ...), weighted by class, and the sum of these weights."""
    of_classes = scores.new_tensor(weights)
    terms = F.cross_entropy(
        scores, target, of_classes, label_smoothing=label_smoothing, reduction="none"
    )
    return torch.stack([terms.sum(), of_classes[target].sum()])


def focal_terms(scores: Tensor, target: Tensor, gamma: float) -> Tensor:
    """Cross-entropy of (items, classes, ...) in which easy items count less (Lin et al., 2017)."""
    losses = F.cross_entropy(scores, target, reduction="none")
    return (1 - torch.exp(-losses)) ** gamma * losses


def dice_sums(scores: Tensor, target: Tensor) -> Tensor:
    """For each class of (items, classes, ...) what is found and there, and both sizes together."""
    actual = F.one_hot(target, scores.shape[1]).movedim(-1, 1)
    axes = [axis for axis in range(scores.dim()) if axis != 1]
    probabilities = scores.softmax(dim=1)
    shared = (probabilities * actual).sum(dim=axes)
    return torch.stack([shared, (probabilities + actual).sum(dim=axes)])


def binary_dice_sums(scores: Tensor, target: Tensor) -> Tensor:
    """What is found and there, and both sizes together, each number a yes or no."""
    probabilities = torch.sigmoid(scores)
    return torch.stack([(probabilities * target).sum(), (probabilities + target).sum()])


def dice_of_sums(sums: Tensor) -> Tensor:
    """1 - the mean overlap of classes; 0 where nothing was counted."""
    return 1 - ((2 * sums[0] + 1) / (sums[1] + 1)).mean()


def quantile_terms(prediction: Tensor, target: Tensor, quantiles: tuple[float, ...]) -> Tensor:
    """The pinball loss of (..., quantiles) against (..., 1) (Koenker & Bassett, 1978)."""
    shares = prediction.new_tensor(quantiles)
    errors = target - prediction
    return torch.maximum(shares * errors, (shares - 1) * errors)


def ranking_terms(left: Tensor, right: Tensor, first: Tensor, margin: float) -> Tensor:
    """How far the score that should lead falls short of a margin, of (batch,) or (batch, 1)."""
    signs = torch.where(first.flatten() > 0.5, 1, -1)
    return F.margin_ranking_loss(
        left.flatten(), right.flatten(), signs, margin=margin, reduction="none"
    )


def contrastive_terms(left: Tensor, right: Tensor, same: Tensor, margin: float) -> Tensor:
    """Draws equal pairs of (batch, features) together, others apart (Hadsell et al., 2006)."""
    distance = F.pairwise_distance(left, right)
    apart = (margin - distance).clamp(min=0.0)
    return torch.where(same.flatten() > 0.5, distance.square(), apart.square())


def cosine_pair_terms(left: Tensor, right: Tensor, same: Tensor, margin: float) -> Tensor:
    """1 - cosine for equal pairs of (batch, features), and the cosine above a margin for others."""
    signs = torch.where(same.flatten() > 0.5, 1, -1)
    return F.cosine_embedding_loss(left, right, signs, margin=margin, reduction="none")


def matching_terms(left: Tensor, right: Tensor, temperature: float) -> Tensor:
    """Finds the partner of each (batch, features), both ways (Radford et al., 2021)."""
    scores = F.normalize(left, dim=1) @ F.normalize(right, dim=1).T / temperature
    partners = torch.arange(len(left), device=left.device)
    there = F.cross_entropy(scores, partners, reduction="none")
    return (there + F.cross_entropy(scores.T, partners, reduction="none")) / 2


def ctc_sums(
    scores: Tensor,
    target: Tensor,
    steps: Tensor | None = None,
    lengths: Tensor | None = None,
    blank: int = 0,
) -> Tensor:
    """All ways to spread ``target`` (batch, tokens) over ``scores`` (batch, time, classes).

    The sum of -log p per token over samples that have the steps for their target, and their number.
    """
    if steps is None:
        steps = torch.full((len(scores),), scores.shape[1], device=scores.device)
    if lengths is None:
        lengths = torch.full((len(target),), target.shape[1], device=target.device)
    needed, arriving = ctc_steps(scores, target, steps, lengths)
    fits = needed <= arriving
    losses = F.ctc_loss(
        scores.log_softmax(dim=-1).transpose(0, 1),
        target,
        steps,
        lengths,
        blank=blank,
        reduction="none",
        zero_infinity=True,
    )
    terms = losses / lengths.clamp(min=1)
    return torch.stack([terms.where(fits, 0.0).sum(), fits.sum().to(terms.dtype)])


def ctc_steps(
    scores: Tensor, target: Tensor, steps: Tensor | None = None, lengths: Tensor | None = None
) -> Tensor:
    """The steps that each of ``target`` (batch, tokens) needs, and those that it gets: (2, batch).

    It needs one for each token, and one for a blank between equal neighbours.
    """
    if steps is None:
        steps = torch.full((len(target),), scores.shape[1], device=target.device)
    if lengths is None:
        lengths = torch.full((len(target),), target.shape[1], device=target.device)
    places = torch.arange(1, target.shape[1], device=target.device)
    repeats = (target[:, 1:] == target[:, :-1]) & (places < lengths.unsqueeze(1))
    return torch.stack([lengths + repeats.sum(dim=1), steps])
