"""What all declarations have in common, and the registry of one family of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, Generic, TypeVar, cast

from backend.declare.parameters import Json, Parameter, ParameterError
from backend.errors import LoomError, did_you_mean

T = TypeVar("T")


class Values:
    """Accepted parameter values, read as attributes: ``values.kernel``."""

    # The results of `once` have a slot of their own, because `__dict__` holds the values and nothing else.
    __slots__ = ("__dict__", "_found")

    def __init__(self, values: Mapping[str, Json]) -> None:
        self.__dict__.update(values)
        self._found: dict[Callable[[Values], object], object] = {}

    def __getattr__(self, name: str) -> Any:
        """Called only for unknown names: values are found in ``__dict__`` first, which keeps shape rules fast."""
        raise AttributeError(name)

    def __getitem__(self, name: str) -> Json:
        found: Json = self.__dict__[name]
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Values) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(repr(self.__dict__))

    def __repr__(self) -> str:
        return f"Values({self.__dict__!r})"

    def as_dict(self) -> dict[str, Json]:
        return dict(self.__dict__)

    def get(self, name: str, otherwise: Json = None) -> Any:
        """The value of a parameter that not all layers have."""
        return self.__dict__.get(name, otherwise)

    def once(self, rule: Callable[[Values], T]) -> T:
        """The result of a rule that depends on these values alone, computed on first use."""
        if rule not in self._found:
            self._found[rule] = rule(self)
        return cast(T, self._found[rule])


@dataclass(frozen=True)
class ValueProblem:
    """A given parameter that can't be used: its name and the sentence that says why."""

    parameter: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What every declaration has: the stable type name, the texts that are shown, the parameters.

    ``plugin`` is the installed package that it comes from, set when the plug-in is loaded; empty for our own.
    """

    type: str
    name: str
    summary: str
    parameters: tuple[Parameter, ...] = ()
    plugin: str = ""

    def parameter(self, name: str) -> Parameter:
        """Raises `LoomError` with the nearest known name where there is no such parameter."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = [parameter.name for parameter in self.parameters]
        hint = did_you_mean(name, known) or (f" It has: {', '.join(known)}." if known else " It has none.")
        raise LoomError(f"{self.name} has no parameter {name!r}.{hint}")

    def defaults(self) -> Values:
        return Values({parameter.name: parameter.default for parameter in self.parameters})

    def examine(self, given: Mapping[str, Json]) -> tuple[Values, tuple[ValueProblem, ...]]:
        """The accepted values, with defaults where a given one is missing or wrong, and what was wrong."""
        values: dict[str, Json] = {}
        problems: list[ValueProblem] = []
        for parameter in self.parameters:
            values[parameter.name] = parameter.default
            if parameter.name in given:
                try:
                    values[parameter.name] = parameter.accept(given[parameter.name])
                except ParameterError as error:
                    problems.append(ValueProblem(parameter.name, str(error)))
        # What was not declared is reported too, with the nearest name: a
        # typing error would otherwise have no effect.
        for name in given:
            if name not in values:
                try:
                    self.parameter(name)
                except LoomError as error:
                    problems.append(ValueProblem(name, str(error)))
        return Values(values), tuple(problems)

    def accept(self, given: Mapping[str, Json]) -> Values:
        """The accepted values; raises `LoomError` with the first thing that is wrong."""
        values, problems = self.examine(given)
        if problems:
            raise LoomError(f"{self.name}: {problems[0].message}")
        return values


D = TypeVar("D", bound=Declaration)


class DeclaredTwiceError(ValueError):
    """A registry already has a declaration of that type."""


class Registry(Generic[D]):
    """All declarations of one kind, in the order in which they are listed."""

    def __init__(self, family: str) -> None:
        self.family = family
        self._declarations: dict[str, D] = {}

    def add(self, *declarations: D) -> None:
        """Raises `DeclaredTwiceError` where a type is already declared."""
        for declaration in declarations:
            known = self._declarations.get(declaration.type)
            if known is not None:
                owner = f" by {known.plugin}" if known.plugin else ""
                raise DeclaredTwiceError(f"{self.family} {declaration.type!r} is declared already{owner}")
            self._declarations[declaration.type] = declaration

    @contextmanager
    def set_apart(self) -> Iterator[list[D]]:
        """Collects what is added within, and removes it at the end: the caller decides what to keep."""
        # Works on the registry itself, as the modules of a plug-in add to LAYERS when they are imported.
        kept = dict(self._declarations)
        added: list[D] = []
        try:
            yield added
        finally:
            added += [found for kind, found in self._declarations.items() if kind not in kept]
            self._declarations = kept

    def find(self, type_name: str) -> D | None:
        return self._declarations.get(type_name)

    def get(self, type_name: Json) -> D:
        """Raises `LoomError` with the nearest known type where there is none of that name."""
        if isinstance(type_name, str) and type_name in self._declarations:
            return self._declarations[type_name]
        hint = did_you_mean(type_name, self._declarations) if isinstance(type_name, str) else ""
        raise LoomError(f"there is no {self.family} of type {str(type_name)[:60]!r}.{hint}")

    def types(self) -> tuple[str, ...]:
        return tuple(self._declarations)

    def __iter__(self) -> Iterator[D]:
        return iter(self._declarations.values())

    def __len__(self) -> int:
        return len(self._declarations)


class Deferred:
    """A function named by its module, which is imported at the first call.

    So declaring a source needs neither NumPy nor scikit-learn, and a window can be named before it is loaded.
    """

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name

    @cached_property
    def function(self) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(self.module), self.name)
        return found

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.function(*arguments, **named)
