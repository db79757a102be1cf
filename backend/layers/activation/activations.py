"""Element-wise activations."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Site, Types, Writer
from backend.declare.parameters import Choice, Flag, Json, Number
from backend.declare.reach import pointwise
from backend.layers.shared.shapes import channels_second, fixed, only, require_float
from backend.layers.shared.source import Raw, call, differing, function, module

INPUTS = (Port("in", "values of any shape"),)
SLOPE = Number(name="slope", default=0.01, minimum=-1e3, maximum=1e3, meaning="slope for negative values")
ALPHA = Number(
    name="alpha", default=1.0, above=0, maximum=1e3, meaning="the lowest possible result is minus this value"
)
FIRST_SLOPE = Number(
    name="slope", default=0.25, minimum=-1e3, maximum=1e3, meaning="initial slope for negative values"
)
LOWER = Number(
    name="lower", default=1 / 8, minimum=-1e3, maximum=1e3, meaning="the smallest slope for negative values"
)
UPPER = Number(
    name="upper", default=1 / 3, minimum=-1e3, maximum=1e3, meaning="the largest slope for negative values"
)
PER_CHANNEL = Flag(
    name="per_channel", default=False, meaning="learns a slope for each channel instead of a single one"
)
APPROXIMATE = Choice(
    name="approximate",
    default="none",
    options=("none", "tanh"),
    advanced=True,
    meaning="tanh is a faster approximation",
)
BETA = Number(
    name="beta",
    default=1.0,
    above=0,
    maximum=1e3,
    meaning="sharpness of the bend; larger values come closer to ReLU",
)


def same_type(_: Values, types: Types) -> Shaped:
    """The result has the type of the input, in any form."""
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
    return called_with("F.leaky_relu", site, slope)


def _rrelu_shape(values: Values, types: Types) -> Shaped:
    if values.lower > values.upper:
        raise ShapeError(
            "bounds",
            f"draws slopes from {values.lower:g} to {values.upper:g}, an empty range",
            "set lower to at most upper",
            port="",
        )
    return same_type(values, types)


def _rrelu(site: Site) -> str:
    given = {"lower": site.values.lower, "upper": site.values.upper}
    arguments = differing({"lower": 1 / 8, "upper": 1 / 3}, given)
    return called_with("F.rrelu", site, {**arguments, "training": Raw("self.training")})


def _elu(site: Site) -> str:
    return called_with("F.elu", site, differing({"alpha": 1.0}, {"alpha": site.values.alpha}))


def _gelu(site: Site) -> str:
    approximate = {"approximate": site.values.approximate}
    return called_with("F.gelu", site, differing({"approximate": "none"}, approximate))


def _softplus(site: Site) -> str:
    return called_with("F.softplus", site, differing({"beta": 1.0}, {"beta": site.values.beta}))


def called_with(name: str, site: Site, arguments: dict[str, Json]) -> str:
    """A call of a torch function on the input, with further arguments."""
    return call(name, Raw(site.x), **arguments)


def called(name: str) -> Writer:
    """A writer for a torch function of the input alone."""
    return function(lambda site: f"{name}({site.x})")


activation = partial(Layer, category=Category.ACTIVATION, glyph="activation", inputs=INPUTS, shape=same_type)


LAYERS.add(
    activation(
        type="relu",
        name="ReLU",
        summary="Keeps positive values and sets negative ones to zero.",
        formula="y = max(0, x)  [Nair & Hinton 2010]",
        write=called("F.relu"),
        torch="torch.nn.ReLU",
        synonyms=("rectifier", "activation", "nonlinearity"),
    ),
    activation(
        type="leaky_relu",
        name="Leaky ReLU",
        summary="Like ReLU, with a small slope for negative values, so that no unit dies.",
        formula="y = x for x > 0, else slope · x  [Maas et al. 2013]",
        write=function(_leaky_relu),
        torch="torch.nn.LeakyReLU",
        synonyms=("lrelu", "rectifier", "activation", "nonlinearity"),
        parameters=(SLOPE,),
        summarise=lambda v: f"{v.slope:g}",
    ),
    activation(
        type="prelu",
        name="PReLU",
        summary="Like Leaky ReLU, with a learned slope.",
        formula="y = x for x > 0, else w · x with a learned w  [He et al. 2015]",
        write=module(_prelu),
        torch="torch.nn.PReLU",
        synonyms=("parametric", "rectifier", "activation", "nonlinearity"),
        parameters=(PER_CHANNEL, FIRST_SLOPE),
        summarise=lambda v: "per channel" if v.per_channel else "",
        shape=_prelu_shape,
        reach=pointwise,
    ),
    activation(
        type="rrelu",
        name="RReLU",
        summary="Like Leaky ReLU, with random slopes in training and their mean in evaluation.",
        formula=(
            "y = x for x > 0, else a · x, a drawn from lower to upper for each value\n"
            "a = (lower + upper) / 2 in evaluation  [Xu et al. 2015]"
        ),
        write=function(_rrelu),
        torch="torch.nn.RReLU",
        synonyms=("randomised", "randomized leaky", "rectifier", "activation", "nonlinearity"),
        parameters=(LOWER, UPPER),
        summarise=lambda v: f"{v.lower:.3g} to {v.upper:.3g}",
        shape=_rrelu_shape,
    ),
    activation(
        type="elu",
        name="ELU",
        summary="Like ReLU for positive values; falls smoothly to -alpha for negative ones.",
        formula="y = x for x > 0, else alpha · (eˣ - 1)  [Clevert et al. 2016]",
        write=function(_elu),
        torch="torch.nn.ELU",
        synonyms=("exponential", "activation", "nonlinearity"),
        parameters=(ALPHA,),
        summarise=lambda v: f"{v.alpha:g}",
    ),
    activation(
        type="selu",
        name="SELU",
        summary="A scaled ELU that preserves mean 0 and variance 1 in deep dense networks.",
        formula="y = 1.0507 · x for x > 0, else 1.0507 · 1.6733 · (eˣ - 1)  [Klambauer et al. 2017]",
        write=called("F.selu"),
        torch="torch.nn.SELU",
        synonyms=("self-normalising", "exponential", "activation", "nonlinearity"),
    ),
    activation(
        type="gelu",
        name="GELU",
        summary="A smooth ReLU, the standard choice in transformers.",
        formula=(
            "y = x · Φ(x), where Φ is the normal distribution  [Hendrycks & Gimpel 2016]\n"
            "tanh: y = ½ x · (1 + tanh(√(2/π) · (x + 0.044715 x³)))"
        ),
        write=function(_gelu),
        torch="torch.nn.GELU",
        synonyms=("gaussian", "transformer", "activation", "nonlinearity"),
        parameters=(APPROXIMATE,),
        summarise=lambda v: "" if v.approximate == "none" else v.approximate,
    ),
    activation(
        type="silu",
        name="SiLU",
        summary="A smooth ReLU that dips slightly below zero.",
        formula="y = x · σ(x) = x / (1 + e⁻ˣ)  [Elfwing et al. 2018]",
        write=called("F.silu"),
        torch="torch.nn.SiLU",
        synonyms=("swish", "activation", "nonlinearity"),
    ),
    activation(
        type="mish",
        name="Mish",
        summary="A smooth ReLU, common in object detectors.",
        formula="y = x · tanh(log(1 + eˣ))  [Misra 2019]",
        write=called("F.mish"),
        torch="torch.nn.Mish",
        synonyms=("activation", "nonlinearity"),
    ),
    activation(
        type="tanh",
        name="Tanh",
        summary="Squashes values into the range from -1 to 1.",
        formula="y = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)",
        write=called("torch.tanh"),
        torch="torch.nn.Tanh",
        synonyms=("hyperbolic", "activation", "nonlinearity"),
    ),
    activation(
        type="sigmoid",
        name="Sigmoid",
        summary="Squashes values into the range from 0 to 1, as for probabilities or gates.",
        formula="y = 1 / (1 + e⁻ˣ)",
        write=called("torch.sigmoid"),
        torch="torch.nn.Sigmoid",
        synonyms=("logistic", "gate", "activation", "nonlinearity"),
    ),
    activation(
        type="hardswish",
        name="Hardswish",
        summary="A fast piecewise approximation of SiLU, for mobile devices.",
        formula="y = x · min(max(x + 3, 0), 6) / 6  [Howard et al. 2019]",
        write=called("F.hardswish"),
        torch="torch.nn.Hardswish",
        synonyms=("hard swish", "mobile", "activation", "nonlinearity"),
    ),
    activation(
        type="softplus",
        name="Softplus",
        summary="A smooth ReLU whose result is always positive, for scales and variances.",
        formula="y = log(1 + e^(beta · x)) / beta",
        write=function(_softplus),
        torch="torch.nn.Softplus",
        synonyms=("smooth", "positive", "activation", "nonlinearity"),
        parameters=(BETA,),
        summarise=lambda v: "" if v.beta == 1 else f"{v.beta:g}",
    ),
)


def _celu(site: Site) -> str:
    return called_with("F.celu", site, differing({"alpha": 1.0}, {"alpha": site.values.alpha}))


LAYERS.add(
    activation(
        type="celu",
        name="CELU",
        summary="Like ELU, with a continuous derivative at zero for any alpha.",
        formula="y = max(0, x) + min(0, alpha · (e^(x / alpha) - 1))  [Barron 2017]",
        write=function(_celu),
        torch="torch.nn.CELU",
        synonyms=("exponential", "activation", "nonlinearity"),
        parameters=(ALPHA,),
        summarise=lambda v: f"{v.alpha:g}",
    ),
    activation(
        type="softsign",
        name="Softsign",
        summary="Squashes values into the range from -1 to 1, more gradually than tanh.",
        formula="y = x / (1 + |x|)",
        write=called("F.softsign"),
        torch="torch.nn.Softsign",
        synonyms=("squash", "activation", "nonlinearity"),
    ),
    activation(
        type="log_sigmoid",
        name="Log-sigmoid",
        summary="The logarithm of the sigmoid, computed in a numerically stable way.",
        formula="y = log(1 / (1 + e⁻ˣ))",
        write=called("F.logsigmoid"),
        torch="torch.nn.LogSigmoid",
        synonyms=("logsigmoid", "log probability", "activation", "nonlinearity"),
    ),
    activation(
        type="tanhshrink",
        name="Tanhshrink",
        summary="The difference between a value and its tanh: flat near zero, linear far from it.",
        formula="y = x - tanh(x)",
        write=called("F.tanhshrink"),
        torch="torch.nn.Tanhshrink",
        synonyms=("sparse", "activation", "nonlinearity"),
    ),
)
