"""Parameters of a single value: a number, a yes or no, a choice, a text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from backend.declare.parameters.parameter import Json, Parameter, ParameterError
from backend.errors import did_you_mean

LARGEST_INTEGER = 2**31 - 1
LARGEST_NUMBER = 1e300
MAX_TEXT_LENGTH = 4096


def is_integer(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _bounds(noun: str, minimum: float | None, maximum: float | None) -> str:
    if minimum is not None and maximum is not None:
        return f"{noun} from {minimum} to {maximum}"
    if minimum is not None:
        return f"{noun} of at least {minimum}"
    return f"{noun} of at most {maximum}" if maximum is not None else noun


@dataclass(frozen=True, kw_only=True)
class Integer(Parameter):
    """A whole number within bounds; ``optional`` lets it be ``None``."""

    minimum: int | None = None
    maximum: int | None = LARGEST_INTEGER
    optional: bool = False
    kind: ClassVar[str] = "integer"

    @property
    def constraint(self) -> str:
        shown = None if self.maximum == LARGEST_INTEGER else self.maximum
        return _bounds("a whole number", self.minimum, shown) + (" or nothing" if self.optional else "")

    def accept(self, value: Json) -> int | None:
        if value is None and self.optional:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not is_integer(value):
            raise self.refuse(value)
        if (self.minimum is not None and value < self.minimum) or (
            self.maximum is not None and value > self.maximum
        ):
            raise self.refuse(value)
        return int(value)

    def schema(self) -> dict[str, Json]:
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        kind: Json = ["integer", "null"] if self.optional else "integer"
        return {"type": kind, **{k: v for k, v in bounds.items() if v is not None}}


@dataclass(frozen=True, kw_only=True)
class Number(Parameter):
    """A finite real number within bounds. ``above`` and ``below`` exclude the bound itself."""

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None
    optional: bool = False
    kind: ClassVar[str] = "number"

    @property
    def constraint(self) -> str:
        parts = []
        if self.above is not None:
            parts.append(f"above {self.above}")
        if self.below is not None:
            parts.append(f"below {self.below}")
        text = " ".join([_bounds("a number", self.minimum, self.maximum), " and ".join(parts)]).strip()
        return text + (" or nothing" if self.optional else "")

    def accept(self, value: Json) -> float | None:
        if value is None and self.optional:
            return None
        if not (is_integer(value) or isinstance(value, float)) or abs(value) > LARGEST_NUMBER:
            raise self.refuse(value)
        number = float(value)
        if not math.isfinite(number) or self._outside(number):
            raise self.refuse(value)
        return number

    def _outside(self, number: float) -> bool:
        return (
            (self.minimum is not None and number < self.minimum)
            or (self.maximum is not None and number > self.maximum)
            or (self.above is not None and number <= self.above)
            or (self.below is not None and number >= self.below)
        )

    def schema(self) -> dict[str, Json]:
        bounds = {
            "minimum": self.minimum,
            "maximum": self.maximum,
            "exclusiveMinimum": self.above,
            "exclusiveMaximum": self.below,
        }
        kind: Json = ["number", "null"] if self.optional else "number"
        return {"type": kind, **{k: v for k, v in bounds.items() if v is not None}}


@dataclass(frozen=True, kw_only=True)
class Flag(Parameter):
    """On or off."""

    kind: ClassVar[str] = "flag"

    @property
    def constraint(self) -> str:
        return "true or false"

    def accept(self, value: Json) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(value)
        return value

    def schema(self) -> dict[str, Json]:
        return {"type": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    """One of a few words."""

    options: tuple[str, ...]
    kind: ClassVar[str] = "choice"

    @property
    def constraint(self) -> str:
        return "one of " + ", ".join(repr(option) for option in self.options)

    def accept(self, value: Json) -> str:
        if not isinstance(value, str) or value not in self.options:
            hint = did_you_mean(value, self.options) if isinstance(value, str) else ""
            raise ParameterError(f"{self.refuse(value)}.{hint}" if hint else str(self.refuse(value)))
        return value

    def schema(self) -> dict[str, Json]:
        return {"enum": list(self.options)}


@dataclass(frozen=True, kw_only=True)
class Text(Parameter):
    """A line of text. ``suggests`` names what a form can offer, such as ``"field"`` or ``"column"``."""

    optional: bool = False
    suggests: str = ""
    kind: ClassVar[str] = "text"

    @property
    def constraint(self) -> str:
        return f"a text of at most {MAX_TEXT_LENGTH} characters" + (" or nothing" if self.optional else "")

    def accept(self, value: Json) -> str | None:
        if value is None and self.optional:
            return None
        if not isinstance(value, str) or len(value) > MAX_TEXT_LENGTH or "\0" in value:
            raise self.refuse(value)
        return value

    def schema(self) -> dict[str, Json]:
        kind: Json = ["string", "null"] if self.optional else "string"
        return {"type": kind, "maxLength": MAX_TEXT_LENGTH}


@dataclass(frozen=True, kw_only=True)
class FilePath(Text):
    """A path, relative to the document's folder. ``extensions`` such as ``(".csv",)`` serve the file dialog."""

    extensions: tuple[str, ...] = ()
    folder: bool = False
    kind: ClassVar[str] = "path"

    @property
    def constraint(self) -> str:
        return "the path of a folder" if self.folder else "the path of a file"
