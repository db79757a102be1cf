"""``main.py layers``: the layer reference, from the declarations."""

from __future__ import annotations

import argparse

from backend import layers as layers
from backend.cli.output import print_json, print_table
from backend.declare.layer import LAYERS, Layer, Port
from backend.declare.parameters import Json
from backend.reference.schema import document_schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="a layer's type, such as conv2d")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.add_argument(
        "--schema", action="store_true", help="the JSON Schema of *.loom.json, with all declarations"
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.schema:
        print_json(document_schema())
    elif arguments.name is not None:
        layer = LAYERS.get(arguments.name)
        if arguments.json:
            print_json(as_json(layer))
        else:
            _print_layer(layer)
    elif arguments.json:
        print_json({layer.type: as_json(layer) for layer in LAYERS})
    else:
        rows = [(layer.type, layer.name, str(layer.category), layer.summary) for layer in LAYERS]
        print_table(("type", "name", "category", "summary"), rows)
    return 0


def as_json(layer: Layer) -> dict[str, Json]:
    return {
        "type": layer.type,
        "name": layer.name,
        "category": str(layer.category),
        "role": layer.role.value,
        "summary": layer.summary,
        "formula": layer.formula,
        "torch": layer.torch,
        "synonyms": list(layer.synonyms),
        "inputs": [_port_json(port) for port in layer.inputs],
        "outputs": [_port_json(port) for port in layer.outputs],
        "parameters": [
            {
                "name": p.name,
                "kind": p.kind,
                "default": p.default,
                "constraint": p.constraint,
                "unit": p.unit,
                "meaning": p.meaning,
                "schema": p.schema(),
            }
            for p in layer.parameters
        ],
    }


def _port_json(port: Port) -> dict[str, Json]:
    return {"name": port.name, "meaning": port.meaning, "optional": port.optional, "many": port.many}


def _print_layer(layer: Layer) -> None:
    print(f"{layer.name} ({layer.type}) · {layer.category}\n{layer.summary}")
    for text in (layer.formula, layer.torch):
        if text:
            print(text)
    for side, ports in (("in", layer.inputs), ("out", layer.outputs)):
        for port in ports:
            name = f"{port.name}1, {port.name}2, …" if port.many else port.name
            print(f"  {side:<4}{name:<18}{port.meaning}{' (optional)' if port.optional else ''}")
    for parameter in layer.parameters:
        print(f"  {parameter.name} = {parameter.default!r}: {parameter.meaning}; {parameter.constraint}")
