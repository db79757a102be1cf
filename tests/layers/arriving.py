"""What our own layers take, where few of all types would fit."""

from __future__ import annotations

from hypothesis import strategies as st

from backend.declare.tensor_type import floats, sequence
from backend.layer_proofs.arriving import (
    INDICES,
    PICTURE,
    SEQUENCE,
    TOKENS,
    VECTOR,
    VIDEO,
    Arriving,
    even,
    few,
    sequences,
    sizes,
)

WAVE = st.one_of(st.integers(1, 60).map(floats), st.integers(1, 60).map(lambda n: sequence(n, 1)))
LONG = st.builds(lambda a, b: floats(4 + 12 * a, 12 * b), few, few)
SQUARES = st.builds(lambda c, h, w: floats(4 * c, 2 * h, 2 * w), few, few, few)
HALVES = st.one_of(even.map(floats), st.builds(floats, even, sizes, even), st.builds(sequence, sizes, even))

PATCHES = st.builds(lambda rows, columns, c, k: sequence(rows * columns, c * k), few, few, few, sizes)

SPLITS = tuple(f"split{count}" for count in range(2, 9))

FITTING: dict[str, Arriving] = {
    **dict.fromkeys(
        ("rnn", "lstm", "gru", "peephole_lstm", "multi_head_attention", "additive_attention"), SEQUENCE
    ),
    **dict.fromkeys(("dot_product_attention", "transformer_encoder_layer", "transformer_decoder_layer"), SEQUENCE),
    **dict.fromkeys(("sine_positions", "learned_positions", "cumulative_sum"), SEQUENCE),
    "rotary_positions": sequences(sizes, even),
    **dict.fromkeys(("conv_lstm", "conv_gru"), VIDEO),
    **dict.fromkeys(("rnn_cell", "lstm_cell", "gru_cell"), VECTOR),
    **dict.fromkeys(("embedding", "one_hot"), st.one_of(INDICES, TOKENS)),
    **dict.fromkeys(("embedding_bag", "reverse_time"), TOKENS),
    **dict.fromkeys(("spectrogram", "mel_spectrogram"), WAVE),
    **dict.fromkeys(SPLITS, LONG),
    "unfold": PICTURE,
    "fold": PATCHES,
    "glu": HALVES,
    "top_k_softmax": VECTOR,
    "repeat_steps": st.one_of(VECTOR, PICTURE),
    **dict.fromkeys(("pixel_shuffle", "pixel_unshuffle"), SQUARES),
    **dict.fromkeys(("spatial_pyramid_pool", "squeeze_excitation", "local_response_norm"), PICTURE),
    **dict.fromkeys(("patch_embedding", "region_pool"), PICTURE),
    **dict.fromkeys(("gather", "reduce", "flip", "slice", "concatenate"), st.one_of(PICTURE, SEQUENCE)),
}


def first_types(kind: str) -> Arriving | None:
    """Types of the kind that the layer is for, or nothing where it takes any."""
    if kind in FITTING:
        return FITTING[kind]
    if kind[-2:] in ("1d", "2d", "3d"):
        return st.builds(floats, *[st.integers(2, 8)] * (int(kind[-2]) + 1))
    return None
