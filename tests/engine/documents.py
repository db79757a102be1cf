"""Small documents that train in moments: digits, a table, a ragged text, and a text that writes another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import numpy as np

from backend.declare.parameters import Json
from backend.engine.loop import Control
from backend.engine.training_run import run_training
from backend.training.events import Event, Finished, Train

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NO_STEP: Json = {"type": "sgd", "learning_rate": 1e-30}
"""So low a rate that the weights stay as they were drawn."""


def node(node_id: str, kind: str, **parameters: Json) -> Json:
    return {"id": node_id, "type": kind, "parameters": parameters, "position": [0, 0]}


def graph(nodes: list[Json], *wires: str) -> Json:
    """Wires as ``"a.out b.in"``."""
    return {"nodes": nodes, "edges": [wire.split() for wire in wires]}


def digits(**training: Json) -> dict[str, Json]:
    """A convolution with batch norm and dropout, on a fifth of the digits."""
    nodes = [
        node("image", "image", field="image", height=8, width=8),
        node("conv", "conv2d", filters=4),
        node("norm", "batch_norm2d"),
        node("relu", "relu"),
        node("pool", "max_pool2d"),
        node("flatten", "flatten"),
        node("dropout", "dropout", rate=0.2),
        node("scores", "dense", units=10),
        node("digit", "class_target", field="digit"),
        node("loss", "cross_entropy"),
        node("accuracy", "accuracy"),
    ]
    wires = graph(
        nodes,
        *("image.out conv.in", "conv.out norm.in", "norm.out relu.in", "relu.out pool.in", "pool.out flatten.in"),
        *("flatten.out dropout.in", "dropout.out scores.in", "scores.out loss.prediction"),
        *("digit.out loss.target", "scores.out accuracy.prediction", "digit.out accuracy.target"),
    )
    data = {
        "source": {"type": "digits"},
        "fields": {
            "image": {"column": "image", "transforms": [{"type": "scale"}]},
            "digit": {"column": "digit", "transforms": [{"type": "classes"}]},
        },
        "split": {"type": "random", "train": 0.2, "validation": 0.1, "test": 0.7},
    }
    defaults = {"epochs": 3, "batch_size": 32, "optimizer": {"type": "adam", "learning_rate": 0.01}}
    return {"format": 1, "graph": wires, "data": data, "training": {**defaults, **training}}


def table(folder: Path, **training: Json) -> dict[str, Json]:
    """A regression on a little table, with dropout and a metric in units."""
    random = Random(0)
    rows = [(random.random(), random.random()) for _ in range(80)]
    lines = [f"{a:.4f},{b:.4f},{100 + 50 * a - 20 * b:.4f}" for a, b in rows]
    (folder / "table.csv").write_text("\n".join(["a,b,price", *lines]), encoding="utf-8")
    nodes = [
        node("features", "vector", field="features", features=2),
        node("hidden", "dense", units=8),
        node("relu", "relu"),
        node("dropout", "dropout", rate=0.1),
        node("out", "dense", units=1),
        node("price", "value_target", field="price"),
        node("loss", "mse"),
        node("mae", "mae"),
    ]
    wires = graph(
        nodes,
        *("features.out hidden.in", "hidden.out relu.in", "relu.out dropout.in", "dropout.out out.in"),
        *("out.out loss.prediction", "price.out loss.target", "out.out mae.prediction", "price.out mae.target"),
    )
    data = {
        "source": {"type": "csv_table", "path": "table.csv", "features": ["a", "b"], "target": "price"},
        "fields": {
            "features": {"column": "features", "transforms": []},
            "price": {"column": "price", "transforms": [{"type": "standardise"}]},
        },
        "split": {"type": "random", "train": 0.6, "validation": 0.2, "test": 0.2},
    }
    defaults = {"epochs": 4, "batch_size": 16, "optimizer": {"type": "adam", "learning_rate": 0.01}}
    return {"format": 1, "graph": wires, "data": data, "training": {**defaults, **training}}


def texts(folder: Path, **training: Json) -> dict[str, Json]:
    """A bidirectional GRU over ragged words that tells which letter a word has more of."""
    random = Random(0)
    words = ["".join(random.choice("ab") for _ in range(random.choice([1, 3, 5, 7]))) for _ in range(120)]
    lines = [f"{word},{'more a' if word.count('a') > word.count('b') else 'more b'}" for word in words]
    (folder / "texts.csv").write_text("\n".join(["word,kind", *lines]), encoding="utf-8")
    nodes = [
        node("word", "tokens", field="word", vocabulary=6, ragged=True),
        node("embedding", "embedding", features=4),
        node("gru", "gru", units=6, direction="bidirectional"),
        node("dropout", "dropout", rate=0.1),
        node("scores", "dense", units=2),
        node("kind", "class_target", field="kind", classes=2),
        node("loss", "cross_entropy"),
        node("accuracy", "accuracy"),
    ]
    wires = graph(
        nodes,
        *("word.out embedding.in", "embedding.out gru.in", "gru.last dropout.in", "dropout.out scores.in"),
        *("scores.out loss.prediction", "kind.out loss.target"),
        *("scores.out accuracy.prediction", "kind.out accuracy.target"),
    )
    data = {
        "source": {"type": "csv_text", "path": "texts.csv", "text": "word", "label": "kind"},
        "fields": {
            "word": {"column": "word", "transforms": [{"type": "characters"}]},
            "kind": {"column": "kind", "transforms": [{"type": "classes"}]},
        },
        "split": {"type": "random", "train": 0.6, "validation": 0.2, "test": 0.2},
    }
    defaults = {"epochs": 3, "batch_size": 16, "optimizer": {"type": "adam", "learning_rate": 0.01}}
    return {"format": 1, "graph": wires, "data": data, "training": {**defaults, **training}}


def spelling(folder: Path, **training: Json) -> dict[str, Json]:
    """A GRU that reads a number and another, under teacher forcing, that spells it."""
    names = "zero one two three four five six seven eight nine".split()
    lines = [f"{a}{b},{names[a]} {names[b]}" for a in range(10) for b in range(10)]
    (folder / "spelling.csv").write_text("\n".join(["number,words", *lines]), encoding="utf-8")
    nodes = [
        node("number", "tokens", field="number", vocabulary=14, ragged=True),
        node("reading", "embedding", features=8),
        node("reader", "gru", units=32),
        node("so_far", "tokens", field="words", vocabulary=14, ragged=True, teacher_forcing=True),
        node("writing", "embedding", features=8),
        node("writer", "gru", units=32),
        node("scores", "dense", units=14),
        node("next", "token_target", field="words", vocabulary=14, ragged=True, next_token=True),
        node("loss", "cross_entropy"),
        node("exact", "exact_match"),
    ]
    wires = graph(
        nodes,
        *("number.out reading.in", "reading.out reader.in", "so_far.out writing.in", "writing.out writer.in"),
        *("reader.hidden writer.initial_hidden", "writer.sequence scores.in"),
        *("scores.out loss.prediction", "next.out loss.target"),
        *("scores.out exact.prediction", "next.out exact.target"),
    )
    data = {
        "source": {"type": "csv_text", "path": "spelling.csv", "text": "number", "label": "words"},
        "fields": {
            "number": {"column": "number", "transforms": [{"type": "characters"}]},
            "words": {"column": "words", "transforms": [{"type": "words", "bounds": True}]},
        },
        "split": {"type": "random", "train": 0.6, "validation": 0.1, "test": 0.3},
    }
    defaults = {"epochs": 25, "batch_size": 16, "optimizer": {"type": "adam", "learning_rate": 0.02}}
    return {"format": 1, "graph": wires, "data": data, "training": {**defaults, **training}}


def strips(folder: Path, written: Sequence[str], **training: Json) -> dict[str, Json]:
    """Texts of the letters a, b and c, read by CTC from 8 steps of which a stride leaves 4."""
    random = np.random.default_rng(0)
    x = random.normal(size=(len(written), 8, 2)).astype(np.float32)
    np.savez(folder / "strips.npz", x=x, y=np.array(written))
    nodes = [
        node("x", "sequence", field="x", length=8, features=2),
        node("short", "conv1d", filters=6, stride=2),
        node("scores", "dense", units=7),
        node("y", "token_target", field="y", vocabulary=7, ragged=True),
        node("loss", "ctc"),
        node("errors", "token_error_rate"),
    ]
    wires = graph(
        nodes,
        *("x.out short.in", "short.out scores.in", "scores.out loss.prediction", "y.out loss.target"),
        *("scores.out errors.prediction", "y.out errors.target"),
    )
    fields = {"x": {"column": "x"}, "y": {"column": "y", "transforms": [{"type": "characters"}]}}
    split = {"type": "in_time", "train": 0.5, "validation": 0.25, "test": 0.25}
    data = {"source": {"type": "npz", "path": "strips.npz"}, "fields": fields, "split": split}
    return {"format": 1, "graph": wires, "data": data, "training": {"epochs": 2, "batch_size": 4, **training}}


def masks(
    folder: Path, labelled: Sequence[bool], loss: str = "cross_entropy", **training: Json
) -> dict[str, Json]:
    """Pictures of noise in their order, with masks of two classes, or of none where they are not labelled."""
    random = np.random.default_rng(1)
    x = random.integers(0, 256, (len(labelled), 4, 4)).astype(np.uint8)
    y = np.where(np.array(labelled)[:, None, None], (x > 120).astype(np.uint8), 255).astype(np.uint8)
    y[0, 0] = 255  # so that not all pictures have as many labels
    np.savez(folder / "masks.npz", x=x[:, None], y=y)
    nodes = [
        node("x", "image", field="x", channels=1, height=4, width=4),
        node("scores", "conv2d", filters=2),
        node("y", "mask_target", field="y", height=4, width=4, classes=2, ignore_unlabelled=True),
        node("loss", loss),
        node("iou", "mean_iou"),
    ]
    wires = graph(
        nodes,
        *("x.out scores.in", "scores.out loss.prediction", "y.out loss.target"),
        *("scores.out iou.prediction", "y.out iou.target"),
    )
    fields = {
        "x": {"column": "x", "transforms": [{"type": "scale"}]},
        "y": {"column": "y", "transforms": [{"type": "pixel_classes", "ignore": 255}]},
    }
    split = {"type": "in_time", "train": 0.5, "validation": 0.25, "test": 0.25}
    data = {"source": {"type": "npz", "path": "masks.npz"}, "fields": fields, "split": split}
    return {"format": 1, "graph": wires, "data": data, "training": {"epochs": 2, "batch_size": 1, **training}}


def weighted(folder: Path, classes: list[int], weights: list[float], **training: Json) -> dict[str, Json]:
    """Rows of noise in their order: half for training, a quarter each for validation and test."""
    x = np.random.default_rng(0).normal(size=(len(classes), 3)).astype(np.float32)
    np.savez(folder / "rows.npz", x=x, y=np.array(classes))
    nodes = [
        node("x", "vector", field="x", features=3),
        node("scores", "dense", units=2),
        node("y", "class_target", field="y", classes=2),
        node("loss", "cross_entropy", class_weights=weights),
    ]
    fields = {"x": {"column": "x"}, "y": {"column": "y", "transforms": [{"type": "classes"}]}}
    split = {"type": "in_time", "train": 0.5, "validation": 0.25, "test": 0.25}
    return {
        "format": 1,
        "graph": graph(nodes, "x.out scores.in", "scores.out loss.prediction", "y.out loss.target"),
        "data": {"source": {"type": "npz", "path": "rows.npz"}, "fields": fields, "split": split},
        "training": {"epochs": 1, "batch_size": 2, "optimizer": NO_STEP, **training},
    }


def infinite(folder: Path) -> dict[str, Json]:
    """A regression whose validation split has a number with a square beyond what float32 can hold."""
    document = weighted(folder, [0, 1] * 6, [1, 1])
    x = np.random.default_rng(0).normal(size=(12, 3)).astype(np.float32)
    x[7] = 1e25
    np.savez(folder / "rows.npz", x=x, y=np.zeros(12, np.float32))
    nodes = document["graph"]["nodes"]
    nodes[1:] = [node("scores", "dense", units=1), node("y", "value_target", field="y"), node("loss", "mse")]
    document["data"]["fields"]["y"] = {"column": "y"}
    return document


def command(document: dict[str, Json], folder: Path, **fields: Json) -> Train:
    return Train(document, "small", str(folder), **fields)


def events_of(training: Train, control: Control | None = None) -> list[Event]:
    return list(run_training(training, control or Control()))


def trained(document: dict[str, Json], folder: Path, **fields: Json) -> Finished:
    """Trains to the end and returns the last event."""
    last = events_of(command(document, folder, **fields))[-1]
    assert isinstance(last, Finished)
    return last


def replaced(content: Json, path: str, value: Json) -> Json:
    """A copy of JSON with the value at ``graph.nodes.0.type`` replaced."""
    key, _, rest = path.partition(".")
    items: Iterable[tuple[Json, Json]] = content.items() if isinstance(content, dict) else enumerate(content)
    new = {k: (replaced(v, rest, value) if rest else value) if str(k) == key else v for k, v in items}
    return new if isinstance(content, dict) else list(new.values())
