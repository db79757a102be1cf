"""Makes the input and target nodes as large as the data that was loaded says."""

from __future__ import annotations

from collections.abc import Mapping

from backend.check.checker import Checker
from backend.declare.layer import Layer, Role
from backend.declare.parameters import Json, Length, ParameterError
from backend.document.document import Document
from backend.document.edits import Edit, SetParameters

SIZES_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "vector": ("features",),
    "series": ("length", "features"),
    "picture": ("channels", "height", "width"),
    "video": ("frames", "channels", "height", "width"),
    "tokens": ("length",),
}
"""Which parameters of an input the sizes of a row set, by the kind of the field."""


def fit_nodes(document: Document, checker: Checker, preview: Json) -> int:
    """Sets sizes, classes and vocabulary of bound nodes as one step; the number of nodes that changed."""
    edits: list[Edit] = []
    for node_id, report in checker.reports.items():
        if report.layer is None or report.layer.role not in (Role.INPUT, Role.TARGET):
            continue
        facts = preview["fields"].get(report.values.field)
        wanted = fitting_values(report.layer, facts) if facts else {}
        edit = _edit(report.layer, node_id, report.values.as_dict(), wanted)
        edits += [edit] if edit else []
    document.apply(*edits, label="Fit to the data")
    return len(edits)


def fitting_values(layer: Layer, facts: Json) -> dict[str, Json]:
    """The parameters of an input or target that a field's facts settle."""
    names = SIZES_BY_KIND.get(facts["kind"], ())
    known: dict[str, Json] = dict(zip(names, facts["shape"]))
    if facts["kind"] == "number":
        known["features"] = 1
    if "classes" in facts:
        known["classes"] = len(facts["classes"])
    if "vocabulary" in facts:
        known |= {"vocabulary": len(facts["vocabulary"]), "ragged": True, "length": "T"}
    declared = {parameter.name: parameter for parameter in layer.parameters}
    found: dict[str, Json] = {}
    for name, value in known.items():
        if name not in declared:
            continue
        if value is None and isinstance(declared[name], Length):
            value = declared[name].default
        try:
            found[name] = declared[name].accept(value)
        except ParameterError:
            continue
    return found


def _edit(layer: Layer, node_id: str, present: Mapping[str, Json], wanted: Mapping[str, Json]) -> Edit | None:
    differing = {name: value for name, value in wanted.items() if present[name] != value}
    if not differing:
        return None
    usual = frozenset(name for name, value in differing.items() if value == layer.parameter(name).default)
    return SetParameters(node_id, {k: v for k, v in differing.items() if k not in usual}, usual)
