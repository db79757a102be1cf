"""What every parameter has: a name, a meaning, a default, and the check of a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from backend.errors import LoomError, shortened

Json = Any
"""A JSON value: ``None``, ``bool``, ``int``, ``float``, ``str``, or lists and dicts of them."""


class ParameterError(LoomError):
    """A value does not fit its parameter. The message names the constraint and what was received."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One setting of a declared thing.

    ``accept`` returns the canonical value or raises `ParameterError`; ``constraint`` is the noun phrase that
    every message and page uses, such as "a whole number of at least 1".
    """

    name: str
    meaning: str
    default: Json
    label: str = ""
    unit: str = ""
    advanced: bool = False

    kind: ClassVar[str]

    @property
    def title(self) -> str:
        """The words a form shows for this parameter."""
        return self.label or self.name.replace("_", " ").capitalize()

    @property
    def constraint(self) -> str:
        raise NotImplementedError

    def accept(self, value: Json) -> Json:
        raise NotImplementedError

    def schema(self) -> dict[str, Json]:
        """The JSON Schema of this parameter's value."""
        raise NotImplementedError

    def refuse(self, value: Json) -> ParameterError:
        return ParameterError(f"{self.name!r} must be {self.constraint}; received {shortened(value)}")
