"""Parameters of sizes: the sides of a window or picture, and a length that may be a symbol."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from backend.declare.parameters.parameter import Json, Parameter
from backend.declare.parameters.single import is_integer


@dataclass(frozen=True, kw_only=True)
class Sizes(Parameter):
    """One whole number for every spatial axis, or one per axis: ``3`` or ``[3, 5]``; some words may stand too.

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
        return text + (", or nothing" if self.optional else "")

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
