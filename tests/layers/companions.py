"""Types of the other ports that follow from the first and from the parameters, such as states and indices."""

from __future__ import annotations

from collections.abc import Set
from functools import partial

from hypothesis import strategies as st

from backend.declare.declaration import Values
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence
from backend.layer_proofs.built import number
from backend.layers.shared.reach import spatial_axes


@st.composite
def companions(
    draw: st.DrawFn, kind: str, first: TensorType, values: Values, ports: Set[str]
) -> dict[str, TensorType]:
    """What replaces the drawn types of the connected ports."""
    if kind in FOLLOWING:
        return draw(FOLLOWING[kind](first))
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


FOLLOWING = {
    **{f"max_unpool{rank}d": partial(_unpooled, rank) for rank in (1, 2, 3)},
    "gather": lambda first: _index(first).map(lambda index: {"index": index}),
    "tied_projection": _table,
}
"""What follows from the first port alone."""
