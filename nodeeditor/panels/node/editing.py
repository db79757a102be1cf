"""Edits of parameters and names, as the node panel makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backend.check.checker import Checker
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import Edit, ReplaceNode, SetParameters


def set_parameter(checker: Checker, node_ids: Sequence[str], name: str, value: Json) -> None:
    """Sets one parameter of some nodes as one step; repeated changes of it join that step."""
    label = f"Set {name.replace('_', ' ')}"
    edits = [_parameter_edit(checker, node_id, name, value) for node_id in node_ids]
    checker.document.apply(*edits, label=label, merge=f"parameter {name} {' '.join(node_ids)}")


def reset_parameter(document: Document, node_ids: Sequence[str], name: str) -> None:
    """Gives one parameter of some nodes its default back."""
    edits = [SetParameters(node_id, {}, frozenset({name})) for node_id in node_ids]
    document.apply(*edits, label=f"Reset {name.replace('_', ' ')}")


def rename(document: Document, node_id: str, label: str) -> None:
    node = document.node(node_id)
    if label != node.label:
        document.apply(ReplaceNode(replace(node, label=label)), label="Rename")


def field_names(document: Document) -> tuple[str, ...]:
    """The fields that the data section declares."""
    section = document.section("data")
    fields = section.get("fields") if isinstance(section, dict) else None
    return tuple(fields) if isinstance(fields, dict) else ()


def state_names(document: Document) -> tuple[str, ...]:
    """The States of the block that is open."""
    return tuple(node.id for node in document.nodes() if node.type == "block_state")


def _parameter_edit(checker: Checker, node_id: str, name: str, value: Json) -> Edit:
    """Only what differs from the default is kept in the document."""
    layer = checker.reports[node_id].layer
    if layer is not None and value == layer.parameter(name).default:
        return SetParameters(node_id, {}, frozenset({name}))
    return SetParameters(node_id, {name: value})
