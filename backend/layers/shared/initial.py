"""The parameters that choose initial values, and the tensors of the usual modules that they fill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from backend.declare.declaration import Values
from backend.declare.initialisation import WEIGHTS, InitialParameter, InitialTensor, Shape
from backend.declare.layer import InitialRule, Types

_initial = partial(InitialParameter, default=None, advanced=True, group="Initial weights")

MATRIX = _initial(
    name="initial_weight",
    label="Weights",
    shapes=frozenset({Shape.MATRIX}),
    inherits="weight",
    meaning="how the weights start; empty is as the document says",
)
FILTERS = replace(MATRIX, shapes=frozenset({Shape.FILTERS}), meaning=MATRIX.meaning.replace("weights", "filters"))
TENSOR = replace(MATRIX, shapes=WEIGHTS)
BIAS = _initial(
    name="initial_bias",
    label="Biases",
    shapes=frozenset({Shape.VECTOR}),
    inherits="bias",
    meaning="how the biases start; empty is as the document says",
)
TABLE = _initial(
    name="initial_weight",
    label="Vectors",
    shapes=frozenset({Shape.TABLE}),
    inherits="embedding",
    meaning="how the vectors start; empty is as the document says, and normal with std 1 if it says nothing",
)
OUTPUT = _initial(
    name="initial_output",
    label="Output",
    shapes=frozenset({Shape.MATRIX}),
    inherits="weight",
    otherwise="initial_weight",
    meaning="how the projections start whose results are added to the input; empty is as the other weights. In a "
    "deep stack a standard deviation that is smaller by √(2 · layers) keeps the sum from growing",
)
RECURRENT = _initial(
    name="initial_recurrent",
    label="Recurrent",
    shapes=frozenset({Shape.MATRIX}),
    inherits="recurrent",
    meaning="how the weights from the state to each gate start; empty is as the document says",
)
FORGET = _initial(
    name="initial_forget_bias",
    label="Forget gate",
    shapes=frozenset({Shape.VECTOR}),
    meaning="how the bias of the forget gate starts; empty is as the other biases. A constant of 1 lets the cell "
    "remember at first",
)
SCALE = _initial(
    name="initial_scale",
    label="Scale",
    shapes=frozenset({Shape.VECTOR}),
    meaning="how the learned scale starts, if there is one; empty is 1. Zeros in the last norm of a residual "
    "branch let the block pass its input on at first",
)
WITH_BIAS = (MATRIX, BIAS)
FILTERS_WITH_BIAS = (FILTERS, BIAS)


def usual(*names: str, transposed: bool = False) -> InitialRule:
    """The weight and, where there is one, the bias of each module; ``names`` follow the layer's own name."""

    def tensors(values: Values, _: Types) -> Iterator[InitialTensor]:
        computed = values.get("normalise_weights", "none") != "none"
        groups = values.get("groups", 1)
        for name in names or ("",):
            yield InitialTensor(
                f"{name}.weight", MATRIX.name, transposed=transposed, computed=computed, groups=groups
            )
            if values.get("bias", True):
                yield InitialTensor(f"{name}.bias", BIAS.name)

    return tensors


def single(path: str, parameter: InitialParameter) -> InitialRule:
    """One tensor that is always there."""
    return lambda _values, _types: (InitialTensor(path, parameter.name),)


def scale(values: Values, _: Types) -> Iterator[InitialTensor]:
    """The scale of a norm, where it learns one."""
    if values.affine:
        yield InitialTensor(".weight", SCALE.name)


def gate_parameters(forgets: bool) -> tuple[InitialParameter, ...]:
    return (MATRIX, RECURRENT, BIAS, *((FORGET,) if forgets else ()))


def gates(suffix: str, count: int, bias: bool, forgets: bool) -> Iterator[InitialTensor]:
    """The weights and biases of one recurrent layer and direction, with all gates one below the other."""
    yield InitialTensor(f".weight_ih{suffix}", MATRIX.name, parts=count)
    yield InitialTensor(f".weight_hh{suffix}", RECURRENT.name, parts=count)
    if not bias:
        return
    # torch adds two biases, one for the input and one for the state, as cuDNN does: one of them is enough.
    yield InitialTensor(f".bias_ih{suffix}", BIAS.name)
    yield InitialTensor(f".bias_hh{suffix}", BIAS.name, second=True)
    if forgets:
        yield InitialTensor(f".bias_ih{suffix}", FORGET.name, parts=count, part=1)
        yield InitialTensor(f".bias_hh{suffix}", FORGET.name, parts=count, part=1, second=True)
