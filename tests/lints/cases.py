"""One broken document for every lint and every repair: what it breaks, and a fix for it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

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


class Case(NamedTuple):
    """The fix is named by its label; ``node`` has the problem."""

    rule: str
    node: str
    label: str
    document: Document


def activated(type_name: str, loss: str = "cross_entropy", units: int = 10) -> Document:
    """A loss behind an activation."""
    target: Placed = DIGIT if loss == "cross_entropy" else ("digit", "value_target", {"features": units})
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
        **{name: document.section(name) for name in document.section_names()},
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

CASES: dict[str, Callable[[], Case]] = {
    "softmax": lambda: Case("softmax before the loss", "loss", "Remove the Softmax", activated("softmax")),
    "log-softmax": lambda: Case(
        "softmax before the loss", "loss", "Remove the Log-softmax", activated("log_softmax")
    ),
    "sigmoid": lambda: Case(
        "sigmoid before the loss", "loss", "Remove the Sigmoid", activated("sigmoid", "binary_cross_entropy")
    ),
    "sigmoid before classes": lambda: Case(
        "sigmoid before the loss", "loss", "Remove the Sigmoid", activated("sigmoid")
    ),
    "relu before the loss": lambda: Case(
        "activation before the loss", "loss", "Remove the ReLU", activated("relu")
    ),
    "dense after dense": lambda: Case(
        "missing activation",
        "scores",
        "Insert a ReLU",
        pictures([("flat", "flatten", {}), ("hidden", "dense", {}), ("drop", "dropout", {})]),
    ),
    "conv after conv": lambda: Case(
        "missing activation",
        "b",
        "Insert a ReLU",
        pictures([("a", "conv2d", {}), ("b", "conv2d", {}), ("flat", "flatten", {})]),
    ),
    "bias": lambda: Case("bias before batch norm", "dense", "Switch the bias off", normalised(8, True)),
    "batch of one": lambda: Case("batch of one", "norm", "Set the batch size to 32", normalised(1, False)),
    "batch of one, group": lambda: Case("batch of one", "norm", "Replace by a Group norm", normalised(1, False)),
    "dead branch": lambda: Case("dead branch", "end", "Remove the branch", dead_branch()),
    "unused target": lambda: Case("unused data", "other", "Remove it", unused_target()),
    "no weight": lambda: Case(
        "loss without weight",
        "loss",
        "Set the weight to 1",
        drawn(
            [IMAGE, ("flat", "flatten", {}), SCORES, DIGIT, ("loss", "cross_entropy", {"weight": 0})],
            f"image.out>flat.in flat.out>scores.in scores.out>loss.prediction {GRADED}",
        ),
    ),
    "too many outputs": lambda: Case(
        "outputs unlike classes", "loss", "Set units of 'scores' to 10", compared(12, DIGIT, "cross_entropy")
    ),
    "too few outputs": lambda: Case(
        "classes", "loss", "Set units of 'scores' to 10", compared(5, DIGIT, "cross_entropy")
    ),
    "receptive field": lambda: Case(
        "receptive field",
        "pool",
        "Insert a Max pool before 'b'",
        pictures(
            [
                ("a", "conv2d", {"kernel": 5}),
                ("r", "relu", {}),
                ("b", "conv2d", {"kernel": 5}),
                ("s", "relu", {}),
                ("pool", "global_average_pool", {}),
            ],
            parameters={"height": 24, "width": 24},
        ),
    ),
    "target range": lambda: Case("target range", "loss", "Scale 'y' to 0..1", table(None, "binary_cross_entropy")),
    "target range, other loss": lambda: Case(
        "target range", "loss", "Use Mean squared error", table(None, "binary_cross_entropy")
    ),
    "target out of reach": lambda: Case(
        "target out of reach", "loss", "Remove the Sigmoid", table("sigmoid", "mse")
    ),
    "numbers for classes": lambda: Case(
        "field kind",
        "y",
        "Turn 'y' into classes",
        drawn(
            [("x", "vector", {"field": "x", "features": 1}), SCORES, ("y", "class_target", {"field": "y"}), LOSS],
            "x.out>scores.in scores.out>loss.prediction y.out>loss.target",
            data=TABLE,
        ),
    ),
    "value for classes": lambda: Case(
        "element type", "loss", "Make 'y' a Class target", compared(4, ("y", "value_target", {}), "cross_entropy")
    ),
    "class for values": lambda: Case("element type", "loss", "Use Cross-entropy", compared(10, DIGIT, "mse")),
    "no flatten": lambda: Case(
        "shape",
        "loss",
        "Insert a Flatten before 'scores'",
        pictures([("a", "conv2d", {}), ("r", "relu", {})]),
    ),
    "no scores": lambda: Case(
        "shape",
        "loss",
        "Insert a Flatten and a Dense of 10 units",
        lone([IMAGE, DIGIT, LOSS], f"image.out>loss.prediction {GRADED}"),
    ),
    "stray": lambda: Case("unconnected", "dense", "Remove it", lone([("dense", "dense", {})], "")),
    "global pool": lambda: Case(
        "shape",
        "loss",
        "Insert a Global average pool before 'scores'",
        pictures([("a", "conv2d", {}), ("r", "relu", {})], parameters={"height": 4, "width": 4}),
    ),
    "columns as steps": lambda: Case(
        "rank",
        "lstm",
        "Read the columns as steps (Permute, Flatten)",
        lone([IMAGE, ("lstm", "lstm", {})], "image.out>lstm.in"),
    ),
    "video for volumes": lambda: Case(
        "rank",
        "conv",
        "Insert a Permute that puts channels before time",
        lone([("clip", "video", {}), ("conv", "conv3d", {})], "clip.out>conv.in"),
    ),
    "other rank": lambda: Case(
        "rank", "conv", "Use Conv 1-D", sequences([("conv", "conv2d", {})], CHAIN.format("conv", "out"))
    ),
    "every step": lambda: Case(
        "shape",
        "loss",
        "Take the output 'last' of 'lstm'",
        words(
            [("vectors", "embedding", {}), ("lstm", "lstm", {})],
            "text.out>vectors.in vectors.out>lstm.in lstm.sequence>scores.in",
        ),
    ),
    "every step of vectors": lambda: Case(
        "shape",
        "loss",
        "Take the last step",
        words([("vectors", "embedding", {})], "text.out>vectors.in vectors.out>scores.in"),
    ),
    "no embedding": lambda: Case(
        "element type",
        "lstm",
        "Insert an Embedding",
        words([("lstm", "lstm", {})], "text.out>lstm.in lstm.last>scores.in"),
    ),
    "no one-hot": lambda: Case(
        "element type",
        "lstm",
        "Insert a One-hot",
        words([("lstm", "lstm", {})], "text.out>lstm.in lstm.last>scores.in"),
    ),
    "shortcut": lambda: Case(
        "sizes",
        "sum",
        "Insert a 1×1 convolution with stride 2 on the wire from 'r'",
        skipping({"filters": 32, "stride": 2}),
    ),
    "padding": lambda: Case("sizes", "sum", "Set padding of 'b' to same", skipping({"filters": 16, "padding": 0})),
    "time lengths": lambda: Case(
        "sizes",
        "sum",
        "Leave out the first 2 steps of 'steps'",
        sequences(
            [("conv", "conv1d", {"filters": 6, "padding": 0}), ("sum", "add", {})],
            "steps.out>conv.in steps.out>sum.in1 conv.out>sum.in2 sum.out>result.in",
        ),
    ),
    "lengths of one alone": lambda: Case(
        "time lengths",
        "sum",
        "Switch ragged off at 'other'",
        sequences(
            [("other", "sequence", {"features": 6, "ragged": True}), ("sum", "add", {})],
            "steps.out>sum.in1 other.out>sum.in2 sum.out>result.in",
        ),
    ),
    "two inputs": lambda: Case(
        "sizes",
        "sum",
        "Set length of 'other' to T",
        sequences(
            [("other", "sequence", {"length": "S", "features": 6}), ("sum", "add", {})],
            "steps.out>sum.in1 other.out>sum.in2 sum.out>result.in",
        ),
    ),
    "kernel": lambda: Case(
        "kernel",
        "conv",
        "Set kernel to 3",
        lone(
            [("image", "image", {"height": 4, "width": 4}), ("conv", "conv2d", {"kernel": 7, "padding": 0})],
            "image.out>conv.in",
        ),
    ),
    "dropout": lambda: Case(
        "dropout",
        "lstm",
        "Set dropout to 0",
        sequences([("lstm", "lstm", {"dropout": 0.3})], CHAIN.format("lstm", "last")),
    ),
    "dropout, two layers": lambda: Case(
        "dropout",
        "lstm",
        "Set layers to 2",
        sequences([("lstm", "lstm", {"dropout": 0.3})], CHAIN.format("lstm", "last")),
    ),
    "groups": lambda: Case(
        "groups",
        "norm",
        "Set groups to 3",
        sequences([("norm", "group_norm", {"groups": 4})], CHAIN.format("norm", "out")),
    ),
    "vocabulary": lambda: Case(
        "vocabulary",
        "vectors",
        "Leave vocabulary empty",
        lone([("text", "tokens", {}), ("vectors", "embedding", {"vocabulary": 5})], "text.out>vectors.in"),
    ),
    "initial state": lambda: Case(
        "initial state",
        "two",
        "Set units of 'two' to 20",
        sequences(
            [("one", "gru", {"units": 20}), ("two", "gru", {})],
            "steps.out>one.in steps.out>two.in one.hidden>two.initial_hidden two.last>result.in",
        ),
    ),
    "state for samples": lambda: Case(
        "batch",
        "flat",
        "Take the output 'last' of 'gru'",
        sequences(
            [("gru", "gru", {}), ("flat", "flatten", {})], "steps.out>gru.in gru.hidden>flat.in flat.out>result.in"
        ),
    ),
    "two problems in a row": lambda: Case(
        "dropout",
        "lstm",
        "Set dropout to 0, take the output 'last' of 'lstm'",
        words(
            [("vectors", "embedding", {}), ("lstm", "lstm", {"dropout": 0.3})],
            "text.out>vectors.in vectors.out>lstm.in lstm.sequence>scores.in",
        ),
    ),
    "wrong value": lambda: Case(
        "parameter", "dense", "Set units back to its default", lone([("dense", "dense", {"units": -1})], "")
    ),
    "misspelt": lambda: Case(
        "parameter", "dense", "Rename 'unit' to 'units'", lone([("dense", "dense", {"unit": 5})], "")
    ),
    "unknown layer": lambda: Case(
        "unknown layer",
        "dense",
        "Make it a Dense",
        lone([("x", "vector", {}), ("dense", "dens", {})], "x.out>dense.in"),
    ),
    "no wire": lambda: Case(
        "unconnected", "dense", "Wire 'x' to it", lone([("x", "vector", {}), ("dense", "dense", {})], "")
    ),
    "no such port": lambda: Case(
        "port",
        "dense",
        "Wire it to 'in'",
        lone([("x", "vector", {}), ("dense", "dense", {})], "x.out>dense.input"),
    ),
    "cycle": lambda: Case(
        "cycle",
        "sum",
        "Remove the wire dense.out → sum.in3",
        lone(
            [("x", "vector", {}), ("y", "vector", {}), ("sum", "add", {}), ("dense", "dense", {"units": 8})],
            "x.out>sum.in1 y.out>sum.in2 dense.out>sum.in3 sum.out>dense.in",
        ),
    ),
    "monitor": lambda: Case(
        "monitor", "", "Monitor 'loss'", lone([("x", "vector", {})], "", training={"monitor": "acuracy"})
    ),
    "training": lambda: Case(
        "training",
        "",
        "Set optimizer momentum back to its default",
        lone([], "", training={"optimizer": {"type": "sgd", "momentum": 2}}),
    ),
    "field": lambda: Case(
        "field",
        "x",
        "Bind it to 'x'",
        lone([("x", "vector", {"field": "z"})], "", data=TABLE),
    ),
}
