"""Weights that are normalised in each step, as an option of dense layers and convolutions."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.parameters import Choice

NORMALISE_WEIGHTS = Choice(
    name="normalise_weights",
    default="none",
    options=("none", "weight", "spectral"),
    advanced=True,
    meaning="weight learns length and direction of each filter apart; spectral keeps the layer from amplifying",
)


def normalised(constructor: str, values: Values) -> str:
    """The constructor, wrapped in the parametrisation that is asked for."""
    kind = values.normalise_weights
    return constructor if kind == "none" else f"nn.utils.parametrizations.{kind}_norm({constructor})"


def length_weights(values: Values, rows: int) -> int:
    """What weight norm learns besides: the length of each of the ``rows`` along the first axis of the weights."""
    return rows if values.normalise_weights == "weight" else 0
