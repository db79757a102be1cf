"""What every declared layer owes the palette, the form and the reference page."""

from __future__ import annotations

import dataclasses
import pkgutil
from collections.abc import Mapping

import pytest
import torch

from backend import layers as layers
from backend.declare.layer import LAYERS, Layer, Role, ShapeError
from backend.declare.parameters import Integer, Number
from backend.declare.tensor_type import Element, TensorType, floats, integers, sequence
from tests.layers.built import Built, Case, tensor_of
from tests.layers.strategies import OPERATIONS

GLYPHS = frozenset(
    """input output convolution pooling recurrent dense embedding activation normalisation dropout
    attention shape merge loss metric""".split()
)
EXPECTED = """
conv1d conv2d conv3d depthwise_conv2d separable_conv2d conv_transpose1d conv_transpose2d
max_pool1d max_pool2d max_pool3d average_pool1d average_pool2d average_pool3d min_pool1d min_pool2d min_pool3d
adaptive_average_pool1d adaptive_average_pool2d adaptive_average_pool3d
adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d global_average_pool global_max_pool
dense embedding one_hot relu leaky_relu prelu elu selu gelu silu mish tanh sigmoid hardswish softplus
softmax log_softmax
batch_norm1d batch_norm2d batch_norm3d layer_norm group_norm instance_norm dropout channel_dropout
rnn lstm gru multi_head_attention flatten reshape permute squeeze unsqueeze pad upsample slice select_step
concatenate add multiply subtract average dot
conv_transpose3d causal_conv1d patch_embedding squeeze_excitation fractional_max_pool2d lp_pool1d lp_pool2d
max_pool_indices2d max_unpool2d spatial_pyramid_pool region_pool pixel_shuffle pixel_unshuffle
alpha_dropout channel_alpha_dropout drop_path gaussian_noise reparametrise local_response_norm rms_norm
l2_normalise learned_scale sine_positions learned_positions rotary_positions transformer_encoder_layer
transformer_decoder_layer additive_attention dot_product_attention conv_lstm conv_gru peephole_lstm
rnn_cell lstm_cell gru_cell bilinear highway maxout glu embedding_bag cosine_similarity distance reduce argmax
matrix_product einsum split2 split3 split4 gather divide maximum minimum scale_shift negate absolute exponential
logarithm square_root square power clamp constant learned_parameter stop_gradient gradient_reversal spectrogram
mel_spectrogram reverse_time flip repeat_steps cumulative_sum relu6 celu softsign log_sigmoid tanhshrink
hard_sigmoid hard_tanh hard_shrink soft_shrink threshold
ctc focal dice binary_dice kl_divergence gaussian_kl gaussian_nll poisson_nll triplet contrastive
cosine_embedding matching nll hinge multi_margin mean_value
precision recall mean_iou perplexity token_error_rate
""".split()
TYPICAL: tuple[TensorType, ...] = (
    floats(8),
    floats(4, 8, 8),
    floats(4, 6, 6, 6),
    floats(6, 8),
    floats(8, 1),
    floats(12, 12),
    sequence(6, 8),
    sequence(5, 4, 8, 8),
    TensorType(Element.INT, integers(6, below=7).sizes, steps=True, below=7),
)
UNLIKE: Mapping[str, Mapping[str, TensorType]] = {
    "region_pool": {"boxes": floats(3, 4)},
    "gather": {"index": integers(below=4)},
    "max_unpool2d": {"indices": TensorType(Element.INT, floats(4, 8, 8).sizes)},
}
"""What some ports take, where they don't take the same as the first."""
every_layer = pytest.mark.parametrize("layer", list(LAYERS), ids=lambda layer: layer.type)
every_operation = pytest.mark.parametrize("layer", OPERATIONS, ids=lambda layer: layer.type)


def test_the_layers_that_people_expect_are_there() -> None:
    assert set(EXPECTED) <= set(LAYERS.types())
    assert sum(layer.role in (Role.OPERATION, Role.LOSS) for layer in LAYERS) >= 120


@every_layer
def test_words_for_people(layer: Layer) -> None:
    assert layer.name and layer.summary.endswith(".") and len(layer.summary) <= 115
    assert layer.glyph in GLYPHS
    assert all(port.meaning for port in (*layer.inputs, *layer.outputs))
    assert all(parameter.meaning for parameter in layer.parameters)
    assert len(layer.summarise(layer.defaults())) <= 40


@every_layer
def test_defaults_are_accepted_and_numbers_are_bounded(layer: Layer) -> None:
    assert layer.accept(layer.defaults().as_dict()) == layer.defaults()
    for parameter in layer.parameters:
        if isinstance(parameter, Integer):
            assert parameter.minimum is not None and parameter.maximum is not None, parameter.name
        if isinstance(parameter, Number):
            assert parameter.minimum is not None or parameter.above is not None, parameter.name
            assert parameter.maximum is not None or parameter.below is not None, parameter.name


@every_operation
def test_example_runs(layer: Layer) -> None:
    """With its example's parameters, or its defaults, a layer takes at least one usual input."""
    assert layer.torch and layer.formula
    case = _accepted(layer)
    tensors = {port: tensor_of(kind) for port, kind in case.types.items()}
    results = Built(case)(tensors)
    assert set(results) == {port.name for port in layer.outputs}
    assert all(torch.isfinite(result).all() for result in results.values())


def _accepted(layer: Layer) -> Case:
    values = layer.accept(layer.example)
    for kind in TYPICAL:
        ports = [p for p in layer.inputs if not p.optional]
        names = [name for p in ports for name in ([f"{p.name}1", f"{p.name}2"] if p.many else [p.name])]
        case = Case(layer, values, {**dict.fromkeys(names, kind), **UNLIKE.get(layer.type, {})})
        try:
            case.shaped()
        except ShapeError:
            continue
        return case
    raise AssertionError(f"{layer.name} takes none of the usual inputs")


@every_operation
def test_what_the_reference_page_points_to_exists(layer: Layer) -> None:
    assert callable(pkgutil.resolve_name(layer.torch))


@every_operation
def test_errors_complete_a_sentence_and_advise(layer: Layer) -> None:
    for kind in TYPICAL:
        case = Case(layer, layer.defaults(), {next(iter(layer.inputs)).name: kind})
        try:
            case.shaped()
        except ShapeError as error:
            assert error.expected[0].islower() and not error.expected.endswith(".")
            assert error.advice and not error.advice.endswith(".")
            assert error.port == "" or layer.input_port(error.port) is not None
        except KeyError:
            assert sum(not port.optional for port in layer.inputs) > 1


def test_declarations_need_no_torch_and_are_values() -> None:
    for layer in LAYERS:
        assert dataclasses.replace(layer) == layer
        assert layer.role is not Role.OPERATION or layer.write is not None
