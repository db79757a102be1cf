"""Our own operations on trial: their references, what they take, and which parameters and companions fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from functools import partial
from math import prod

from hypothesis import strategies as st

from backend import layers as layers
from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Layer, Role
from backend.declare.parameters import Json
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence
from backend.layer_proofs.built import number
from backend.layer_proofs.trial import (
    INDICES,
    PICTURE,
    SEQUENCE,
    TOKENS,
    VECTOR,
    VIDEO,
    Arriving,
    Trial,
    even,
    few,
    sequences,
    sizes,
)
from backend.layers.shared.reach import spatial_axes
from tests.layers.references import REFERENCES

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


@st.composite
def companions(
    draw: st.DrawFn, kind: str, first: TensorType, values: Values, ports: Set[str]
) -> dict[str, TensorType]:
    """What replaces the drawn types of the connected ports."""
    if kind in COMPANION_FOLLOWING:
        return draw(COMPANION_FOLLOWING[kind](first))
    if kind in ("rnn", "lstm", "gru"):
        return {port: draw(_layered_state(values, port)) for port in ports if port != "in"}
    if kind in ("conv_lstm", "conv_gru") and first.rank == 5:
        return {port: draw(_state(values.filters, first)) for port in sorted(ports - {"in"})}
    if kind in ("peephole_lstm", "rnn_cell", "lstm_cell", "gru_cell"):
        return {
            port: floats(values.units + draw(st.sampled_from([0, 0, 0, 1]))) for port in sorted(ports - {"in"})
        }
    if kind == "einsum" and draw(st.integers(0, 4)):
        return draw(_lettered(values.equation))
    if kind == "matrix_product" and draw(st.integers(0, 4)):
        return draw(_matrices(values))
    if kind == "resize" and "like" in ports and draw(st.integers(0, 4)):
        return {"like": draw(_as_many_axes(first))}
    if kind == "repeat_steps" and "like" in ports:
        return {"like": sequence(draw(st.integers(1, 5)), 2, ragged=draw(st.sampled_from([None, "lengths"])))}
    if kind == "region_pool" and draw(st.integers(0, 4)):
        return {"boxes": sequence(draw(st.integers(1, 3)), 4, ragged=draw(st.sampled_from([None, "lengths"])))}
    if kind == "additive_attention" and draw(st.booleans()):
        return {"query": floats(draw(st.integers(1, 6)))}
    return {}


@st.composite
def _layered_state(draw: st.DrawFn, values: Values, port: str) -> TensorType:
    """The state of all layers and directions, the same for all of them, or one that does not fit."""
    directions = 2 if values.direction == "bidirectional" else 1
    units = values.units
    if port == "initial_hidden":
        units = values.as_dict().get("projection") or units
    layered = TensorType(Element.FLOAT, (values.layers * directions, BATCH, units))
    return draw(st.sampled_from([floats(units), layered, layered, floats(units + 1)]))


@st.composite
def _state(draw: st.DrawFn, filters: int, video: TensorType) -> TensorType:
    return floats(filters + draw(st.sampled_from([0, 0, 0, 1])), *video.sizes[3:])


@st.composite
def _as_many_axes(draw: st.DrawFn, first: TensorType) -> TensorType:
    """Other sizes behind the batch, of frames the same time."""
    kept = 2 if first.steps and first.rank > 3 else 1
    return first.with_sizes(*first.sizes[:kept], *(draw(st.integers(1, 6)) for _ in first.sizes[kept:]))


@st.composite
def _lettered(draw: st.DrawFn, equation: str) -> dict[str, TensorType]:
    """A size for each letter; the first is the batch."""
    letters = sorted(set(equation) - set(",->"))
    known = {letter: draw(st.integers(1, 5)) for letter in letters}
    left, right = equation.split("->")[0].split(",")
    return {
        port: floats(*(known[letter] for letter in term[1:])) for port, term in (("left", left), ("right", right))
    }


@st.composite
def _matrices(draw: st.DrawFn, values: Values) -> dict[str, TensorType]:
    rows, inner, columns, more = (draw(st.integers(1, 5)) for _ in range(4))
    left = (inner, rows) if values.transpose_left else (rows, inner)
    right = (columns, inner) if values.transpose_right else (inner, columns)
    if draw(st.booleans()):
        return {"left": floats(more, *left), "right": floats(more, *right)}
    ragged = None if values.transpose_left else draw(st.sampled_from([None, "lengths"]))
    return {"left": sequence(*left, ragged=ragged), "right": floats(*right)}


@st.composite
def _index(draw: st.DrawFn, first: TensorType) -> TensorType:
    """Indices of positions that are there, one or several for each sample."""
    positions = number(first.sizes[1]) if first.rank > 1 else 1
    below = positions + draw(st.sampled_from([0, 0, 0, 1]))
    several = TensorType(Element.INT, (BATCH, draw(st.integers(1, 4))), below=below)
    return draw(st.sampled_from([integers(below=below), several]))


@st.composite
def _unpooled(draw: st.DrawFn, rank: int, pooled: TensorType) -> dict[str, TensorType]:
    """Indices of the size of what was pooled, and something of about the size that it came from."""
    types = {"indices": pooled.as_element(Element.INT)}
    if pooled.rank > rank + 1 and draw(st.booleans()):
        axes = spatial_axes(pooled, rank)
        sizes = [
            max(1, number(size * 2 + draw(st.integers(-1, 2)))) if axis in axes else size
            for axis, size in enumerate(pooled.sizes)
        ]
        types["like"] = pooled.with_sizes(*sizes)
    return types


@st.composite
def _table(draw: st.DrawFn, first: TensorType) -> dict[str, TensorType]:
    """The vectors of an embedding, most of them as long as what is compared with them."""
    sizes = (draw(st.integers(1, 7)), draw(st.sampled_from([first.features] * 4 + [3])))
    return {"weight": TensorType(Element.FLOAT, sizes)}


Following = Callable[[TensorType], st.SearchStrategy[dict[str, TensorType]]]
COMPANION_FOLLOWING: dict[str, Following] = {
    **{f"max_unpool{rank}d": partial(_unpooled, rank) for rank in (1, 2, 3)},
    "gather": lambda first: _index(first).map(lambda index: {"index": index}),
    "tied_projection": _table,
}
"""What follows from the first port alone."""


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
    if kind in PARAMETER_FOLLOWING:
        return draw(PARAMETER_FOLLOWING[kind](first))
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


PARAMETER_FOLLOWING: dict[str, Callable[[TensorType], st.SearchStrategy[dict[str, Json]]]] = {
    "fold": _folding,
    **{kind: partial(_parts, int(kind[-1])) for kind in SPLITS},
}
"""What follows from the types alone."""


OPERATIONS = [layer for layer in LAYERS if layer.role is Role.OPERATION]
PRODUCTS = frozenset({"matrix_product", "einsum", "bilinear"})
"""Merging layers whose inputs don't share their steps."""
UNCOUNTED = frozenset({"einsum", "bilinear", "mel_spectrogram"})
"""Where torch computes in another way than the formula says, and counts that."""
EXAMPLE_TYPES: Mapping[str, Mapping[str, TensorType]] = {
    "region_pool": {"boxes": floats(3, 4)},
    "tied_projection": {"weight": TensorType(Element.FLOAT, (7, 8))},
    "gather": {"index": integers(below=4)},
    "max_unpool1d": {"indices": TensorType(Element.INT, floats(6, 8).sizes)},
    "max_unpool2d": {"indices": TensorType(Element.INT, floats(4, 8, 8).sizes)},
    "max_unpool3d": {"indices": TensorType(Element.INT, floats(4, 6, 6, 6).sizes)},
    "fold": {"in": sequence(16, 192)},
}


def trial_of(layer: Layer) -> Trial:
    return Trial(
        layer,
        REFERENCES[layer.type],
        first_types(layer.type),
        partial(fitting_parameters, layer.type),
        partial(companions, layer.type),
        EXAMPLE_TYPES.get(layer.type, {}),
        shares_steps=layer.glyph == "merge" and layer.type not in PRODUCTS,
        counted=layer.type not in UNCOUNTED,
    )


TRIALS = [trial_of(layer) for layer in OPERATIONS if layer.type in REFERENCES]
