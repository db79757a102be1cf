"""Multiply-adds as torch's own counter counts them, on the meta device in training mode."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from backend import layers as layers
from backend.declare.layer import LAYERS
from backend.declare.parameters import Json
from backend.declare.size import Size, formula_text, symbol
from backend.declare.tensor_type import TensorType, floats, sequence
from backend.layer_proofs.built import Case, number
from backend.layer_proofs.rules import Costs, assert_counted
from tests.layers.trials import TRIALS

S, T = symbol("S"), symbol("T")
TWO_LAYERS_BOTH_WAYS = {"units": 5, "layers": 2, "direction": "bidirectional"}
IMAGE = {"in": floats(4, 9, 7)}
CLIP = {"in": sequence(3, 4, 9, 7)}
STEPS = {"in": sequence(6, 4)}

CASES: list[tuple[str, dict[str, Json], Mapping[str, TensorType]]] = [
    ("conv1d", {"filters": 6}, STEPS),
    ("conv2d", {"filters": 6, "kernel": [3, 5], "stride": 2, "groups": 2}, IMAGE),
    ("conv2d", {"filters": 6, "bias": False}, CLIP),
    ("conv3d", {"filters": 6}, {"in": floats(2, 5, 4, 3)}),
    ("depthwise_conv2d", {"multiplier": 2}, IMAGE),
    ("separable_conv2d", {"filters": 6, "stride": 2}, IMAGE),
    ("conv_transpose1d", {"filters": 6}, STEPS),
    ("conv_transpose2d", {"filters": 6, "groups": 2}, IMAGE),
    ("dense", {"units": 6}, {"in": floats(4)}),
    ("dense", {"units": 6}, STEPS),
    ("causal_conv1d", {"filters": 6, "dilation": 2}, STEPS),
    ("conv_transpose3d", {"filters": 6}, {"in": floats(2, 5, 4, 3)}),
    ("patch_embedding", {"features": 6, "patch": 3}, IMAGE),
    ("squeeze_excitation", {"ratio": 2}, IMAGE),
    ("squeeze_excitation", {"ratio": 2}, CLIP),
    ("highway", {}, STEPS),
    ("maxout", {"units": 6, "pieces": 3}, STEPS),
    ("lstm", {"units": 5, "projection": 2}, STEPS),
    ("conv_lstm", {"filters": 6}, CLIP),
    ("conv_gru", {"filters": 6, "kernel": 5}, CLIP),
    ("peephole_lstm", {"units": 5}, STEPS),
    ("rnn_cell", {"units": 5}, {"in": floats(4), "hidden": floats(5)}),
    ("lstm_cell", {"units": 5}, {"in": floats(4)}),
    ("gru_cell", {"units": 5}, {"in": floats(4)}),
    ("additive_attention", {"units": 5}, {"query": floats(3), "keys": sequence(6, 4)}),
    ("additive_attention", {"units": 5}, {"query": sequence(2, 3), "keys": sequence(6, 4)}),
    ("dot_product_attention", {}, {"query": sequence(6, 4), "key": sequence(3, 4), "value": sequence(3, 2)}),
    ("transformer_encoder_layer", {"heads": 2, "feedforward": 5}, {"in": sequence(6, 4)}),
    (
        "transformer_decoder_layer",
        {"heads": 2, "feedforward": 5},
        {"in": sequence(6, 4), "memory": sequence(3, 4)},
    ),
    ("matrix_product", {}, {"left": floats(3, 4), "right": floats(4, 5)}),
    ("einsum", {"equation": "ntf,nsf->nts"}, {"left": sequence(3, 4), "right": sequence(5, 4)}),
    *((kind, given, STEPS) for kind in ("rnn", "lstm", "gru") for given in ({"units": 5}, TWO_LAYERS_BOTH_WAYS)),
    ("multi_head_attention", {"heads": 2}, {"query": sequence(6, 4)}),
    (
        "multi_head_attention",
        {"heads": 2},
        {"query": sequence(6, 4), "key": sequence(3, 5), "value": sequence(3, 2)},
    ),
]


@pytest.mark.parametrize("kind, given, types", CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_macs_are_half_of_torchs_flops(kind: str, given: dict[str, Json], types: Mapping[str, TensorType]) -> None:
    layer = LAYERS.get(kind)
    assert_counted(Case(layer, layer.accept(given), types))


class TestExamples(Costs):
    trials = TRIALS


def test_costs_grow_with_symbolic_time() -> None:
    layer = LAYERS.get("lstm")
    fixed = layer.shape(layer.defaults(), {"in": sequence(6, 4)}).macs
    assert number(fixed) == 6 * 4 * 64 * (4 + 64)


@pytest.mark.parametrize(
    "size, text",
    [
        (2048, "2,048"),
        (128 * T * T + 16384 * T, "128·T² + 16,384·T"),
        ((T + 1) // 2 * 5 - 3, "5·⌊(T + 1)/2⌋ - 3"),
        (T // 2 * T * S, "S·T·⌊T/2⌋"),
    ],
)
def test_costs_read_as_people_write_formulas(size: Size, text: str) -> None:
    assert formula_text(size) == text
