"""A layer on trial: what it means in torch's own terms, and what it is tried on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import strategies as st

from backend.declare.declaration import Values
from backend.declare.layer import Layer
from backend.declare.parameters import Json
from backend.declare.tensor_type import TensorType
from backend.layer_proofs.arriving import Arriving
from backend.layer_proofs.references import Reference

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
