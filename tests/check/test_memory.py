"""Memory and multiply-adds of whole networks, held against what torch saves and counts on the meta device."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from backend.check.checker import Checker, at_assumed_steps
from backend.check.memory import Alive, memory_of
from backend.declare.layer import LAYERS
from backend.declare.parameters import Json
from backend.declare.tensor_type import TensorType, floats, sequence
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Disconnect, SetSection
from backend.document.file import load
from backend.document.graph import Node, Wire
from backend.layer_proofs.built import BATCH_SIZE, Built, Case, sizes_of
from backend.source.model import write_model

ARCHITECTURES = Path(__file__).parents[2] / "examples" / "architectures"
NETWORKS = (
    *("lenet5", "resnet18", "small_unet", "mobilenet_v2", "densenet121", "vit_b16"),
    *("weather_lstm", "convlstm_forecaster", "transformer_small", "seq2seq_attention"),
)
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


STEPS, CLIP = {"in": sequence(6, 16)}, {"in": sequence(5, 20, 9, 7)}
KEEPING: list[tuple[str, dict[str, Json], Mapping[str, TensorType]]] = [
    ("lstm", {"units": 40}, STEPS),
    ("gru", {"units": 40, "layers": 2, "direction": "bidirectional"}, STEPS),
    ("peephole_lstm", {"units": 40}, STEPS),
    ("conv_lstm", {"filters": 6}, CLIP),
    ("conv_gru", {"filters": 6}, CLIP),
    ("gru_cell", {"units": 50}, {"in": floats(4)}),
    ("lstm_cell", {"units": 50}, {"in": floats(4)}),
    ("transformer_encoder_layer", {"heads": 2, "feedforward": 64}, STEPS),
    ("transformer_decoder_layer", {"heads": 2, "feedforward": 64}, {**STEPS, "memory": sequence(3, 16)}),
    ("multi_head_attention", {"heads": 2, "dropout": 0.1}, {"query": sequence(6, 16)}),
    ("dot_product_attention", {}, {"query": sequence(20, 4)}),
    ("highway", {}, {"in": floats(100)}),
]


@pytest.mark.parametrize("kind, given, types", KEEPING, ids=lambda value: value if isinstance(value, str) else "")
def test_what_layers_keep_inside_is_what_torch_saves(
    kind: str, given: dict[str, Json], types: Mapping[str, TensorType]
) -> None:
    """As the meta device does it; on a CPU its LSTM keeps several times as much, as workspace."""
    layer = LAYERS.get(kind)
    with torch.device("meta"):
        built = Built(Case(layer, layer.accept(given), types))
        tensors = {port: torch.empty(sizes_of(arriving), requires_grad=True) for port, arriving in types.items()}
        model = Whole(built)
        saved = saved_bytes(model, tuple(tensors.values())) / BATCH_SIZE
    received = sum(bytes_of(arriving) for arriving in types.values())
    inner = at_assumed_steps(built.shaped.inner) * 4
    result = bytes_of(next(iter(built.shaped.outputs.values())))
    assert saved - received - result <= 1.15 * inner
    assert inner <= 1.15 * saved


class Whole(nn.Module):
    def __init__(self, built: Built) -> None:
        super().__init__()
        self.module, self.built = built.module, built

    def forward(self, *given: Tensor) -> None:
        self.built(dict(zip(self.built.case.types, given)))


def bytes_of(kind: TensorType) -> int:
    return at_assumed_steps(kind.per_sample()) * 4


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


def test_what_reads_a_target_reads_no_result_of_the_model() -> None:
    document = Document()
    document.apply(
        AddNode(Node("right", "value_target")),
        AddNode(Node("relu", "relu")),
        Connect(Wire("right", "out", "relu", "in")),
    )
    assert memory_of(Checker(document)).inference() >= 0
