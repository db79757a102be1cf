"""Whole numbers of arrays as tokens and as the class of each step, and one-hot labels, up to prediction."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from backend.cli.commands import run_command
from backend.data.prepare import load
from backend.declare.parameters import Json
from backend.document.file import from_json, save
from backend.engine.predict import predict
from backend.errors import DataError, LoomError
from tests.engine.documents import command, events_of, graph, node, replaced, trained

ROWS, STEPS = 40, 6


def arrays(folder: Path, **changed: np.ndarray) -> None:
    """Tokens from 1 to 9, a stage for each, and whether the first is large."""
    tokens = np.random.default_rng(0).integers(1, 10, size=(ROWS, STEPS))
    made = {"x": tokens, "y": (tokens[:, 0] > 4).astype(int), "stages": np.where(tokens > 4, 5, 2)}
    made |= changed
    np.savez(folder / "i.npz", x=made["x"], y=made["y"], stages=made["stages"])


def ended(folder: Path) -> None:
    """Rows of 1 to 6 tokens, filled up with 0; the stages with -1."""
    real = np.arange(STEPS) <= (np.arange(ROWS) % STEPS)[:, None]
    tokens = np.where(real, np.random.default_rng(0).integers(1, 10, size=(ROWS, STEPS)), 0)
    arrays(folder, x=tokens, stages=np.where(real, np.where(tokens > 4, 5, 2), -1))


def reader(transforms: list[Json], **tokens: Json) -> dict[str, Json]:
    """A class of a row of tokens."""
    nodes = [
        node("x", "tokens", field="x", **{"vocabulary": 10, "length": STEPS, **tokens}),
        node("e", "embedding", features=8),
        node("l", "lstm", units=8),
        node("s", "dense", units=2),
        node("y", "class_target", field="y", classes=2),
        node("loss", "cross_entropy"),
    ]
    wires = ("x.out e.in", "e.out l.in", "l.last s.in", "s.out loss.prediction", "y.out loss.target")
    fields = {"x": {"transforms": transforms}, "y": {"transforms": [{"type": "classes"}]}}
    return {
        "format": 1,
        "graph": graph(nodes, *wires),
        "data": {"source": {"type": "npz", "path": "i.npz"}, "fields": fields},
        "training": {"epochs": 1, "batch_size": 8},
    }


NUMBERS: Json = [{"type": "token_numbers"}]
RAGGED: dict[str, Json] = {"ragged": True, "length": "T"}


@pytest.mark.parametrize("dtype", ["int8", "int32", "int64", "uint8", "uint64", "float32", "float64"])
def test_whole_numbers_of_any_type_are_tokens(tmp_path: Path, dtype: str) -> None:
    arrays(tmp_path)
    as_it_was = trained(reader(NUMBERS), tmp_path).metrics
    arrays(tmp_path, x=np.load(tmp_path / "i.npz")["x"].astype(dtype))
    assert trained(reader(NUMBERS), tmp_path).metrics == as_it_was


def test_the_transform_that_is_missing_is_named(tmp_path: Path) -> None:
    arrays(tmp_path)
    with pytest.raises(LoomError, match="whole numbers: add the transform Token numbers to the field"):
        events_of(command(reader([]), tmp_path))
    with pytest.raises(LoomError, match=r"received vector: .* Token numbers .* Class per step"):
        events_of(command(reader([{"type": "classes"}]), tmp_path))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (-1, "field 'x', Token numbers: row 3: -1 is negative and can't be a token number"),
        (0.5, "field 'x', Token numbers: row 3: 0.5 is no whole number"),
        (np.nan, "field 'x', Token numbers: row 3: nan is no whole number"),
        (2.0**40, "field 'x', Token numbers: row 3: 1.09951e.12 is too large for an index"),
        (12, r"has 13 \(row 3 holds 12\): set 'vocabulary' to 13"),
    ],
)
def test_what_is_no_token_is_refused_with_its_row(tmp_path: Path, number: float, words: str) -> None:
    arrays(tmp_path)
    changed = np.load(tmp_path / "i.npz")["x"].astype(float)
    changed[2, 4] = number
    arrays(tmp_path, x=changed)
    with pytest.raises(LoomError, match=words):
        events_of(command(reader(NUMBERS), tmp_path))


def test_padding_at_the_end_gives_lengths(tmp_path: Path) -> None:
    ended(tmp_path)
    padded: Json = [{"type": "token_numbers", "padding": 0}]
    field = load(reader(padded)["data"], tmp_path).fields["x"]
    assert field.lengths is not None
    assert field.lengths.tolist() == [1 + row % STEPS for row in range(ROWS)]
    with pytest.raises(LoomError, match="samples of 1 to 6 steps: switch 'ragged' on"):
        events_of(command(reader(padded), tmp_path))
    run = Path(trained(reader(padded, **RAGGED), tmp_path).run)
    np.savez(tmp_path / "short.npz", x=[[3, 7]])
    np.savez(tmp_path / "long.npz", x=[[3, 7, 0, 0, 0], [1, 2, 3, 4, 5]])
    (alone,), (together, _) = (predict(run, [str(tmp_path / f"{name}.npz")]) for name in ("short", "long"))
    assert alone.probabilities == pytest.approx(together.probabilities, abs=1e-6)


def test_zeros_at_the_end_that_count_as_tokens_are_told(tmp_path: Path) -> None:
    ended(tmp_path)
    (told,) = load(reader(NUMBERS)["data"], tmp_path).warnings
    assert told.startswith("field 'x', Token numbers: a 0 at the end of a row counts as a token")
    assert told.endswith("(34 of 40 rows; the first is row 1)")


def tagger(steps: Json, numbers: Json, **shape: Json) -> dict[str, Json]:
    document = reader([numbers], **shape)
    nodes = document["graph"]["nodes"]
    aligned = {"aligned_with": "x"} if shape else {}
    nodes[4] = node("y", "token_target", field="stages", vocabulary=2, **{"length": STEPS, **shape}, **aligned)
    document["graph"]["edges"][2] = ["l.sequence", "s.in"]
    document["data"]["fields"] = {"x": {"transforms": [numbers]}, "stages": {"transforms": [steps]}}
    training = {"epochs": 60, "batch_size": 8, "optimizer": {"type": "adam", "learning_rate": 0.05}}
    return {**document, "training": training}


def test_a_class_for_each_step_comes_back_by_its_label(tmp_path: Path) -> None:
    arrays(tmp_path)
    run = Path(trained(tagger({"type": "step_classes"}, {"type": "token_numbers"}), tmp_path).run)
    np.savez(tmp_path / "new.npz", x=[[1, 9, 2, 8, 3, 7]])
    (answer,) = predict(run, [str(tmp_path / "new.npz")])
    assert answer.output == ["2", "5", "2", "5", "2", "5"]


def test_ragged_steps_are_answered_as_far_as_they_go(tmp_path: Path) -> None:
    ended(tmp_path)
    steps, numbers = {"type": "step_classes", "padding": -1}, {"type": "token_numbers", "padding": 0}
    run = Path(trained(tagger(steps, numbers, **RAGGED), tmp_path).run)
    np.savez(tmp_path / "new.npz", x=[[1, 9, 2, 0], [9, 1, 1, 9]])
    answers = predict(run, [str(tmp_path / "new.npz")])
    assert [answer.output for answer in answers] == [["2", "5", "2"], ["5", "2", "2", "5"]]


def test_a_class_of_a_step_that_training_never_saw_is_told_with_its_row(tmp_path: Path) -> None:
    stages = np.full((ROWS, STEPS), 2)
    section = {
        "source": {"type": "npz", "path": "i.npz"},
        "fields": {"stages": {"transforms": [{"type": "step_classes"}]}},
        "split": {"type": "in_time"},
    }
    stages[-1, 3] = 7
    stages[0, 0] = 5
    arrays(tmp_path, stages=stages)
    data = load(section, tmp_path)
    assert data.fields["stages"].classes == ("2", "5", "7")
    (words,) = data.warnings
    assert "no training row has the class '7'" in words and words.endswith("(1 of 40 rows; it is row 40)")


def test_one_hot_labels_are_classes(tmp_path: Path) -> None:
    arrays(tmp_path)
    y = np.load(tmp_path / "i.npz")["y"]
    document = reader(NUMBERS)
    expected = trained(document, tmp_path).metrics
    arrays(tmp_path, y=np.eye(2)[y])
    with pytest.raises(LoomError, match="add the transform Class of one-hot labels to the field"):
        events_of(command(replaced(document, "data.fields.y.transforms", []), tmp_path))
    labels: Json = [{"type": "one_hot_labels"}]
    assert trained(replaced(document, "data.fields.y.transforms", labels), tmp_path).metrics == expected
    wrong = np.eye(2)[y]
    wrong[4] = [1, 1]
    arrays(tmp_path, y=wrong)
    with pytest.raises(DataError, match=r"row 5: a label must have a single 1 and else 0; received \[1.0, 1.0\]"):
        load(replaced(document, "data.fields.y.transforms", labels)["data"], tmp_path)


def test_lists_of_python_name_a_way(tmp_path: Path) -> None:
    """As Keras keeps its reviews: they would have to be unpickled."""
    lists = np.empty(2, dtype=object)
    lists[:] = [[1, 2, 3], [4]]
    np.savez(tmp_path / "i.npz", x=lists, y=[0, 1])
    with pytest.raises(DataError, match=r"one array \[rows, longest\] of whole numbers, filled up with 0"):
        load(reader(NUMBERS)["data"], tmp_path)


def proposed(folder: Path) -> dict[str, Json]:
    path = folder / "mine.loom.json"
    path.unlink(missing_ok=True)
    assert run_command(["new", str(folder / "i.npz"), "-o", str(path)]) == 0
    return dict(json.loads(path.read_text()))


def transforms(document: dict[str, Json]) -> dict[str, Json]:
    return {name: field["transforms"][0] for name, field in document["data"]["fields"].items()}


def test_new_proposes_tokens_and_a_class_for_each_step(tmp_path: Path) -> None:
    ended(tmp_path)
    document = proposed(tmp_path)
    padded = {"type": "token_numbers", "padding": 0}
    assert transforms(document)["x"] == padded
    assert transforms(document)["stages"] == {"type": "step_classes", "padding": -1}
    assert "token_target" in {one["type"] for one in document["graph"]["nodes"]}
    trained(replaced(document, "training.epochs", 1), tmp_path)


def test_new_proposes_the_class_of_one_hot_labels(tmp_path: Path) -> None:
    arrays(tmp_path)
    np.savez(
        tmp_path / "i.npz",
        x=np.random.default_rng(0).normal(size=(ROWS, 4)).astype(np.float32),
        y=np.eye(3)[np.arange(ROWS) % 3],
    )
    document = proposed(tmp_path)
    assert transforms(document)["y"] == {"type": "one_hot_labels"}
    trained(replaced(document, "training.epochs", 1), tmp_path)


def test_the_exported_script_trains_the_same(tmp_path: Path) -> None:
    ended(tmp_path)
    steps, numbers = {"type": "step_classes", "padding": -1}, {"type": "token_numbers", "padding": 0}
    document = replaced(tagger(steps, numbers, **RAGGED), "training.epochs", 2)
    finished = trained(document, tmp_path)
    save(from_json(document, "small"), tmp_path / "small.loom.json")
    script = tmp_path / "small.py"
    assert run_command(["export", str(tmp_path / "small.loom.json"), "--training", "-o", str(script)]) == 0
    printed = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True).stdout
    assert f"test: loss {finished.metrics['loss']:.6g}" in printed


@pytest.mark.parametrize(
    ("settings", "rows", "told"),
    [
        ({}, [[0, 0, 3, 4, 5, 6]], True),
        ({"padding": 0}, [[0, 0, 3, 4, 0, 0]], True),
        ({"padding": 0}, [[1, 0, 3, 4, 0, 0]], False),
        ({"padding": 0}, [[0, 0, 0, 0, 0, 0]], False),
        ({}, [[0, 2, 3, 4, 5, 6]], False),
    ],
)
def test_padding_in_front_is_told(settings: Json, rows: list[list[int]], told: bool, tmp_path: Path) -> None:
    tokens = np.array([*([[1, 2, 3, 4, 5, 6]] * (ROWS - 1)), *rows])
    arrays(tmp_path, x=tokens)
    data = load(reader([{"type": "token_numbers", **settings}])["data"], tmp_path)
    notes = [words for words in data.warnings if "padding in front of a row counts as tokens" in words]
    assert [f"(1 of {ROWS} rows; it is row {ROWS})" in words for words in notes] == [True] * told


def test_zeros_of_ones_and_zeros_are_no_padding(tmp_path: Path) -> None:
    arrays(tmp_path, x=np.array([[0, 0, 1, 0, 1, 1], [1, 1, 1, 1, 1, 0]] * (ROWS // 2), dtype=bool))
    assert load(reader(NUMBERS)["data"], tmp_path).warnings == ()


def test_a_number_beyond_every_vocabulary_is_called_too_large(tmp_path: Path) -> None:
    tokens = np.ones((ROWS, STEPS), dtype=np.uint64)
    tokens[3, 1] = 2**63 + 5
    arrays(tmp_path, x=tokens, y=np.arange(ROWS) % 2)
    with pytest.raises(DataError, match=r"row 4: 9\.22337e\+18 is too large for an index"):
        load(reader(NUMBERS)["data"], tmp_path)
