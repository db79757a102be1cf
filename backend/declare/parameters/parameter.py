"""What every parameter has, and the parameters of a flag, a choice and texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from backend.errors import LoomError, did_you_mean, shortened

Json = Any
"""A JSON value: ``None``, ``bool``, ``int``, ``float``, ``str``, or lists and dicts of them."""


class ParameterError(LoomError):
    """A value does not fit its parameter. The message names the constraint and what was received."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One setting of a declared thing. A form folds away those that are ``advanced``, each ``group`` by itself.

    ``accept`` returns the canonical value or raises `ParameterError`; ``constraint`` is the noun phrase that
    every message and page uses, such as "a whole number of at least 1".
    """

    name: str
    meaning: str
    default: Json
    label: str = ""
    unit: str = ""
    advanced: bool = False
    group: str = ""

    kind: ClassVar[str]

    @property
    def title(self) -> str:
        """The label that a form shows for this parameter."""
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


MAX_TEXT_LENGTH = 4096


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
        return f"a text of at most {MAX_TEXT_LENGTH} characters" + (" or empty" if self.optional else "")

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


@dataclass(frozen=True, kw_only=True)
class Texts(Parameter):
    """A list of texts, such as column names."""

    optional: bool = False
    suggests: str = ""
    kind: ClassVar[str] = "texts"

    @property
    def constraint(self) -> str:
        return "a list of texts" + (" or empty" if self.optional else "")

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
