"""What layers share when they become source: constructors, calls, masks and normalised weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.declare.declaration import Values
from backend.declare.layer import Code, ShapeError, Site, Writer
from backend.declare.literals import literal
from backend.declare.parameters import Choice, Json


class Raw(str):
    """Python source that is written verbatim, unlike a string value."""

    __slots__ = ()


def printed(value: Json) -> str:
    """A value as Python source, with tuples for lists."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, list | tuple):
        return f"({', '.join(map(printed, value))}{',' if len(value) == 1 else ''})"
    return literal(value)


def call(function: str, *positional: Json, **named: Json) -> str:
    """``nn.Conv2d(1, 8, kernel_size=3)``."""
    arguments = [printed(value) for value in positional]
    arguments += [f"{name}={printed(value)}" for name, value in named.items()]
    return f"{function}({', '.join(arguments)})"


def differing(defaults: Mapping[str, Json], given: Mapping[str, Json]) -> dict[str, Json]:
    """The keyword arguments that differ from torch's defaults."""
    return {name: value for name, value in given.items() if name not in defaults or defaults[name] != value}


def module(constructor: Callable[[Site], str]) -> Writer:
    """A writer for a layer that is one ``nn.Module`` called with its only input."""

    def write(site: Site) -> Code:
        return Code({"out": f"self.{site.name}({site.x})"}, members=((site.name, constructor(site)),))

    return write


def function(expression: Callable[[Site], str], *helpers: str) -> Writer:
    """A writer for a layer without weights or state: one expression."""

    def write(site: Site) -> Code:
        return Code({"out": expression(site)}, helpers=helpers)

    return write


def mask_of(site: Site, port: str) -> str:
    """``step_mask(lengths, x)``: true at the real steps of a ragged argument, with shape (batch, time)."""
    key = site.types[port].ragged
    assert key is not None
    return f"step_mask({site.lengths[key]}, {site.arguments[port]})"


NORMALISE_WEIGHTS = Choice(
    name="normalise_weights",
    default="none",
    options=("none", "weight", "spectral"),
    advanced=True,
    meaning="weight learns length and direction of each filter separately; spectral bounds the layer's gain",
)


WITHOUT_LENGTH = {
    "none": frozenset[str](),
    "weight": frozenset({"zeros", "constant", "identity", "dirac", "sparse"}),
    "spectral": frozenset({"zeros", "constant"}),
}
"""What fills whole rows with zeros, or may do so."""


def normalised(constructor: str, values: Values) -> str:
    """The constructor, wrapped in the requested parametrisation."""
    kind = values.normalise_weights
    return constructor if kind == "none" else f"nn.utils.parametrizations.{kind}_norm({constructor})"


def length_weights(values: Values, rows: int) -> int:
    """The additional parameters of weight norm: a length for each of the ``rows`` of the weight's first axis.

    Raises `ShapeError` where a weight starts with rows of zeros, which would be divided by their length 0.
    """
    start = values.get("initial_weight")
    if start is not None and start["type"] in WITHOUT_LENGTH[values.normalise_weights]:
        kind = start["type"].replace("_", " ")
        expected = f"divides its weights by their length, which is 0 where they start as {kind}"
        raise ShapeError("initial weights", expected, "choose a random initialisation for its weights", port="")
    return rows if values.normalise_weights == "weight" else 0
