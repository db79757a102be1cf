"""What every declared layer owes the palette, the form and the reference page, and generated files."""

from __future__ import annotations

import dataclasses
import pkgutil
import sys

import pytest

from backend import layers
from backend.declare.layer import LAYERS, Layer, Role
from backend.layer_proofs.declared_text import DeclaredText, assert_defaults_and_bounds, assert_texts
from backend.source.inspection import inspect_source
from backend.source.model import file_text
from backend.source.runtime_functions import includable_names, included_functions
from tests.layers.trials import TRIALS

EXPECTED = """
conv1d conv2d conv3d depthwise_conv2d separable_conv2d conv_transpose1d conv_transpose2d
max_pool1d max_pool2d max_pool3d average_pool1d average_pool2d average_pool3d min_pool1d min_pool2d min_pool3d
adaptive_average_pool1d adaptive_average_pool2d adaptive_average_pool3d
adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d global_average_pool global_max_pool
dense embedding one_hot relu leaky_relu prelu elu selu gelu silu mish tanh sigmoid hardswish softplus
softmax log_softmax top_k_softmax
batch_norm1d batch_norm2d batch_norm3d layer_norm group_norm instance_norm dropout channel_dropout
rnn lstm gru multi_head_attention flatten reshape permute squeeze unsqueeze pad upsample slice select_step
concatenate add multiply subtract average dot
conv_transpose3d causal_conv1d patch_embedding squeeze_excitation fractional_max_pool2d lp_pool1d lp_pool2d
max_pool_indices2d max_unpool2d spatial_pyramid_pool region_pool pixel_shuffle pixel_unshuffle channel_shuffle
alpha_dropout channel_alpha_dropout drop_path gaussian_noise reparametrise local_response_norm rms_norm
l2_normalise learned_scale sine_positions learned_positions rotary_positions transformer_encoder_layer
transformer_decoder_layer additive_attention dot_product_attention conv_lstm conv_gru peephole_lstm
rnn_cell lstm_cell gru_cell bilinear highway maxout glu embedding_bag cosine_similarity distance reduce argmax
matrix_product einsum split2 split3 split4 split8 gather divide maximum minimum scale_shift negate absolute
exponential logarithm square_root square power clamp constant learned_parameter stop_gradient gradient_reversal
spectrogram mel_spectrogram reverse_time flip repeat_steps cumulative_sum relu6 celu softsign log_sigmoid
tanhshrink hard_sigmoid hard_tanh hard_shrink soft_shrink threshold resize roll
max_pool_indices1d max_pool_indices3d max_unpool1d max_unpool3d lp_pool3d unfold fold rrelu softmin
quantile margin_ranking
ctc focal dice binary_dice kl_divergence gaussian_kl gaussian_nll poisson_nll triplet contrastive
cosine_embedding matching nll hinge multi_margin mean_value
precision recall mean_iou perplexity token_error_rate
""".split()
OTHERS = [layer for layer in LAYERS if layer.role is not Role.OPERATION]
every_other = pytest.mark.parametrize("layer", OTHERS, ids=lambda layer: layer.type)


def test_the_layers_that_people_expect_are_there() -> None:
    assert set(EXPECTED) <= set(LAYERS.types())
    assert sum(layer.role in (Role.OPERATION, Role.LOSS) for layer in LAYERS) >= 120


def test_each_file_of_layers_is_loaded() -> None:
    files = {
        module.name for module in pkgutil.walk_packages(layers.__path__, "backend.layers.") if not module.ispkg
    }
    assert files <= set(sys.modules), "name it in backend/layers/__init__.py"


class TestOperations(DeclaredText):
    trials = TRIALS


@every_other
def test_texts(layer: Layer) -> None:
    assert_texts(layer)


@every_other
def test_defaults_are_accepted_and_numbers_are_bounded(layer: Layer) -> None:
    assert_defaults_and_bounds(layer)


@every_other
def test_a_declaration_is_a_value(layer: Layer) -> None:
    assert dataclasses.replace(layer) == layer


@pytest.mark.parametrize("name", sorted(includable_names()))
def test_a_file_with_it_is_inspected_without_objection(name: str) -> None:
    inspect_source(file_text([*included_functions([name]), "class Model(nn.Module):\n    pass"]))
