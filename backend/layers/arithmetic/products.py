"""Products that sum over shared axes: of matrices, by an equation, bilinear, and of pairs of vectors."""

from __future__ import annotations

import re
from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Shaped, ShapeError, Site, Types
from backend.declare.literals import quoted
from backend.declare.parameters import Flag, Integer, Text
from backend.declare.reach import GONE, Extent, Reach
from backend.declare.size import Size, product
from backend.declare.tensor_type import BATCH, Element, TensorType
from backend.layers.shape.merge import PAIR, combined, frame_form
from backend.layers.shared.initial import BIAS, TENSOR, usual
from backend.layers.shared.reach import whole_features
from backend.layers.shared.shapes import dense_features, require_batch_first, require_float, require_unragged
from backend.layers.shared.source import call, function

EQUATION = re.compile(r"[a-zA-Z]{1,8},[a-zA-Z]{1,8}->[a-zA-Z]{1,8}")


def _transposed(sizes: tuple[Size, ...], flag: bool) -> tuple[Size, ...]:
    return (*sizes[:-2], sizes[-1], sizes[-2]) if flag else sizes


def _matrix_shape(values: Values, types: Types) -> Shaped:
    left, right = types["left"], types["right"]
    for port, received in types.items():
        require_float(received, port)
        require_batch_first(received, port)
    if left.rank != right.rank or left.rank < 3:
        advice = "wire two values [N, ..., rows, columns], or add an axis to vectors with an Unsqueeze"
        raise ShapeError(
            "rank", "multiplies matrices, which need the same number of axes on both sides", advice, "right"
        )
    # Steps of the right side are summed over, or become columns, whose padding nothing marks. On the left side
    # they stay rows unless it is transposed, and padded rows give padded rows.
    require_unragged(right, "right")
    if values.transpose_left:
        require_unragged(left, "left")
    a = _transposed(left.sizes, values.transpose_left)
    b = _transposed(right.sizes, values.transpose_right)
    if a[:-2] != b[:-2] or a[-1] != b[-2]:
        raise ShapeError(
            "sizes",
            f"needs as many rows on the right as columns on the left, {a[-1]}, and the same axes before them",
            "transpose one of them, or make their sizes equal with a Dense",
            "right",
        )
    out = left.with_sizes(*a[:-1], b[-1])
    if left.rank == 3 and values.transpose_left:
        out = out.unmarked()
    return Shaped({"out": out}, macs=out.per_sample() * a[-1])


def _matrix_reach(values: Values, types: Types, port: str) -> Reach:
    """Rows are those of the left side, columns those of the right; the axis between them is summed over."""
    last = types[port].rank - 1
    if port == "left":
        kept, summed = (last, last - 1) if values.transpose_left else (last - 1, last)
        return Reach({summed: Extent.WHOLE}, {kept: last - 1, summed: GONE})
    kept, summed = (last - 1, last) if values.transpose_right else (last, last - 1)
    return Reach({summed: Extent.WHOLE}, {kept: last, summed: GONE})


def _write_matrix(site: Site) -> Code:
    flags = {"left": site.values.transpose_left, "right": site.values.transpose_right}
    sides = (
        f"{site.arguments[port]}.transpose(-2, -1)" if flag else site.arguments[port]
        for port, flag in flags.items()
    )
    return Code({"out": " @ ".join(sides)})


def _einsum_shape(values: Values, types: Types) -> Shaped:
    terms, result = _letters(values.equation)
    known: dict[str, Size] = {}
    for (port, received), term in zip(types.items(), terms):
        require_float(received, port)
        require_batch_first(received, port)
        require_unragged(received, port)
        _bind(known, term, received, port)
    first = types["left"]
    # Axis 1 of the result is time only where its letter is that of axis 1 of the left input.
    keeps_time = first.steps and len(result) > 1 and result[1] == terms[0][1:2]
    out = TensorType(Element.FLOAT, tuple(known[letter] for letter in result), steps=keeps_time)
    # One multiplication for each combination of positions of all letters.
    return Shaped({"out": out}, macs=product(tuple(size for size in known.values() if size != BATCH)))


def _einsum_reach(values: Values, _types: Types, port: str) -> Reach:
    """Axes whose letter the result lacks are summed over."""
    (left, right), result = _letters(values.equation)
    term = left if port == "left" else right
    summed = [axis for axis, letter in enumerate(term) if letter not in result]
    moves = {axis: result.index(letter) for axis, letter in enumerate(term) if letter in result}
    return Reach(dict.fromkeys(summed, Extent.WHOLE), {**moves, **dict.fromkeys(summed, GONE)})


def _letters(equation: str) -> tuple[tuple[str, str], str]:
    """The letters of both inputs and of the result; raises `ShapeError` where the equation is invalid."""
    if not EQUATION.fullmatch(equation):
        raise _equation_error("has the form 'nij,njk->nik', with a letter for each axis")
    inputs, result = equation.split("->")
    left, right = inputs.split(",")
    batch = left[0]
    if right[0] != batch or result[0] != batch or any(term.count(batch) > 1 for term in (left, right, result)):
        raise _equation_error("begins each term with the letter of the batch")
    if any(len(set(term)) < len(term) for term in (left, right, result)) or not set(result) <= set(left + right):
        raise _equation_error("has each letter once in each term, and in the result only letters of the inputs")
    return (left, right), result


def _equation_error(expected: str) -> ShapeError:
    return ShapeError("equation", f"needs an equation that {expected}", "change its equation", port="")


def _bind(known: dict[str, Size], term: str, received: TensorType, port: str) -> None:
    if len(term) != received.rank:
        expected = f"has {len(term)} letters for this input, which has {received.rank} axes"
        raise ShapeError("rank", expected, "write a letter for each axis, the batch first", port)
    for letter, size in zip(term, received.sizes):
        if known.setdefault(letter, size) != size:
            expected = f"needs the same size for '{letter}' everywhere, not {known[letter]} and {size}"
            raise ShapeError("sizes", expected, "make both sizes equal, or use another letter", port)


def _write_einsum(site: Site) -> Code:
    arguments = ", ".join(site.arguments[port] for port in ("left", "right"))
    return Code({"out": f"torch.einsum({quoted(site.values.equation)}, {arguments})"})


def _bilinear_shape(values: Values, types: Types) -> Shaped:
    left, right = types["left"], types["right"]
    one, two = dense_features(left, "left"), dense_features(right, "right")
    if left.sizes[:-1] != right.sizes[:-1] or left.ragged != right.ragged:
        raise ShapeError(
            "sizes",
            "needs two inputs that differ at most in their last axis",
            "wire two vectors, or two sequences of the same length",
            "right",
        )
    out = left.with_sizes(*left.sizes[:-1], values.units)
    weights = values.units * (one * two + values.bias)
    # For each unit, left is multiplied with the matrix (one · two), and the result with right (two).
    return Shaped({"out": out}, weights=weights, macs=out.per_sample() * (one * two + two), form=Form.PLAIN)


def _write_bilinear(site: Site) -> Code:
    features = [site.types[port].features for port in ("left", "right")]
    named = {} if site.values.bias else {"bias": False}
    run = f"self.{site.name}({site.arguments['left']}, {site.arguments['right']})"
    return Code({"out": run}, members=((site.name, call("nn.Bilinear", *features, site.values.units, **named)),))


_product = partial(Layer, category=Category.SHAPE, glyph="merge", inputs=PAIR)

LAYERS.add(
    _product(
        type="matrix_product",
        name="Matrix product",
        summary="Multiplies the last two axes of both inputs as matrices, for each sample.",
        synonyms=("matmul", "bmm", "batch matmul", "contract", "dot", "attention", "gram matrix"),
        torch="torch.matmul",
        formula="y[i, k] = Σ over j of left[i, j] · right[j, k]",
        parameters=(
            Flag(name="transpose_left", default=False, meaning="swaps the last two axes of the left input first"),
            Flag(
                name="transpose_right", default=False, meaning="swaps the last two axes of the right input first"
            ),
        ),
        example={"transpose_right": True},
        used_with={"left": "sequence", "right": "another sequence"},
        shape=_matrix_shape,
        reach=_matrix_reach,
        write=_write_matrix,
    ),
    _product(
        type="einsum",
        name="Einsum",
        summary="Multiplies two inputs and sums over axes, as given by an equation.",
        synonyms=("einstein", "contraction", "tensordot", "tensor product", "outer product", "matmul"),
        torch="torch.einsum",
        formula="'nij,njk->nik' is y[n, i, k] = Σ over j of left[n, i, j] · right[n, j, k]",
        parameters=(
            Text(
                name="equation",
                default="nij,njk->nik",
                meaning="a letter for each axis of both inputs and of the result, with the batch first",
            ),
        ),
        example={"equation": "ni,nj->nij"},
        shape=_einsum_shape,
        reach=_einsum_reach,
        write=_write_einsum,
        summarise=lambda v: v.equation[:30],
    ),
    _product(
        type="bilinear",
        name="Bilinear",
        category=Category.DENSE,
        glyph="dense",
        summary="Each output is a weighted sum of all products of a left and a right feature.",
        synonyms=("interaction", "two inputs", "pooling", "visual question answering"),
        torch="torch.nn.Bilinear",
        formula="y[u] = b[u] + Σ over i, j of left[i] · W[u, i, j] · right[j]",
        parameters=(
            Integer(
                name="units",
                default=64,
                minimum=1,
                maximum=65_536,
                meaning="number of output features, the size of the last axis",
            ),
            Flag(name="bias", default=True, advanced=True, meaning="adds a learned bias to each output"),
            TENSOR,
            BIAS,
        ),
        initial=usual(),
        shape=_bilinear_shape,
        reach=whole_features,
        write=_write_bilinear,
        summarise=lambda v: f"{v.units}",
    ),
)


def vector_pair(_: Values, types: Types) -> Shaped:
    """One value for each pair of vectors on the last axis."""
    left, right = types["left"], types["right"]
    both = combined(types).outputs["out"]
    if both.rank < 2:
        raise ShapeError("rank", "works on the last axis after the batch", "wire vectors to it", "left")
    if left.features != right.features:
        advice = "project both to the same number of features with a Dense"
        raise ShapeError("sizes", f"needs {left.features} features, as its left input has", advice, "right")
    same_time = left.sizes[1] == right.sizes[1]
    form = frame_form(types, both.rank - 1) if same_time else Form.PLAIN
    return Shaped({"out": both.with_sizes(*both.sizes[:-1], 1)}, form=form)


def _write_cosine(site: Site) -> str:
    return f"F.cosine_similarity({site.arguments['left']}, {site.arguments['right']}, dim=-1).unsqueeze(-1)"


def _write_distance(site: Site) -> str:
    power = "" if site.values.power == 2 else f", p={site.values.power}.0"
    return f"F.pairwise_distance({site.arguments['left']}, {site.arguments['right']}{power}, keepdim=True)"


def _write_dot(site: Site) -> str:
    left, right = site.arguments["left"], site.arguments["right"]
    if site.values.normalise:
        return _write_cosine(site)
    return f"({left} * {right}).sum(dim=-1, keepdim=True)"


_pair = partial(
    Layer,
    category=Category.SHAPE,
    glyph="merge",
    inputs=PAIR,
    used_with={"left": "features", "right": "features"},
    shape=vector_pair,
    reach=whole_features,
)

LAYERS.add(
    _pair(
        type="dot",
        name="Dot product",
        summary="The dot product of two vectors, a measure of their similarity.",
        synonyms=("inner product", "similarity", "cosine", "siamese", "merge"),
        torch="torch.linalg.vecdot",
        formula="y = Σ over i of left[i] · right[i], along the last axis",
        parameters=(
            Flag(
                name="normalise",
                default=False,
                meaning="divides by the lengths of both: the cosine of the angle, from -1 to 1",
            ),
        ),
        write=function(_write_dot),
        summarise=lambda v: "cosine" if v.normalise else "",
    ),
    _pair(
        type="cosine_similarity",
        name="Cosine similarity",
        summary="The cosine of the angle between two vectors, from -1 to 1: the similarity of their directions.",
        synonyms=("similarity", "angle", "siamese", "retrieval", "merge"),
        torch="torch.nn.CosineSimilarity",
        formula="y = Σ over i of left[i] · right[i] / (‖left‖ · ‖right‖), along the last axis",
        write=function(_write_cosine),
    ),
    _pair(
        type="distance",
        name="Distance",
        summary="The distance between two vectors.",
        synonyms=("euclidean", "manhattan", "pairwise distance", "siamese", "metric learning", "merge"),
        torch="torch.nn.PairwiseDistance",
        formula="y = (Σ over i of |left[i] - right[i]|^power)^(1/power), along the last axis",
        parameters=(
            Integer(
                name="power",
                default=2,
                minimum=1,
                maximum=16,
                meaning="2 is the Euclidean distance, 1 the sum of absolute differences",
            ),
        ),
        write=function(_write_distance),
        summarise=lambda v: "" if v.power == 2 else f"power {v.power}",
    ),
)
