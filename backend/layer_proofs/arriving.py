"""Types of what arrives at a port: any at all, and kinds that many layers are for."""

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


def sequences(*axes: st.SearchStrategy[int]) -> Arriving:
    """``float[N, T, ...]`` with these sizes from time on, ragged or not."""
    return st.builds(lambda key, *n: sequence(*n, ragged=key), ragged, *axes)


VECTOR = st.builds(floats, sizes)
PICTURE = st.builds(floats, *[st.integers(2, 8)] * 3)
SEQUENCE = sequences(sizes, sizes)
VIDEO = sequences(few, few, few, few)
TOKENS = st.builds(_tokens, sizes, sizes, ragged)
INDICES = st.builds(lambda below: integers(below=below), sizes)
