"""Losses that compare vectors or scores with each other: metric learning and ranking."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Code, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Number
from backend.declare.tensor_type import BATCH, Element, TensorType
from backend.layers.losses.common import loss_layer
from backend.layers.shared.shapes import require_float
from backend.layers.shared.source import Raw, call

LEFT, RIGHT = Port("left", "one vector"), Port("right", "the other vector")
SAME = Port("target", "1 where both belong together, else 0")
MARGIN = Number(name="margin", default=1.0, above=0, maximum=1e6, meaning="how far apart others must be at least")


def _require_vectors(types: Types, ports: tuple[str, ...]) -> None:
    first = types[ports[0]]
    for port in ports:
        received = types[port]
        require_float(received, port)
        if received.rank != 2 or received.steps or received.sizes != first.sizes:
            raise ShapeError(
                "shape",
                "compares vectors [N, features] of the same size",
                "wire the vectors that the same layers made",
                port,
            )


def _pair_shape(_: Values, types: Types) -> Shaped:
    _require_vectors(types, ("left", "right"))
    _require_answer(types["target"])
    return Shaped({})


def _require_answer(target: TensorType) -> None:
    if not _is_answer(target):
        advice = "use a Class target of two classes, or a Value target of one number"
        raise ShapeError("target", "needs a yes or no for each pair", advice, "target")


def _ranking_shape(_: Values, types: Types) -> Shaped:
    for port in ("left", "right"):
        received = types[port]
        require_float(received, port)
        if received.steps or received.sizes not in ((BATCH,), (BATCH, 1)):
            raise ShapeError("shape", "ranks by one score [N, 1] for each sample", "use a Dense of 1 unit", port)
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


def _written(site: Site, function: str, parameter: str, *helpers: str) -> Code:
    arguments = [Raw(argument) for argument in site.arguments.values()]
    return Code({"loss": call(function, *arguments, **{parameter: site.values[parameter]})}, helpers=helpers)


LAYERS.add(
    loss_layer(
        "triplet",
        "Triplet",
        "An anchor must be closer to its like than to another, by a margin.",
        "torch.nn.functional.triplet_margin_loss",
        "mean of max(0, ‖anchor - positive‖ - ‖anchor - negative‖ + margin)  [Schroff et al. 2015]",
        _triplet_shape,
        lambda site: _written(site, "F.triplet_margin_loss", "margin"),
        MARGIN,
        synonyms=("metric learning", "siamese", "embedding", "facenet"),
        inputs=(
            Port("anchor", "the vector that is compared"),
            Port("positive", "a vector of the same kind"),
            Port("negative", "a vector of another kind"),
        ),
    ),
    loss_layer(
        "contrastive",
        "Contrastive",
        "Draws vectors that belong together towards each other, and pushes others apart.",
        "torch.nn.functional.pairwise_distance",
        "mean of d² where target is 1, else max(0, margin - d)², with d = ‖left - right‖  [Hadsell et al. 2006]",
        _pair_shape,
        lambda site: _written(site, "contrastive_loss", "margin", "contrastive_loss"),
        MARGIN,
        synonyms=("metric learning", "siamese", "embedding", "verification"),
        inputs=(LEFT, RIGHT, SAME),
    ),
    loss_layer(
        "cosine_embedding",
        "Cosine embedding",
        "Turns vectors that belong together the same way, and others away from each other.",
        "torch.nn.functional.cosine_embedding_loss",
        "mean of 1 - s where target is 1, else max(0, s - margin), with s the cosine of left and right",
        _pair_shape,
        lambda site: _written(site, "cosine_pair_loss", "margin", "cosine_pair_loss"),
        Number(
            name="margin", default=0.0, minimum=-1, maximum=1, meaning="how alike others may be before it counts"
        ),
        synonyms=("metric learning", "siamese", "similarity"),
        inputs=(LEFT, RIGHT, SAME),
    ),
    loss_layer(
        "matching",
        "Matching",
        "Each left vector must find its own right one among all of the batch, and the other way round.",
        "torch.nn.functional.cross_entropy",
        "s[i, j] = cos(left[i], right[j]) / temperature\n"
        "½ mean over i of (-log softmax(s[i, ·])[i] - log softmax(s[·, i])[i])  [Radford et al. 2021]",
        _matching_shape,
        lambda site: _written(site, "matching_loss", "temperature", "matching_loss"),
        Number(
            name="temperature", default=0.07, above=0, maximum=100, meaning="smaller makes close rivals count more"
        ),
        synonyms=("infonce", "nt-xent", "clip", "simclr", "contrastive", "self-supervised"),
        inputs=(LEFT, RIGHT),
    ),
    loss_layer(
        "margin_ranking",
        "Margin ranking",
        "For order: of two scores, the one that should be higher must lead by a margin.",
        "torch.nn.functional.margin_ranking_loss",
        "mean of max(0, margin - s · (left - right)), with s = 1 where target is 1, else -1",
        _ranking_shape,
        lambda site: _written(site, "ranking_loss", "margin", "ranking_loss"),
        Number(
            name="margin", default=1.0, minimum=0, maximum=1e6, meaning="by how much the higher score must lead"
        ),
        synonyms=("learning to rank", "pairwise", "order", "preference", "ranknet", "retrieval"),
        inputs=(
            Port("left", "one score"),
            Port("right", "the other score"),
            Port("target", "1 where the left score should be higher, else 0"),
        ),
        used_with={"left": "number", "right": "number"},
    ),
)
