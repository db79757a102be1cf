"""Element-wise arithmetic, with constants."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Number
from backend.layers.activation.activations import same_type
from backend.layers.shared.source import Raw, call, function

MAX_BOUND = 1e9
MIN_ARGUMENT = Number(
    name="least",
    default=1e-6,
    above=0,
    maximum=MAX_BOUND,
    advanced=True,
    meaning="values below this are raised to it, so that the result and its gradient stay finite",
)
arithmetic = partial(
    Layer,
    category=Category.SHAPE,
    glyph="merge",
    inputs=(Port("in", "values of any shape"),),
    shape=same_type,
)


def _constant(name: str, default: float, meaning: str) -> Number:
    return Number(name=name, default=default, minimum=-MAX_BOUND, maximum=MAX_BOUND, meaning=meaning)


def _bound(name: str, meaning: str) -> Number:
    return Number(name=name, default=None, optional=True, minimum=-MAX_BOUND, maximum=MAX_BOUND, meaning=meaning)


def _scale_shift(site: Site) -> str:
    """``2.0 * x + 1.0``, without a factor of 1 or a shift of 0."""
    scale, shift = site.values.scale, site.values.shift
    if scale == -1 and shift:
        return f"{shift!r} - {site.x}"
    scaled = {1.0: site.x, -1.0: f"-{site.x}"}.get(scale, f"{scale!r} * {site.x}")
    return f"{scaled} + {shift!r}" if shift else scaled


def _clamp_shape(values: Values, types: Types) -> Shaped:
    low, high = values.low, values.high
    if low is None and high is None:
        raise ShapeError("bounds", "has no bound, so that it changes nothing", "set low, high or both", port="")
    if low is not None and high is not None and low > high:
        advice = "set low below high"
        raise ShapeError(
            "bounds", f"has a lower bound of {low:g} above its upper bound of {high:g}", advice, port=""
        )
    return same_type(values, types)


def _clamp(site: Site) -> str:
    bounds = {"min": site.values.low, "max": site.values.high}
    return call(f"{site.x}.clamp", **{name: value for name, value in bounds.items() if value is not None})


def _range_text(values: Values) -> str:
    shown = ["" if bound is None else f"{bound:g}" for bound in (values.low, values.high)]
    return " … ".join(shown).strip()


LAYERS.add(
    arithmetic(
        type="scale_shift",
        name="Scale and shift",
        summary="Multiplies by a constant and adds another one.",
        synonyms=("multiply constant", "add constant", "rescale", "normalise", "affine", "one minus"),
        torch="torch.mul",
        formula="y = scale · x + shift",
        parameters=(
            _constant("scale", 1.0, "what each value is multiplied by"),
            _constant("shift", 0.0, "what is added afterwards"),
        ),
        write=function(_scale_shift),
        summarise=lambda v: f"{v.scale:g} · x" + (f" + {v.shift:g}" if v.shift else ""),
    ),
    arithmetic(
        type="negate",
        name="Negate",
        summary="Changes the sign of each value.",
        synonyms=("minus", "opposite", "sign"),
        torch="torch.neg",
        formula="y = -x",
        write=function(lambda site: f"-{site.x}"),
    ),
    arithmetic(
        type="absolute",
        name="Absolute value",
        summary="The absolute value of each value.",
        synonyms=("abs", "magnitude", "modulus"),
        torch="torch.abs",
        formula="y = |x|",
        write=function(lambda site: f"{site.x}.abs()"),
    ),
    arithmetic(
        type="exponential",
        name="Exponential",
        summary="e to the power of each value: turns log-variances and log-scales into positive values.",
        synonyms=("exp", "e^x"),
        torch="torch.exp",
        formula="y = eˣ",
        write=function(lambda site: f"{site.x}.exp()"),
    ),
    arithmetic(
        type="logarithm",
        name="Logarithm",
        summary="The natural logarithm of each value: compresses large ranges.",
        synonyms=("log", "ln", "decibel"),
        torch="torch.log",
        formula="y = log max(x, least)",
        parameters=(MIN_ARGUMENT,),
        write=function(lambda site: f"{call(f'{site.x}.clamp', min=site.values.least)}.log()"),
    ),
    arithmetic(
        type="square_root",
        name="Square root",
        summary="The square root of each value; negative ones count as almost zero.",
        synonyms=("sqrt", "root"),
        torch="torch.sqrt",
        formula="y = √ max(x, least)",
        parameters=(MIN_ARGUMENT,),
        write=function(lambda site: f"{call(f'{site.x}.clamp', min=site.values.least)}.sqrt()"),
    ),
    arithmetic(
        type="square",
        name="Square",
        summary="The square of each value.",
        synonyms=("power of two", "energy"),
        torch="torch.square",
        formula="y = x²",
        write=function(lambda site: f"{site.x}.square()"),
    ),
    arithmetic(
        type="power",
        name="Power",
        summary="Each value to the power of a constant.",
        synonyms=("pow", "exponent", "gamma", "cube"),
        torch="torch.pow",
        formula="y = x^exponent",
        parameters=(Number(name="exponent", default=2.0, minimum=-100, maximum=100, meaning="the exponent"),),
        write=function(lambda site: call("torch.pow", Raw(site.x), site.values.exponent)),
        summarise=lambda v: f"{v.exponent:g}",
    ),
    arithmetic(
        type="clamp",
        name="Clamp",
        summary="Limits values to a range.",
        synonyms=("clip", "limit", "bound", "saturate"),
        torch="torch.clamp",
        formula="y = min(max(x, low), high)",
        parameters=(
            _bound("low", "the lower bound; empty means none"),
            _bound("high", "the upper bound; empty means none"),
        ),
        example={"low": 0.0, "high": 1.0},
        shape=_clamp_shape,
        write=function(_clamp),
        summarise=_range_text,
    ),
)
