"""Predictions on new inputs: names, texts and numbers as the data has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from backend.data.prepare import load
from backend.engine.evaluate import evaluate
from backend.engine.predict import END, START, decode_greedily, predict
from backend.errors import LoomError
from tests.engine.documents import digits, node, spelling, table, texts, trained


def test_classes_have_names_and_probabilities(tmp_path: Path) -> None:
    finished = trained(texts(tmp_path, epochs=12), tmp_path)
    first, second = predict(Path(finished.run), ["aaaaa", "bbb"])
    assert (first.input, first.output) == ("aaaaa", "more a")
    assert (second.input, second.output) == ("bbb", "more b")
    assert list(first.probabilities) == ["more a", "more b"]
    assert sum(first.probabilities.values()) == pytest.approx(1)


def test_what_is_compared_with_a_one_hot_class_is_answered_with_its_name(tmp_path: Path) -> None:
    document: Any = digits(epochs=6)
    nodes, edges = document["graph"]["nodes"], document["graph"]["edges"]
    nodes[:] = [found for found in nodes if found["id"] != "accuracy"] + [node("shares", "one_hot")]
    next(found for found in nodes if found["id"] == "loss")["type"] = "mse"
    edges[:] = [edge for edge in edges if not edge[1].startswith("accuracy") and edge[1] != "loss.target"]
    edges += [["digit.out", "shares.in"], ["shares.out", "loss.target"]]
    run = Path(trained(document, tmp_path).run)
    data = load(document["data"], tmp_path)
    rows = data.rows["test"][:40]
    np.save(tmp_path / "new.npy", data.fields["image"].values[rows] * 16)
    predictions = predict(run, [str(tmp_path / "new.npy")])
    right = [p.output == str(n) for p, n in zip(predictions, data.fields["digit"].values[rows])]
    assert np.mean(right) > 0.5
    assert predictions[0].probabilities is None


def test_a_prediction_does_not_depend_on_its_neighbours(tmp_path: Path) -> None:
    run = Path(trained(texts(tmp_path), tmp_path).run)
    alone = predict(run, ["ab"])[0].probabilities
    beside = predict(run, ["ab", "abababababab"])[0].probabilities
    assert alone == pytest.approx(beside, abs=1e-6)


def test_pictures_come_from_files(tmp_path: Path) -> None:
    run = Path(trained(digits(epochs=6), tmp_path).run)
    data = load(digits()["data"], tmp_path)
    rows = data.rows["test"][:40]
    np.save(tmp_path / "new.npy", data.fields["image"].values[rows] * 16)
    predictions = predict(run, [str(tmp_path / "new.npy")])
    right = [p.output == str(n) for p, n in zip(predictions, data.fields["digit"].values[rows])]
    assert np.mean(right) > 0.6
    assert predictions[3].input.endswith("new.npy[3]")


def test_numbers_are_in_the_units_of_the_data(tmp_path: Path) -> None:
    run = Path(trained(table(tmp_path, epochs=60), tmp_path).run)
    (tmp_path / "new.csv").write_text("a,b\n0.9,0.1\n0.1,0.9\n")
    high, low = predict(run, [str(tmp_path / "new.csv")])
    assert high.output == pytest.approx(143, abs=12)
    assert low.output == pytest.approx(87, abs=12)


def test_greedy_decoding_is_as_often_right_as_the_exact_match_under_teacher_forcing(tmp_path: Path) -> None:
    document = spelling(tmp_path)
    run = Path(trained(document, tmp_path).run)
    measured = evaluate(run)
    lines = (tmp_path / "spelling.csv").read_text().splitlines()[1:]
    pairs = [lines[row].split(",") for row in load(document["data"], tmp_path).rows["test"]]
    written = predict(run, [number for number, _ in pairs])
    right = [prediction.output == words for prediction, (_, words) in zip(written, pairs)]
    assert 0 < np.mean(right) < 1
    assert np.mean(right) == pytest.approx(measured.metrics["exact"])
    assert len(predict(run, [pairs[0][0]], longest=1)[0].output.split()) == 1


def test_decoding_ends_each_row_at_its_end_token() -> None:
    script = torch.tensor([[5, 6, END, 7], [5, END, 8, 8]])

    def scores(tokens: torch.Tensor) -> torch.Tensor:
        assert (tokens[:, 0] == START).all()
        return torch.nn.functional.one_hot(script[:, : tokens.shape[1]], 9).float()

    decoded = decode_greedily(scores, 2, 10, torch.device("cpu"))
    assert decoded.tolist() == [[5, 6, END], [5, END, 0]]


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoomError, match="there is no run here"):
        predict(tmp_path, ["x"])
