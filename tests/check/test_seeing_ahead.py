"""What layers declare to see of later steps, held against their modules: nothing else changes a step."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import torch
from torch import nn

from backend.check.checker import Checker
from backend.check.receptive_field import FieldAxis, receptive_fields
from backend.check.receptive_field_axis import ahead_of
from backend.declare.layer import LAYERS, Layer, Role
from backend.declare.parameters import Choice, Flag, Json
from backend.declare.reach import GONE
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Wire
from backend.errors import LoomError
from backend.source.model import write_model

STEPS, FEATURES, TIME = 12, 8, 1
CHANGED = 7
"""The first step that changes."""
MIN_COVERED = 90
PARAMETERS: dict[str, dict[str, Json]] = {
    "slice": {"axis": 1, "start": 2},
    "flip": {"axis": 1},
    "roll": {"axis": 1},
    "cumulative_sum": {"axis": 1},
    "pad": {"amounts": [0, 0, 2, 1]},
    "reshape": {"dimensions": [24, 4], "as_sequence": True},
    "softmax": {"axis": "steps"},
    "layer_norm": {"axes": 2},
    "rms_norm": {"axes": 2},
}
OPERATIONS = [layer for layer in LAYERS if layer.role is Role.OPERATION and layer.inputs and layer.outputs]


def variants(layer: Layer) -> Iterator[dict[str, Json]]:
    """The defaults, what is listed here, and every flag and choice on its own."""
    listed = PARAMETERS.get(layer.type, {})
    small: dict[str, Json] = {
        parameter.name: 8 for parameter in layer.parameters if parameter.name in ("units", "filters")
    }
    yield small
    yield {**small, **listed}
    for parameter in layer.parameters:
        options: list[Json] = []
        if isinstance(parameter, Flag):
            options = [not parameter.default]
        if isinstance(parameter, Choice):
            options = list(parameter.options)
        yield from ({**small, **listed, parameter.name: option} for option in options)


def drawn(layer: Layer, parameters: dict[str, Json], first: Node) -> Document:
    document = Document("ahead")
    document.apply(AddNode(first), AddNode(Node("n", layer.type, parameters=parameters)))
    for port in layer.inputs:
        for name in [f"{port.name}1", f"{port.name}2"] if port.many else [port.name]:
            if not port.optional or port.many:
                document.apply(Connect(Wire("x", "out", "n", name)))
    return document


def module(document: Document, output: str) -> nn.Module:
    document.apply(AddNode(Node("result", "output")), Connect(Wire("n", output, "result", "in")))
    source = write_model(document, Checker(document))
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(compile(source.text, "generated", "exec"), namespace)
    torch.manual_seed(0)
    made: nn.Module = namespace[source.class_name]()
    return made.double().train()


def outcome(model: nn.Module, entry: torch.Tensor) -> torch.Tensor:
    # What is drawn at random has to be the same both times.
    torch.manual_seed(1)
    with torch.no_grad():
        result: torch.Tensor = model(entry)
    return result.double()


def told(layer: Layer, parameters: dict[str, Json], first: Node) -> int:
    """How many outputs keep time and a bound; each is held against the module."""
    found = 0
    document = drawn(layer, parameters, first)
    checker = Checker(document)
    outputs = checker.reports["n"].outputs
    fields = receptive_fields(checker.reports, ["x", "n"], document.wires_into, checker.layers, complete=True)
    for port, made in outputs.items():
        seen = fields.get(("n", port), {}).get(FieldAxis("x", TIME))
        ahead = ahead_of(seen.view) if seen is not None else None
        if seen is None or ahead is None or seen.axis == GONE or not isinstance(made.sizes[seen.axis], int):
            continue
        before = (
            torch.randint(0, 8, (3, STEPS)) if first.type == "tokens" else torch.rand(3, STEPS, FEATURES).double()
        )
        after = before.clone()
        after[:, CHANGED:] = (before[:, CHANGED:] + 1) % 8 if first.type == "tokens" else 5 - before[:, CHANGED:]
        model = module(drawn(layer, parameters, first), port)
        one, other = (outcome(deepcopy(model), entry) for entry in (before, after))
        safe = [i for i in range(one.shape[seen.axis]) if i + ahead < CHANGED]
        places = torch.tensor(safe, dtype=torch.int64)
        assert torch.equal(one.index_select(seen.axis, places), other.index_select(seen.axis, places)), parameters
        found += bool(safe)
    return found


@pytest.mark.parametrize(
    "first",
    [
        Node("x", "sequence", parameters={"features": FEATURES, "length": STEPS}),
        Node("x", "tokens", parameters={"vocabulary": 8, "length": STEPS}),
    ],
    ids=["sequence", "tokens"],
)
def test_no_step_changes_with_a_step_that_it_can_not_see(first: Node) -> None:
    covered = set()
    for layer in OPERATIONS:
        for parameters in variants(layer):
            try:
                if told(layer, parameters, first):
                    covered.add(layer.type)
            except LoomError:
                continue  # a layer that takes something else
    assert covered
    assert first.type == "tokens" or len(covered) > MIN_COVERED, covered
