"""One broken document for every repair: what it breaks, and a fix for it."""

from __future__ import annotations

from collections.abc import Callable

from tests.lints.scenes import (
    CHAIN,
    DIGIT,
    GRADED,
    IMAGE,
    LOSS,
    TABLE,
    Case,
    compared,
    halved,
    lone,
    outlined,
    pictures,
    sequences,
    skipping,
    spelled,
    unpooled,
    words,
)

REPAIR_CASES: dict[str, Callable[[], Case]] = {
    "too few outputs": lambda: Case(
        "classes", "loss", "Set units of 'scores' to 10", compared(5, DIGIT, "cross_entropy")
    ),
    "value for classes": lambda: Case(
        "element type",
        "loss",
        "Change 'y' to a Class target",
        compared(4, ("y", "value_target", {}), "cross_entropy"),
    ),
    "class for values": lambda: Case("element type", "loss", "Use Cross-entropy", compared(10, DIGIT, "mse")),
    "blank of loss and metric is a token": lambda: Case(
        "blank", "loss", "Set blank of 'loss' and 'errors' to 0", spelled(4, 4)
    ),
    "blank of the metric is a token": lambda: Case("blank", "errors", "Set blank of 'errors' to 0", spelled(0, 4)),
    "no flatten": lambda: Case(
        "shape",
        "loss",
        "Insert a Flatten before 'scores'",
        pictures([("a", "conv2d", {}), ("r", "relu", {})]),
    ),
    "no scores": lambda: Case(
        "shape",
        "loss",
        "Insert a Flatten and a Dense with 10 units",
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
        "Treat columns as steps (Permute, Flatten)",
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
        "Use the output 'last' of 'lstm'",
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
    "odd size": lambda: Case("sizes", "j2", "Set output_padding of 't2' to 1", halved(30)),
    "odd size, resized": lambda: Case("sizes", "j1", "Insert a Resize like 'r1'", halved(29)),
    "odd size, cropped": lambda: Case("sizes", "j1", "Crop 'r1' to 28×28", halved(29)),
    "odd size behind odd size": lambda: Case("sizes", "j2", "Insert a Resize like 'r2'", halved(31)),
    "odd size of a mask": lambda: Case("shape", "loss", "Set output_padding of 't' to 1", outlined(29)),
    "odd size of a mask, resized": lambda: Case("shape", "loss", "Insert a Resize to 29×29", outlined(29)),
    "rows lost": lambda: Case("rows lost", "u2", "Wire p1 to 'like' of 'u2'", unpooled(10, 12)),
    "rows lost before": lambda: Case("indices", "u1", "Wire p1 to 'like' of 'u2'", unpooled(10, 12)),
    "positions of another width": lambda: Case("index range", "u2", "Wire p1 to 'like' of 'u2'", unpooled(12, 10)),
    "time lengths": lambda: Case(
        "sizes",
        "sum",
        "Drop the first 2 steps of 'steps'",
        sequences(
            [("conv", "conv1d", {"filters": 6, "padding": 0}), ("sum", "add", {})],
            "steps.out>conv.in steps.out>sum.in1 conv.out>sum.in2 sum.out>result.in",
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
        "Use the output 'last' of 'gru'",
        sequences(
            [("gru", "gru", {}), ("flat", "flatten", {})], "steps.out>gru.in gru.hidden>flat.in flat.out>result.in"
        ),
    ),
    "two problems in a row": lambda: Case(
        "dropout",
        "lstm",
        "Set dropout to 0, use the output 'last' of 'lstm'",
        words(
            [("vectors", "embedding", {}), ("lstm", "lstm", {"dropout": 0.3})],
            "text.out>vectors.in vectors.out>lstm.in lstm.sequence>scores.in",
        ),
    ),
    "wrong value": lambda: Case(
        "parameter", "dense", "Reset units to its default", lone([("dense", "dense", {"units": -1})], "")
    ),
    "misspelt": lambda: Case(
        "parameter", "dense", "Rename 'unit' to 'units'", lone([("dense", "dense", {"unit": 5})], "")
    ),
    "unknown layer": lambda: Case(
        "unknown layer",
        "dense",
        "Change it to a Dense",
        lone([("x", "vector", {}), ("dense", "dens", {})], "x.out>dense.in"),
    ),
    "no wire": lambda: Case(
        "unconnected", "dense", "Connect 'x' to it", lone([("x", "vector", {}), ("dense", "dense", {})], "")
    ),
    "no such port": lambda: Case(
        "port",
        "dense",
        "Connect it to 'in'",
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
        "Reset optimizer momentum to its default",
        lone([], "", training={"optimizer": {"type": "sgd", "momentum": 2}}),
    ),
    "initial weights of the document": lambda: Case(
        "initial weights",
        "",
        "Take the initial 'weight' of the document back",
        lone([], "", initialisation={"weight": {"type": "nonsense"}}),
    ),
    "field": lambda: Case(
        "field",
        "x",
        "Bind it to 'x'",
        lone([("x", "vector", {"field": "z"})], "", data=TABLE),
    ),
}
