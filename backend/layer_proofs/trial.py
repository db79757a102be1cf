"""A layer under test: its reference in torch's own terms, and the inputs to test it on."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from backend.declare.declaration import Values
from backend.declare.layer import Layer
from backend.declare.parameters import Json
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence
from backend.layer_proofs.references import Reference

Arriving = st.SearchStrategy[TensorType]

sizes = st.integers(1, 8)
few = st.integers(1, 4)
even = sizes.map(lambda half: 2 * half)
ragged = st.sampled_from([None, "lengths"])


@st.composite
def input_types(draw: st.DrawFn) -> TensorType:
    """Vectors, signals, pictures, volumes, clips, sequences, tokens, classes, states: all with fixed sizes."""
    n = [draw(sizes) for _ in range(4)]
    kinds = (
        *(floats(*n[:rank]) for rank in (1, 1, 2, 3, 3, 4)),
        *(sequence(*n[:rank]) for rank in (2, 2, 3, 4, 4)),
        sequence(*n[:2], ragged="lengths"),
        integers(below=n[0]),
        TensorType(Element.INT, (BATCH, n[0]), steps=True, below=n[1]),
        TensorType(Element.INT, (BATCH, n[0]), steps=True, ragged="lengths", below=n[1]),
        TensorType(Element.FLOAT, (n[0], BATCH, n[1])),
    )
    return draw(st.sampled_from(kinds))


def _tokens(length: int, below: int, ragged: str | None) -> TensorType:
    return TensorType(Element.INT, (BATCH, length), steps=True, ragged=ragged, below=below)


def sequences(*axes: st.SearchStrategy[int]) -> Arriving:
    """``float[N, T, ...]`` with these sizes from time on, ragged or not."""
    return st.builds(lambda key, *n: sequence(*n, ragged=key), ragged, *axes)


VECTOR = st.builds(floats, sizes)
PICTURE = st.builds(floats, *[st.integers(2, 8)] * 3)
SEQUENCE = sequences(sizes, sizes)
VIDEO = sequences(few, few, few, few)
TOKENS = st.builds(_tokens, sizes, sizes, ragged)
INDICES = st.builds(lambda below: integers(below=below), sizes)


Fitting: TypeAlias = Callable[[TensorType], st.SearchStrategy[dict[str, Json]]]
Companions: TypeAlias = Callable[[TensorType, Values, Set[str]], st.SearchStrategy[dict[str, TensorType]]]


def any_parameters(_: TensorType) -> st.SearchStrategy[dict[str, Json]]:
    """For layers that nearly all parameters fit."""
    return st.just({})


def any_companions(_: TensorType, __: Values, ___: Set[str]) -> st.SearchStrategy[dict[str, TensorType]]:
    """For layers whose other ports take what the first one takes, or that have none."""
    return st.just({})


@dataclass(frozen=True)
class Trial:
    """What the property tests need to know of a layer besides its declaration; most need the reference alone.

    ``reference`` gets values, tensors by port and whether there is time, and raises where torch would.
    ``first`` draws types for the first port, where few of all types would fit. ``fitting`` draws parameters that
    follow from what arrives, ``companions`` types of other ports that follow from the first and from the
    parameters. ``example_types`` is what ports take that don't take the same as the first.
    ``shares_steps`` says of a layer with several inputs that they have their steps in common. ``more_careful``
    names rules of the layer's own that refuse what torch would take, or a symbol where they take a number.
    ``counted`` is off where torch's counter of operations sees others than the rule states.
    """

    layer: Layer
    reference: Reference
    first: Arriving | None = None
    fitting: Fitting = any_parameters
    companions: Companions = any_companions
    example_types: Mapping[str, TensorType] = field(default_factory=dict)
    shares_steps: bool = False
    more_careful: frozenset[str] = frozenset()
    counted: bool = True


EXAMPLES = int(25 * float(os.environ.get("LAYERLOOM_EXAMPLES", "1")))
"""``LAYERLOOM_EXAMPLES=10`` draws ten times as many."""

examples = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=settings.get_current_profile_name() != "explore",
)
"""The same examples each time, but under ``pytest --hypothesis-profile=explore``."""


class EveryTrial:
    """A class of tests whose ``trial`` is each of ``trials``."""

    trials: ClassVar[Sequence[Trial]] = ()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "trial" in metafunc.fixturenames:
            metafunc.parametrize("trial", self.trials, ids=lambda trial: trial.layer.type)
