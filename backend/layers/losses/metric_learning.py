"""Losses that compare vectors or scores with each other: metric learning and ranking."""

from __future__ import annotations

from collections.abc import Callable

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Code, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Number
from backend.declare.tensor_type import BATCH, Element, TensorType
from backend.layers.losses.common import loss_layer, mean_code
from backend.layers.shared.shapes import require_float
from backend.layers.shared.source import Raw, call

LEFT, RIGHT = Port("left", "one vector"), Port("right", "the other vector")
SAME = Port("target", "1 if both belong together, else 0")
MARGIN = Number(
    name="margin",
    default=1.0,
    above=0,
    maximum=1e6,
    meaning="minimum distance between vectors that don't belong together",
)


def _require_vectors(types: Types, ports: tuple[str, ...]) -> None:
    first = types[ports[0]]
    for port in ports:
        received = types[port]
        require_float(received, port)
        if received.rank != 2 or received.steps or received.sizes != first.sizes:
            raise ShapeError(
                "shape",
                "compares vectors [N, features] of the same size",
                "wire vectors computed by the same layers",
                port,
            )


def _pair_shape(_: Values, types: Types) -> Shaped:
    _require_vectors(types, ("left", "right"))
    _require_answer(types["target"])
    return Shaped({})


def _require_answer(target: TensorType) -> None:
    if not _is_answer(target):
        advice = "use a Class target of two classes, or a Value target of one number"
        raise ShapeError("target", "needs a yes-or-no answer for each pair", advice, "target")


def _ranking_shape(_: Values, types: Types) -> Shaped:
    for port in ("left", "right"):
        received = types[port]
        require_float(received, port)
        if received.steps or received.sizes not in ((BATCH,), (BATCH, 1)):
            raise ShapeError("shape", "ranks by one score [N, 1] for each sample", "use a Dense with 1 unit", port)
    _require_answer(types["target"])
    return Shaped({})


def _is_answer(target: TensorType) -> bool:
    if target.element is Element.INT:
        return target.sizes == (BATCH,) and (target.below is None or target.below <= 2)
    return target.sizes in ((BATCH,), (BATCH, 1))


def _matching_shape(_: Values, types: Types) -> Shaped:
    _require_vectors(types, ("left", "right"))
    return Shaped({})


def _triplet_shape(_: Values, types: Types) -> Shaped:
    _require_vectors(types, ("anchor", "positive", "negative"))
    return Shaped({})


def _mean_of(terms: str, parameter: str) -> Callable[[Site], Code]:
    """A writer for the mean of the terms that a function of our own gives."""

    def write(site: Site) -> Code:
        # The order of the ports is that of the function's arguments.
        arguments = [Raw(argument) for argument in site.arguments.values()]
        return mean_code(call(terms, *arguments, **{parameter: site.values[parameter]}), terms)

    return write


def _write_triplet(site: Site) -> Code:
    arguments = [Raw(argument) for argument in site.arguments.values()]
    return mean_code(call("F.triplet_margin_loss", *arguments, margin=site.values.margin, reduction="none"))


LAYERS.add(
    loss_layer(
        "triplet",
        "Triplet",
        "An anchor must be closer to a positive example than to a negative one, by a margin.",
        "torch.nn.functional.triplet_margin_loss",
        "mean of max(0, ‖anchor - positive‖ - ‖anchor - negative‖ + margin)  [Schroff et al. 2015]",
        _triplet_shape,
        _write_triplet,
        MARGIN,
        synonyms=("metric learning", "siamese", "embedding", "facenet"),
        inputs=(
            Port("anchor", "the vector of the anchor"),
            Port("positive", "the vector of a sample of the same kind"),
            Port("negative", "the vector of a sample of another kind"),
        ),
    ),
    loss_layer(
        "contrastive",
        "Contrastive",
        "Pulls vectors that belong together towards each other and pushes others apart.",
        "torch.nn.functional.pairwise_distance",
        "mean of d² where target is 1, else max(0, margin - d)², with d = ‖left - right‖  [Hadsell et al. 2006]",
        _pair_shape,
        _mean_of("contrastive_terms", "margin"),
        MARGIN,
        synonyms=("metric learning", "siamese", "embedding", "verification"),
        inputs=(LEFT, RIGHT, SAME),
    ),
    loss_layer(
        "cosine_embedding",
        "Cosine embedding",
        "Aligns the directions of vectors that belong together and separates those of others.",
        "torch.nn.functional.cosine_embedding_loss",
        "mean of 1 - s where target is 1, else max(0, s - margin), with s the cosine of left and right",
        _pair_shape,
        _mean_of("cosine_pair_terms", "margin"),
        Number(
            name="margin",
            default=0.0,
            minimum=-1,
            maximum=1,
            meaning="cosine similarity above which vectors that don't belong together count",
        ),
        synonyms=("metric learning", "siamese", "similarity"),
        inputs=(LEFT, RIGHT, SAME),
    ),
    loss_layer(
        "matching",
        "Matching",
        "Each left vector must match its own right vector among all of the batch, and vice versa.",
        "torch.nn.functional.cross_entropy",
        "s[i, j] = cos(left[i], right[j]) / temperature\n"
        "½ mean over i of (-log softmax(s[i, ·])[i] - log softmax(s[·, i])[i])  [Radford et al. 2021]\n"
        "j runs over the batch, so that larger batches give higher values",
        _matching_shape,
        _mean_of("matching_terms", "temperature"),
        Number(
            name="temperature",
            default=0.07,
            above=0,
            maximum=100,
            meaning="smaller values give close rivals more weight",
        ),
        synonyms=("infonce", "nt-xent", "clip", "simclr", "contrastive", "self-supervised"),
        inputs=(LEFT, RIGHT),
    ),
    loss_layer(
        "margin_ranking",
        "Margin ranking",
        "For ranking: of two scores, the one that should be higher must exceed the other by a margin.",
        "torch.nn.functional.margin_ranking_loss",
        "mean of max(0, margin - s · (left - right)), with s = 1 where target is 1, else -1",
        _ranking_shape,
        _mean_of("ranking_terms", "margin"),
        Number(
            name="margin",
            default=1.0,
            minimum=0,
            maximum=1e6,
            meaning="by how much the higher score must exceed the other",
        ),
        synonyms=("learning to rank", "pairwise", "order", "preference", "ranknet", "retrieval"),
        inputs=(
            Port("left", "one score"),
            Port("right", "the other score"),
            Port("target", "1 if the left score should be higher, else 0"),
        ),
        used_with={"left": "number", "right": "number"},
    ),
)
