"""Parameters of several values: lists of texts and of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from backend.declare.parameters.parameter import Json, Parameter
from backend.declare.parameters.single import LARGEST_INTEGER, LARGEST_NUMBER, MAX_TEXT_LENGTH, is_integer


@dataclass(frozen=True, kw_only=True)
class Texts(Parameter):
    """A list of texts, such as column names."""

    optional: bool = False
    suggests: str = ""
    kind: ClassVar[str] = "texts"

    @property
    def constraint(self) -> str:
        return "a list of texts" + (" or nothing" if self.optional else "")

    def accept(self, value: Json) -> list[str] | None:
        if value is None and self.optional:
            return None
        if not isinstance(value, list | tuple) or len(value) > 100_000:
            raise self.refuse(value)
        if not all(isinstance(item, str) and len(item) <= MAX_TEXT_LENGTH and "\0" not in item for item in value):
            raise self.refuse(value)
        return list(value)

    def schema(self) -> dict[str, Json]:
        kind: Json = ["array", "null"] if self.optional else "array"
        return {"type": kind, "items": {"type": "string"}}


@dataclass(frozen=True, kw_only=True)
class Integers(Parameter):
    """A short list of whole numbers, such as axes or the dimensions of a reshape."""

    minimum: int = -LARGEST_INTEGER
    maximum: int = LARGEST_INTEGER
    longest: int = 8
    optional: bool = False
    kind: ClassVar[str] = "integers"

    @property
    def constraint(self) -> str:
        text = f"a list of 1 to {self.longest} whole numbers"
        if self.minimum != -LARGEST_INTEGER:
            text += f" of at least {self.minimum}"
        return text + (" or nothing" if self.optional else "")

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

    minimum: float = -LARGEST_NUMBER
    maximum: float = LARGEST_NUMBER
    longest: int = 100_000
    optional: bool = False
    kind: ClassVar[str] = "numbers"

    @property
    def constraint(self) -> str:
        text = "a list of numbers"
        if self.minimum != -LARGEST_NUMBER:
            text += f" of at least {self.minimum}"
        if self.maximum != LARGEST_NUMBER:
            text += f" and at most {self.maximum}"
        return text + (" or nothing" if self.optional else "")

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
        if self.maximum != LARGEST_NUMBER:
            items["maximum"] = self.maximum
        return {"type": kind, "items": items, "minItems": 1}
