"""Parameters of numbers: one, a list, one for each axis of a window, and a length that may be a symbol."""

from __future__ import annotations

import keyword
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from backend.declare.parameters.parameter import Json, Parameter

MAX_INTEGER = 2**31 - 1
MAX_NUMBER = 1e300


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
    maximum: int | None = MAX_INTEGER
    optional: bool = False
    kind: ClassVar[str] = "integer"

    @property
    def constraint(self) -> str:
        shown = None if self.maximum == MAX_INTEGER else self.maximum
        return _bounds("a whole number", self.minimum, shown) + (" or empty" if self.optional else "")

    def accept(self, value: Json) -> int | None:
        if value is None and self.optional:
            return None
        # JSON knows a single kind of number: other programs write 3 as 3.0.
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
        return text + (" or empty" if self.optional else "")

    def accept(self, value: Json) -> float | None:
        if value is None and self.optional:
            return None
        # Compared before the conversion: `float` raises for integers beyond 1e308.
        if not (is_integer(value) or isinstance(value, float)) or abs(value) > MAX_NUMBER:
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
class Integers(Parameter):
    """A short list of whole numbers, such as axes or the dimensions of a reshape."""

    minimum: int = -MAX_INTEGER
    maximum: int = MAX_INTEGER
    longest: int = 8
    optional: bool = False
    kind: ClassVar[str] = "integers"

    @property
    def constraint(self) -> str:
        text = f"a list of 1 to {self.longest} whole numbers"
        if self.minimum != -MAX_INTEGER:
            text += f" of at least {self.minimum}"
        return text + (" or empty" if self.optional else "")

    def accept(self, value: Json) -> list[int] | None:
        if value is None and self.optional:
            return None
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= self.longest:
            raise self.refuse(value)
        if not all(is_integer(item) and self.minimum <= item <= self.maximum for item in value):
            raise self.refuse(value)
        return list(value)

    def schema(self) -> dict[str, Json]:
        items = {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}
        kind: Json = ["array", "null"] if self.optional else "array"
        return {"type": kind, "items": items, "minItems": 1, "maxItems": self.longest}


@dataclass(frozen=True, kw_only=True)
class Numbers(Parameter):
    """A list of finite real numbers, such as a weight for each class."""

    minimum: float = -MAX_NUMBER
    maximum: float = MAX_NUMBER
    longest: int = 100_000
    optional: bool = False
    kind: ClassVar[str] = "numbers"

    @property
    def constraint(self) -> str:
        text = "a list of numbers"
        if self.minimum != -MAX_NUMBER:
            text += f" of at least {self.minimum}"
        if self.maximum != MAX_NUMBER:
            text += f" and at most {self.maximum}"
        return text + (" or empty" if self.optional else "")

    def accept(self, value: Json) -> list[float] | None:
        if value is None and self.optional:
            return None
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= self.longest:
            raise self.refuse(value)
        if not all(self._is_inside(item) for item in value):
            raise self.refuse(value)
        return [float(item) for item in value]

    def _is_inside(self, item: Json) -> bool:
        is_number = is_integer(item) or isinstance(item, float)
        return is_number and self.minimum <= item <= self.maximum

    def schema(self) -> dict[str, Json]:
        kind: Json = ["array", "null"] if self.optional else "array"
        items: dict[str, Json] = {"type": "number", "minimum": self.minimum}
        if self.maximum != MAX_NUMBER:
            items["maximum"] = self.maximum
        return {"type": kind, "items": items, "minItems": 1}


@dataclass(frozen=True, kw_only=True)
class Sizes(Parameter):
    """One whole number for every spatial axis, or one per axis: ``3`` or ``[3, 5]``; some words may be allowed.

    The canonical value is the number itself where all axes agree, else a list of ``rank`` numbers.
    """

    rank: int
    minimum: int = 1
    maximum: int = 65_536
    words: tuple[str, ...] = ()
    optional: bool = False
    kind: ClassVar[str] = "sizes"

    @property
    def constraint(self) -> str:
        text = f"a whole number from {self.minimum} to {self.maximum}"
        if self.rank > 1:
            text += f", or {self.rank} of them"
        if self.words:
            text += ", or " + " or ".join(repr(word) for word in self.words)
        return text + (", or empty" if self.optional else "")

    def accept(self, value: Json) -> int | list[int] | str | None:
        if value is None and self.optional:
            return None
        if isinstance(value, str) and value in self.words:
            return value
        items = value if isinstance(value, list | tuple) else [value]
        if len(items) not in (1, self.rank) or not all(
            is_integer(item) and self.minimum <= item <= self.maximum for item in items
        ):
            raise self.refuse(value)
        return int(items[0]) if len(set(items)) == 1 else list(items)

    def per_axis(self, value: int | Sequence[int]) -> tuple[int, ...]:
        """The number for each axis: ``3`` becomes ``(3, 3)`` for rank 2."""
        return (value,) * self.rank if isinstance(value, int) else tuple(value)

    def schema(self) -> dict[str, Json]:
        one = {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}
        options: list[Json] = [one, {"type": "array", "items": one, "minItems": 1, "maxItems": self.rank}]
        if self.words:
            options.append({"enum": list(self.words)})
        if self.optional:
            options.append({"type": "null"})
        return {"anyOf": options}


@dataclass(frozen=True, kw_only=True)
class Length(Parameter):
    """The length of an axis: a whole number, or a symbol such as ``"T"`` where it varies from batch to batch."""

    maximum: int = 1_000_000
    kind: ClassVar[str] = "length"

    @property
    def constraint(self) -> str:
        return f"a whole number from 1 to {self.maximum}, or a symbol such as 'T'"

    def accept(self, value: Json) -> int | str:
        if is_integer(value) and 1 <= value <= self.maximum:
            return int(value)
        if isinstance(value, str) and is_symbol(value):
            return value
        raise self.refuse(value)

    def schema(self) -> dict[str, Json]:
        return {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": self.maximum},
                {"type": "string", "pattern": "^[A-Z][A-Za-z0-9_]{0,15}$"},
            ]
        }


def is_symbol(text: str) -> bool:
    """Whether a text can name a symbolic dimension: a short identifier with a capital first; N is the batch."""
    return (
        text.isascii()
        and text.isidentifier()
        and text[0].isupper()
        and len(text) <= 16
        and text != "N"
        and not keyword.iskeyword(text)
    )
