"""The data section of a document as declarations and accepted values, and everything that is wrong in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from backend.data.declarations import (
    FINAL,
    RESERVED_COLUMNS,
    SOURCES,
    SPLITS,
    TRANSFORMS,
    WORDED,
    DataDeclaration,
    Kind,
    Source,
    Split,
    Transform,
)
from backend.declare.declaration import Registry, Values
from backend.declare.parameters import Json
from backend.errors import DataError, LoomError, did_you_mean, shortened

SECTION_KEYS = ("source", "fields", "split")
FIELD_KEYS = ("column", "transforms")
MAX_FIELD_NAME_LENGTH = 64


@dataclass(frozen=True)
class SectionProblem:
    """What is wrong in a data section: the place in the document, the rule's name, the sentence."""

    place: str
    rule: str
    message: str


@dataclass(frozen=True)
class TransformStep:
    transform: Transform
    values: Values


@dataclass(frozen=True)
class FieldPlan:
    name: str
    column: str
    steps: tuple[TransformStep, ...]


@dataclass(frozen=True)
class DataPlan:
    """A data section whose every value is accepted."""

    source: Source
    source_values: Values
    fields: tuple[FieldPlan, ...]
    split: Split
    split_values: Values
    kinds: Mapping[str, Kind | None] | None
    """The kinds of the columns as far as they are known without the file."""

    def kind(self, field_plan: FieldPlan) -> Kind | None:
        """The kind of a field after its transforms; ``None`` where only the file knows."""
        # The last transform that changes the kind decides; without one the kind of the column stays.
        given = (step.transform.gives for step in reversed(field_plan.steps))
        return next((kind for kind in given if kind is not None), (self.kinds or {}).get(field_plan.column))


D = TypeVar("D", bound=DataDeclaration)


@dataclass
class _Reader:
    """Reads a section and collects its problems on the way."""

    problems: list[SectionProblem] = field(default_factory=list)

    def refuse(self, place: str, rule: str, message: str) -> None:
        self.problems.append(SectionProblem(place, rule, message))

    def read(self, section: Json) -> DataPlan | None:
        problems = [SectionProblem(place, "value", message) for place, message in unusable(section, "data")]
        if problems:
            self.problems += problems
            return None
        if not isinstance(section, dict):
            self.refuse("data", "structure", f"the data section must be an object; received {shortened(section)}")
            return None
        self.refuse_unknown_keys(section, SECTION_KEYS, "data")
        source, source_values = self.read_declared(SOURCES, section.get("source"), "data.source")
        kinds = source.columns(source_values) if source and source_values else None
        fields = self.read_fields(section.get("fields"), kinds)
        # A source that brings its own split must not be shuffled into a random one only because the section
        # names none.
        default_split = "given" if source and source.gives_split else "random"
        split, split_values = self.read_declared(
            SPLITS, section.get("split", {"type": default_split}), "data.split"
        )
        if source and split and split_values:
            self.check_split(source, split, split_values, kinds)
        if self.problems or not (source and source_values and split and split_values):
            return None
        return DataPlan(source, source_values, fields, split, split_values, kinds)

    def refuse_unknown_keys(self, given: Mapping[str, Json], known: Iterable[str], place: str) -> None:
        for key in given:
            if key not in known:
                hint = did_you_mean(key, known) or f" It has: {', '.join(known)}."
                self.refuse(place, "unknown_key", f"{place} has no key {shortened(key)}.{hint}")

    def read_declared(self, registry: Registry[D], given: Json, place: str) -> tuple[D | None, Values | None]:
        """The declaration that a ``{"type": ..., parameters}`` names, and its values where all are accepted."""
        if not isinstance(given, dict):
            received = "nothing" if given is None else shortened(given)
            self.refuse(
                place, "structure", f"a {registry.family} must be an object with a type; received {received}"
            )
            return None, None
        try:
            declared = registry.get(given.get("type"))
        except LoomError as error:
            known = "" if "Did you mean" in str(error) else f" Known: {', '.join(registry.types())}."
            self.refuse(f"{place}.type", "type", f"{error}{known}")
            return None, None
        values, problems = declared.examine({name: value for name, value in given.items() if name != "type"})
        for problem in problems:
            self.refuse(f"{place}.{problem.parameter[:60]}", "parameter", f"{declared.name}: {problem.message}")
        conflict = None if problems else declared.conflict(values)
        if conflict:
            self.refuse(place, "conflict", f"{declared.name}: {conflict}")
        return declared, None if problems or conflict else values

    def read_fields(self, given: Json, kinds: Mapping[str, Kind | None] | None) -> tuple[FieldPlan, ...]:
        if not isinstance(given, dict) or not given:
            received = "nothing" if not given else shortened(given)
            self.refuse(
                "data.fields",
                "structure",
                f"fields must be an object with an entry per field; received {received}",
            )
            return ()
        plans = [self.read_field(name, part, kinds) for name, part in given.items()]
        return tuple(plan for plan in plans if plan)

    def read_field(self, name: str, given: Json, kinds: Mapping[str, Kind | None] | None) -> FieldPlan | None:
        if not name.isprintable() or not 1 <= len(name) <= MAX_FIELD_NAME_LENGTH:
            rule = f"a field's name must be 1 to {MAX_FIELD_NAME_LENGTH} printable characters"
            self.refuse("data.fields", "name", f"{rule}; received {shortened(name)}")
            return None
        place = f"data.fields.{name}"
        if not isinstance(given, dict):
            self.refuse(
                place, "structure", f"a field must be an object with a column; received {shortened(given)}"
            )
            return None
        self.refuse_unknown_keys(given, FIELD_KEYS, place)
        column, transforms = given.get("column", name), given.get("transforms", [])
        if not isinstance(column, str):
            self.refuse(
                f"{place}.column", "structure", f"a column's name must be text; received {shortened(column)}"
            )
            return None
        if not isinstance(transforms, list):
            message = f"transforms must be a list; received {shortened(transforms)}"
            self.refuse(f"{place}.transforms", "structure", message)
            return None
        self.check_column(column, kinds, f"{place}.column")
        kind = kinds.get(column) if kinds else None
        return FieldPlan(name, column, self.read_steps(transforms, kind, place))

    def read_steps(self, given: list[Json], kind: Kind | None, place: str) -> tuple[TransformStep, ...]:
        steps = []
        for number, part in enumerate(given):
            here = f"{place}.transforms[{number}]"
            transform, values = self.read_declared(TRANSFORMS, part, here)
            if transform is None:
                return ()
            if refusal := wrong_kind(transform, kind):
                self.refuse(here, "kind", refusal)
                return ()
            # Each transform is checked against what the one before it gives. A transform that keeps the kind
            # declares none.
            kind = transform.gives or kind
            if values:
                steps.append(TransformStep(transform, values))
        if refusal := not_final(kind):
            self.refuse(f"{place}.transforms", "kind", refusal)
        return tuple(steps)

    def check_column(self, column: str, kinds: Mapping[str, Kind | None] | None, place: str) -> None:
        if column in RESERVED_COLUMNS:
            self.refuse(place, "unknown_column", f"the column {column!r} is reserved and can't be a field")
        elif kinds is not None and column not in kinds:
            self.refuse(place, "unknown_column", no_such_column(column, kinds))

    def check_split(
        self, source: Source, split: Split, values: Values, kinds: Mapping[str, Kind | None] | None
    ) -> None:
        if split.by:
            place, column = f"data.split.{split.by}", values[split.by]
            if not column:
                self.refuse(
                    place, "parameter", f"{split.name}: say in {split.by!r} which column holds the classes"
                )
            elif kinds is not None and column not in kinds:
                self.refuse(place, "unknown_column", no_such_column(column, kinds))
        if split.needs_split_column and source.gives_split is False:
            message = f"{source.name} gives no split of its own: choose random, stratified or in_time"
            self.refuse("data.split.type", "split", message)


def read_section(section: Json) -> tuple[DataPlan | None, tuple[SectionProblem, ...]]:
    """The plan of a data section, or ``None`` and what is wrong with it. Reads no file and never raises."""
    reader = _Reader()
    return reader.read(section), tuple(reader.problems)


def examine(section: Json) -> tuple[SectionProblem, ...]:
    """Everything that is wrong with a data section, without touching a file. No section at all is fine."""
    return () if section is None or section == {} else read_section(section)[1]


def plan_of(section: Json) -> DataPlan:
    """The plan of a section; raises `DataError` with the first thing that is wrong."""
    if not section:
        raise DataError("the document has no data: choose a data source first")
    plan, problems = read_section(section)
    if plan is None:
        raise DataError(f"{problems[0].place}: {problems[0].message}")
    return plan


def no_such_column(column: str, known: Iterable[str]) -> str:
    names = [name for name in known if name not in RESERVED_COLUMNS]
    listed = ", ".join(shortened(name, 40) for name in names[:12]) + (", …" if len(names) > 12 else "")
    return f"there is no column {shortened(column)}.{did_you_mean(column, names) or f' There are: {listed}.'}"


VECTOR_ADVICE = (
    ": whole numbers become indices with Token numbers (tokens of an array), Class per step, or Class of one-hot "
    "labels"
)


def wrong_kind(transform: Transform, kind: Kind | None) -> str | None:
    """Why a transform can't work on a kind of values, or ``None``."""
    if kind is None or kind in transform.accepts:
        return None
    advice = VECTOR_ADVICE if kind is Kind.VECTOR and transform.accepts & WORDED else ""
    return f"{transform.name} works on {' or '.join(sorted(transform.accepts))}; received {kind}{advice}"


def not_final(kind: Kind | None) -> str | None:
    """Why a network can't be fed with a kind of values, or ``None``."""
    if kind is None or kind in FINAL:
        return None
    return (
        f"{kind} has to become numbers: add {'classes, characters or words' if kind in WORDED else 'a transform'}"
    )


DEEPEST = 12
MAX_NUMBER = 2**63


def unusable(value: Json, place: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Place and sentence of everything in a JSON value that can't be worked with."""
    if depth > DEEPEST:
        yield place, f"is nested more than {DEEPEST} levels deep"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from unusable(key, f"{place}: a name")
            yield from unusable(
                item, f"{place}.{key}" if str(key).isidentifier() else f"{place}[{shortened(key)}]", depth + 1
            )
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from unusable(item, f"{place}[{number}]", depth + 1)
    elif sentence := _unusable_scalar(value):
        yield place, sentence


def _unusable_scalar(value: Json) -> str | None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return f"holds half a character (a lone surrogate): {shortened(value)}"
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return f"must be a finite number; received {value}"
    if isinstance(value, int) and abs(value) > MAX_NUMBER:
        return "is a whole number of more than 64 bits"
    return None if value is None or isinstance(value, int | float) else f"is no JSON value: {shortened(value)}"
