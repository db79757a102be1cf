"""The JSON Schema of ``*.loom.json``, made from the declarations."""

from __future__ import annotations

from collections.abc import Iterable

from backend import data as data
from backend import layers as layers
from backend.check.blocks import BLOCK_PARAMETERS
from backend.data.declarations import SOURCES, SPLITS, TRANSFORMS
from backend.declare.declaration import Declaration
from backend.declare.layer import BLOCK_PREFIX, LAYERS
from backend.declare.parameters import Json, Parameter
from backend.document.file import FORMAT, IDENTITY
from backend.document.graph import COLOURS, IDENTIFIER
from backend.layers.initialisation import DEFAULTS
from backend.training.declarations import OPTIMIZERS, SCHEDULES
from backend.training.settings import SETTINGS

PLACED_BLOCK = (
    "A block of this document, named behind the colon; its Block inputs, States and Outputs are its ports."
)
WIRE = "From node.output to node.input; the inputs of a layer that joins several are in1, in2 and so on."
END = rf"^{IDENTIFIER.pattern}\.[A-Za-z0-9_]+$"


def document_schema() -> dict[str, Json]:
    """A JSON Schema (2020-12) that every document of this version satisfies; unknown fields are allowed."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "LayerLoom document",
        "type": "object",
        "required": ["format", "graph"],
        "properties": {
            "format": {"const": FORMAT},
            "id": {"type": "string", "pattern": IDENTITY.pattern},
            "graph": _graph_schema(),
            "blocks": {"type": "object", "additionalProperties": _graph_schema()},
            "data": _data_schema(),
            "training": _training_schema(),
            "initialisation": {
                "type": "object",
                "properties": _properties(DEFAULTS.parameters),
                "additionalProperties": False,
            },
            "search": {"type": "object"},
            "notes": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        },
    }


def _graph_schema() -> dict[str, Json]:
    edge = {"type": "array", "items": {"type": "string", "pattern": END}, "minItems": 2, "maxItems": 2}
    edges = {"type": "array", "description": WIRE, "items": edge}
    known = [_node_schema({"const": layer.type}, layer.summary, layer.parameters) for layer in LAYERS]
    placed = {"type": "string", "pattern": f"^{BLOCK_PREFIX}"}
    known.append(_node_schema(placed, PLACED_BLOCK, BLOCK_PARAMETERS))
    unknown = {"properties": {"type": {"allOf": [{"not": {"enum": list(LAYERS.types())}}, {"not": placed}]}}}
    node = {
        "type": "object",
        "required": ["id", "type"],
        "properties": {
            "id": {"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"},
            "type": {"type": "string"},
            "label": {"type": "string", "maxLength": 200},
            "parameters": {"type": "object"},
            "position": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            "bypassed": {"type": "boolean", "description": "hands its first input on unchanged"},
            "collapsed": {"type": "boolean", "description": "is drawn small"},
            "docked": {"type": "boolean", "description": "is drawn as a tab on the card before it"},
            "colour": {"enum": ["", *COLOURS], "description": "of its card; nothing is the family's own"},
        },
        "oneOf": [*known, unknown],
    }
    return {
        "type": "object",
        "properties": {"nodes": {"type": "array", "items": node}, "edges": edges},
    }


def _node_schema(kind: Json, summary: str, parameters: Iterable[Parameter]) -> dict[str, Json]:
    return {
        "description": summary,
        "properties": {
            "type": kind,
            "parameters": {"type": "object", "properties": _properties(parameters), "additionalProperties": False},
        },
    }


def _properties(parameters: Iterable[Parameter]) -> dict[str, Json]:
    return {p.name: {**p.schema(), "default": p.default, "description": p.meaning} for p in parameters}


def _one_of(declarations: Iterable[Declaration]) -> dict[str, Json]:
    """An object whose ``type`` chooses a declaration and with it the other fields."""
    options = [
        {
            "description": d.summary,
            "required": ["type"],
            "properties": {"type": {"const": d.type}, **_properties(d.parameters)},
            "additionalProperties": False,
        }
        for d in declarations
    ]
    return {"type": "object", "oneOf": options}


def _data_schema() -> dict[str, Json]:
    field = {
        "type": "object",
        "required": ["column"],
        "properties": {
            "column": {"type": "string"},
            "transforms": {"type": "array", "items": _one_of(TRANSFORMS)},
        },
    }
    return {
        "type": "object",
        "properties": {
            "source": _one_of(SOURCES),
            "fields": {"type": "object", "additionalProperties": field},
            "split": _one_of(SPLITS),
        },
    }


def _training_schema() -> dict[str, Json]:
    return {
        "type": "object",
        "properties": {
            **_properties(SETTINGS.parameters),
            "optimizer": _one_of(OPTIMIZERS),
            "schedule": _one_of(SCHEDULES),
        },
        "additionalProperties": False,
    }
