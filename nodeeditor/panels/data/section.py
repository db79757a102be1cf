"""The data section as a value: how a panel's changes make a new one."""

from __future__ import annotations

from collections.abc import Mapping

from backend.data.declarations import RESERVED_COLUMNS, SOURCES, Kind
from backend.declare.parameters import Json

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
    old = section.get("source")
    same = isinstance(old, dict) and old.get("type") == source.get("type")
    if same:
        return {**section, "source": source}
    new: Section = {"source": source}
    fields = proposed_fields(source)
    return {**new, "fields": fields} if fields else new


def proposed_fields(source: Json) -> dict[str, Json]:
    """A field for each column, as far as the columns are known without a file."""
    declared = SOURCES.get(source.get("type"))
    values, problems = declared.examine({name: value for name, value in source.items() if name != "type"})
    columns = declared.columns(values) if not problems else None
    return fields_for(columns or {})


def fields_for(columns: Mapping[str, Kind | None]) -> dict[str, Json]:
    return {
        name: {"column": name, "transforms": list(USUAL_TRANSFORMS.get(kind, [])) if kind else []}
        for name, kind in columns.items()
        if name not in RESERVED_COLUMNS
    }


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


def free_field_name(section: Section, stem: str = "field") -> str:
    taken = fields_of(section)
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def transforms_of(field: Json) -> list[Json]:
    transforms = field.get("transforms") if isinstance(field, dict) else None
    return list(transforms) if isinstance(transforms, list) else []


def column_of(name: str, field: Json) -> str:
    """The column that a field is made of; without a word about it, the one of the field's own name."""
    return str(field.get("column", name)) if isinstance(field, dict) else name
