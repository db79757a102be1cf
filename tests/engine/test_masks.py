"""A class for each pixel from data to answer, and texts read by CTC from strips of different widths."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend.cli.commands import run_command
from backend.declare.parameters import Json
from backend.engine.evaluate import evaluate
from backend.engine.predict import predict
from backend.errors import LoomError
from tests.engine.documents import graph, node, trained


def road(folder: Path, ignore: bool = True) -> dict[str, Json]:
    """Bright pixels are labelled 7, dark ones 0, and a border 255; a 1×1 convolution can tell."""
    generator = np.random.default_rng(0)
    for place in ("images", "masks"):
        (folder / place).mkdir(exist_ok=True)
    for number in range(24):
        pixels = generator.integers(0, 256, (6, 8), dtype=np.uint8)
        labels = np.where(pixels > 128, 7, 0).astype(np.uint8)
        labels[0] = 255
        Image.fromarray(pixels).save(folder / "images" / f"{number}.png")
        Image.fromarray(labels).save(folder / "masks" / f"{number}.png")
    nodes = [
        node("picture", "image", field="picture", height=6, width=8),
        node("scores", "conv2d", filters=2, kernel=1),
        node("mask", "mask_target", field="mask", classes=2, height=6, width=8, ignore_unlabelled=ignore),
        *(node(name, name) for name in ("cross_entropy", "focal", "dice", "accuracy", "mean_iou", "f1")),
    ]
    graded = [one["id"] for one in nodes[3:]]
    wires = graph(
        nodes,
        "picture.out scores.in",
        *(f"scores.out {name}.prediction" for name in graded),
        *(f"mask.out {name}.target" for name in graded),
    )
    data = {
        "source": {"type": "labelled_pictures", "path": ".", "size": [6, 8], "colour": "grey"},
        "fields": {
            "picture": {"transforms": [{"type": "scale", "minimum": 0, "maximum": 255}]},
            "mask": {"transforms": [{"type": "pixel_classes", "names": ["ground", "road"], "ignore": 255}]},
        },
    }
    training = {"epochs": 30, "batch_size": 4, "optimizer": {"type": "adam", "learning_rate": 0.3}}
    return {"format": 1, "graph": wires, "data": data, "training": training}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("road")
    return Path(trained(road(folder), folder).run)


def test_a_mask_is_learned_and_ignored_pixels_count_nowhere(run: Path) -> None:
    found = evaluate(run)
    assert found.metrics["accuracy"] > 0.97 and found.metrics["mean_iou"] > 0.95
    share = found.baselines["largest class"]
    assert 0.4 < share["accuracy"] < 0.6 and 0.2 < share["mean_iou"] < 0.3


def test_a_prediction_has_labels_and_shares(run: Path, tmp_path: Path) -> None:
    pixels = np.where(np.arange(48).reshape(6, 8) < 36, 250, 5).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "new.png")
    (answer,) = predict(run, [str(tmp_path / "new.png")])
    assert np.array(answer.output).tolist() == np.where(pixels > 128, 7, 0).tolist()
    assert answer.shares == {"ground": 0.25, "road": 0.75} and answer.probabilities is None


def test_masks_are_written_as_labels_in_colours(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [tmp_path / part / "same.png" for part in ("a", "b")]
    for level, path in zip((250, 5), given):
        path.parent.mkdir()
        Image.new("L", (8, 6), level).save(path)
    assert run_command(["predict", str(run), *map(str, given), "--json", "--output", str(tmp_path / "out")]) == 0
    said = json.loads(capsys.readouterr().out)
    for name, label, content in zip(("same.png", "same-2.png"), (7, 0), said):
        picture = Image.open(tmp_path / "out" / name)
        assert picture.mode == "P" and np.asarray(picture).tolist() == content["output"] == [[label] * 8] * 6


def test_pixels_without_class_want_a_word(tmp_path: Path) -> None:
    with pytest.raises(LoomError, match="ignore_unlabelled"):
        trained(road(tmp_path, ignore=False), tmp_path)


def strips() -> dict[str, Json]:
    nodes = [
        node("strip", "sequence", field="strip", features=8, ragged=True),
        node("halved", "conv1d", filters=6, stride=2),
        node("memory", "gru", units=5, direction="bidirectional"),
        node("scores", "dense", units=14),
        node("number", "token_target", field="number", vocabulary=14, ragged=True),
        node("loss", "ctc"),
        node("errors", "token_error_rate"),
    ]
    wires = graph(
        nodes,
        *("strip.out halved.in", "halved.out memory.in", "memory.sequence scores.in"),
        *("scores.out loss.prediction", "number.out loss.target"),
        *("scores.out errors.prediction", "number.out errors.target"),
    )
    data = {
        "source": {"type": "digit_strips", "samples": 60},
        "fields": {
            "strip": {"transforms": [{"type": "scale", "each": False}]},
            "number": {"transforms": [{"type": "characters"}]},
        },
        "split": {"type": "given"},
    }
    return {"format": 1, "graph": wires, "data": data, "training": {"epochs": 1, "batch_size": 8}}


def test_a_strip_is_read_the_same_alone_and_beside_a_wider_one(tmp_path: Path) -> None:
    run = Path(trained(strips(), tmp_path).run)
    paths = [tmp_path / f"{width}.npy" for width in (9, 30, 15)]
    for path in paths:
        np.save(path, np.random.default_rng(1).uniform(0, 16, (8, int(path.stem))))
    together = [answer.output for answer in predict(run, [str(path) for path in paths])]
    assert together == [predict(run, [str(path)])[0].output for path in paths]
    assert all(isinstance(text, str) for text in together)
