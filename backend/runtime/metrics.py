"""Metrics as sums, which can be added over batches and devices, and the number made of them."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def accuracy_sums(scores: Tensor, target: Tensor) -> Tensor:
    """Right answers and answers. ``scores``: (items, classes); ``target``: (items,)."""
    right = (scores.argmax(dim=-1) == target).sum()
    return torch.stack([right, torch.tensor(target.numel(), device=target.device)]).double()


def accuracy_value(sums: Tensor) -> float:
    return (sums[0] / sums[1]).item()


def top_k_sums(scores: Tensor, target: Tensor, k: int) -> Tensor:
    """Samples whose target is among the ``k`` highest scores, and samples."""
    best = scores.topk(min(k, scores.shape[-1]), dim=-1).indices
    right = (best == target.unsqueeze(-1)).any(dim=-1).sum()
    return torch.stack([right, torch.tensor(target.numel(), device=target.device)]).double()


def top_k_value(sums: Tensor) -> float:
    return (sums[0] / sums[1]).item()


def f1_sums(scores: Tensor, target: Tensor) -> Tensor:
    """For each class: true positives, predicted and actual samples. Shape (3, classes)."""
    classes = scores.shape[-1]
    predicted = F.one_hot(scores.argmax(dim=-1), classes)
    actual = F.one_hot(target, classes)
    return torch.stack([(predicted * actual).sum(0), predicted.sum(0), actual.sum(0)]).double()


def f1_value(sums: Tensor) -> float:
    """Mean of 2 tp / (predicted + actual) over the classes that occur on either side."""
    both = sums[1] + sums[2]
    return (2 * sums[0][both > 0] / both[both > 0]).mean().item()


def exact_match_sums(scores: Tensor, target: Tensor, mask: Tensor | None = None) -> Tensor:
    """Sequences with every real step right, and sequences. ``scores``: (batch, time, classes)."""
    right = scores.argmax(dim=-1) == target
    if mask is not None:
        right = right | ~mask
    right = right.all(dim=1).sum()
    return torch.stack([right, torch.tensor(len(target), device=target.device)]).double()


def exact_match_value(sums: Tensor) -> float:
    return (sums[0] / sums[1]).item()


def binary_accuracy_sums(logits: Tensor, target: Tensor) -> Tensor:
    """Right answers and answers."""
    right = ((logits > 0) == (target > 0.5)).sum()
    return torch.stack([right, torch.tensor(target.numel(), device=target.device)]).double()


def binary_accuracy_value(sums: Tensor) -> float:
    return (sums[0] / sums[1]).item()


def mae_sums(prediction: Tensor, target: Tensor) -> Tensor:
    """Sum of absolute errors, and their number."""
    total = (prediction - target).double().abs().sum()
    return torch.stack(
        [total, torch.tensor(target.numel(), device=target.device, dtype=torch.double)]
    )


def mae_value(sums: Tensor) -> float:
    return (sums[0] / sums[1]).item()


def rmse_sums(prediction: Tensor, target: Tensor) -> Tensor:
    """Sum of squared errors, and their number."""
    total = (prediction - target).double().square().sum()
    return torch.stack(
        [total, torch.tensor(target.numel(), device=target.device, dtype=torch.double)]
    )


def rmse_value(sums: Tensor) -> float:
    return (sums[0] / sums[1]).sqrt().item()


def r2_sums(prediction: Tensor, target: Tensor) -> Tensor:
    """Sum of squared errors, sum and sum of squares of the target, and their number."""
    error = (prediction - target).double().square().sum()
    count = torch.tensor(target.numel(), device=target.device, dtype=torch.double)
    return torch.stack([error, target.double().sum(), target.double().square().sum(), count])


def r2_value(sums: Tensor) -> float:
    """1 - residual / total sum of squares; not a number where the target is constant."""
    total = sums[2] - sums[1].square() / sums[3]
    return (1 - sums[0] / total).item() if total > 0 else float("nan")


def precision_value(sums: Tensor) -> float:
    """Mean of tp / predicted over the classes that occur on either side; sums as those of F1."""
    occurs = sums[1] + sums[2] > 0
    return (sums[0] / sums[1].clamp(min=1))[occurs].mean().item()


def recall_value(sums: Tensor) -> float:
    """Mean of tp / actual over the classes that occur on either side; sums as those of F1."""
    occurs = sums[1] + sums[2] > 0
    return (sums[0] / sums[2].clamp(min=1))[occurs].mean().item()


def mean_iou_value(sums: Tensor) -> float:
    """Mean of tp / (predicted + actual - tp) over classes that occur; sums as those of F1."""
    union = sums[1] + sums[2] - sums[0]
    return (sums[0] / union)[union > 0].mean().item()


def perplexity_sums(scores: Tensor, target: Tensor) -> Tensor:
    """Sum of -log probability of what is right, and answers. ``scores``: (items, classes)."""
    total = F.cross_entropy(scores, target, reduction="sum").double()
    return torch.stack(
        [total, torch.tensor(target.numel(), device=target.device, dtype=torch.double)]
    )


def perplexity_value(sums: Tensor) -> float:
    return (sums[0] / sums[1]).exp().item()
