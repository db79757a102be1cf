"""Blocks: drawn once, placed many times, repeated, shared, nested; classes of their own in the source."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode, Connect, Edit, EditInBlock, RemoveBlock, SetParameters
from backend.document.file import from_json, to_json
from backend.document.graph import Node, Wire
from backend.errors import DocumentError, LoomError
from backend.source.model import write_model


def graph(nodes: list[Node], *wires: str) -> list[Edit]:
    edits: list[Edit] = [AddNode(node) for node in nodes]
    for wire in wires:
        source, target = wire.split(" > ")
        a, _, output = source.partition(".")
        b, _, port = target.partition(".")
        edits.append(Connect(Wire(a, output or "out", b, port or "in")))
    return edits


def block(name: str, nodes: list[Node], *wires: str) -> list[Edit]:
    return [AddBlock(name), *(EditInBlock(name, edit) for edit in graph(nodes, *wires))]


def residual() -> list[Edit]:
    """Two convolutions and a way around them."""
    nodes = [
        Node("entry", "block_input"),
        Node("conv", "conv2d", parameters={"filters": 8}),
        Node("relu", "relu"),
        Node("sum", "add"),
        Node("result", "output"),
    ]
    return block(
        "residual", nodes, "entry > conv", "conv > relu", "relu > sum.in1", "entry > sum.in2", "sum > result"
    )


def network(repeat: int = 3) -> Document:
    document = Document("net")
    document.apply(*residual())
    nodes = [
        Node("image", "image", parameters={"channels": 8, "height": 6, "width": 6}),
        Node("stage", "block:residual", parameters={"repeat": repeat}),
        Node("pool", "global_average_pool"),
    ]
    document.apply(*graph(nodes, "image > stage.entry", "stage.result > pool"))
    return document


def build(document: Document) -> tuple[Any, dict[str, Any], str]:
    source = write_model(document, Checker(document))
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(source.text, namespace)
    return namespace[source.class_name](), namespace, source.text


def test_a_block_is_a_class_and_its_repetitions_have_weights_of_their_own() -> None:
    document = network()
    model, namespace, text = build(document)
    assert "class Residual(nn.Module):" in text
    assert "self.stage = nn.Sequential(*(Residual() for _ in range(3)))" in text
    assert sum(p.numel() for p in model.parameters()) == Checker(document).totals().weights == 3 * 584
    assert model(*namespace["example_inputs"](2)).shape == (2, 8)


def test_sizes_that_change_on_the_way_make_a_second_class() -> None:
    document = Document("net")
    nodes = [Node("a", "block_input"), Node("d", "dense", parameters={"units": 5}), Node("b", "output")]
    document.apply(*block("step", nodes, "a > d", "d > b"))
    top = [Node("v", "vector", parameters={"features": 3}), Node("s", "block:step", parameters={"repeat": 3})]
    document.apply(*graph(top, "v > s.a"))
    model, namespace, text = build(document)
    assert "self.s = nn.Sequential(Step(), *(Step2() for _ in range(2)))" in text
    assert model(*namespace["example_inputs"](2)).shape == (2, 5)


def test_one_class_serves_pictures_of_several_sizes_and_may_be_shared() -> None:
    document = network(repeat=1)
    again = [
        Node("smaller", "max_pool2d"),
        Node("second", "block:residual", parameters={"shared_as": "stage"}),
        Node("end", "global_average_pool"),
    ]
    document.apply(SetParameters("stage", {"shared_as": "stage"}))
    document.apply(*graph(again, "image > smaller", "smaller > second.entry", "second.result > end"))
    model, namespace, text = build(document)
    assert text.count("class Residual") == 1 and "(N, 8, ?, ?)" in text
    assert sum(p.numel() for p in model.parameters()) == Checker(document).totals().weights == 584
    one, other = model(*namespace["example_inputs"](3))
    assert one.shape == other.shape == (3, 8)


def test_shared_placements_use_the_same_weights() -> None:
    document = Document("siamese")
    nodes = [Node("a", "block_input"), Node("d", "dense", parameters={"units": 4}), Node("b", "output")]
    document.apply(*block("encoder", nodes, "a > d", "d > b"))
    top = [
        Node("left", "vector", parameters={"features": 3}),
        Node("right", "vector", parameters={"features": 3}),
        Node("e1", "block:encoder", parameters={"shared_as": "twin"}),
        Node("e2", "block:encoder", parameters={"shared_as": "twin"}),
        Node("gap", "subtract"),
    ]
    document.apply(*graph(top, "left > e1.a", "right > e2.a", "e1.b > gap.left", "e2.b > gap.right"))
    model, _, text = build(document)
    assert text.count("= Encoder()") == 1
    assert sum(p.numel() for p in model.parameters()) == Checker(document).totals().weights == 16
    x = torch.randn(2, 3)
    assert torch.equal(model(x, x), torch.zeros(2, 4))
    document.apply(SetParameters("right", {"features": 7}))
    with pytest.raises(LoomError, match="shares its weights as 'twin'"):
        build(document)


def test_several_ports_nesting_and_ragged_lengths() -> None:
    document = Document("net")
    inner = [
        Node("words", "block_input"),
        Node("gru", "gru", parameters={"units": 6}),
        Node("steps", "output"),
        Node("last", "output"),
    ]
    document.apply(*block("reader", inner, "words > gru", "gru.sequence > steps", "gru.last > last"))
    outer = [
        Node("tokens_in", "block_input"),
        Node("embedding", "embedding", parameters={"features": 6}),
        Node("first", "block:reader"),
        Node("second", "block:reader"),
        Node("done", "output"),
    ]
    wires = (
        "tokens_in > embedding",
        "embedding > first.words",
        "first.steps > second.words",
        "second.last > done",
    )
    document.apply(*block("encoder", outer, *wires))
    top = [Node("t", "tokens", parameters={"vocabulary": 9, "ragged": True}), Node("e", "block:encoder")]
    document.apply(*graph(top, "t > e.tokens_in"))
    model, _, text = build(document)
    assert text.index("class Reader") < text.index("class Encoder") < text.index("class Net")
    model.eval()
    tokens = torch.randint(0, 9, (2, 5))
    lengths = torch.tensor([5, 3])
    changed = tokens.clone()
    changed[1, 3:] = 0
    assert torch.equal(model(tokens, lengths), model(changed, lengths))
    assert torch.allclose(model(tokens, lengths)[1:], model(tokens[1:, :3]), atol=1e-6)


def test_a_repeated_block_hands_lengths_on() -> None:
    document = Document("net")
    inner = [Node("a", "block_input"), Node("gru", "gru", parameters={"units": 6}), Node("b", "output")]
    document.apply(*block("layer", inner, "a > gru", "gru.sequence > b"))
    top = [
        Node("s", "sequence", parameters={"features": 6, "ragged": True}),
        Node("stack", "block:layer", parameters={"repeat": 2}),
        Node("pool", "global_average_pool"),
    ]
    document.apply(*graph(top, "s > stack.a", "stack.b > pool"))
    model, _, text = build(document)
    assert "nn.ModuleList" in text
    x = torch.randn(2, 5, 6)
    lengths = torch.tensor([5, 3])
    assert torch.allclose(model(x, lengths)[1:], model(x[1:, :3]), atol=1e-6)


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([EditInBlock("residual", SetParameters("conv", {"filters": 5}))], "has a problem inside"),
        ([EditInBlock("residual", AddNode(Node("again", "block:residual")))], "contains itself"),
        ([EditInBlock("residual", AddNode(Node("target", "class_target")))], "is not allowed inside a block"),
        ([RemoveBlock("residual")], "has no block 'residual'"),
        ([AddNode(Node("loose", "block_input"))], "belongs inside a block"),
    ],
)
def test_what_a_block_can_not_be(edits: list[Edit], words: str) -> None:
    document = network()
    checker = Checker(document)
    assert not checker.problems()
    if words == "contains itself":
        edits = [*edits, EditInBlock("residual", Connect(Wire("entry", "out", "again", "entry")))]
    document.apply(*edits)
    assert any(words in problem.message for problem in checker.problems())
    document.undo()
    assert not checker.problems()


def test_the_inside_is_a_document_with_one_history() -> None:
    document = network()
    checker = Checker(document)
    inside = document.inside("residual")
    within = Checker(inside, checker)
    assert str(within.reports["conv"].outputs["out"]) == "float[N, 8, 6, 6]"
    document.apply(SetParameters("image", {"height": 10}))
    assert str(within.reports["conv"].outputs["out"]) == "float[N, 8, 10, 6]"
    inside.apply(SetParameters("conv", {"kernel": 5}), label="Larger kernel")
    assert checker.reports["stage"].weights == 3 * (8 * (8 * 25 + 1))
    assert document.history.undo_label == "Larger kernel"
    document.undo()
    assert checker.reports["stage"].weights == 3 * 584
    assert str(within.reports["conv"].outputs["out"]) == "float[N, 8, 10, 6]"
    document.apply(RemoveBlock("residual"))
    exists = [inside.exists]
    assert not inside.nodes()
    with pytest.raises(DocumentError, match="no block 'residual'"):
        inside.apply(AddNode(Node("x", "relu")))
    document.undo()
    assert [*exists, inside.exists] == [False, True] and "conv" in inside


def test_blocks_survive_the_file() -> None:
    document = network()
    content = to_json(document)
    content["blocks"]["residual"]["from_the_future"] = 1
    again = from_json(content, "net")
    assert to_json(again) == content
    assert write_model(again, Checker(again)).text == write_model(document, Checker(document)).text
