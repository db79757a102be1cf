"""Receptive fields, held against the gradient of one place of a result with respect to the input."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from backend.check.checker import Checker
from backend.check.receptive_field import FieldAxis, receptive_fields
from backend.check.receptive_field_axis import Pattern, UpTo, View
from backend.declare.layer import Form, Role
from backend.declare.parameters import Json
from backend.declare.reach import Extent, Reach
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Edit
from backend.document.file import load
from backend.document.graph import Node, Wire
from backend.layer_proofs.declared_text import usual_case
from backend.layer_proofs.trial import Trial
from tests.layers.trials import TRIALS
from tests.source.test_blocks import block, graph

ARCHITECTURES = Path(__file__).parents[2] / "examples" / "architectures"
SIDE = 97
Chain = list[tuple[str, dict[str, Json]]]


def drawn(chain: Chain, first: Node) -> Document:
    edits: list[Edit] = [AddNode(first)]
    before = first.id
    for number, (kind, parameters) in enumerate(chain):
        name = f"n{number}"
        edits += [AddNode(Node(name, kind, parameters=parameters)), Connect(Wire(before, "out", name, "in"))]
        before = name
    document = Document()
    document.apply(*edits)
    return document


def view_of(chain: Chain, first: Node, axis: int) -> View:
    checker = Checker(drawn(chain, first))
    assert not checker.blocked, checker.problems()
    return checker.receptive_fields[f"n{len(chain) - 1}", "out"][FieldAxis(first.id, axis)].view


def seen_by_gradient(model: nn.Module, side: int = SIDE) -> int:
    """The widest span of rows from which a gradient comes to one of the places in the middle."""
    widest = 0
    picture = torch.rand(1, 1, side, side, dtype=torch.float64, requires_grad=True)
    result = model.double()(picture)
    middle = result.shape[2] // 2
    for place in range(middle, middle + 8):
        (gradient,) = torch.autograd.grad(result[0, :, place, middle].sum(), picture, retain_graph=True)
        rows = gradient[0, 0].abs().sum(1).nonzero().flatten()
        widest = max(widest, int(rows.max() - rows.min()) + 1)
    return widest


def positive(model: nn.Module) -> nn.Module:
    """Weights above zero, so that no two ways cancel out."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.rand_like(parameter) + 0.1)
    return model


CHAINS: list[tuple[Chain, nn.Module]] = [
    ([("conv2d", {"filters": 2})], nn.Conv2d(1, 2, 3, padding=1)),
    (
        [
            ("conv2d", {"filters": 2, "kernel": 5, "stride": 2}),
            ("relu", {}),
            ("conv2d", {"filters": 2, "dilation": 3}),
        ],
        nn.Sequential(
            nn.Conv2d(1, 2, 5, stride=2, padding=2), nn.ReLU(), nn.Conv2d(2, 2, 3, dilation=3, padding=3)
        ),
    ),
    (
        [("average_pool2d", {"kernel": 3, "stride": 2}), ("conv2d", {"filters": 2}), ("average_pool2d", {})],
        nn.Sequential(nn.AvgPool2d(3, 2), nn.Conv2d(1, 2, 3, padding=1), nn.AvgPool2d(2)),
    ),
    (
        [("conv2d", {"filters": 2, "stride": 4}), ("conv_transpose2d", {"filters": 2, "kernel": 5, "stride": 3})],
        nn.Sequential(nn.Conv2d(1, 2, 3, stride=4, padding=1), nn.ConvTranspose2d(2, 2, 5, stride=3)),
    ),
    (
        [("average_pool2d", {}), ("upsample", {"scale": 2, "mode": "bilinear"}), ("conv2d", {"filters": 2})],
        nn.Sequential(
            nn.AvgPool2d(2), nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(1, 2, 3, padding=1)
        ),
    ),
    (
        [("average_pool2d", {"kernel": 3}), ("upsample", {"scale": 3}), ("conv2d", {"filters": 2, "kernel": 5})],
        nn.Sequential(nn.AvgPool2d(3), nn.Upsample(scale_factor=3), nn.Conv2d(1, 2, 5, padding=2)),
    ),
]


@pytest.mark.parametrize("chain, model", CHAINS, ids=lambda value: value[-1][0] if isinstance(value, list) else "")
def test_chains_see_the_window_that_gradients_come_from(chain: Chain, model: nn.Module) -> None:
    image = Node("image", "image", parameters={"channels": 1, "height": SIDE, "width": SIDE})
    view = view_of(chain, image, 2)
    assert isinstance(view, Pattern)
    assert view.size == seen_by_gradient(positive(model))


def test_causal_convolutions_see_the_past_alone() -> None:
    chain: Chain = [("causal_conv1d", {"filters": 2, "kernel": 2, "dilation": 2**power}) for power in range(8)]
    view = view_of(chain, Node("steps", "sequence", parameters={"features": 2}), 1)
    assert isinstance(view, Pattern)
    assert (view.size, view.is_past) == (256, True)


@pytest.mark.parametrize(
    "kind, parameters, extent",
    [
        ("lstm", {}, Extent.PAST),
        ("gru", {"direction": "bidirectional"}, Extent.WHOLE),
        ("transformer_encoder_layer", {"heads": 2}, Extent.WHOLE),
        ("transformer_encoder_layer", {"heads": 2, "causal": True}, Extent.PAST),
    ],
)
def test_memory_and_attention(kind: str, parameters: dict[str, Json], extent: Extent) -> None:
    steps = Node("steps", "sequence", parameters={"features": 4})
    checker = Checker(drawn([(kind, parameters)], steps))
    port = next(iter(checker.reports["n0"].outputs))
    assert checker.receptive_fields["n0", port][FieldAxis("steps", 1)].view is extent


@pytest.mark.parametrize(
    "chain, view",
    [
        ([("cumulative_sum", {"axis": 1}), ("slice", {"axis": 1, "start": 1})], UpTo(1)),
        ([("conv1d", {"kernel": 3}), ("cumulative_sum", {"axis": 1})], UpTo(1)),
        ([("causal_conv1d", {}), ("cumulative_sum", {"axis": 1})], Extent.PAST),
        ([("cumulative_sum", {"axis": 1}), ("pad", {"amounts": [0, 0, 1, 0]}), ("conv1d", {})], Extent.PAST),
        ([("pad", {"amounts": [0, 0, 2, 0]}), ("cumulative_sum", {"axis": 1})], UpTo(-2)),
    ],
)  # fmt: skip
def test_shifts_of_all_past_steps_add_up(chain: Chain, view: View) -> None:
    fields = Checker(drawn(chain, Node("steps", "sequence", parameters={"features": 4}))).receptive_fields
    assert fields[f"n{len(chain) - 1}", "out"][FieldAxis("steps", 1)].view == view


@pytest.mark.parametrize(
    "kind, parameters",
    [
        ("batch_norm1d", {}),
        ("instance_norm", {}),
        ("group_norm", {"groups": 2}),
        ("layer_norm", {"axes": 2}),
        ("rms_norm", {"axes": 2}),
        ("roll", {"axis": 1}),
        ("pad", {"amounts": [0, 0, 2, 0], "mode": "reflect"}),
        ("conv1d", {"padding_mode": "circular"}),
    ],
)
def test_statistics_and_borders_are_seen_besides(kind: str, parameters: dict[str, Json]) -> None:
    steps = Node("steps", "sequence", parameters={"features": 4, "length": 9})
    checker = Checker(drawn([(kind, parameters)], steps))
    place = ("n0", "out"), FieldAxis("steps", 1)
    order = ["steps", "n0"]
    complete = receptive_fields(checker.reports, order, checker.document.wires_into, checker.layers, complete=True)
    assert checker.receptive_fields[place[0]][place[1]].view is not Extent.WHOLE
    assert complete[place[0]][place[1]].view is Extent.WHOLE


def test_a_block_over_time_sees_a_whole_input_at_every_step() -> None:
    document = Document()
    inside = [
        Node("step", "block_input"),
        Node("all", "block_input", parameters={"whole": True}),
        Node("look", "additive_attention", parameters={"units": 4}),
        Node("found", "output"),
    ]
    document.apply(*block("look", inside, "step > look.query", "all > look.keys", "look.context > found"))
    top = [
        Node("steps", "sequence", parameters={"features": 4}),
        Node("loop", "block:look", parameters={"over_time": True}),
        Node("out", "output"),
    ]
    document.apply(*graph(top, "steps > loop.step", "steps > loop.all", "loop.found > out"))
    view = Checker(document).receptive_fields["loop", "found"][FieldAxis("steps", 1)].view
    assert view is Extent.WHOLE


def test_a_dense_layer_behind_a_flatten_sees_everything() -> None:
    image = Node("image", "image", parameters={"channels": 1, "height": 8, "width": 8})
    assert view_of([("conv2d", {}), ("flatten", {}), ("dense", {})], image, 3) is Extent.WHOLE


@pytest.mark.parametrize(
    "name, node, port, size",
    [("lenet5", "pool2", "out", 16), ("resnet18", "stage4", "result", 435), ("wavenet", "scores", "out", 257)],
)
def test_fields_of_known_networks(name: str, node: str, port: str, size: int) -> None:
    """ResNet-18 sees 435 pixels before its pool (Araujo et al., Computing Receptive Fields, Distill 2019)."""
    checker = Checker(load(ARCHITECTURES / f"{name}.loom.json"))
    views = [seen.view for seen in checker.receptive_fields[node, port].values()]
    assert [view.size for view in views if isinstance(view, Pattern)] == [size] * len(views)


def test_an_edit_is_followed() -> None:
    document = drawn([("conv2d", {"filters": 2})], Node("image", "image"))
    checker = Checker(document)
    assert checker.receptive_fields
    document.undo()
    assert not checker.receptive_fields


NOBODY_KNOWS = {"fractional_max_pool2d", "region_pool"}
"""Where they look is drawn anew each time, or comes with the data."""


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.layer.type)
def test_every_layer_says_how_far_it_sees(trial: Trial) -> None:
    case = usual_case(trial)
    layer, shaped = case.layer, case.layer.shape(case.values, case.types)
    if layer.role is not Role.OPERATION or layer.type in NOBODY_KNOWS:
        return
    assert layer.reach is not None or shaped.form is Form.ANY
    for port in case.types:
        reach = layer.reach(case.values, case.types, port) if layer.reach is not None else Reach()
        assert reach is not None
        assert {*reach.steps, *reach.moves} <= set(range(case.types[port].rank))
