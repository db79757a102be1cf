"""Randomness in training: dropout, noise, dropped paths and the sampling of a variational autoencoder."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Number
from backend.declare.reach import pointwise
from backend.layers.activation.activations import same_type
from backend.layers.shared.shapes import channels_second, only, require_batch_first, require_float, spatial_rank
from backend.layers.shared.source import call, function, module

RATE = Number(
    name="rate", default=0.5, minimum=0, below=1, meaning="fraction of values set to zero at random in training"
)


def _channel_shape(_: Values, types: Types) -> Shaped:
    received = only(types)
    form, _channels = channels_second(received)
    if spatial_rank(form, received.rank) not in (1, 2, 3):
        raise ShapeError(
            "rank", "drops whole channels and needs axes after the channels", "use a Dropout for vectors"
        )
    return Shaped({"out": received}, form=form)


def _channel_source(site: Site) -> str:
    return call(f"nn.Dropout{spatial_rank(site.shaped.form, site.type.rank)}d", site.values.rate)


_dropout = partial(
    Layer,
    category=Category.NORMALISATION,
    glyph="dropout",
    parameters=(RATE,),
    summarise=lambda v: f"{v.rate:g}",
)

LAYERS.add(
    _dropout(
        type="dropout",
        name="Dropout",
        summary="Sets random values to zero in training, so that the network does not rely on single ones.",
        synonyms=("regularise", "regularisation", "overfitting"),
        torch="torch.nn.Dropout",
        formula=(
            "y = x · m / (1 - rate), m = 0 with probability rate, else 1; y = x in evaluation  "
            "[Srivastava et al. 2014]"
        ),
        inputs=(Port("in", "values of any shape"),),
        shape=same_type,
        write=module(lambda site: call("nn.Dropout", site.values.rate)),
    ),
    _dropout(
        type="channel_dropout",
        name="Channel dropout",
        summary="Sets whole channels to zero at random in training; better than Dropout between convolutions.",
        synonyms=(
            "spatial dropout",
            "dropout1d",
            "dropout2d",
            "dropout3d",
            "variational dropout",
            "regularise",
            "overfitting",
        ),
        torch="torch.nn.Dropout2d",
        formula=(
            "y[c] = x[c] · m[c] / (1 - rate), m[c] = 0 with probability rate, else 1; y = x in evaluation\n"
            "[Tompson et al. 2015]"
        ),
        inputs=(Port("in", "channels over space or time"),),
        shape=_channel_shape,
        reach=pointwise,
        write=module(_channel_source),
    ),
    _dropout(
        type="alpha_dropout",
        name="Alpha dropout",
        summary="Dropout for SELU networks: preserves mean 0 and variance 1.",
        synonyms=("selu", "self-normalising", "regularise", "overfitting"),
        torch="torch.nn.AlphaDropout",
        formula=(
            "y = a · (x where kept, else -1.7581) + b; y = x in evaluation  [Klambauer et al. 2017]\n"
            "a = 1 / √((1 - rate) · (1 + rate · 1.7581²)), b = 1.7581 · rate · a: mean and variance are preserved"
        ),
        inputs=(Port("in", "values of any shape"),),
        shape=same_type,
        write=module(lambda site: call("nn.AlphaDropout", site.values.rate)),
    ),
    _dropout(
        type="channel_alpha_dropout",
        name="Channel alpha dropout",
        summary="Alpha dropout of whole channels, for SELU networks.",
        synonyms=("feature alpha dropout", "spatial dropout", "selu", "self-normalising", "regularise"),
        torch="torch.nn.FeatureAlphaDropout",
        formula=(
            "y[c] = a · (x[c] where kept, else -1.7581) + b; y = x in evaluation  [Klambauer et al. 2017]\n"
            "a = 1 / √((1 - rate) · (1 + rate · 1.7581²)), b = 1.7581 · rate · a: mean and variance are preserved"
        ),
        inputs=(Port("in", "channels over space or time"),),
        shape=_channel_shape,
        reach=pointwise,
        write=module(lambda site: call("nn.FeatureAlphaDropout", site.values.rate)),
    ),
)


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
            "compute both with layers of the same size",
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
    Layer, category=Category.NORMALISATION, glyph="dropout", inputs=(Port("in", "values of any shape"),)
)

LAYERS.add(
    _random(
        type="gaussian_noise",
        name="Gaussian noise",
        summary="Adds normally distributed noise in training: for denoising, and against overfitting.",
        synonyms=("random", "jitter", "denoise", "regularise"),
        torch="torch.randn_like",
        formula="y = x + deviation · ε in training, ε from N(0, 1); y = x in evaluation",
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
        summary="Sets whole samples to zero at random in training, before they join a skip connection.",
        synonyms=("stochastic depth", "droppath", "regularise"),
        torch="torch.Tensor.bernoulli_",
        formula=(
            "y[n] = x[n] · m[n] / (1 - rate), m[n] = 0 with probability rate, else 1; y = x in evaluation\n"
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
        summary="Draws from a normal distribution of given mean and log-variance; the mean itself in evaluation.",
        synonyms=("vae", "variational", "sample", "latent", "reparameterize", "reparametrization"),
        torch="torch.randn_like",
        formula="y = mean + e^(log_variance / 2) · ε, ε from N(0, 1)  [Kingma & Welling 2014]",
        inputs=(Port("mean", "the means"), Port("log_variance", "the log-variances")),
        shape=_sample_shape,
        write=function(_write_sample),
    ),
)
