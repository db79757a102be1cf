"""Every declared layer has a page, and what it shows is true: a sound document, real shapes, real code."""

from __future__ import annotations

import ast
import dataclasses
import re

import pytest

from backend import layers as layers
from backend.check.checker import Checker
from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Layer, Role, Shaped, ShapeError, Types
from backend.errors import LoomError
from backend.lints.catalogue import lint
from backend.reference.drafting import FEEDS
from backend.reference.page import FORMULA, page_of
from backend.reference.related import related_layers
from backend.reference.usage_example import usage_example
from backend.reference.worked_examples import exported, worked_shapes
from backend.source.model import write_model

WITH_MATHEMATICS = (Role.OPERATION, Role.LOSS, Role.METRIC)
ESCAPE = re.compile(r"\\(?=[\\`*_<|\]])")
every_layer = pytest.mark.parametrize("layer", list(LAYERS), ids=lambda layer: layer.type)


@every_layer
def test_the_example_is_sound(layer: Layer) -> None:
    example = usage_example(layer)
    assert example.shown.node(example.node).type == layer.type
    assert [problem.message for problem in Checker(example.document, lint=lint).problems()] == []
    assert len({node.position for node in example.shown.nodes()}) == len(example.shown.nodes())


@every_layer
def test_the_code_is_what_the_export_writes(layer: Layer) -> None:
    example = usage_example(layer)
    found = exported(layer, example)
    if layer.role in (Role.LOSS, Role.METRIC):
        ast.parse("def loss():\n" + "\n".join(f"    {line}" for line in found.lines))
        return
    text = write_model(example.document, example.checkers()[0]).text
    assert bool(found) == (layer.role is Role.OPERATION)
    written = {ast.dump(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)}
    for part in ("\n".join(found.members), "\n".join(found.lines), *found.carried):
        assert {ast.dump(node) for node in ast.parse(part).body} <= written


@every_layer
def test_shapes_are_those_of_the_rule(layer: Layer) -> None:
    example = usage_example(layer)
    report = example.checkers()[1].reports[example.node]
    accepted, refused = worked_shapes(layer, report.values, report.types)
    assert accepted[0].inputs == report.types
    for row in refused:
        assert row.sentence.startswith(layer.name) and row.sentence.endswith(".")
        with pytest.raises(ShapeError):
            layer.shape(report.values, row.inputs)


@every_layer
def test_a_page_says_all_that_is_declared(layer: Layer) -> None:
    markdown = page_of(layer).markdown
    text = ESCAPE.sub("", markdown)
    words = [layer.name, layer.type, layer.summary, *layer.formula.splitlines()]
    words += [port.meaning for port in (*layer.inputs, *layer.outputs)]
    words += [word for p in layer.parameters for word in (p.name, p.meaning, p.constraint, p.unit)]
    assert [word for word in words if word not in text] == []
    assert "![" in markdown and markdown.count("```") % 2 == 0
    assert "![" not in page_of(layer, pictures=False).markdown
    if layer.role in WITH_MATHEMATICS:
        assert layer.formula and "→" not in layer.formula, "a formula, not a picture of shapes"


@every_layer
def test_related_layers_are_others(layer: Layer) -> None:
    found = [other.type for other in related_layers(layer)]
    assert layer.type not in found and len(set(found)) == len(found) <= 6


def test_what_layers_are_used_with_is_known() -> None:
    for layer in LAYERS:
        for port, name in layer.used_with.items():
            assert name.partition(".")[0] in FEEDS, f"{layer.type}.{port}"


def test_a_layer_that_nothing_usual_fits_still_has_a_page() -> None:
    def refuse(_values: Values, _types: Types) -> Shaped:
        raise ShapeError("rank", "takes nothing", "leave it out")

    layer = dataclasses.replace(LAYERS.get("relu"), type="stubborn", shape=refuse)
    with pytest.raises(LoomError, match="used_with"):
        usage_example(layer)
    markdown = page_of(layer).markdown
    assert "![" not in markdown
    assert f"```{FORMULA}\n" in markdown
