"""How weights start, as it stands in the source: chosen by a layer or inherited from the document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from backend.check.checker import Checker
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import SetParameters, SetSection
from backend.document.file import from_json, load, save, to_json
from backend.errors import LoomError
from backend.source.inspection import inspect_source
from backend.source.model import write_model

NORMAL: Json = {"type": "normal", "std": 0.02}


def small(**parameters: Json) -> Document:
    """Tokens, an embedding, two dense layers, and scores from the embedding's own weights."""
    nodes: list[Json] = [
        {"id": "words", "type": "tokens", "parameters": {"vocabulary": 50, "length": 6}},
        {"id": "embed", "type": "embedding", "parameters": {"features": 8}},
        {"id": "hidden", "type": "dense", "parameters": {"units": 16, **parameters}},
        {"id": "back", "type": "dense", "parameters": {"units": 8}},
        {"id": "scores", "type": "tied_projection"},
        {"id": "out", "type": "output"},
    ]
    edges: list[Json] = [
        ["words.out", "embed.in"],
        ["embed.out", "hidden.in"],
        ["hidden.out", "back.in"],
        ["back.out", "scores.in"],
        ["embed.weight", "scores.weight"],
        ["scores.out", "out.in"],
    ]
    return from_json({"format": 1, "graph": {"nodes": nodes, "edges": edges}}, "small")


def written(document: Document) -> str:
    return write_model(document, Checker(document)).text


def built(document: Document) -> Any:
    source = write_model(document, Checker(document))
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(compile(source.text, "generated", "exec"), namespace)
    return namespace[source.class_name]()


def initial(text: str) -> list[str]:
    """The lines of ``__init__`` that fill weights."""
    return [line.strip() for line in text.splitlines() if "nn.init." in line or line.strip().startswith("for ")]


def test_nothing_is_written_where_torchs_values_stay() -> None:
    assert "nn.init" not in written(small())


def test_one_layer_is_one_line() -> None:
    assert initial(written(small(initial_weight=NORMAL))) == ["nn.init.normal_(self.hidden.weight, std=0.02)"]


def test_layers_that_start_alike_share_a_loop() -> None:
    document = small(initial_bias={"type": "constant", "value": 0.5})
    document.apply(
        SetSection("initialisation", {"weight": NORMAL, "embedding": NORMAL, "bias": {"type": "zeros"}})
    )
    assert initial(written(document)) == [
        "for weight in (self.embed.weight, self.hidden.weight, self.back.weight):",
        "nn.init.normal_(weight, std=0.02)",
        "nn.init.constant_(self.hidden.bias, val=0.5)",
        "nn.init.zeros_(self.back.bias)",
    ]


def test_a_layer_may_keep_torchs_values_against_the_document() -> None:
    document = small(initial_weight={"type": "torch"})
    document.apply(SetSection("initialisation", {"weight": NORMAL}))
    assert initial(written(document)) == ["nn.init.normal_(self.back.weight, std=0.02)"]


def test_tied_weights_are_filled_once_and_stay_tied() -> None:
    document = small()
    document.apply(SetParameters("embed", {"initial_weight": NORMAL}))
    assert initial(written(document)) == ["nn.init.normal_(self.embed.weight, std=0.02)"]
    torch.manual_seed(0)
    model = built(document)
    assert model.embed.weight.std().item() == pytest.approx(0.02, rel=0.1)
    scores = model(torch.randint(0, 50, (4, 6)))
    assert scores.std() < 0.1
    scores.sum().backward()
    assert model.embed.weight.grad.abs().sum() > 0


def test_taking_a_choice_back_is_one_step() -> None:
    document = small()
    before = written(document)
    document.apply(SetSection("initialisation", {"weight": NORMAL}))
    assert written(document) != before
    document.undo()
    assert written(document) == before


def test_the_file_keeps_it(tmp_path: Path) -> None:
    document = small(initial_weight={"type": "kaiming_normal", "mode": "fan_out"})
    document.apply(SetSection("initialisation", {"bias": {"type": "zeros"}}))
    save(document, tmp_path / "small.loom.json")
    again = load(tmp_path / "small.loom.json")
    assert to_json(again) == to_json(document)
    assert written(again) == written(document)


def test_the_same_seed_gives_the_same_weights() -> None:
    document = small(initial_weight={"type": "orthogonal"})
    models = []
    for _ in range(2):
        torch.manual_seed(5)
        models.append(built(document))
    assert torch.equal(models[0].hidden.weight, models[1].hidden.weight)


def test_a_wrong_default_is_told_and_blocks() -> None:
    document = small()
    document.apply(SetSection("initialisation", {"weight": {"type": "zeros"}, "wieght": NORMAL}))
    messages = [problem.message for problem in Checker(document).problems() if problem.blocks]
    assert len(messages) == 2
    assert messages[0].startswith("initialisation.weight: 'weight' can't be 'zeros', which gives all weights")
    assert "Did you mean 'weight'?" in messages[1]


def test_a_choice_that_cannot_apply_is_a_problem_of_its_layer() -> None:
    checker = Checker(small(initial_weight={"type": "dirac"}))
    (problem,) = [problem for problem in checker.problems() if problem.node == "hidden"]
    assert problem.blocks
    assert problem.message.startswith(
        "Dense 'hidden': 'initial_weight' can't be 'dirac', which fills the filters of a convolution"
    )


def test_blocks_inherit_and_each_repetition_draws_its_own() -> None:
    block = {
        "nodes": [
            {"id": "entry", "type": "block_input"},
            {"id": "dense", "type": "dense", "parameters": {"units": 8}},
            {"id": "result", "type": "output"},
        ],
        "edges": [["entry.out", "dense.in"], ["dense.out", "result.in"]],
    }
    graph = {
        "nodes": [
            {"id": "x", "type": "vector", "parameters": {"features": 8}},
            {"id": "blocks", "type": "block:layer", "parameters": {"repeat": 2}},
            {"id": "out", "type": "output"},
        ],
        "edges": [["x.out", "blocks.entry"], ["blocks.result", "out.in"]],
    }
    content = {"format": 1, "graph": graph, "blocks": {"layer": block}, "initialisation": {"weight": NORMAL}}
    document = from_json(content, "stack")
    text = written(document)
    assert text.count("nn.init.normal_(self.dense.weight, std=0.02)") == 1
    one, two = (layer.dense.weight for layer in built(document).blocks)
    assert not torch.equal(one, two)
    assert one.abs().max() < 0.1


MODULE = "from torch import nn\n\n\nclass Model(nn.Module):\n    def __init__(self):\n        {}\n"


@pytest.mark.parametrize(
    "line", ["nn.init.warnings", "x = nn.init", "nn.init.torch.load('x')", "nn.init._no_grad_fill_(1)"]
)
def test_only_declared_functions_of_init_may_be_called(line: str) -> None:
    with pytest.raises(LoomError, match="which no layer may use"):
        inspect_source(MODULE.format(line))


def test_a_layer_may_be_called_init() -> None:
    inspect_source(MODULE.format("nn.init.zeros_(self.init.weight)"))


def stack(count: int, **last: Json) -> Document:
    """Dense layers behind each other, and what the last one chooses."""
    nodes: list[Json] = [{"id": "x", "type": "vector", "parameters": {"features": 4}}]
    nodes += [{"id": f"d{i}", "type": "dense", "parameters": {"units": 4}} for i in range(count)]
    nodes[-1]["parameters"].update(last)
    edges = [[f"{'x' if i == 0 else f'd{i - 1}'}.out", f"d{i}.in"] for i in range(count)]
    document = from_json({"format": 1, "graph": {"nodes": nodes, "edges": edges}}, "stack")
    document.apply(SetSection("initialisation", {"weight": {"type": "orthogonal"}, "bias": {"type": "zeros"}}))
    return document


def test_many_layers_of_a_class_that_start_alike_are_not_named_one_by_one() -> None:
    document = stack(8)
    assert written(document).count("nn.init.") == 2
    assert """
        for layer in self.children():
            if isinstance(layer, nn.Linear):
                nn.init.orthogonal_(layer.weight)
                nn.init.zeros_(layer.bias)
""" in written(document)
    for layer in built(document).children():
        torch.testing.assert_close(layer.weight @ layer.weight.T, torch.eye(4), atol=1e-5, rtol=0)
        assert not layer.bias.any()


@pytest.mark.parametrize(
    "choice", [{"initial_weight": {"type": "ones"}}, {"initial_weight": {"type": "torch"}}, {"bias": False}]
)
def test_they_are_named_where_one_of_them_differs(choice: dict[str, Json]) -> None:
    document = stack(8, **choice)
    *others, last = built(document).children()
    assert all((layer.weight @ layer.weight.T - torch.eye(4)).abs().max() < 1e-5 for layer in others)
    assert not any(layer.bias.any() for layer in others)
    if "initial_weight" in choice:
        assert (last.weight @ last.weight.T - torch.eye(4)).abs().max() > 1e-2


def test_wrapped_layers_are_filled_through_their_parametrisation() -> None:
    document = stack(8, normalise_weights="weight")
    assert "self.children()" not in written(document)
    for layer in built(document).children():
        torch.testing.assert_close(layer.weight @ layer.weight.T, torch.eye(4), atol=1e-5, rtol=0)
