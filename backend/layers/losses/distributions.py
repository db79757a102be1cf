"""Losses between distributions, and the mean of any value."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Code, Port, Shaped, ShapeError, Site, Takes, Types
from backend.layers.losses.common import (
    TARGET,
    class_axis,
    loss_layer,
    mean_code,
    real_steps,
    require_same_lengths,
    torch_terms,
    value_loss,
    value_shape,
)
from backend.layers.shared.shapes import require_float, require_unragged
from backend.layers.shared.source import mask_of

MEAN = Port("mean", "the means")
LOG_VARIANCE = Port("log_variance", "the log-variances")


def _require_same(types: Types, first: str, second: str) -> None:
    require_float(types[first], first)
    require_float(types[second], second)
    if types[first].sizes != types[second].sizes:
        expected = f"needs the same shape as its {first}, {types[first]}"
        raise ShapeError("shape", expected, "compute both with layers of the same size", second)


def _divergence_shape(values: Values, types: Types) -> Shaped:
    if types["prediction"].rank < 2:
        raise ShapeError("rank", "needs a score for each class", "add a Dense before it", "prediction")
    return value_shape(values, types)


def _write_divergence(site: Site) -> Code:
    prediction, target, helpers = real_steps(site)
    received = site.types["prediction"]
    axis = -1 if class_axis(received) == received.rank - 1 else 1
    terms = f'F.kl_div({prediction}.log_softmax(dim={axis}), {target}, reduction="none")'
    # torch's reduction "batchmean" divides by the batch alone, and "mean" by the classes as well: neither is the
    # mean over samples and steps.
    return mean_code(f"{terms}.sum(dim={axis})", *helpers)


def _prior_shape(_: Values, types: Types) -> Shaped:
    _require_same(types, "mean", "log_variance")
    require_unragged(types["mean"], "mean", "take the last step of the sequence first")
    if types["mean"].rank < 2:
        raise ShapeError("rank", "needs a distribution for each sample", "add a Dense before it", "mean")
    return Shaped({})


def _write_prior(site: Site) -> Code:
    mean, log_variance = site.arguments["mean"], site.arguments["log_variance"]
    terms = f"({mean}.square() + {log_variance}.exp() - 1 - {log_variance})"
    return mean_code(f"0.5 * {terms}.flatten(1).sum(dim=1)")


def _normal_shape(_: Values, types: Types) -> Shaped:
    _require_same(types, "mean", "log_variance")
    if types["log_variance"].ragged != types["mean"].ragged:
        expected = "needs means and variances whose samples have the same lengths"
        raise ShapeError("ragged", expected, "compute both from the same sequence", "log_variance")
    _require_same(types, "mean", "target")
    require_same_lengths(types["mean"], types["target"])
    return Shaped({})


def _write_normal(site: Site) -> Code:
    (mean, log_variance, target), helpers = _real(site, "mean", "log_variance", "target")
    terms = f'F.gaussian_nll_loss({mean}, {target}, {log_variance}.exp(), reduction="none")'
    return mean_code(terms, *helpers)


def _value_shape(_: Values, types: Types) -> Shaped:
    require_float(types["value"], "value")
    return Shaped({})


def _write_value(site: Site) -> Code:
    (value,), helpers = _real(site, "value")
    return mean_code(value, *helpers)


def _real(site: Site, *ports: str) -> tuple[list[str], tuple[str, ...]]:
    """The input without the padded steps of ragged samples, and the helpers needed for that."""
    if site.types[ports[0]].ragged is None:
        return [site.arguments[port] for port in ports], ()
    mask = mask_of(site, ports[-1])
    return [f"{site.arguments[port]}[{mask}]" for port in ports], ("step_mask",)


LAYERS.add(
    loss_layer(
        "kl_divergence",
        "KL divergence",
        "The divergence of the prediction from a target distribution. Takes raw scores (logits).",
        "torch.nn.functional.kl_div",
        "mean of Σ over c of target[c] · (log target[c] - log softmax(prediction)[c]) over samples and real steps",
        _divergence_shape,
        _write_divergence,
        takes=Takes.CLASS_SCORES,
        synonyms=("kullback-leibler", "distillation", "soft labels", "teacher"),
        used_with={"prediction": "scores", "target": "shares"},
    ),
    loss_layer(
        "gaussian_kl",
        "Gaussian KL",
        "Keeps the codes of a variational autoencoder close to the standard normal distribution.",
        "torch.distributions.kl_divergence",
        "mean over samples of ½ Σ (mean² + e^log_variance - 1 - log_variance)  [Kingma & Welling 2014]",
        _prior_shape,
        _write_prior,
        synonyms=("vae", "variational", "kullback-leibler", "prior", "elbo"),
        inputs=(MEAN, LOG_VARIANCE),
    ),
    loss_layer(
        "gaussian_nll",
        "Gaussian likelihood",
        "For regression with uncertainty: the model also predicts the variance of its error.",
        "torch.nn.functional.gaussian_nll_loss",
        "mean of ½ (log_variance + (target - mean)² / e^log_variance) over all elements of real steps",
        _normal_shape,
        _write_normal,
        synonyms=("uncertainty", "heteroscedastic", "regression", "likelihood"),
        inputs=(MEAN, LOG_VARIANCE, TARGET),
    ),
    loss_layer(
        "poisson_nll",
        "Poisson likelihood",
        "For counts. The prediction is the logarithm of the expected count.",
        "torch.nn.functional.poisson_nll_loss",
        "mean of e^prediction - target · prediction",
        value_shape,
        value_loss(lambda _s, p, t: torch_terms("F.poisson_nll_loss", p, t)),
        synonyms=("counts", "events", "regression", "likelihood"),
    ),
    loss_layer(
        "mean_value",
        "Mean value",
        "Minimises the mean of any computed value: for losses built from other layers, and for critics.",
        "torch.mean",
        "mean of value over all elements of real steps",
        _value_shape,
        _write_value,
        synonyms=("custom loss", "penalty", "regulariser", "wasserstein", "minimise"),
        inputs=(Port("value", "the value to minimise"),),
    ),
)
