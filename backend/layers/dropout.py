"""Dropout of single numbers and of whole channels, with zeros or with what keeps mean and variance."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Number
from backend.declare.reach import pointwise
from backend.layers.activations import same_type
from backend.layers.shapes import channels_second, only, spatial_rank
from backend.layers.writing import call, module

RATE = Number(
    name="rate", default=0.5, minimum=0, below=1, meaning="the share that is set to zero at random in training"
)


def _channel_shape(_: Values, types: Types) -> Shaped:
    received = only(types)
    form, _channels = channels_second(received)
    if spatial_rank(form, received.rank) not in (1, 2, 3):
        raise ShapeError("rank", "drops whole channels and needs axes after them", "use a Dropout for vectors")
    return Shaped({"out": received}, form=form)


def _channel_source(site: Site) -> str:
    return call(f"nn.Dropout{spatial_rank(site.shaped.form, site.type.rank)}d", site.values.rate)


LAYERS.add(
    Layer(
        type="dropout",
        name="Dropout",
        category=Category.NORMALISATION,
        glyph="dropout",
        summary="Sets random numbers to zero in training, so that the network does not rely on single ones.",
        synonyms=("regularise", "regularisation", "overfitting"),
        torch="torch.nn.Dropout",
        formula=(
            "y = x · m / (1 - rate), m = 0 with probability rate, else 1; y = x after training  "
            "[Srivastava et al. 2014]"
        ),
        parameters=(RATE,),
        inputs=(Port("in", "numbers of any shape"),),
        shape=same_type,
        write=module(lambda site: call("nn.Dropout", site.values.rate)),
        summarise=lambda v: f"{v.rate:g}",
    ),
    Layer(
        type="channel_dropout",
        name="Channel dropout",
        category=Category.NORMALISATION,
        glyph="dropout",
        summary="Sets random whole channels to zero in training; better than Dropout between convolutions.",
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
            "y[c] = x[c] · m[c] / (1 - rate), m[c] = 0 with probability rate, else 1; y = x after training\n"
            "[Tompson et al. 2015]"
        ),
        parameters=(RATE,),
        inputs=(Port("in", "channels over space or time"),),
        shape=_channel_shape,
        reach=pointwise,
        write=module(_channel_source),
        summarise=lambda v: f"{v.rate:g}",
    ),
    Layer(
        type="alpha_dropout",
        name="Alpha dropout",
        category=Category.NORMALISATION,
        glyph="dropout",
        summary="Dropout for SELU networks: keeps mean 0 and variance 1.",
        synonyms=("selu", "self-normalising", "regularise", "overfitting"),
        torch="torch.nn.AlphaDropout",
        formula=(
            "y = a · (x where kept, else -1.7581) + b; y = x after training  [Klambauer et al. 2017]\n"
            "a = 1 / √((1 - rate) · (1 + rate · 1.7581²)), b = 1.7581 · rate · a: mean and variance stay"
        ),
        parameters=(RATE,),
        inputs=(Port("in", "numbers of any shape"),),
        shape=same_type,
        write=module(lambda site: call("nn.AlphaDropout", site.values.rate)),
        summarise=lambda v: f"{v.rate:g}",
    ),
    Layer(
        type="channel_alpha_dropout",
        name="Channel alpha dropout",
        category=Category.NORMALISATION,
        glyph="dropout",
        summary="Alpha dropout of random whole channels, for SELU networks.",
        synonyms=("feature alpha dropout", "spatial dropout", "selu", "self-normalising", "regularise"),
        torch="torch.nn.FeatureAlphaDropout",
        formula=(
            "y[c] = a · (x[c] where kept, else -1.7581) + b; y = x after training  [Klambauer et al. 2017]\n"
            "a = 1 / √((1 - rate) · (1 + rate · 1.7581²)), b = 1.7581 · rate · a: mean and variance stay"
        ),
        parameters=(RATE,),
        inputs=(Port("in", "channels over space or time"),),
        shape=_channel_shape,
        reach=pointwise,
        write=module(lambda site: call("nn.FeatureAlphaDropout", site.values.rate)),
        summarise=lambda v: f"{v.rate:g}",
    ),
)
