"""Losses for classes beside cross-entropy."""

from __future__ import annotations

from backend.declare.layer import LAYERS, Code, Site, Takes
from backend.declare.parameters import Number
from backend.layers.losses import (
    class_loss,
    class_scores,
    class_shape,
    flat_classes,
    loss_call,
    loss_layer,
    value_loss,
    value_shape,
)

MARGIN = Number(name="margin", default=1.0, above=0, maximum=1e6, meaning="by how much the right class must lead")


def _dice(site: Site) -> Code:
    prediction, target, helpers = class_scores(site)
    return Code({"loss": f"dice_loss({prediction}, {target})"}, helpers=(*helpers, "dice_loss"))


def _margin(site: Site) -> Code:
    prediction, target, helpers = flat_classes(site)
    named = {} if site.values.margin == 1 else {"margin": site.values.margin}
    return Code({"loss": loss_call("F.multi_margin_loss", prediction, target, **named)}, helpers=helpers)


LAYERS.add(
    loss_layer(
        "nll",
        "Negative log-likelihood",
        "For one class out of several, from log-probabilities: with a Log-softmax before it.",
        "torch.nn.functional.nll_loss",
        "mean of -prediction[target] over samples and real steps",
        class_shape,
        class_loss(lambda _s, p, t: loss_call("F.nll_loss", p, t)),
        takes=Takes.LOG_PROBABILITIES,
        synonyms=("log loss", "likelihood", "classification"),
        used_with={"prediction": "log-probabilities"},
    ),
    loss_layer(
        "focal",
        "Focal",
        "Cross-entropy in which easy samples count little: for rare classes. Takes raw scores.",
        "torch.nn.functional.cross_entropy",
        "mean of -(1 - p)^gamma · log p, with p = softmax(prediction)[target]  [Lin et al. 2017]",
        class_shape,
        class_loss(lambda s, p, t: loss_call("focal_loss", p, t, gamma=s.values.gamma), "focal_loss"),
        Number(
            name="gamma",
            default=2.0,
            minimum=0,
            maximum=100,
            meaning="how much less easy samples count; 0 is cross-entropy",
        ),
        takes=Takes.CLASS_SCORES,
        synonyms=("imbalance", "detection", "retinanet", "classification"),
    ),
    loss_layer(
        "dice",
        "Dice",
        "For regions of several classes: how little they overlap. Takes raw scores.",
        "torch.nn.functional.softmax",
        "1 - mean over classes of (2 Σ p·t + 1) / (Σ p + Σ t + 1)  [Milletari et al. 2016]\n"
        "p = softmax(prediction), t = 1 for the right class, else 0; sums over samples and positions",
        class_shape,
        _dice,
        takes=Takes.CLASS_SCORES,
        synonyms=("overlap", "segmentation", "sorensen", "f1"),
    ),
    loss_layer(
        "binary_dice",
        "Binary Dice",
        "For regions of one kind: how little they overlap. Takes raw scores (logits).",
        "torch.nn.functional.sigmoid",
        "1 - (2 Σ p·t + 1) / (Σ p + Σ t + 1), with p = σ(prediction), t = target  [Milletari et al. 2016]",
        value_shape,
        value_loss(lambda _s, p, t: loss_call("binary_dice_loss", p, t), "binary_dice_loss"),
        takes=Takes.BINARY_SCORES,
        synonyms=("overlap", "segmentation", "mask"),
        used_with={"prediction": "picture", "target": "image_target"},
    ),
    loss_layer(
        "hinge",
        "Hinge",
        "For yes or no (1 or 0): the score must be on the right side by a margin of 1.",
        "torch.nn.functional.hinge_embedding_loss",
        "mean of max(0, 1 - (2 · target - 1) · prediction)",
        value_shape,
        value_loss(lambda _s, p, t: f"(1 - (2 * {t} - 1) * {p}).clamp(min=0).mean()"),
        takes=Takes.SIGNED_SCORES,
        synonyms=("svm", "margin", "gan", "max margin"),
    ),
    loss_layer(
        "multi_margin",
        "Multi-class hinge",
        "For one class out of several: its score must lead all others by a margin.",
        "torch.nn.functional.multi_margin_loss",
        "mean of Σ over c ≠ target of max(0, margin - prediction[target] + prediction[c]) / classes",
        class_shape,
        _margin,
        MARGIN,
        takes=Takes.RIVAL_SCORES,
        synonyms=("svm", "margin", "classification"),
    ),
)
