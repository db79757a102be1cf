"""Parameters that follow from what arrives, for layers that random ones would hardly ever fit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import prod

from hypothesis import strategies as st

from backend.declare.parameters import Json
from backend.declare.tensor_type import TensorType
from backend.layer_proofs.built import number
from tests.layers.arriving import SPLITS

WITH_HEADS = frozenset({"multi_head_attention", "transformer_encoder_layer", "transformer_decoder_layer"})
KERNELS: Mapping[str, list[Json]] = {
    **{kind: [1, 3, 5] for kind in ("conv_lstm", "conv_gru")},
    "unfold": [1, 2, 3, [2, 3], [4, 1]],
}
EQUATIONS = ("nij,njk->nik", "ni,nj->nij", "ni,ni->n", "nti,nsi->nts", "ncij,ncij->nc", "nij,nij->nij", "i,j->ij")


@st.composite
def fitting_parameters(draw: st.DrawFn, kind: str, first: TensorType) -> dict[str, Json]:
    """An empty dict where any parameters may fit."""
    if draw(st.integers(0, 3)) == 0:
        return {}
    rank = first.rank
    if kind == "einsum":
        return {"equation": draw(st.sampled_from(EQUATIONS))}
    if kind == "permute":
        return {"axes": [0, *draw(st.permutations(range(1, rank)))]}
    if kind == "reshape":
        return {"dimensions": draw(_arrangements(first, draw(st.booleans()) and first.steps))}
    if kind in ("pixel_shuffle", "pixel_unshuffle"):
        return {"factor": draw(st.sampled_from([1, 2, 2]))}
    if kind in ("squeeze", "slice", "flip", "cumulative_sum", *SPLITS):
        return {"axis": draw(st.integers(1, max(1, rank - 1)))}
    if kind == "pad":
        count = draw(st.integers(1, max(1, rank - 1)))
        return {"amounts": draw(st.lists(st.integers(0, 2), min_size=2 * count, max_size=2 * count))}
    if kind == "rotary_positions" and isinstance(first.features, int):
        return {"heads": draw(st.sampled_from(_divisors(max(1, first.features // 2))))}
    if kind in KERNELS:
        return {"kernel": draw(st.sampled_from(KERNELS[kind]))}
    if kind in FOLLOWING:
        return draw(FOLLOWING[kind](first))
    if kind in WITH_HEADS and isinstance(first.features, int):
        return {"heads": draw(st.sampled_from(_divisors(first.features)))}
    return {}


@st.composite
def _parts(draw: st.DrawFn, count: int, first: TensorType) -> dict[str, Json]:
    """An axis, and parts of any sizes that add up to its size where it is long enough."""
    axis = draw(st.integers(1, max(1, first.rank - 1)))
    size = number(first.sizes[axis]) if axis < first.rank else 0
    if size < count or (size % count == 0 and draw(st.booleans())):
        return {"axis": axis, "sizes": None}
    rest = [draw(st.integers(1, (size - count) // count + 1)) for _ in range(count - 1)]
    return {"axis": axis, "sizes": [*rest, size - sum(rest)]}


@st.composite
def _folding(draw: st.DrawFn, first: TensorType) -> dict[str, Json]:
    """A picture on which so many patches lie."""
    if first.rank != 3:
        return {}
    patches, numbers = (number(size) for size in first.sizes[1:])
    rows, height = draw(st.sampled_from(_divisors(patches))), draw(st.sampled_from(_divisors(numbers)))
    width = draw(st.sampled_from(_divisors(numbers // height)))
    strides, gaps, sides = ([draw(st.integers(low, 2)) for _ in range(2)] for low in (1, 1, 0))
    size = [
        (count - 1) * stride + gap * (side - 1) + 1 - 2 * padding
        for count, side, stride, gap, padding in zip(
            (rows, patches // rows), (height, width), strides, gaps, sides
        )
    ]
    if min(size) < 1:
        return {"kernel": [height, width]}
    return {"size": size, "kernel": [height, width], "stride": strides, "dilation": gaps, "padding": sides}


@st.composite
def _arrangements(draw: st.DrawFn, first: TensorType, per_step: bool) -> list[int]:
    total = prod(size for size in first.sizes[2 if per_step else 1 :] if isinstance(size, int))
    divisor = draw(st.sampled_from(_divisors(total)))
    dimensions = [divisor, total // divisor]
    if draw(st.booleans()):
        dimensions[draw(st.integers(0, 1))] = -1
    return dimensions


def _divisors(number: int) -> list[int]:
    return [divisor for divisor in range(1, number + 1) if number % divisor == 0]


FOLLOWING = {
    "fold": _folding,
    **{kind: partial(_parts, int(kind[-1])) for kind in SPLITS},
}
"""What follows from the types alone."""
