"""Activations that work on each number alone. Softmax is in `softmax`."""

from __future__ import annotations

from collections.abc import Callable

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, Site, Types, Writer
from backend.declare.parameters import Choice, Flag, Json, Number, Parameter
from backend.layers.shapes import channels_second, fixed, only, require_float
from backend.layers.writing import Raw, call, differing, function, module

INPUTS = (Port("in", "numbers of any shape"),)
SLOPE = Number(name="slope", default=0.01, minimum=-1e3, maximum=1e3, meaning="the slope for numbers below zero")
ALPHA = Number(name="alpha", default=1.0, above=0, maximum=1e3, meaning="how far below zero the result can go")
FIRST_SLOPE = Number(
    name="slope", default=0.25, minimum=-1e3, maximum=1e3, meaning="the slope below zero before training"
)
PER_CHANNEL = Flag(name="per_channel", default=False, meaning="learns a slope for each channel instead of one")
APPROXIMATE = Choice(
    name="approximate",
    default="none",
    options=("none", "tanh"),
    advanced=True,
    meaning="tanh is the faster formula of the first papers",
)
BETA = Number(
    name="beta", default=1.0, above=0, maximum=1e3, meaning="how sharp the bend is; larger is closer to ReLU"
)


def same_type(_: Values, types: Types) -> Shaped:
    """What comes out is of the type that came in, in whatever form it lies."""
    received = only(types)
    require_float(received)
    return Shaped({"out": received}, form=Form.ANY)


def _prelu_shape(values: Values, types: Types) -> Shaped:
    if not values.per_channel:
        return Shaped(same_type(values, types).outputs, weights=1, form=Form.ANY)
    received = only(types)
    form, size = channels_second(received)
    channels = fixed(size, "number of channels", "use one slope for all channels")
    return Shaped({"out": received}, weights=channels, form=form)


def _prelu(site: Site) -> str:
    given = {"num_parameters": site.shaped.weights, "init": site.values.slope}
    return call("nn.PReLU", **differing({"num_parameters": 1, "init": 0.25}, given))


def _leaky_relu(site: Site) -> str:
    slope = differing({"negative_slope": 0.01}, {"negative_slope": site.values.slope})
    return _written("F.leaky_relu", site, slope)


def _elu(site: Site) -> str:
    return _written("F.elu", site, differing({"alpha": 1.0}, {"alpha": site.values.alpha}))


def _gelu(site: Site) -> str:
    approximate = {"approximate": site.values.approximate}
    return _written("F.gelu", site, differing({"approximate": "none"}, approximate))


def _softplus(site: Site) -> str:
    return _written("F.softplus", site, differing({"beta": 1.0}, {"beta": site.values.beta}))


def _written(name: str, site: Site, arguments: dict[str, Json]) -> str:
    return call(name, Raw(site.x), **arguments)


def _plain(name: str) -> Writer:
    return function(lambda site: f"{name}({site.x})")


def _activation(
    kind: str,
    name: str,
    summary: str,
    formula: str,
    write: Writer,
    *,
    torch: str,
    words: tuple[str, ...] = (),
    parameters: tuple[Parameter, ...] = (),
    summarise: Callable[[Values], str] = lambda _: "",
    shape: Callable[[Values, Types], Shaped] = same_type,
) -> Layer:
    return Layer(
        type=kind,
        name=name,
        category=Category.ACTIVATION,
        glyph="activation",
        summary=summary,
        synonyms=(*words, "activation", "nonlinearity"),
        torch=f"torch.nn.{torch}",
        formula=formula,
        parameters=parameters,
        inputs=INPUTS,
        shape=shape,
        write=write,
        summarise=summarise,
    )


LAYERS.add(
    _activation(
        "relu",
        "ReLU",
        "Passes positive numbers and turns negative ones to zero.",
        "y = max(0, x)",
        _plain("F.relu"),
        torch="ReLU",
        words=("rectifier",),
    ),
    _activation(
        "leaky_relu",
        "Leaky ReLU",
        "Like ReLU, with a small slope below zero, so that no unit goes dead.",
        "y = x for x > 0, else slope · x",
        function(_leaky_relu),
        torch="LeakyReLU",
        words=("lrelu", "rectifier"),
        parameters=(SLOPE,),
        summarise=lambda v: f"{v.slope:g}",
    ),
    _activation(
        "prelu",
        "PReLU",
        "Like Leaky ReLU, with a slope that is learned.",
        "y = x for x > 0, else w · x",
        module(_prelu),
        torch="PReLU",
        words=("parametric", "rectifier"),
        parameters=(PER_CHANNEL, FIRST_SLOPE),
        summarise=lambda v: "per channel" if v.per_channel else "",
        shape=_prelu_shape,
    ),
    _activation(
        "elu",
        "ELU",
        "Like ReLU, with a smooth bend to -alpha below zero.",
        "y = x for x > 0, else alpha · (eˣ - 1)",
        function(_elu),
        torch="ELU",
        words=("exponential",),
        parameters=(ALPHA,),
        summarise=lambda v: f"{v.alpha:g}",
    ),
    _activation(
        "selu",
        "SELU",
        "A scaled ELU that keeps mean 0 and variance 1 in deep dense networks.",
        "y = 1.0507 · elu(x, 1.6733)",
        _plain("F.selu"),
        torch="SELU",
        words=("self-normalising", "exponential"),
    ),
    _activation(
        "gelu",
        "GELU",
        "A smooth ReLU, the usual choice in transformers.",
        "y = x · Φ(x)",
        function(_gelu),
        torch="GELU",
        words=("gaussian", "transformer"),
        parameters=(APPROXIMATE,),
        summarise=lambda v: "" if v.approximate == "none" else v.approximate,
    ),
    _activation(
        "silu",
        "SiLU",
        "A smooth ReLU that dips slightly below zero.",
        "y = x · sigmoid(x)",
        _plain("F.silu"),
        torch="SiLU",
        words=("swish",),
    ),
    _activation(
        "mish",
        "Mish",
        "A smooth ReLU, common in object detectors.",
        "y = x · tanh(softplus(x))",
        _plain("F.mish"),
        torch="Mish",
    ),
    _activation(
        "tanh",
        "Tanh",
        "Squeezes numbers to between -1 and 1.",
        "y = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)",
        _plain("torch.tanh"),
        torch="Tanh",
        words=("hyperbolic",),
    ),
    _activation(
        "sigmoid",
        "Sigmoid",
        "Squeezes numbers to between 0 and 1, as probabilities or gates.",
        "y = 1 / (1 + e⁻ˣ)",
        _plain("torch.sigmoid"),
        torch="Sigmoid",
        words=("logistic", "gate"),
    ),
    _activation(
        "hardswish",
        "Hardswish",
        "A fast stand-in for SiLU made of straight pieces, for small devices.",
        "y = x · min(max(x + 3, 0), 6) / 6",
        _plain("F.hardswish"),
        torch="Hardswish",
        words=("hard swish", "mobile"),
    ),
    _activation(
        "softplus",
        "Softplus",
        "A smooth ReLU that is always positive, for scales and variances.",
        "y = log(1 + e^(beta · x)) / beta",
        function(_softplus),
        torch="Softplus",
        words=("smooth", "positive"),
        parameters=(BETA,),
        summarise=lambda v: "" if v.beta == 1 else f"{v.beta:g}",
    ),
)
