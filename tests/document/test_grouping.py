"""Grouping and expanding: the same network before, between and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.file import load, to_json
from backend.document.grouping import block_name, expand, group
from backend.errors import DocumentError
from backend.source.model import write_model

EXAMPLES = Path(__file__).parents[2] / "examples"
CASES = [
    ("ball_crnn", ["conv1", "relu1", "pool1"]),
    ("ball_crnn", ["conv2", "relu2", "pool2", "flatten", "lstm"]),
    ("caption_digits", ["memory", "tanh", "lstm", "embedding"]),
    ("caption_digits", ["conv1", "norm1", "relu1", "pool1", "conv2"]),
    ("forecast_lstm", ["lstm", "change", "year_ago", "forecast"]),
]


def outputs(document: Document) -> tuple[torch.Tensor, ...]:
    """What the network gives with weights that depend on their order and sizes alone."""
    source = write_model(document, Checker(document))
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(source.text, namespace)
    torch.manual_seed(0)
    model = namespace[source.class_name]().eval()
    torch.manual_seed(1)
    result = model(*namespace["example_inputs"](3))
    return result if isinstance(result, tuple) else (result,)


@pytest.mark.parametrize(("name", "ids"), CASES)
def test_the_network_stays_the_same(name: str, ids: list[str]) -> None:
    document = load(EXAMPLES / f"{name}.loom.json")
    before, start = outputs(document), to_json(document)
    document.apply(*group(document, ids, "stage"), label="Group")
    checker = Checker(document)
    assert not checker.problems()
    grouped = outputs(document)
    document.apply(*expand(document, "stage"), label="Expand")
    assert not checker.problems()
    expanded = outputs(document)
    for a, b, c in zip(before, grouped, expanded, strict=True):
        assert a.shape == b.shape == c.shape
    assert {n.id for n in document.nodes()} == {n["id"] for n in start["graph"]["nodes"]}
    document.undo(), document.undo()
    assert to_json(document) == start


def test_the_same_weights_give_the_same_figures() -> None:
    document = load(EXAMPLES / "ball_crnn.loom.json")
    before = outputs(document)
    document.apply(*group(document, ["conv1", "relu1", "pool1", "conv2", "relu2", "pool2"], "frames"))
    assert all(torch.equal(a, b) for a, b in zip(before, outputs(document)))


def test_what_can_not_be_grouped() -> None:
    document = load(EXAMPLES / "ball_crnn.loom.json")
    with pytest.raises(DocumentError, match="leave it out"):
        group(document, ["clip", "conv1"], "b")
    with pytest.raises(DocumentError, match="come back through 'relu1'"):
        group(document, ["conv1", "pool1"], "b")
    with pytest.raises(DocumentError, match="select the nodes"):
        group(document, [], "b")
    document.apply(*group(document, ["conv1"], "b"))
    with pytest.raises(DocumentError, match="already a block"):
        group(document, ["conv2"], "b")
    assert block_name(document, "b") == "b_2"
