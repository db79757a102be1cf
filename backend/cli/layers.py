"""``main.py layers``: the layer reference, from the declarations."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from backend import layers as layers
from backend.cli.commands import LoadDrawing
from backend.cli.output import print_json, print_table
from backend.declare.layer import LAYERS, Layer, Port
from backend.declare.parameters import Json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="a layer's type, such as conv2d")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.add_argument(
        "--schema", action="store_true", help="the JSON Schema of *.loom.json, with all declarations"
    )
    parser.add_argument(
        "--pages", type=Path, metavar="DIR", help="write a page for each layer, with a picture, as Markdown"
    )


def run(arguments: argparse.Namespace, load_drawing: LoadDrawing | None = None) -> int:
    """``load_drawing`` brings what draws the pictures of the pages: the commands by themselves know no canvas.

    The list of layers, which is asked for most, needs nothing of the reference, so that is imported for its pages.
    """
    if arguments.pages is not None:
        draw = load_drawing() if load_drawing is not None else None
        count = import_module("backend.reference.page").write_pages(LAYERS, arguments.pages, draw)
        print(f"wrote {count} pages to {arguments.pages}", file=sys.stderr)
    elif arguments.schema:
        print_json(import_module("backend.reference.schema").document_schema())
    elif arguments.name is not None:
        layer = LAYERS.get(arguments.name)
        if arguments.json:
            print_json(as_json(layer))
        else:
            page = import_module("backend.reference.page").page_of(layer, pictures=False)
            print(page.markdown, end="")
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
        "plugin": layer.plugin,
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
    """``wires`` are the ports' names in a file: a port for many stands for in1, in2, ..."""
    names = [f"{port.name}1", f"{port.name}2", "..."] if port.many else [port.name]
    return {
        "name": port.name,
        "wires": names,
        "meaning": port.meaning,
        "optional": port.optional,
        "many": port.many,
    }
