"""How the initial values of weights are declared: the initialisations, and the parameter that chooses one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, NamedTuple

from backend.declare.declaration import Declaration, Registry, Values
from backend.declare.parameters import Json, Parameter, ParameterError
from backend.errors import did_you_mean

TORCH = "torch"
"""The type of the initialisation that leaves a tensor as torch's constructor fills it."""


class Shape(Enum):
    """What a tensor of weights is, which decides what can initialise it; the value completes "is ..."."""

    MATRIX = "a matrix"
    FILTERS = "the filters of a convolution"
    TABLE = "a table of vectors, one of which is looked up at a time"
    VECTOR = "a vector"
    ALL = "the weights of all layers, which must differ from each other"


WEIGHTS = frozenset({Shape.MATRIX, Shape.FILTERS})


@dataclass(frozen=True, kw_only=True)
class Initialisation(Declaration):
    """``torch`` is the dotted path of the function, ``arguments`` its keyword arguments for accepted values.

    ``refusal`` says what is wrong with values that don't go together.

    ``fits`` are the tensors that it can fill, and ``needs`` completes the sentence that says so. ``by_size`` ones
    depend on the sizes of a tensor: where several matrices are stored as one, each is filled by itself. ``by_fan``
    ones tell inputs from outputs, and ``by_group`` ones take the number of groups of a convolution.
    """

    torch: str
    formula: str
    fits: frozenset[Shape]
    needs: str = ""
    arguments: Callable[[Values], Mapping[str, Json]] = lambda values: values.as_dict()
    refusal: Callable[[Values], str] = lambda _: ""
    by_size: bool = False
    by_fan: bool = False
    by_group: bool = False


INITIALISATIONS: Registry[Initialisation] = Registry("initialisation")


class InitialTensor(NamedTuple):
    """A tensor of weights that a layer has: where it is, and the parameter that says how it starts.

    ``path`` follows the layer's name: ``.weight``. ``parts`` is how many matrices are stored in it one below the
    other; with ``part`` only that one of them is meant. A ``transposed`` one has its inputs on the first axis,
    where torch expects the outputs. A ``computed`` one is the result of a parametrisation, and is assigned. A
    ``second`` one is added to another that gets the chosen values, and becomes zero.
    """

    path: str
    parameter: str
    parts: int = 1
    part: int | None = None
    transposed: bool = False
    computed: bool = False
    second: bool = False
    groups: int = 1


@dataclass(frozen=True, kw_only=True)
class InitialParameter(Parameter):
    """An initialisation and its parameters, such as ``{"type": "normal", "std": 0.02}``; empty inherits.

    ``shapes`` says what the tensors are. Empty, it is as the parameter ``otherwise`` of the same layer, or else as
    the document's default of the name ``inherits``, or else as torch has it.
    """

    shapes: frozenset[Shape]
    inherits: str = ""
    otherwise: str = ""
    kind: ClassVar[str] = "initialisation"

    @property
    def options(self) -> tuple[Initialisation, ...]:
        """The initialisations that fit; torch's own only where empty may mean another."""
        inherits = bool(self.inherits or self.otherwise)
        return tuple(one for one in INITIALISATIONS if self.shapes <= one.fits and (inherits or one.type != TORCH))

    @property
    def empty_text(self) -> str:
        """What an empty value means, in few words."""
        if self.otherwise:
            return "as weights"
        return "as document" if self.inherits else "default"

    @property
    def constraint(self) -> str:
        return f"empty, or an object whose 'type' is one of {', '.join(one.type for one in self.options)}"

    def accept(self, value: Json) -> dict[str, Json] | None:
        if value is None:
            return None
        if not isinstance(value, dict) or not isinstance(value.get("type"), str):
            raise self.refuse(value)
        found = INITIALISATIONS.find(value["type"])
        if found is None:
            raise ParameterError(f"{self.refuse(value)}.{did_you_mean(value['type'], INITIALISATIONS.types())}")
        if not self.shapes <= found.fits:
            raise ParameterError(self._misfit(found))
        given = {name: item for name, item in value.items() if name != "type"}
        accepted, problems = found.examine(given)
        if problems:
            raise ParameterError(f"{self.name!r}: {found.name}: {problems[0].message}")
        if refusal := found.refusal(accepted):
            raise ParameterError(f"{self.name!r}: {found.name}: {refusal}")
        if found not in self.options:
            return None
        return {"type": found.type, **{name: accepted[name] for name in given}}

    def _misfit(self, found: Initialisation) -> str:
        shape = next(shape for shape in Shape if shape in self.shapes - found.fits)
        usual = ", ".join(one.type for one in self.options)
        return f"{self.name!r} can't be {found.type!r}, which {found.needs}; it is {shape.value}: use {usual}"

    def schema(self) -> dict[str, Json]:
        options: list[Json] = [
            {
                "description": one.summary,
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"const": one.type}, **{p.name: p.schema() for p in one.parameters}},
                "additionalProperties": False,
            }
            for one in self.options
        ]
        return {"anyOf": [{"type": "null"}, *options]}


class Chosen(NamedTuple):
    """An initialisation with its accepted values."""

    initialisation: Initialisation
    values: Values


def chosen(value: Json) -> Chosen | None:
    """What an accepted value of an `InitialParameter` means; ``None`` where torch's own values stay."""
    if value is None or value["type"] == TORCH:
        return None
    found = INITIALISATIONS.get(value["type"])
    return Chosen(found, found.examine({name: item for name, item in value.items() if name != "type"})[0])
