"""Losses that torch has no single function for."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def focal_loss(scores: Tensor, target: Tensor, gamma: float) -> Tensor:
    """Cross-entropy of (items, classes, ...) in which easy items count less (Lin et al., 2017)."""
    losses = F.cross_entropy(scores, target, reduction="none")
    return ((1 - torch.exp(-losses)) ** gamma * losses).mean()


def dice_loss(scores: Tensor, target: Tensor) -> Tensor:
    """1 - the mean overlap of classes of (items, classes, ...) and (items, ...)."""
    actual = F.one_hot(target, scores.shape[1]).movedim(-1, 1)
    axes = [axis for axis in range(scores.dim()) if axis != 1]
    probabilities = scores.softmax(dim=1)
    shared = (probabilities * actual).sum(dim=axes)
    total = (probabilities + actual).sum(dim=axes)
    return 1 - ((2 * shared + 1) / (total + 1)).mean()


def binary_dice_loss(scores: Tensor, target: Tensor) -> Tensor:
    """1 - the overlap of what is found and what is there, each number a yes or no."""
    probabilities = torch.sigmoid(scores)
    return 1 - (2 * (probabilities * target).sum() + 1) / (probabilities.sum() + target.sum() + 1)


def quantile_loss(prediction: Tensor, target: Tensor, quantiles: tuple[float, ...]) -> Tensor:
    """The pinball loss of (..., quantiles) against (..., 1) (Koenker & Bassett, 1978)."""
    shares = prediction.new_tensor(quantiles)
    errors = target - prediction
    return torch.maximum(shares * errors, (shares - 1) * errors).mean()


def ranking_loss(left: Tensor, right: Tensor, first: Tensor, margin: float) -> Tensor:
    """How far the score that should lead falls short of a margin, of (batch,) or (batch, 1)."""
    signs = torch.where(first.flatten() > 0.5, 1, -1)
    return F.margin_ranking_loss(left.flatten(), right.flatten(), signs, margin=margin)


def contrastive_loss(left: Tensor, right: Tensor, same: Tensor, margin: float) -> Tensor:
    """Draws equal pairs of (batch, features) together, others apart (Hadsell et al., 2006)."""
    distance = F.pairwise_distance(left, right)
    apart = (margin - distance).clamp(min=0.0)
    return torch.where(same.flatten() > 0.5, distance.square(), apart.square()).mean()


def cosine_pair_loss(left: Tensor, right: Tensor, same: Tensor, margin: float) -> Tensor:
    """1 - cosine for equal pairs of (batch, features), and the cosine above a margin for others."""
    signs = torch.where(same.flatten() > 0.5, 1, -1)
    return F.cosine_embedding_loss(left, right, signs, margin=margin)


def matching_loss(left: Tensor, right: Tensor, temperature: float) -> Tensor:
    """Finds the partner of each (batch, features), both ways (Radford et al., 2021)."""
    scores = F.normalize(left, dim=1) @ F.normalize(right, dim=1).T / temperature
    partners = torch.arange(len(left), device=left.device)
    return (F.cross_entropy(scores, partners) + F.cross_entropy(scores.T, partners)) / 2


def ctc_loss(
    scores: Tensor,
    target: Tensor,
    steps: Tensor | None = None,
    lengths: Tensor | None = None,
    blank: int = 0,
) -> Tensor:
    """All ways to spread ``target`` (batch, tokens) over ``scores`` (batch, time, classes)."""
    if steps is None:
        steps = torch.full((len(scores),), scores.shape[1])
    if lengths is None:
        lengths = torch.full((len(target),), target.shape[1])
    log_probabilities = scores.log_softmax(dim=-1).transpose(0, 1)
    return F.ctc_loss(log_probabilities, target, steps, lengths, blank=blank, zero_infinity=True)
