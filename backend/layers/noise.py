"""Randomness in training: noise, dropped paths and the sampling of a variational autoencoder."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Number
from backend.declare.reach import pointwise
from backend.layers.activations import same_type
from backend.layers.dropout import RATE
from backend.layers.shapes import only, require_batch_first, require_float
from backend.layers.writing import function


def _path_shape(_: Values, types: Types) -> Shaped:
    require_float(only(types))
    require_batch_first(only(types))
    return Shaped({"out": only(types)})


def _sample_shape(_: Values, types: Types) -> Shaped:
    mean, log_variance = types["mean"], types["log_variance"]
    require_float(mean, "mean")
    require_float(log_variance, "log_variance")
    if mean != log_variance:
        raise ShapeError(
            "sizes",
            f"needs a variance for each mean {mean}",
            "make both with layers of the same size",
            "log_variance",
        )
    return Shaped({"out": mean}, form=Form.ANY)


def _write_sample(site: Site) -> str:
    mean, log_variance = site.arguments["mean"], site.arguments["log_variance"]
    sample = f"{mean} + (0.5 * {log_variance}).exp() * torch.randn_like({mean})"
    return f"{sample} if self.training else {mean}"


def _write_noise(site: Site) -> str:
    x = site.x
    return f"{x} + {site.values.deviation!r} * torch.randn_like({x}) if self.training else {x}"


def _write_path(site: Site) -> Code:
    return Code({"out": f"drop_path({site.x}, {site.values.rate!r}, self.training)"}, helpers=("drop_path",))


_random = partial(
    Layer, category=Category.NORMALISATION, glyph="dropout", inputs=(Port("in", "numbers of any shape"),)
)

LAYERS.add(
    _random(
        type="gaussian_noise",
        name="Gaussian noise",
        summary="Adds normal noise in training: for denoising, and against overfitting.",
        synonyms=("random", "jitter", "denoise", "regularise"),
        torch="torch.randn_like",
        formula="y = x + deviation · ε in training, ε from N(0, 1); y = x after it",
        parameters=(
            Number(
                name="deviation",
                default=0.1,
                minimum=0,
                maximum=1e6,
                meaning="the standard deviation of the noise",
            ),
        ),
        shape=same_type,
        write=function(_write_noise),
        summarise=lambda v: f"{v.deviation:g}",
    ),
    _random(
        type="drop_path",
        name="Drop path",
        summary="Sets whole samples to zero at random in training, before they are added to a skip connection.",
        synonyms=("stochastic depth", "droppath", "regularise"),
        torch="torch.Tensor.bernoulli_",
        formula=(
            "y[n] = x[n] · m[n] / (1 - rate), m[n] = 0 with probability rate, else 1; y = x after training\n"
            "[Huang et al. 2016]"
        ),
        parameters=(RATE,),
        example={"rate": 0.1},
        shape=_path_shape,
        reach=pointwise,
        write=_write_path,
        summarise=lambda v: f"{v.rate:g}",
    ),
    _random(
        type="reparametrise",
        name="Reparametrise",
        summary="A sample around the mean, as wide as the log-variance says; the mean itself when not training.",
        synonyms=("vae", "variational", "sample", "latent", "reparameterize", "reparametrization"),
        torch="torch.randn_like",
        formula="y = mean + e^(log_variance / 2) · ε, ε from N(0, 1)  [Kingma & Welling 2014]",
        inputs=(Port("mean", "the means"), Port("log_variance", "the logarithms of the variances")),
        shape=_sample_shape,
        write=function(_write_sample),
    ),
)
