"""Layers that compare two vectors: one number for each pair."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integer
from backend.layers.merging import PAIR, combined, frame_form
from backend.layers.reaching import whole_features
from backend.layers.writing import function


def vector_pair(_: Values, types: Types) -> Shaped:
    """One number for each two vectors on the last axis."""
    left, right = types["left"], types["right"]
    both = combined(types).outputs["out"]
    if both.rank < 2:
        raise ShapeError("rank", "works on the last axis after the batch", "wire vectors to it", "left")
    if left.features != right.features:
        advice = "bring both to the same number of features with a Dense"
        raise ShapeError("sizes", f"needs {left.features} features as on its left side", advice, "right")
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


_pair = partial(Layer, category=Category.SHAPE, glyph="merge")

LAYERS.add(
    _pair(
        type="dot",
        name="Dot product",
        summary="How well two vectors agree: the sum of their products.",
        synonyms=("inner product", "similarity", "cosine", "siamese", "merge"),
        torch="torch.linalg.vecdot",
        formula="y = Σ over i of left[i] · right[i], along the last axis",
        parameters=(
            Flag(
                name="normalise",
                default=False,
                meaning="divides by both lengths: the cosine of the angle, from -1 to 1",
            ),
        ),
        inputs=PAIR,
        used_with={"left": "features", "right": "features"},
        shape=vector_pair,
        reach=whole_features,
        write=function(_write_dot),
        summarise=lambda v: "cosine" if v.normalise else "",
    ),
    _pair(
        type="cosine_similarity",
        name="Cosine similarity",
        summary="The cosine of the angle between two vectors, from -1 to 1: how alike their directions are.",
        synonyms=("similarity", "angle", "siamese", "retrieval", "merge"),
        torch="torch.nn.CosineSimilarity",
        formula="y = Σ over i of left[i] · right[i] / (‖left‖ · ‖right‖), along the last axis",
        inputs=PAIR,
        used_with={"left": "features", "right": "features"},
        shape=vector_pair,
        reach=whole_features,
        write=function(_write_cosine),
    ),
    _pair(
        type="distance",
        name="Distance",
        summary="How far apart two vectors are.",
        synonyms=("euclidean", "manhattan", "pairwise distance", "siamese", "metric learning", "merge"),
        torch="torch.nn.PairwiseDistance",
        formula="y = (Σ over i of |left[i] - right[i]|^power)^(1/power), along the last axis",
        parameters=(
            Integer(
                name="power",
                default=2,
                minimum=1,
                maximum=16,
                meaning="2 is the straight line, 1 the sum of the differences",
            ),
        ),
        inputs=PAIR,
        used_with={"left": "features", "right": "features"},
        shape=vector_pair,
        reach=whole_features,
        write=function(_write_distance),
        summarise=lambda v: "" if v.power == 2 else f"power {v.power}",
    ),
)
