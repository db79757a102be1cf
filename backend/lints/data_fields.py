"""What the data section says of a field without loading anything: its kind and the range of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from backend.data.declarations import NUMERIC, Kind
from backend.data.plan import FieldPlan, TransformStep, read_section
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import Edit, SetSection


class Range(NamedTuple):
    """From the smallest number that may occur to the largest."""

    low: float
    high: float

    def contains(self, other: Range) -> bool:
        return self.low <= other.low and other.high <= self.high

    def __str__(self) -> str:
        if self == EVERYTHING:
            return "any size, above and below zero"
        return f"{self.low:g} and more" if self.high == inf else f"{self.low:g} to {self.high:g}"


EVERYTHING = Range(-inf, inf)
UNIT = Range(0, 1)
FREE = frozenset({"standardise", "log"})
"""Transforms after which numbers lie on both sides of zero, as far as can be known."""


class DataFields:
    """The fields of a document's data section; none where the section is missing or wrong."""

    def __init__(self, document: Document) -> None:
        self._document = document
        section = document.section("data")
        plan = read_section(section)[0] if section else None
        self._fields: dict[str, FieldPlan] = {field.name: field for field in plan.fields} if plan else {}
        self._kinds: Mapping[str, Kind | None] = (plan.kinds or {}) if plan else {}

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def kind(self, name: str) -> Kind | None:
        """The kind of a field after its transforms; ``None`` where only the file knows.

        A column that the source knows no kind of and that is scaled as numbers are is one number a row.
        """
        kind = self._kinds.get(self._fields[name].column)
        for step in self._fields[name].steps:
            if kind is None and step.transform.accepts <= NUMERIC:
                kind = Kind.NUMBER
            kind = step.transform.gives or kind
        return kind

    def range(self, name: str) -> Range | None:
        """The range of a field's numbers; ``None`` where only the file knows."""
        found: Range | None = None
        for step in self._fields[name].steps:
            found = _range_after(step, found)
        return found

    def with_transforms(self, name: str, *types: str, dropping: frozenset[str] = frozenset()) -> Edit:
        """Adds transforms at the end of a field, in place of those that are dropped."""
        section = self._document.section("data")
        part = section["fields"][name]
        kept: list[Json] = [given for given in part.get("transforms", []) if given["type"] not in dropping]
        part = {**part, "transforms": [*kept, *({"type": type_name} for type_name in types)]}
        return SetSection("data", {**section, "fields": {**section["fields"], name: part}})


def _range_after(step: TransformStep, before: Range | None) -> Range | None:
    if step.transform.type == "scale":
        given = (step.values.minimum, step.values.maximum) != (None, None)
        return None if given else Range(step.values.low, step.values.high)
    if step.transform.type in FREE:
        return EVERYTHING
    if step.transform.type == "one_hot":
        return UNIT
    return before
