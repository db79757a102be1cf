"""Broken documents in a few words, for the cases and tests of lints."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from backend.declare.layer import LAYERS, Takes
from backend.declare.parameters import Json
from backend.document.document import Document
from tests.lints.drawing import Placed, drawn

IMAGE: Placed = ("image", "image", {"field": "image"})
DIGIT: Placed = ("digit", "class_target", {"field": "digit"})
LOSS: Placed = ("loss", "cross_entropy", {})
SCORES: Placed = ("scores", "dense", {"units": 10})
GRADED = "digit.out>loss.target"
TABLE: Json = {
    "source": {"type": "csv_table", "path": "a.csv", "features": ["a"], "target": "y"},
    "fields": {
        "x": {"column": "features", "transforms": [{"type": "standardise"}]},
        "y": {"column": "y", "transforms": [{"type": "standardise"}]},
    },
}
TAGS: Json = {
    "source": {"type": "csv_text", "path": "a.csv", "text": "text", "label": "tags"},
    "fields": {
        "w": {"column": "text", "transforms": [{"type": "words"}]},
        "t": {"column": "tags", "transforms": [{"type": "words"}]},
    },
}


class Case(NamedTuple):
    """The fix is named by its label; ``node`` has the problem."""

    rule: str
    node: str
    label: str
    document: Document


def activated(type_name: str, loss: str = "cross_entropy", units: int = 10) -> Document:
    """A loss behind an activation."""
    of_classes = LAYERS.get(loss).takes in (Takes.CLASS_SCORES, Takes.RIVAL_SCORES, Takes.LOG_PROBABILITIES)
    numbers = not of_classes or loss == "kl_divergence"
    target: Placed = ("digit", "value_target", {"features": units}) if numbers else DIGIT
    return drawn(
        [
            IMAGE,
            ("flat", "flatten", {}),
            ("scores", "dense", {"units": units}),
            ("last", type_name, {}),
            target,
            ("loss", loss, {}),
        ],
        f"image.out>flat.in flat.out>scores.in scores.out>last.in last.out>loss.prediction {GRADED}",
    )


def pictures(middle: list[Placed], units: int = 10, parameters: dict[str, Json] | None = None) -> Document:
    """A chain from pictures to a class."""
    nodes = [("image", "image", parameters or {}), *middle, ("scores", "dense", {"units": units}), DIGIT, LOSS]
    chain = [name for name, *_ in nodes[:-2]]
    wires = " ".join(f"{one}.out>{other}.in" for one, other in pairwise(chain))
    return drawn(nodes, f"{wires} scores.out>loss.prediction {GRADED}")


def table(activation: str | None, loss: str) -> Document:
    """A regression of a standardised number."""
    last: list[Placed] = [("last", activation, {})] if activation else []
    wires = "x.out>dense.in y.out>loss.target "
    wires += "dense.out>last.in last.out>loss.prediction" if activation else "dense.out>loss.prediction"
    nodes: list[Placed] = [("x", "vector", {"field": "x", "features": 1}), ("dense", "dense", {"units": 1}), *last]
    return drawn([*nodes, ("y", "value_target", {"field": "y"}), ("loss", loss, {})], wires, data=TABLE)


def sequences(nodes: list[Placed], wires: str) -> Document:
    return drawn([("steps", "sequence", {"features": 6}), *nodes, ("result", "output", {})], wires)


def words(nodes: list[Placed], wires: str) -> Document:
    return drawn(
        [("text", "tokens", {}), *nodes, SCORES, DIGIT, LOSS], f"{wires} scores.out>loss.prediction {GRADED}"
    )


def normalised(batch_size: int, bias: bool) -> Document:
    return drawn(
        [
            ("x", "vector", {}),
            ("dense", "dense", {"bias": bias}),
            ("norm", "batch_norm1d", {}),
            ("result", "output", {}),
        ],
        "x.out>dense.in dense.out>norm.in norm.out>result.in",
        training={"batch_size": batch_size},
    )


def skipping(second: dict[str, Json]) -> Document:
    return drawn(
        [IMAGE, ("a", "conv2d", {"filters": 16}), ("r", "relu", {}), ("b", "conv2d", second), ("sum", "add", {})],
        "image.out>a.in a.out>r.in r.out>b.in r.out>sum.in1 b.out>sum.in2",
    )


def dead_branch() -> Document:
    return drawn(
        [
            IMAGE,
            ("flat", "flatten", {}),
            SCORES,
            ("side", "dense", {"units": 3}),
            ("end", "relu", {}),
            DIGIT,
            LOSS,
        ],
        "image.out>flat.in flat.out>scores.in flat.out>side.in side.out>end.in scores.out>loss.prediction "
        + GRADED,
    )


def unused_target() -> Document:
    document = dead_branch()
    return drawn(
        [IMAGE, ("flat", "flatten", {}), SCORES, DIGIT, LOSS, ("other", "value_target", {})],
        "image.out>flat.in flat.out>scores.in scores.out>loss.prediction " + GRADED,
        **document.state.sections,
    )


def compared(units: int, target: Placed, loss: str, classes: int = 10) -> Document:
    """A Dense held against a target."""
    name, type_name, parameters = target
    parameters = {**parameters, "classes": classes} if type_name == "class_target" else parameters
    return drawn(
        [
            ("x", "vector", {}),
            ("scores", "dense", {"units": units}),
            (name, type_name, parameters),
            ("loss", loss, {}),
        ],
        f"x.out>scores.in scores.out>loss.prediction {name}.out>loss.target",
    )


def lone(nodes: list[Placed], wires: str, **sections: Json) -> Document:
    return drawn(nodes, wires, **sections)


CHAIN = "steps.out>{0}.in {0}.{1}>result.in"


def pixels(loss: str, filters: int = 3) -> Document:
    """Three classes of pixels."""
    return drawn(
        [
            IMAGE,
            ("scores", "conv2d", {"filters": filters}),
            ("mask", "mask_target", {"classes": 3}),
            ("loss", loss, {}),
        ],
        "image.out>scores.in scores.out>loss.prediction mask.out>loss.target",
    )


def halved(size: int) -> Document:
    """A U of two levels: halved twice, and enlarged twice beside what was there before."""
    nodes: list[Placed] = [("image", "image", {"height": size, "width": size})]
    for level in (1, 2):
        nodes += [
            (f"c{level}", "conv2d", {"filters": 8}),
            (f"r{level}", "relu", {}),
            (f"p{level}", "max_pool2d", {}),
        ]
    nodes.append(("middle", "conv2d", {}))
    for level in (2, 1):
        nodes += [(f"t{level}", "conv_transpose2d", {"filters": 8}), (f"j{level}", "concatenate", {})]
    nodes.append(("result", "output", {}))
    names = [name for name, *_ in nodes]
    wires = [f"{one}.out>{other}.{'in1' if other[0] == 'j' else 'in'}" for one, other in pairwise(names)]
    return drawn(nodes, " ".join([*wires, "r2.out>j2.in2", "r1.out>j1.in2"]))


def outlined(size: int) -> Document:
    """A class for each pixel, behind a halving."""
    return drawn(
        [
            ("image", "image", {"height": size, "width": size}),
            ("p", "max_pool2d", {}),
            ("t", "conv_transpose2d", {"filters": 3}),
            ("mask", "mask_target", {"classes": 3, "height": size, "width": size}),
            ("loss", "cross_entropy", {}),
        ],
        "image.out>p.in p.out>t.in t.out>loss.prediction mask.out>loss.target",
    )


def unpooled(height: int, width: int) -> Document:
    """Pooled twice and unpooled at the same positions."""
    pools: list[Placed] = [(f"p{level}", "max_pool_indices2d", {}) for level in (1, 2)]
    unpools: list[Placed] = [(f"u{level}", "max_unpool2d", {}) for level in (2, 1)]
    return drawn(
        [("image", "image", {"height": height, "width": width}), *pools, *unpools, ("result", "output", {})],
        "image.out>p1.in p1.out>p2.in p2.out>u2.in u2.out>u1.in u1.out>result.in "
        "p2.indices>u2.indices p1.indices>u1.indices",
    )


def spoken() -> Document:
    """CTC behind a softmax."""
    return drawn(
        [
            ("steps", "sequence", {"features": 6, "ragged": True}),
            ("scores", "dense", {"units": 100}),
            ("last", "softmax", {}),
            ("words", "token_target", {}),
            ("loss", "ctc", {}),
        ],
        "steps.out>scores.in scores.out>last.in last.out>loss.prediction words.out>loss.target",
    )


def spelled(loss_blank: int, metric_blank: int) -> Document:
    """CTC over eight tokens, and the metric that reads the same scores."""
    units = 9 if max(loss_blank, metric_blank) == 8 else 8
    return drawn(
        [
            ("steps", "sequence", {"features": 6, "ragged": True}),
            ("scores", "dense", {"units": units}),
            ("words", "token_target", {"vocabulary": 8}),
            ("loss", "ctc", {"blank": loss_blank}),
            ("errors", "token_error_rate", {"blank": metric_blank}),
        ],
        """steps.out>scores.in scores.out>loss.prediction words.out>loss.target
        scores.out>errors.prediction words.out>errors.target""",
    )


TEXT: Placed = ("w", "tokens", {"field": "w", "vocabulary": 9, "teacher_forcing": True})
LETTERS: Placed = ("e", "embedding", {"features": 8})
NEXT: tuple[Placed, ...] = (("t", "token_target", {"field": "w", "vocabulary": 9, "next_token": True}), LOSS)
"""A text, and its next token."""


def language_model(
    chain: list[Placed],
    *,
    forced: bool = True,
    of: str = "w",
    entry: str = "in",
    leaving: str = "",
    **sections: Json,
) -> Document:
    """A text through a chain of layers with an input ``entry`` each; ``of`` is the field of the target."""
    flags: dict[str, Json] = {"field": of, "next_token": True} if forced else {"field": of}
    text: dict[str, Json] = {"field": "w", "vocabulary": 9, **({"teacher_forcing": True} if forced else {})}
    nodes: list[Placed] = [
        ("w", "tokens", text),
        LETTERS,
        *chain,
        ("s", "dense", {"units": 9}),
        ("t", "token_target", {"vocabulary": 9, **flags}),
        LOSS,
    ]
    ends = {"lstm": "sequence", "gru": "sequence", "rnn": "sequence"}
    places = [("w", "out", "in"), ("e", "out", "in")]
    places += [(name, leaving or ends.get(kind, "out"), entry) for name, kind, _ in chain]
    places.append(("s", "out", "in"))
    wires = [f"{one}.{port}>{other}.{into}" for (one, port, _), (other, _, into) in pairwise(places)]
    return drawn(nodes, " ".join([*wires, "s.out>loss.prediction t.out>loss.target"]), **sections)
