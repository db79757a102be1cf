"""What a sample's padding holds never reaches a result, nor the gradient of a weight."""

from __future__ import annotations

import pytest
import torch

from backend import layers as layers
from backend.declare.layer import LAYERS, ShapeError
from backend.declare.parameters import Json
from backend.declare.tensor_type import LengthTexts, TensorType, floats, lengths_after_window, sequence
from backend.layer_proofs.built import BATCH_SIZE, Built, Case, tensor_of
from backend.layer_proofs.rules import CLIPS, LENGTHS, RAGGED, TIME, Padding, assert_padding_reaches_nothing
from tests.layers.trials import TRIALS

CASES: list[tuple[str, dict[str, Json]]] = [
    *((kind, {"units": 3, **more}) for kind in ("rnn", "lstm", "gru") for more in (
        {}, {"direction": "bidirectional"}, {"layers": 2}, {"layers": 2, "direction": "bidirectional"}
    )),
    ("conv1d", {"kernel": 3}),
    ("conv1d", {"kernel": 4, "dilation": 2}),
    ("dense", {}),
    ("layer_norm", {}),
    ("global_average_pool", {}),
    ("global_max_pool", {}),
    ("softmax", {"axis": "steps"}),
    ("multi_head_attention", {"heads": 2}),
    ("multi_head_attention", {"heads": 2, "causal": True}),
    ("select_step", {"index": -1}),
    ("select_step", {"index": 0}),
    ("causal_conv1d", {"dilation": 2}),
    ("causal_conv1d", {"normalise_weights": "weight"}),
    ("lstm", {"units": 3, "projection": 2}),
    ("peephole_lstm", {"units": 3}),
    ("transformer_encoder_layer", {"heads": 2, "feedforward": 5, "dropout": 0.0}),
    ("transformer_encoder_layer", {"heads": 2, "feedforward": 5, "dropout": 0.0, "causal": True}),
    ("dot_product_attention", {}),
    ("dot_product_attention", {"causal": True}),
    ("reverse_time", {}),
    ("sine_positions", {}),
    ("rotary_positions", {}),
    ("cumulative_sum", {"axis": 1}),
    ("glu", {}),
    ("rms_norm", {}),
    ("reduce", {}),
    *(("reduce", {"kind": kind, "axes": "steps"}) for kind in ("sum", "mean", "max", "min")),
    ("reduce", {"kind": "mean", "axes": "steps", "keep": True}),
]  # fmt: skip


@pytest.mark.parametrize("kind, given", CASES, ids=lambda value: str(value))
@pytest.mark.parametrize("use_all", [True, False])
def test_padding_reaches_no_result(kind: str, given: dict[str, Json], use_all: bool) -> None:
    layer = LAYERS.get(kind)
    case = Case(layer, layer.accept(given), {layer.inputs[0].name: RAGGED})
    used = frozenset(
        case.shaped().outputs if use_all else [layer.outputs[-1 if len(layer.outputs) < 2 else 1].name]
    )
    assert_padding_reaches_nothing(Built(case, used=used))


class TestExamples(Padding):
    trials = TRIALS


WINDOWED: list[tuple[str, dict[str, Json]]] = [
    *(("conv1d", {"kernel": k, "stride": s, "padding": p, "dilation": d})
      for k, s, p, d in ((3, 2, "same", 1), (3, 1, 0, 1), (4, 3, 2, 1), (2, 2, 3, 2), (1, 3, 0, 1))),
    *((f"{kind}_pool1d", given) for kind in ("max", "average", "min", "lp")
      for given in ({}, {"kernel": 3, "stride": 1}, {"kernel": 1, "stride": 2})),
]  # fmt: skip


@pytest.mark.parametrize("kind, given", WINDOWED, ids=str)
def test_behind_windows_each_sample_is_as_if_alone(kind: str, given: dict[str, Json]) -> None:
    layer = LAYERS.get(kind)
    built = Built(Case(layer, layer.accept(given), {"in": RAGGED}))
    lengths, x = torch.tensor([4, TIME, 5]), tensor_of(RAGGED)
    key = built.shaped.outputs["out"].ragged
    assert key is not None
    behind = eval(LengthTexts({"words": "lengths"})[key], {"lengths": lengths})
    result = built({"in": x}, lengths)["out"]
    assert result.shape[1] == behind.max()
    for index, length in enumerate(lengths):
        alone = built({"in": x[index : index + 1, :length]}, lengths[index : index + 1])["out"][0]
        assert len(alone) == behind[index]
        torch.testing.assert_close(result[index, : behind[index]], alone)


def test_a_sample_shorter_than_a_window_keeps_one_step() -> None:
    layer = LAYERS.get("max_pool1d")
    built = Built(Case(layer, layer.accept({"kernel": 4}), {"in": RAGGED}))
    x, lengths = tensor_of(RAGGED), torch.tensor([2, TIME, 1])
    assert eval(LengthTexts({"words": "lengths"})[behind_four()], {"lengths": lengths}).tolist() == [1, 1, 1]
    before = built({"in": x}, lengths)["out"]
    x[0, 2:] = 1e3
    torch.testing.assert_close(built({"in": x}, lengths)["out"], before)


def behind_four() -> str:
    key = lengths_after_window("words", kernel=4, stride=4, padding=(0, 0), dilation=1)
    assert key is not None
    return key


@pytest.mark.parametrize(
    "kind, given, advice",
    [
        ("conv1d", {"padding_mode": "reflect"}, "zeros"),
        ("max_pool1d", {"padding": 1}, "padding to 0"),
        ("average_pool1d", {"ceil": True}, "ceil off"),
        ("batch_norm1d", {}, "lengths into account"),
        ("group_norm", {}, "lengths into account"),
        ("flatten", {}, "lengths into account"),
        ("select_step", {"index": 1}, "last real one"),
        ("reduce", {"axes": "steps", "kind": "deviation"}, "lengths into account"),
        ("reduce", {"axes": "all"}, "lengths into account"),
        ("flip", {"axis": 1}, "Reverse time"),
        ("squeeze_excitation", {}, "lengths into account"),
        ("split2", {"axis": 1}, "lengths into account"),
        ("spectrogram", {}, "lengths into account"),
    ],
)
def test_what_would_mix_padding_in_is_refused(kind: str, given: dict[str, Json], advice: str) -> None:
    layer = LAYERS.get(kind)
    with pytest.raises(ShapeError) as caught:
        layer.shape(layer.accept(given), {"in": RAGGED})
    assert caught.value.rule == "ragged"
    assert advice in caught.value.advice


def test_per_frame_layers_keep_ragged_clips() -> None:
    for kind in ("conv2d", "max_pool2d", "group_norm", "global_average_pool", "flatten", "relu"):
        layer = LAYERS.get(kind)
        assert layer.shape(layer.defaults(), {"in": CLIPS}).outputs["out"].ragged == "words"


def test_statistics_of_a_batch_would_count_padded_frames() -> None:
    layer = LAYERS.get("batch_norm2d")
    with pytest.raises(ShapeError, match="padding"):
        layer.shape(layer.defaults(), {"in": CLIPS})


def test_sequences_of_different_lengths_are_not_added() -> None:
    other = sequence(TIME, 4, ragged="notes")
    with pytest.raises(ShapeError, match="same lengths") as caught:
        LAYERS.get("add").shape(LAYERS.get("add").defaults(), {"in1": RAGGED, "in2": other})
    assert caught.value.port == "in2"


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_bidirectional_last_is_forwards_last_real_step_and_backwards_first(kind: str) -> None:
    layer = LAYERS.get(kind)
    case = Case(layer, layer.accept({"units": 3, "direction": "bidirectional"}), {"in": RAGGED})
    built = Built(case, used=frozenset({"sequence", "last"}))
    results = built({"in": tensor_of(RAGGED)}, LENGTHS)
    for index, length in enumerate(LENGTHS):
        torch.testing.assert_close(results["last"][index, :3], results["sequence"][index, length - 1, :3])
        torch.testing.assert_close(results["last"][index, 3:], results["sequence"][index, 0, 3:])


@pytest.mark.parametrize("kind", ["conv_lstm", "conv_gru"])
def test_last_pictures_are_the_last_real_ones(kind: str) -> None:
    layer = LAYERS.get(kind)
    case = Case(layer, layer.accept({"filters": 2}), {"in": CLIPS})
    built = Built(case)
    x = tensor_of(CLIPS)
    results = built({"in": x}, LENGTHS)
    for index, length in enumerate(LENGTHS):
        alone = built({"in": x[index : index + 1, :length]}, LENGTHS[index : index + 1])
        for port in set(results) - {"sequence"}:
            torch.testing.assert_close(results[port][index], alone[port][0])


@pytest.mark.parametrize("query", [floats(3), sequence(2, 3)], ids=str)
def test_additive_attention_gives_padding_no_weight(query: TensorType) -> None:
    layer = LAYERS.get("additive_attention")
    built = Built(Case(layer, layer.accept({"units": 5}), {"query": query, "keys": RAGGED}))
    tensors = {"query": tensor_of(query), "keys": tensor_of(RAGGED)}
    results = built(tensors, LENGTHS)
    for index, length in enumerate(LENGTHS):
        assert not results["weights"][index, ..., length:].any()
    torch.testing.assert_close(results["weights"].sum(-1), torch.ones(results["weights"].shape[:-1]))
    tensors["keys"][0, LENGTHS[0] :] = 1e3
    torch.testing.assert_close(built(tensors, LENGTHS)["context"], results["context"])


def test_a_decoder_looks_at_no_padding_of_its_memory() -> None:
    layer = LAYERS.get("transformer_decoder_layer")
    values = layer.accept({"heads": 2, "feedforward": 5, "dropout": 0.0})
    built = Built(Case(layer, values, {"in": sequence(3, 4), "memory": RAGGED}))
    tensors = {"in": tensor_of(sequence(3, 4)), "memory": tensor_of(RAGGED)}
    before = built(tensors, LENGTHS)["out"]
    tensors["memory"][0, LENGTHS[0] :] = 1e3
    torch.testing.assert_close(built(tensors, LENGTHS)["out"], before)


def test_a_decoder_starts_from_a_vector_or_from_an_encoder() -> None:
    layer = LAYERS.get("lstm")
    values = layer.accept({"units": 5, "layers": 2})
    encoder = layer.shape(values, {"in": RAGGED}).outputs
    vector = {"in": sequence(TIME, 4), "initial_hidden": floats(5)}
    states = {"in": sequence(TIME, 4), "initial_hidden": encoder["hidden"], "initial_cell": encoder["cell"]}
    for types in (vector, states):
        built = Built(Case(layer, values, types))
        results = built({port: tensor_of(kind) for port, kind in types.items()})
        assert results["sequence"].shape == (BATCH_SIZE, TIME, 5)
