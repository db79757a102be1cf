"""Memory and multiply-adds of whole networks, held against what torch saves and counts on the meta device."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from backend.check.checker import Checker
from backend.check.memory import Alive, memory_of
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Disconnect, SetSection
from backend.document.file import load
from backend.document.model import Node, Wire
from backend.source.model import write_model

ARCHITECTURES = Path(__file__).parents[2] / "examples" / "architectures"
NETWORKS = ("lenet5", "resnet18", "small_unet", "mobilenet_v2", "densenet121", "vit_b16")
BATCH = 2
TOLERANCE = 2.0
"""torch does without some results, such as those before a ReLU, and keeps more than the result of attention."""


def on_meta(name: str) -> tuple[Checker, nn.Module, tuple[Tensor, ...]]:
    document = load(ARCHITECTURES / f"{name}.loom.json")
    checker = Checker(document)
    source = write_model(document, checker)
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(compile(source.text, "generated", "exec"), namespace)
    with torch.device("meta"):
        return checker, namespace[source.class_name](), namespace["example_inputs"](BATCH)


def saved_bytes(model: nn.Module, inputs: tuple[Tensor, ...]) -> int:
    """What the backward pass would read, besides the weights."""
    own = {entry.untyped_storage()._cdata for entry in (*model.parameters(), *model.buffers())}
    saved: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in own:
            saved[storage._cdata] = storage
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        model(*inputs)
    return sum(storage.nbytes() for storage in saved.values())


@pytest.mark.parametrize("name", NETWORKS)
def test_training_memory_is_near_what_torch_saves(name: str) -> None:
    checker, model, inputs = on_meta(name)
    ours, saved = memory_of(checker).results.all * BATCH, saved_bytes(model, inputs)
    assert saved / TOLERANCE <= ours <= saved * TOLERANCE


@pytest.mark.parametrize("name", NETWORKS)
def test_costs_of_whole_networks_are_those_that_torch_counts(name: str) -> None:
    checker, model, inputs = on_meta(name)
    with FlopCounterMode(display=False) as counter:
        model(*inputs)
    totals = checker.totals()
    assert totals.macs * 2 * BATCH == counter.get_total_flops()
    assert totals.weights == sum(parameter.numel() for parameter in model.parameters())


def straight() -> Document:
    """Results of 400, 400, 400 and 100 numbers."""
    document = Document()
    document.apply(
        AddNode(Node("image", "image", parameters={"channels": 4, "height": 10, "width": 10})),
        AddNode(Node("first", "relu")),
        AddNode(Node("second", "relu")),
        AddNode(Node("last", "conv2d", parameters={"filters": 1, "kernel": 1})),
        AddNode(Node("result", "output")),
        *(
            Connect(Wire(source, "out", target, "in"))
            for source, target in [("image", "first"), ("first", "second"), ("second", "last"), ("last", "result")]
        ),
    )
    return document


def test_a_result_lives_until_it_is_read_last() -> None:
    document = straight()
    assert memory_of(Checker(document)).results == Alive(most=4 * 800, all=4 * 1300)
    document.apply(
        AddNode(Node("sum", "add")),
        Disconnect(Wire("second", "out", "last", "in")),
        Connect(Wire("first", "out", "sum", "in1")),
        Connect(Wire("second", "out", "sum", "in2")),
        Connect(Wire("sum", "out", "last", "in")),
    )
    assert memory_of(Checker(document)).results.most == 4 * 1200


@pytest.mark.parametrize(
    "optimizer, moments", [({"type": "sgd"}, 0), ({"type": "sgd", "momentum": 0.9}, 1), ({"type": "adam"}, 2)]
)
def test_training_keeps_weights_gradients_and_moments(optimizer: Json, moments: int) -> None:
    document = straight()
    document.apply(SetSection("training", {"batch_size": 8, "optimizer": optimizer}))
    memory = memory_of(Checker(document))
    assert memory.weights == 4 * 5
    assert memory.training == 4 * 5 * (2 + moments) + 8 * 4 * 1300
    assert memory.inference(8) == 4 * 5 + 8 * 4 * 800
