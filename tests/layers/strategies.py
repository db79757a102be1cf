"""Random parameters from the declarations, and random types of input."""

from __future__ import annotations

from math import prod

from hypothesis import strategies as st

from backend.declare.layer import LAYERS, Layer, Port, Role
from backend.declare.parameters import Choice, Flag, Integer, Integers, Json, Number, Parameter, Sizes, Text
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence
from tests.layers.built import Case
from tests.layers.companions import companions

OPERATIONS = [layer for layer in LAYERS if layer.role is Role.OPERATION]
SMALL = 6
EQUATIONS = ("nij,njk->nik", "ni,nj->nij", "ni,ni->n", "nti,nsi->nts", "ncij,ncij->nc", "nij,nij->nij", "i,j->ij")
PICTURES = frozenset(
    {"spatial_pyramid_pool", "squeeze_excitation", "local_response_norm", "patch_embedding", "region_pool"}
)
SEQUENCES = frozenset(
    """rnn lstm gru peephole_lstm multi_head_attention dot_product_attention additive_attention
    transformer_encoder_layer transformer_decoder_layer
    sine_positions learned_positions rotary_positions""".split()
)
WITH_HEADS = frozenset({"multi_head_attention", "transformer_encoder_layer", "transformer_decoder_layer"})
VIDEOS = frozenset({"conv_lstm", "conv_gru"})
CELLS = frozenset({"rnn_cell", "lstm_cell", "gru_cell"})
sizes = st.integers(1, 8)


def parameter_values(parameter: Parameter) -> st.SearchStrategy[Json]:
    """Small values that the parameter accepts, its default more often than others."""
    return st.one_of(st.just(parameter.default), _drawn(parameter))


def _drawn(parameter: Parameter) -> st.SearchStrategy[Json]:
    match parameter:
        case Integer():
            low = max(-SMALL, parameter.minimum if parameter.minimum is not None else -SMALL)
            return st.integers(low, min(SMALL, parameter.maximum or SMALL))
        case Number():
            return st.sampled_from([v for v in (-0.5, 0.0, 0.1, 0.5, 1.0, 2.0) if _is_accepted(parameter, v)])
        case Flag():
            return st.booleans()
        case Choice():
            return st.sampled_from(parameter.options)
        case Sizes():
            one = st.integers(parameter.minimum, 4)
            words = [st.sampled_from(parameter.words)] if parameter.words else []
            return st.one_of(one, st.lists(one, min_size=parameter.rank, max_size=parameter.rank), *words)
        case Integers():
            low = max(-2, parameter.minimum)
            return st.lists(st.integers(low, SMALL), min_size=1, max_size=min(5, parameter.longest))
        case Text():
            return st.sampled_from(EQUATIONS)
        case _:
            raise AssertionError(f"no strategy for parameters of kind {parameter.kind}")


def _is_accepted(parameter: Number, value: float) -> bool:
    bounds = (parameter.minimum, parameter.maximum)
    inside = (bounds[0] is None or value >= bounds[0]) and (bounds[1] is None or value <= bounds[1])
    return (
        inside
        and (parameter.above is None or value > parameter.above)
        and (parameter.below is None or value < parameter.below)
    )


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


@st.composite
def cases(draw: st.DrawFn, layer: Layer) -> Case:
    """A layer with random parameters on random inputs, most of them near what the layer takes."""
    given = {p.name: draw(parameter_values(p)) for p in layer.parameters}
    types = draw(port_types(layer))
    given |= draw(_fitting(layer.type, next(iter(types.values()))))
    values = layer.accept(given)
    types |= draw(companions(layer.type, next(iter(types.values())), values, set(types)))
    return Case(layer, values, types)


@st.composite
def port_types(draw: st.DrawFn, layer: Layer) -> dict[str, TensorType]:
    first = draw(_first_types(layer.type))
    types: dict[str, TensorType] = {}
    for port in layer.inputs:
        if port.optional and draw(st.booleans()):
            continue
        for name in draw(_port_names(port)):
            types[name] = draw(_relatives(first)) if types else first
    return types


def _tokens(length: int, below: int, ragged: str | None) -> TensorType:
    return TensorType(Element.INT, (BATCH, length), steps=True, ragged=ragged, below=below)


def _port_names(port: Port) -> st.SearchStrategy[list[str]]:
    if not port.many:
        return st.just([port.name])
    return st.integers(1, 3).map(lambda count: [f"{port.name}{index + 1}" for index in range(count)])


def _first_types(kind: str) -> st.SearchStrategy[TensorType]:
    """Types of the rank that the layer's name speaks of come up more often than others."""
    ragged = st.sampled_from([None, "lengths"])
    if kind in SEQUENCES:
        fitting = st.builds(lambda t, f, r: sequence(t, f, ragged=r), sizes, sizes, ragged)
    elif kind in ("embedding_bag", "reverse_time"):
        fitting = st.builds(_tokens, sizes, sizes, ragged)
    elif kind in ("spectrogram", "mel_spectrogram"):
        fitting = st.one_of(st.integers(1, 60).map(floats), st.integers(1, 60).map(lambda n: sequence(n, 1)))
    elif kind.startswith("split"):
        fitting = st.builds(lambda a, b: floats(12 * a, 2 * b), st.integers(1, 2), sizes)
    elif kind in ("einsum", "matrix_product"):
        fitting = st.builds(lambda a: floats(a, a), sizes)
    elif kind in VIDEOS:
        few = st.integers(1, 4)
        fitting = st.builds(lambda t, c, h, w, r: sequence(t, c, h, w, ragged=r), few, few, few, few, ragged)
    elif kind in CELLS:
        fitting = st.builds(floats, sizes)
    elif kind in ("embedding", "one_hot"):
        fitting = st.builds(lambda below: integers(below=below), sizes)
    elif kind in PICTURES:
        fitting = st.lists(st.integers(2, 8), min_size=3, max_size=3).map(lambda n: floats(*n))
    elif kind.startswith("pixel"):
        fitting = st.builds(lambda c, h, w: floats(4 * c, 2 * h, 2 * w), *[st.integers(1, 4)] * 3)
    elif kind[-2:] in ("1d", "2d", "3d"):
        rank = int(kind[-2])
        fitting = st.lists(st.integers(2, 8), min_size=rank + 1, max_size=rank + 1).map(lambda n: floats(*n))
    else:
        return input_types()
    return st.one_of(fitting, input_types())


@st.composite
def _relatives(draw: st.DrawFn, first: TensorType) -> TensorType:
    """The same type, one that differs on an axis, or any."""
    choice = draw(st.integers(0, 4))
    if choice == 0:
        return draw(input_types())
    if choice == 1:
        axis = draw(st.integers(0, first.rank - 1))
        changed = [
            draw(sizes) if place == axis and size != BATCH else size for place, size in enumerate(first.sizes)
        ]
        return first.with_sizes(*changed)
    return first


@st.composite
def _fitting(draw: st.DrawFn, kind: str, first: TensorType) -> dict[str, Json]:
    """Parameters that follow from the input, for layers that random ones would hardly ever fit."""
    if draw(st.integers(0, 3)) == 0:
        return {}
    rank = first.rank
    if kind == "permute":
        return {"axes": [0, *draw(st.permutations(range(1, rank)))]}
    if kind == "reshape":
        return {"dimensions": draw(_arrangements(first, draw(st.booleans()) and first.steps))}
    if kind in ("pixel_shuffle", "pixel_unshuffle"):
        return {"factor": draw(st.sampled_from([1, 2, 2]))}
    if kind in ("squeeze", "slice", "flip", "cumulative_sum", "split2", "split3", "split4"):
        return {"axis": draw(st.integers(1, max(1, rank - 1)))}
    if kind == "pad":
        count = draw(st.integers(1, max(1, rank - 1)))
        return {"amounts": draw(st.lists(st.integers(0, 2), min_size=2 * count, max_size=2 * count))}
    if kind == "rotary_positions" and isinstance(first.features, int):
        return {"heads": draw(st.sampled_from(_divisors(max(1, first.features // 2))))}
    if kind in WITH_HEADS and isinstance(first.features, int):
        return {"heads": draw(st.sampled_from(_divisors(first.features)))}
    return {}


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
