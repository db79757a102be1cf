"""The data section as a value: the changes that the panel and a proposed document make to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.data.declarations import RESERVED_COLUMNS, SOURCES, Kind
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Edit, SetSection

Section = dict[str, Json]

USUAL_TRANSFORMS: Mapping[Kind, list[Json]] = {
    Kind.TEXT: [{"type": "classes"}],
    Kind.CATEGORY: [{"type": "classes"}],
    Kind.PICTURE: [{"type": "scale"}],
    Kind.VIDEO: [{"type": "scale"}],
}
"""What a column needs before a network can be fed with it well; other kinds are taken as they are."""


def with_source(section: Section, source: Json) -> Section:
    """Another source; where it is of another type, the fields are proposed anew from the columns that it has."""
    if source_type(section) == source.get("type"):
        return {**section, "source": source}
    fields = proposed_fields(source)
    return {"source": source, **({"fields": fields} if fields else {})}


def source_type(section: Section) -> str:
    source = section.get("source")
    return str(source.get("type")) if isinstance(source, dict) else ""


def declared_columns(source: Json) -> dict[str, Kind | None]:
    """The columns of a source as far as they are known without a file."""
    declared = SOURCES.find(str(source.get("type"))) if isinstance(source, dict) else None
    if declared is None:
        return {}
    values, problems = declared.examine({name: value for name, value in source.items() if name != "type"})
    columns = None if problems else declared.columns(values)
    return {name: kind for name, kind in (columns or {}).items() if name not in RESERVED_COLUMNS}


def proposed_fields(source: Json) -> dict[str, Json]:
    """A field for each column that is known, with the transforms that it usually needs."""
    return {
        name: {"column": name, "transforms": list(USUAL_TRANSFORMS.get(kind, [])) if kind else []}
        for name, kind in declared_columns(source).items()
    }


def present_split(section: Section) -> Json:
    """The split that is set, or the default one."""
    declared = SOURCES.find(source_type(section))
    usual = "given" if declared is not None and declared.gives_split else "random"
    return section.get("split", {"type": usual})


def fields_of(section: Section) -> dict[str, Json]:
    fields = section.get("fields")
    return dict(fields) if isinstance(fields, dict) else {}


def with_field(section: Section, name: str, field: Json) -> Section:
    return {**section, "fields": {**fields_of(section), name: field}}


def without_field(section: Section, name: str) -> Section:
    return {**section, "fields": {key: item for key, item in fields_of(section).items() if key != name}}


def with_renamed_field(section: Section, old: str, new: str) -> Section:
    """The field under another name, in its old place."""
    fields = {new if key == old else key: item for key, item in fields_of(section).items()}
    return {**section, "fields": fields}


def with_new_field(section: Section, columns: Sequence[str]) -> Section:
    """One field more: of a column that no field is named after, or under a free name."""
    taken = fields_of(section)
    column = next((name for name in columns if name not in taken), "")
    if column:
        return with_field(section, column, {"column": column})
    number = next(number for number in range(1, len(taken) + 2) if f"field{number}" not in taken)
    return with_field(section, f"field{number}", {"column": columns[0] if columns else f"field{number}"})


def transforms_of(field: Json) -> list[Json]:
    transforms = field.get("transforms") if isinstance(field, dict) else None
    return list(transforms) if isinstance(transforms, list) else []


def transform_types(field: Json) -> list[str]:
    return [str(part.get("type")) if isinstance(part, dict) else "" for part in transforms_of(field)]


def column_of(name: str, field: Json) -> str:
    """The column that a field is made of; by default the one with the field's own name."""
    return str(field.get("column", name)) if isinstance(field, dict) else name


def adoption(document: Document, proposed: Document) -> list[Edit]:
    """The edits that bring the data section, and in an empty document the network and the training settings."""
    edits: list[Edit] = [SetSection("data", proposed.section("data"))]
    if len(document.graph):
        return edits
    edits += [AddNode(node) for node in proposed.nodes()]
    edits += [Connect(wire) for wire in proposed.wires()]
    return [*edits, SetSection("training", proposed.section("training"))]
