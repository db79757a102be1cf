"""The declared initialisations, and what a document can choose for all layers that have no choice of their own."""

from __future__ import annotations

import math
from functools import partial

from backend.declare.declaration import Declaration, Values
from backend.declare.initialisation import (
    INITIALISATIONS,
    TORCH,
    WEIGHTS,
    Initialisation,
    InitialParameter,
    Shape,
)
from backend.declare.parameters import Choice, Json, Number

MAX_VALUE = 1e6
GLOROT = "Glorot & Bengio 2010"
HE = "He et al. 2015"
LECUN = "LeCun et al. 1998"
EVERY = frozenset(Shape)
SCALED = frozenset({*WEIGHTS, Shape.ALL})
COUNTS_INPUTS = "counts the inputs and outputs of each result"
"""Completes "can't be ..., which": of a bias, and of a table of vectors, it would mean nothing."""

STD = Number(name="std", default=0.02, above=0, maximum=MAX_VALUE, meaning="the standard deviation")
MEAN = Number(
    name="mean",
    default=0.0,
    minimum=-MAX_VALUE,
    maximum=MAX_VALUE,
    meaning="the mean of all values",
)
GAIN = Number(name="gain", default=1.0, above=0, maximum=MAX_VALUE, meaning="factor of all values")
NONLINEARITIES = ("relu", "leaky_relu", "tanh", "sigmoid", "selu", "linear")
KAIMING = (
    Choice(
        name="mode",
        default="fan_in",
        options=("fan_in", "fan_out"),
        meaning="fan_in keeps the variance of values in the forward pass, fan_out that of gradients",
    ),
    Choice(
        name="nonlinearity",
        default="relu",
        options=NONLINEARITIES,
        meaning="the activation that follows, which decides the gain",
    ),
    Number(
        name="slope",
        default=0.01,
        minimum=0,
        maximum=10,
        meaning="slope of a leaky ReLU for negative values; other activations have none",
    ),
)


def _normal(values: Values) -> dict[str, Json]:
    return {"std": values.std, **({"mean": values.mean} if values.mean else {})}


def _truncated(values: Values) -> dict[str, Json]:
    # torch counts its bounds from zero and not in standard deviations: without them a small std is never cut.
    reach = values.cut * values.std
    low, high = (float(f"{values.mean + side * reach:.12g}") for side in (-1, 1))
    return {**_normal(values), "a": low, "b": high}


def _kaiming(values: Values) -> dict[str, Json]:
    slope = {"a": values.slope} if values.nonlinearity == "leaky_relu" else {}
    return {**slope, "mode": values.mode, "nonlinearity": values.nonlinearity}


def _empty_range(low: float, high: float) -> str:
    return f"'low' must be less than 'high'; received {low:g} and {high:g}" if low >= high else ""


def _gain(values: Values) -> dict[str, Json]:
    return {} if values.gain == 1 else {"gain": values.gain}


_from_fan = partial(Initialisation, fits=SCALED, by_size=True, by_fan=True, needs=COUNTS_INPUTS)
_same = partial(
    Initialisation,
    fits=EVERY - {Shape.ALL},
    needs="gives all weights of a layer the same value, so that its units learn alike",
)
_by_size = partial(Initialisation, by_size=True)

INITIALISATIONS.add(
    Initialisation(
        type=TORCH,
        name="torch's default",
        summary="The values that torch's constructor draws, also where the document has another default.",
        torch="",
        formula="Dense and convolutions: uniform within ±1/√fan_in; embeddings: normal with std 1",
        fits=EVERY,
    ),
    _same(
        type="zeros",
        name="Zeros",
        summary="All values are 0: usual for biases, and for the last layer of a residual branch.",
        torch="torch.nn.init.zeros_",
        formula="w = 0",
    ),
    _same(
        type="ones",
        name="Ones",
        summary="All values are 1, as the scales of norms.",
        torch="torch.nn.init.ones_",
        formula="w = 1",
    ),
    _same(
        type="constant",
        name="Constant",
        summary="All values are the same.",
        parameters=(
            Number(name="value", default=0.0, minimum=-MAX_VALUE, maximum=MAX_VALUE, meaning="the value of all"),
        ),
        torch="torch.nn.init.constant_",
        formula="w = value",
        arguments=lambda values: {"val": values.value},
    ),
    Initialisation(
        type="normal",
        name="Normal",
        summary="Drawn from a normal distribution: 0.02 is usual in transformers.",
        parameters=(STD, MEAN),
        torch="torch.nn.init.normal_",
        formula="w ~ N(mean, std²)",
        fits=EVERY,
        arguments=_normal,
    ),
    Initialisation(
        type="truncated_normal",
        name="Truncated normal",
        summary="Drawn from a normal distribution without its far ends.",
        parameters=(
            STD,
            Number(
                name="cut",
                default=2.0,
                above=0,
                maximum=100,
                meaning="how many standard deviations from the mean the distribution is cut; at 2 the values that "
                "remain have a standard deviation of 0.88 std",
            ),
            MEAN,
        ),
        torch="torch.nn.init.trunc_normal_",
        formula="w ~ N(mean, std²), given |w - mean| ≤ cut · std",
        fits=EVERY,
        arguments=_truncated,
    ),
    Initialisation(
        type="uniform",
        name="Uniform",
        summary="Drawn evenly between two bounds.",
        parameters=(
            Number(name="low", default=-0.05, minimum=-MAX_VALUE, maximum=MAX_VALUE, meaning="the lower bound"),
            Number(name="high", default=0.05, minimum=-MAX_VALUE, maximum=MAX_VALUE, meaning="the upper bound"),
        ),
        torch="torch.nn.init.uniform_",
        formula="w ~ U(low, high)",
        fits=EVERY,
        arguments=lambda values: {"a": values.low, "b": values.high},
        refusal=lambda values: _empty_range(values.low, values.high),
    ),
    _from_fan(
        type="xavier_uniform",
        name="Xavier uniform",
        summary="Uniform, scaled by the number of inputs and outputs: for tanh and sigmoid.",
        parameters=(GAIN,),
        torch="torch.nn.init.xavier_uniform_",
        formula=f"w ~ U(-a, a), a = gain · √(6 / (fan_in + fan_out))  [{GLOROT}]",
        arguments=_gain,
    ),
    _from_fan(
        type="xavier_normal",
        name="Xavier normal",
        summary="Normal, scaled by the number of inputs and outputs: for tanh and sigmoid.",
        parameters=(GAIN,),
        torch="torch.nn.init.xavier_normal_",
        formula=f"w ~ N(0, std²), std = gain · √(2 / (fan_in + fan_out))  [{GLOROT}]",
        arguments=_gain,
    ),
    _from_fan(
        type="kaiming_uniform",
        name="Kaiming uniform",
        summary="Uniform, scaled by the number of inputs or outputs: for ReLU.",
        parameters=KAIMING,
        torch="torch.nn.init.kaiming_uniform_",
        formula=f"w ~ U(-a, a), a = gain · √(3 / fan); gain = √2 for ReLU  [{HE}]",
        arguments=_kaiming,
    ),
    _from_fan(
        type="kaiming_normal",
        name="Kaiming normal",
        summary="Normal, scaled by the number of inputs or outputs: for ReLU.",
        parameters=KAIMING,
        torch="torch.nn.init.kaiming_normal_",
        formula=f"w ~ N(0, std²), std = gain / √fan; gain = √2 for ReLU  [{HE}]",
        arguments=_kaiming,
    ),
    _from_fan(
        type="lecun_normal",
        name="LeCun normal",
        summary="Normal, scaled by the number of inputs: for SELU, and before a softmax.",
        torch="torch.nn.init.kaiming_normal_",
        formula=f"w ~ N(0, std²), std = 1 / √fan_in  [{LECUN}]",
        arguments=lambda _: {"nonlinearity": "linear"},
    ),
    _from_fan(
        type="lecun_uniform",
        name="LeCun uniform",
        summary="Uniform, scaled by the number of inputs.",
        torch="torch.nn.init.kaiming_uniform_",
        formula=f"w ~ U(-a, a), a = √(3 / fan_in)  [{LECUN}]",
        arguments=lambda _: {"nonlinearity": "linear"},
    ),
    _by_size(
        type="orthogonal",
        name="Orthogonal",
        summary="A random orthogonal matrix, which keeps lengths: for recurrent weights and deep linear networks.",
        parameters=(GAIN,),
        torch="torch.nn.init.orthogonal_",
        formula="W Wᵀ = gain² I, or Wᵀ W where there are more outputs than inputs  [Saxe et al. 2014]",
        fits=frozenset({*SCALED, Shape.TABLE}),
        needs="makes the rows or columns of a matrix orthogonal",
        arguments=_gain,
    ),
    _by_size(
        type="identity",
        name="Identity",
        summary="The identity matrix: the layer passes its input on at first.",
        torch="torch.nn.init.eye_",
        formula="w[i, j] = 1 if i = j, else 0  [Le et al. 2015]",
        fits=frozenset({Shape.MATRIX}),
        needs="fills a matrix; filters have Dirac for this",
    ),
    _by_size(
        type="dirac",
        name="Dirac",
        summary="Filters that pass their input on at first: the identity of convolutions.",
        torch="torch.nn.init.dirac_",
        formula="w[f, c, k] = 1 if f = c and k is the centre, else 0",
        fits=frozenset({Shape.FILTERS}),
        by_group=True,
        needs="fills the filters of a convolution; a matrix has Identity for this",
    ),
    _by_size(
        type="sparse",
        name="Sparse",
        summary="Normal, with a fraction of each unit's connections set to zero.",
        parameters=(
            Number(
                name="sparsity", default=0.9, minimum=0, maximum=1, meaning="fraction of each column that is zero"
            ),
            Number(**{**STD.__dict__, "default": 0.01}),
        ),
        torch="torch.nn.init.sparse_",
        formula="w ~ N(0, std²), and 0 in a fraction of each column  [Martens 2010]",
        fits=frozenset({Shape.MATRIX}),
        needs="fills a matrix",
        arguments=lambda values: {
            "sparsity": values.sparsity,
            **({} if math.isclose(values.std, 0.01) else {"std": values.std}),
        },
    ),
)

TORCH_FUNCTIONS = frozenset(one.torch for one in INITIALISATIONS if one.torch)
"""All that generated files may call of torch.nn.init, by dotted paths."""

_default = partial(InitialParameter, default=None, advanced=True, group="Initial weights")

DEFAULTS = Declaration(
    type="initialisation",
    name="Initial weights",
    summary="How the weights of all layers start that have no choice of their own.",
    parameters=(
        _default(
            name="weight",
            label="Weights",
            shapes=SCALED,
            meaning="weights of dense layers, convolutions, attention and recurrent layers",
        ),
        _default(
            name="recurrent",
            label="Recurrent",
            shapes=frozenset({Shape.MATRIX}),
            meaning="the weights from a recurrent layer's state to its gates; empty is as the weights",
            otherwise="weight",
        ),
        _default(
            name="embedding",
            label="Embeddings",
            shapes=frozenset({Shape.TABLE}),
            meaning="the vectors of embeddings",
        ),
        _default(
            name="bias",
            label="Biases",
            shapes=frozenset({Shape.VECTOR}),
            meaning="the biases of all layers, but not the shifts of norms",
        ),
    ),
)
