"""Binds input and target nodes to the fields of the data, and sets their sizes."""

from __future__ import annotations

from collections.abc import Mapping, Set

from backend.check.checker import Checker
from backend.declare.layer import Layer, Role
from backend.declare.parameters import Json, Length, ParameterError
from backend.document.document import Document
from backend.document.edits import Edit, SetParameters

SIZES_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "vector": ("features",),
    "series": ("length", "features"),
    "picture": ("channels", "height", "width"),
    "ragged series": ("length", "features"),
    "mask": ("height", "width"),
    "video": ("frames", "channels", "height", "width"),
    "tokens": ("length",),
}
"""Which parameters of an input the sizes of a row set, by the kind of the field."""

TAKEN_KINDS: Mapping[str, frozenset[str]] = {
    "image": frozenset({"picture"}),
    "video": frozenset({"video"}),
    "sequence": frozenset({"series", "ragged series"}),
    "tokens": frozenset({"tokens"}),
    "vector": frozenset({"vector"}),
    "class_target": frozenset({"class"}),
    "value_target": frozenset({"number", "vector"}),
    "token_target": frozenset({"tokens"}),
    "sequence_target": frozenset({"series", "ragged series"}),
    "image_target": frozenset({"picture"}),
    "mask_target": frozenset({"mask"}),
}
"""The kinds of fields that an input or target takes."""


def fit_nodes(document: Document, checker: Checker, preview: Json) -> int:
    """Sets field, sizes, classes and vocabulary as one step; the number of nodes that changed.

    A node without a field gets one if exactly one suitable field is left.
    """
    edits: list[Edit] = []
    ends = {
        node_id: report
        for node_id, report in checker.reports.items()
        if report.layer is not None and report.layer.role in (Role.INPUT, Role.TARGET)
    }
    taken = {report.values.field for report in ends.values()}
    for node_id, report in ends.items():
        assert report.layer is not None
        field = report.values.field or single_field(report.layer, preview, taken)
        taken.add(field)
        facts = preview["fields"].get(field)
        wanted = {"field": field, **fitting_values(report.layer, facts)} if facts else {}
        edit = _edit(report.layer, node_id, report.values.as_dict(), wanted)
        edits += [edit] if edit else []
    document.apply(*edits, label="Fit to the data")
    return len(edits)


def single_field(layer: Layer, preview: Json, taken: Set[str | None]) -> str | None:
    """The one field that suits a layer and is not taken yet; ``None`` where there are none or several."""
    kinds = TAKEN_KINDS.get(layer.type, frozenset())
    suiting = [name for name, facts in preview["fields"].items() if facts["kind"] in kinds and name not in taken]
    return suiting[0] if len(suiting) == 1 else None


def fitting_values(layer: Layer, facts: Json) -> dict[str, Json]:
    """The parameters of an input or target that follow from a field's facts."""
    names = SIZES_BY_KIND.get(facts["kind"], ())
    known: dict[str, Json] = dict(zip(names, facts["shape"]))
    if facts["kind"] == "number":
        known["features"] = 1
    if "classes" in facts:
        known["classes"] = len(facts["classes"])
    if "vocabulary" in facts:
        # Texts differ in length: their input is ragged, with a symbolic length instead of the longest one found.
        known |= {"vocabulary": len(facts["vocabulary"]), "ragged": True, "length": "T"}
    if facts["kind"] == "ragged series":
        known["ragged"] = True
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
    # Values that equal the default are removed from the document, so that it only holds what differs.
    usual = frozenset(name for name, value in differing.items() if value == layer.parameter(name).default)
    return SetParameters(node_id, {k: v for k, v in differing.items() if k not in usual}, usual)
