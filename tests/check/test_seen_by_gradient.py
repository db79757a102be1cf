"""Receptive fields of random chains and drawn networks, held against the gradients of their modules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from backend.check.checker import Checker
from backend.check.receptive_field import Seen
from backend.check.receptive_field_axis import Pattern, UpTo
from backend.declare.parameters import Json
from backend.declare.reach import GONE, Extent
from backend.declare.tensor_type import TensorType
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.file import load
from backend.document.graph import Node, Wire
from backend.source.model import write_model

ARCHITECTURES = Path(__file__).parents[2] / "examples" / "architectures"
SAMPLES = 48
"""Random inputs that are looked at together: which place of a pool is the largest is left to chance."""
SIDE, STEPS = 48, 90
MAX_PLACES = 3
MIN_RESULT = 7

Kind = tuple[str, dict[str, list[Json]]]
PICTURES: list[Kind] = [
    ("conv2d", {"kernel": [1, 2, 3, 5], "stride": [1, 1, 2, 3], "dilation": [1, 2], "padding": [0, 1, 2]}),
    ("depthwise_conv2d", {"kernel": [3, 5], "stride": [1, 2]}),
    ("separable_conv2d", {"kernel": [3], "dilation": [1, 2]}),
    ("conv_transpose2d", {"kernel": [3, 4], "stride": [1, 2, 3], "padding": [0, 1]}),
    ("max_pool2d", {"kernel": [2, 3], "stride": [None, 1, 2]}),
    ("average_pool2d", {"kernel": [2, 3], "stride": [None, 1, 2]}),
    ("adaptive_average_pool2d", {"size": [7, 9, 12]}),
    ("upsample", {"scale": [2, 3], "mode": ["nearest", "bilinear", "bicubic"]}),
    ("resize", {"size": [[11], [18], [30]], "mode": ["nearest", "bilinear", "bicubic"]}),
    ("resize", {"size": [[13], [31]], "mode": ["bilinear"], "align_corners": [True]}),
    ("pad", {"amounts": [[1, 1, 2, 0], [0, 3, 1, 1]]}),
    ("slice", {"axis": [2, 3], "start": [1, 2, -20], "step": [1, 2]}),
    ("roll", {"axis": [2], "shift": [-1, 2]}),
    ("pixel_unshuffle", {"factor": [2]}),
    ("batch_norm2d", {}),
    ("leaky_relu", {}),
    ("permute", {"axes": [[0, 1, 3, 2]]}),
]
SEQUENCES: list[Kind] = [
    ("conv1d", {"kernel": [2, 3, 4], "stride": [1, 1, 2], "dilation": [1, 3], "padding": [0, 1, 2]}),
    ("causal_conv1d", {"kernel": [2, 3], "dilation": [1, 2, 4]}),
    ("conv_transpose1d", {"kernel": [3], "stride": [1, 2]}),
    ("average_pool1d", {"kernel": [2, 3], "stride": [None, 1]}),
    ("slice", {"axis": [1], "start": [0, 1, 3], "step": [1, 2]}),
    ("dense", {"units": [3]}),
    ("cumulative_sum", {"axis": [1]}),
    ("lstm", {"units": [3], "direction": ["forward", "bidirectional"]}),
    ("reverse_time", {}),
    ("multi_head_attention", {"heads": [1], "causal": [True, False]}),
    ("select_step", {"index": [9]}),
    ("leaky_relu", {}),
]


def random_chain(seed: int, first: Node, kinds: list[Kind]) -> Document:
    """Layers that fit one behind the other, as many as chance wants and the size allows."""
    random, document, before = Random(seed), Document(), Wire(first.id, "out", "", "")
    document.apply(AddNode(first))
    checker = Checker(document)
    for number in range(random.randint(2, 5)):
        kind, choices = random.choice(kinds)
        parameters = {name: random.choice(values) for name, values in choices.items()}
        parameters |= {"filters": 3} if kind.startswith(("conv", "causal", "separable")) else {}
        node = Node(f"n{number}", kind, parameters=parameters)
        document.apply(AddNode(node), Connect(Wire(before.source, before.output, node.id, _entry(kind))))
        outputs = checker.reports[node.id].outputs
        if not outputs or _shortest(next(iter(outputs.values()))) < MIN_RESULT:
            document.undo()
            continue
        before = Wire(node.id, next(iter(outputs)), "", "")
    document.apply(AddNode(Node("result", "output")), Connect(Wire(before.source, before.output, "result", "in")))
    return document


def _entry(kind: str) -> str:
    return "query" if kind == "multi_head_attention" else "in"


def _shortest(result: TensorType) -> int:
    """Of the axes of space, or of time where that is fixed."""
    sizes = result.sizes[2:] if result.rank == 4 else result.sizes[1:2] if result.steps else ()
    return min((size for size in sizes if isinstance(size, int)), default=MIN_RESULT)


def built(document: Document) -> tuple[Checker, nn.Module, Any]:
    checker = Checker(document)
    assert not checker.blocked, checker.problems()
    source = write_model(document, checker)
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(compile(source.text, "generated", "exec"), namespace)
    torch.manual_seed(0)
    return checker, namespace[source.class_name]().double().eval(), namespace["example_inputs"]


def looks_at(
    result: Tensor, inputs: Tensor, axes: dict[int, int], place: dict[int, int]
) -> dict[int, tuple[int, int]]:
    """The first and last place of each axis of the input from which a gradient comes to a place of the result."""
    chosen = result
    for axis in sorted(place, reverse=True):
        chosen = chosen.select(axis, place[axis])
    (gradient,) = torch.autograd.grad((chosen * torch.randn_like(chosen)).sum(), inputs, retain_graph=True)
    found = {}
    for axis in axes:
        others = [other for other in range(inputs.dim()) if other != axis]
        seen = gradient.abs().sum(others).nonzero().flatten()
        found[axis] = (int(seen[0]), int(seen[-1])) if len(seen) else (inputs.shape[axis], -1)
    return found


def places(result: Tensor, views: dict[int, Seen]) -> Iterator[dict[int, int]]:
    """A few places in the midst of the result, along the axes that go along those of the input."""
    along = sorted({seen.axis for seen in views.values()} - {GONE})
    for number in range(MAX_PLACES):
        yield {axis: min(result.shape[axis] // 2 + number, result.shape[axis] - 1) for axis in along}


def assert_seen(checker: Checker, node: str, port: str, result: Tensor, name: str, inputs: Tensor) -> int:
    """Where no border cuts it off, exactly what is said is seen; returns how often that could be told."""
    views = {
        place.axis: seen for place, seen in checker.receptive_fields[node, port].items() if place.input == name
    }
    told = 0
    for place in places(result, views):
        found = looks_at(result, inputs, {axis: 0 for axis in views}, place)
        for axis, seen in views.items():
            size = inputs.shape[axis]
            if isinstance(seen.view, Pattern) and seen.axis == GONE:
                assert found[axis][1] - found[axis][0] < seen.view.size
                told += 1
            elif isinstance(seen.view, Pattern) and not seen.joined:
                first, last = seen.view.at(place.get(seen.axis, 0))
                if first > 0 and last < size - 1:
                    assert found[axis] == (first, last), (axis, place)
                    told += 1
            elif isinstance(seen.view, UpTo) and seen.axis != GONE:
                assert found[axis][1] <= max(place[seen.axis] + seen.view.ahead, 0)
                told += 1
            elif seen.view is Extent.PAST and seen.axis != GONE:
                assert found[axis][0] == 0 and found[axis][1] < size - 1
                told += 1
    return told


def assert_chain_seen(document: Document, name: str) -> int:
    checker, model, example = built(document)
    torch.manual_seed(1)
    (shape,) = (tensor.shape for tensor in example(SAMPLES, time=STEPS))
    inputs = torch.randn(shape, dtype=torch.float64, requires_grad=True)
    (wire,) = document.wires_into("result")
    return assert_seen(checker, wire.source, wire.output, model(inputs), name, inputs)


def test_random_chains_over_pictures() -> None:
    told = 0
    image = Node("image", "image", parameters={"channels": 2, "height": SIDE, "width": SIDE})
    for seed in range(60):
        told += assert_chain_seen(random_chain(seed, image, PICTURES), "image") > 0
    assert told > 30


def test_random_chains_over_time() -> None:
    told = 0
    steps = Node("steps", "sequence", parameters={"features": 3})
    for seed in range(80):
        told += assert_chain_seen(random_chain(seed, steps, SEQUENCES), "steps") > 0
    assert told > 30


@pytest.mark.parametrize(
    "name, samples, steps",
    [
        ("small_unet", 24, None),
        ("autoencoder_conv", 8, None),
        ("fsrcnn", 1, None),
        ("wavenet", 1, 600),
        ("temporal_convolution", 1, 150),
    ],
)
def test_drawn_networks(name: str, samples: int, steps: int | None) -> None:
    document = load(ARCHITECTURES / f"{name}.loom.json")
    entry = document.nodes()[0].id
    checker, model, example = built(document)
    source = write_model(document, checker)
    (value,) = source.plan.outputs
    torch.manual_seed(2)
    (given,) = example(samples, time=steps) if steps else example(samples)
    inputs = torch.randn(given.shape, dtype=torch.float64) if given.is_floating_point() else given
    embedded = embeddings_of(model, inputs)
    result = model(inputs)
    assert assert_seen(checker, *value, result, entry, embedded[0])


def embeddings_of(model: nn.Module, inputs: Tensor) -> list[Tensor]:
    """The numbers that gradients come to: the inputs, or the vectors of indices as soon as they are looked up."""
    if inputs.is_floating_point():
        return [inputs.requires_grad_()]
    found: list[Tensor] = []
    table = next(module for module in model.modules() if isinstance(module, nn.Embedding))
    table.register_forward_hook(lambda _module, _given, result: found.append(result))
    return found
