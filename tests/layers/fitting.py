"""Parameters that follow from what arrives, for layers that random ones would hardly ever fit."""

from __future__ import annotations

from math import prod

from hypothesis import strategies as st

from backend.declare.parameters import Json
from backend.declare.tensor_type import TensorType
from backend.layer_proofs.built import number
from tests.layers.arriving import SPLITS

WITH_HEADS = frozenset({"multi_head_attention", "transformer_encoder_layer", "transformer_decoder_layer"})
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
    if kind in ("conv_lstm", "conv_gru"):
        return {"kernel": draw(st.sampled_from([1, 3, 5]))}
    if kind.startswith("split"):
        return draw(_parts(first, int(kind[-1])))
    if kind in WITH_HEADS and isinstance(first.features, int):
        return {"heads": draw(st.sampled_from(_divisors(first.features)))}
    return {}


@st.composite
def _parts(draw: st.DrawFn, first: TensorType, count: int) -> dict[str, Json]:
    """An axis, and parts of any sizes that add up to its size where it is long enough."""
    axis = draw(st.integers(1, max(1, first.rank - 1)))
    size = number(first.sizes[axis]) if axis < first.rank else 0
    if size < count or (size % count == 0 and draw(st.booleans())):
        return {"axis": axis, "sizes": None}
    rest = [draw(st.integers(1, (size - count) // count + 1)) for _ in range(count - 1)]
    return {"axis": axis, "sizes": [*rest, size - sum(rest)]}


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
