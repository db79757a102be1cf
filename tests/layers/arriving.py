"""Types of what arrives at the first port: any at all, and such as the layer is for."""

from __future__ import annotations

from hypothesis import strategies as st

from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence

Arriving = st.SearchStrategy[TensorType]

sizes = st.integers(1, 8)
few = st.integers(1, 4)
even = sizes.map(lambda half: 2 * half)
ragged = st.sampled_from([None, "lengths"])


@st.composite
def input_types(draw: st.DrawFn) -> TensorType:
    """Vectors, signals, pictures, volumes, clips, sequences, tokens, classes, states: all with fixed sizes."""
    n = [draw(sizes) for _ in range(4)]
    kinds = (
        *(floats(*n[:rank]) for rank in (1, 1, 2, 3, 3, 4)),
        *(sequence(*n[:rank]) for rank in (2, 2, 3, 4, 4)),
        sequence(*n[:2], ragged="lengths"),
        integers(below=n[0]),
        TensorType(Element.INT, (BATCH, n[0]), steps=True, below=n[1]),
        TensorType(Element.INT, (BATCH, n[0]), steps=True, ragged="lengths", below=n[1]),
        TensorType(Element.FLOAT, (n[0], BATCH, n[1])),
    )
    return draw(st.sampled_from(kinds))


def _tokens(length: int, below: int, ragged: str | None) -> TensorType:
    return TensorType(Element.INT, (BATCH, length), steps=True, ragged=ragged, below=below)


def _ragged_sequence(*axes: st.SearchStrategy[int]) -> Arriving:
    return st.builds(lambda key, *n: sequence(*n, ragged=key), ragged, *axes)


VECTOR = st.builds(floats, sizes)
PICTURE = st.builds(floats, *[st.integers(2, 8)] * 3)
SEQUENCE = _ragged_sequence(sizes, sizes)
VIDEO = _ragged_sequence(few, few, few, few)
TOKENS = st.builds(_tokens, sizes, sizes, ragged)
INDICES = st.builds(lambda below: integers(below=below), sizes)
WAVE = st.one_of(st.integers(1, 60).map(floats), st.integers(1, 60).map(lambda n: sequence(n, 1)))
LONG = st.builds(lambda a, b: floats(4 + 12 * a, 12 * b), few, few)
SQUARES = st.builds(lambda c, h, w: floats(4 * c, 2 * h, 2 * w), few, few, few)
HALVES = st.one_of(even.map(floats), st.builds(floats, even, sizes, even), st.builds(sequence, sizes, even))

FITTING: dict[str, Arriving] = {
    **dict.fromkeys(
        ("rnn", "lstm", "gru", "peephole_lstm", "multi_head_attention", "additive_attention"), SEQUENCE
    ),
    **dict.fromkeys(("dot_product_attention", "transformer_encoder_layer", "transformer_decoder_layer"), SEQUENCE),
    **dict.fromkeys(("sine_positions", "learned_positions", "cumulative_sum"), SEQUENCE),
    "rotary_positions": _ragged_sequence(sizes, even),
    **dict.fromkeys(("conv_lstm", "conv_gru"), VIDEO),
    **dict.fromkeys(("rnn_cell", "lstm_cell", "gru_cell"), VECTOR),
    **dict.fromkeys(("embedding", "one_hot"), st.one_of(INDICES, TOKENS)),
    **dict.fromkeys(("embedding_bag", "reverse_time"), TOKENS),
    **dict.fromkeys(("spectrogram", "mel_spectrogram"), WAVE),
    **dict.fromkeys(("split2", "split3", "split4"), LONG),
    "glu": HALVES,
    "repeat_steps": st.one_of(VECTOR, PICTURE),
    **dict.fromkeys(("pixel_shuffle", "pixel_unshuffle"), SQUARES),
    **dict.fromkeys(("spatial_pyramid_pool", "squeeze_excitation", "local_response_norm"), PICTURE),
    **dict.fromkeys(("patch_embedding", "region_pool"), PICTURE),
    **dict.fromkeys(("gather", "reduce", "flip", "slice", "concatenate"), st.one_of(PICTURE, SEQUENCE)),
}


@st.composite
def first_types(draw: st.DrawFn, kind: str) -> TensorType:
    """Types of the kind that the layer is for come up more often than others."""
    fitting = FITTING.get(kind)
    if fitting is None and kind[-2:] in ("1d", "2d", "3d"):
        fitting = st.builds(floats, *[st.integers(2, 8)] * (int(kind[-2]) + 1))
    if fitting is None or draw(st.integers(0, 4)) == 4:
        return draw(input_types())
    return draw(fitting)
