"""Lints of data fields: values that a loss doesn't expect or a model can't produce, and fields of a wrong kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import inf
from typing import NamedTuple

from backend.check.problems import Problem, Severity
from backend.data.declarations import NUMERIC, TRANSFORMS, Kind
from backend.data.plan import FieldPlan, TransformStep, read_section
from backend.data.transforms.declared import WHITE_SPACE
from backend.declare.layer import Role, Takes
from backend.declare.parameters import Json
from backend.declare.tensor_type import Element
from backend.document.actions import remove_and_reconnect
from backend.document.document import Document
from backend.document.edits import Edit, ReplaceNode, SetSection
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import VALUE_LOSSES, Fix, Lint, warning


class Range(NamedTuple):
    """From the smallest value that may occur to the largest."""

    low: float
    high: float

    def contains(self, other: Range) -> bool:
        return self.low <= other.low and other.high <= self.high

    def __str__(self) -> str:
        if self == UNBOUNDED:
            return "of any size and sign"
        return f"of {self.low:g} and above" if self.high == inf else f"from {self.low:g} to {self.high:g}"


UNBOUNDED = Range(-inf, inf)
UNIT = Range(0, 1)
UNBOUNDING = frozenset({"standardise", "log"})
"""Transforms after which values may lie on either side of zero."""


LENGTHS = {("csv_series", "past"): "window", ("moving_ball", "clip"): "frames"}
"""Which parameter of a source sets the number of steps of a column."""


class DataFields:
    """The fields of a document's data section; none where the section is missing or wrong."""

    def __init__(self, document: Document) -> None:
        self._document = document
        section = document.section("data")
        plan = read_section(section)[0] if section else None
        self._fields: dict[str, FieldPlan] = {field.name: field for field in plan.fields} if plan else {}
        self._kinds: Mapping[str, Kind | None] = (plan.kinds or {}) if plan else {}
        self._plan = plan

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def are_same_text(self, one: str, other: str) -> bool:
        """Whether both are tokens of the same column, cut in the same way."""
        if one not in self._fields or other not in self._fields:
            return False
        return self._fields[one].column == self._fields[other].column and self._cutting(one) == self._cutting(
            other
        )

    def column(self, name: str | None) -> str | None:
        """The column that a field is made of; ``None`` for a field that is not declared."""
        return self._fields[name].column if name in self._fields else None

    def joined_columns(self, name: str) -> list[str]:
        """The columns of a table that are the features of a field."""
        if self._plan is None or self._plan.source.type != "csv_table" or self.column(name) != "features":
            return []
        return list(self._plan.source_values.features)

    def without_column(self, column: str) -> Edit:
        """Takes a column out of the features of a table."""
        section = self._document.section("data")
        source = section["source"]
        kept = [name for name in source["features"] if name != column]
        return SetSection("data", {**section, "source": {**source, "features": kept}})

    def steps(self, name: str) -> tuple[int, int] | None:
        """The first time step that a field keeps of its column, and the one behind its last.

        Counted from the end where they are negative, or 0 for the end itself; ``None`` where not known.
        """
        windows = [step.values for step in self._fields[name].steps if step.transform.type == "window"]
        if len(windows) > 1:
            return None
        length = self._length(self._fields[name].column)
        if not windows:
            return (0, length or 0)
        count = windows[0].steps
        if windows[0].keep == "first":
            return (0, count)
        return (length - count, length) if length else (-count, 0)

    def overlap(self, one: str | None, other: str | None) -> int | None:
        """By how many steps of their column another field begins later, where both have steps in common."""
        if one is None or other is None or self.column(one) is None or self.column(one) != self.column(other):
            return None
        kept, wanted = self.steps(one), self.steps(other)
        if kept is None or wanted is None or wanted[0] <= kept[0] or wanted[0] >= kept[1]:
            return None
        return wanted[0] - kept[0] if wanted[1] > kept[1] else None

    def _length(self, column: str) -> int | None:
        """The number of steps in each row of a column, where the source says it."""
        parameter = LENGTHS.get((self._plan.source.type, column)) if self._plan is not None else None
        return int(self._plan.source_values[parameter]) if self._plan is not None and parameter else None

    def has_start(self, name: str | None) -> bool:
        """Whether a token stands before the first of each text."""
        return name in self._fields and any(
            step.values.as_dict().get("bounds") for step in self._fields[str(name)].steps
        )

    def _cutting(self, name: str) -> list[tuple[str, Json]]:
        return [(step.transform.type, step.values.as_dict().get("split")) for step in self._fields[name].steps]

    def kind(self, name: str) -> Kind | None:
        """The kind of a field after its transforms; ``None`` where only the file knows.

        A column of unknown kind that a numeric transform scales has one number in each row.
        """
        kind = self._kinds.get(self._fields[name].column)
        for step in self._fields[name].steps:
            if kind is None and step.transform.accepts <= NUMERIC:
                kind = Kind.NUMBER
            kind = step.transform.gives or kind
        return kind

    def range(self, name: str) -> Range | None:
        """The range of a field's values; ``None`` where only the file knows."""
        found: Range | None = None
        for step in self._fields[name].steps:
            found = _range_after(step, found)
        return found

    def has_transforms(self, name: str) -> bool:
        return bool(self._fields[name].steps)

    def words(self, name: str) -> TransformStep | None:
        """The step that makes words of a field's texts, where there is one."""
        steps = self._fields[name].steps if name in self._fields else ()
        return next((step for step in steps if step.transform.type == WORDS), None)

    def with_parameters(self, changes: Mapping[str, Mapping[str, Json]], type_name: str) -> Edit:
        """Sets parameters of the transform of a type in each of some fields."""
        section = self._document.section("data")
        fields = dict(section["fields"])
        for name, parameters in changes.items():
            steps = [
                {**step, **parameters} if step["type"] == type_name else step
                for step in fields[name].get("transforms", [])
            ]
            fields[name] = {**fields[name], "transforms": steps}
        return SetSection("data", {**section, "fields": fields})

    def with_window(self, name: str, steps: int) -> Edit:
        """Keeps the first steps of a field alone."""
        section = self._document.section("data")
        field = section["fields"][name]
        kept = [given for given in field.get("transforms", []) if given["type"] != "window"]
        first: Json = {"type": "window", "steps": steps, "keep": "first"}
        fields = {**section["fields"], name: {**field, "transforms": [first, *kept]}}
        return SetSection("data", {**section, "fields": fields})

    def with_transforms(self, name: str, *types: str, dropping: frozenset[str] = frozenset()) -> Edit:
        """Adds transforms at the end of a field, in place of those that are dropped."""
        section = self._document.section("data")
        field = section["fields"][name]
        kept: list[Json] = [given for given in field.get("transforms", []) if given["type"] not in dropping]
        field = {**field, "transforms": [*kept, *({"type": type_name} for type_name in types)]}
        return SetSection("data", {**section, "fields": {**section["fields"], name: field}})


def _range_after(step: TransformStep, before: Range | None) -> Range | None:
    if step.transform.type == "scale":
        given = (step.values.minimum, step.values.maximum) != (None, None)
        return None if given else Range(step.values.low, step.values.high)
    if step.transform.type in UNBOUNDING:
        return UNBOUNDED
    if step.transform.type == "one_hot":
        return UNIT
    return before


RANGE = "target range"
REACH = "target out of reach"
KIND = "field kind"
TAGS = "tags split"
WORDS = "words"
CLASSES = frozenset({"classes"})
DATA_ROLES = (Role.INPUT, Role.TARGET)

OUTPUT_RANGES = {
    "sigmoid": UNIT,
    "hard_sigmoid": UNIT,
    "softmax": UNIT,
    "tanh": Range(-1, 1),
    "relu": Range(0, inf),
    "softplus": Range(0, inf),
}
"""The values that the last activation of a model can produce."""


def _target_field(checked: CheckedGraph, loss: str) -> str | None:
    """The field that a loss compares with, where its target comes straight from the data."""
    wire = checked.wire_into(loss, "target")
    if wire is None or checked.role(wire.source) not in DATA_ROLES:
        return None
    field: str | None = checked.values(wire.source).as_dict().get("field")
    return field


def _find_range(checked: CheckedGraph) -> Iterator[Problem]:
    losses = list(checked.expecting(Takes.BINARY_SCORES, Takes.SIGNED_SCORES))
    fields = DataFields(checked.document) if losses else None
    for loss in losses:
        field = _target_field(checked, loss)
        if fields is None or field is None or field not in fields:
            continue
        found = fields.range(field)
        if found is None and fields.kind(field) in (Kind.PICTURE, Kind.VIDEO):
            # Pixels are at least 0; how large they get depends on the file.
            found = Range(0, inf)
        if found is not None and not UNIT.contains(found):
            message = f"{checked.title(loss)} expects targets from 0 to 1; field {field!r} has values {found}"
            yield warning(loss, "target", RANGE, message, "scale the field to 0..1, or use a Mean squared error")


def _fix_range(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    field = _target_field(checked, problem.node)
    if field is None:
        return
    scaled = DataFields(checked.document).with_transforms(field, "scale", dropping=UNBOUNDING | {"scale"})
    yield Fix(f"Scale {field!r} to 0..1", (scaled,))
    node = checked.node(problem.node)
    kept = {name: value for name, value in node.parameters.items() if name == "weight"}
    yield Fix("Use Mean squared error", (ReplaceNode(replace(node, type="mse", parameters=kept)),))


def _find_out_of_reach(checked: CheckedGraph) -> Iterator[Problem]:
    losses = list(checked.of_type(VALUE_LOSSES))
    fields = DataFields(checked.document) if losses else None
    for loss in losses:
        field, wire = _target_field(checked, loss), checked.wire_into(loss, "prediction")
        if fields is None or field is None or wire is None or field not in fields:
            continue
        reached, wanted = OUTPUT_RANGES.get(checked.type(wire.source)), fields.range(field)
        if reached is not None and wanted is not None and not reached.contains(wanted):
            message = (
                f"{checked.title(loss)} compares values {reached} from {checked.title(wire.source)} "
                f"with field {field!r}, which has values {wanted}"
            )
            yield warning(loss, "prediction", REACH, message, f"remove {wire.source!r}, or scale the field")


def _fix_out_of_reach(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    wire, field = checked.wire_into(problem.node, "prediction"), _target_field(checked, problem.node)
    if wire is None or field is None:
        return
    layer = checked.layer(wire.source)
    name = layer.name if layer else wire.source
    yield Fix(f"Remove the {name}", tuple(remove_and_reconnect(checked.document, [wire.source])))
    scaled = DataFields(checked.document).with_transforms(field, "scale", dropping=UNBOUNDING | {"scale"})
    yield Fix(f"Scale {field!r} to 0..1", (scaled,))


def _find_kind(checked: CheckedGraph) -> Iterator[Problem]:
    nodes = [node for role in DATA_ROLES for node in checked.of_role(role)]
    fields = DataFields(checked.document)
    for node in nodes:
        field, made = checked.values(node).as_dict().get("field"), checked.reports[node].outputs.get("out")
        if not isinstance(field, str) or field not in fields or made is None:
            continue
        kind = fields.kind(field)
        if kind is None and made.element is Element.INT and not fields.has_transforms(field):
            message = f"{checked.title(node)} provides indices, but field {field!r} has no transform"
            yield warning(node, "", KIND, message, "add one that makes indices of what the column holds")
            continue
        if kind is None or _suits(made.element, kind, checked.role(node) is Role.TARGET):
            continue
        wanted = "class or token indices" if made.element is Element.INT else "numbers"
        message = f"{checked.title(node)} provides {wanted}, but field {field!r} is of kind {kind}"
        advice = "add a transform to the field, or use another type of node"
        yield replace(warning(node, "", KIND, message, advice), severity=Severity.ERROR)


def _suits(element: Element, kind: Kind, is_target: bool) -> bool:
    """Two classes may serve as targets 0 and 1; only the file knows how many classes there are."""
    if element is Element.INT:
        return kind not in NUMERIC
    return kind in NUMERIC or (is_target and kind is Kind.CLASS)


def _fix_kind(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    node, fields = checked.node(problem.node), DataFields(checked.document)
    field = checked.values(problem.node).field
    made = checked.reports[problem.node].outputs["out"]
    if fields.kind(field) in (None, Kind.VECTOR) and made.element is Element.INT:
        names = ("token_numbers", "step_classes") if made.steps else ("one_hot_labels", "classes")
        if checked.role(problem.node) is Role.TARGET and made.steps:
            names = names[::-1]
        for name in names if made.rank < 3 else ():
            words = f"Add {TRANSFORMS.get(name).name} to {field!r}"
            yield Fix(words, (fields.with_transforms(field, name, dropping=CLASSES | UNBOUNDING | {"scale"}),))
    if fields.kind(field) is Kind.NUMBER:
        yield Fix(f"Turn {field!r} into classes", (fields.with_transforms(field, "classes", dropping=UNBOUNDING),))
    if fields.kind(field) is Kind.CLASS:
        one_hot = fields.with_transforms(field, "one_hot", dropping=CLASSES)
        yield Fix(f"Turn {field!r} into one-hot vectors", (one_hot,))
    for type_name, words in (
        ("class_target", "Change it to a Class target"),
        ("value_target", "Change it to a Value target"),
    ):
        if checked.role(problem.node) is Role.TARGET and type_name != node.type:
            yield Fix(words, (ReplaceNode(replace(node, type=type_name, parameters={"field": field})),))


def _find_split_tags(checked: CheckedGraph) -> Iterator[Problem]:
    nodes = list(checked.of_type(("token_target",)))
    fields = DataFields(checked.document) if nodes else None
    for node in nodes:
        values = checked.values(node)
        tags, texts = values.field, values.aligned_with
        if fields is None or not values.ragged or not texts or tags == texts:
            continue
        faults = list(_split_tags(fields, tags, texts))
        if faults:
            message = f"{checked.title(node)} holds a tag for each step of field {texts!r}, but {faults[0]}"
            yield warning(
                node, "", TAGS, message, "split tags and texts at white space, and keep the tags' capitals"
            )


def _split_tags(fields: DataFields, tags: str, texts: str) -> Iterator[str]:
    """What Words does to tags, or to the texts that they belong to, that makes other tags of them."""
    of_tags, of_texts = fields.words(tags), fields.words(texts)
    if of_tags is not None and of_tags.values.split != WHITE_SPACE:
        yield f"Words splits field {tags!r} at every sign, so that B-PER becomes three tags"
    if of_tags is not None and of_texts is not None and of_texts.values.split != WHITE_SPACE:
        yield f"Words splits field {texts!r} at every sign, so that New-York needs three tags"
    if of_tags is not None and of_tags.values.lower:
        yield f"Words writes the tags of field {tags!r} in small letters"


def _fix_split_tags(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    values, fields = checked.values(problem.node), DataFields(checked.document)
    changes: dict[str, dict[str, Json]] = {values.field: {"split": WHITE_SPACE, "lower": False}}
    if fields.words(values.aligned_with) is not None:
        changes[values.aligned_with] = {"split": WHITE_SPACE}
    named = " and ".join(repr(name) for name in changes)
    yield Fix(f"Split {named} at white space, with capitals kept", (fields.with_parameters(changes, WORDS),))


LINTS = (
    Lint(RANGE, _find_range, _fix_range),
    Lint(REACH, _find_out_of_reach, _fix_out_of_reach),
    Lint(KIND, _find_kind, _fix_kind),
    Lint(TAGS, _find_split_tags, _fix_split_tags),
)
