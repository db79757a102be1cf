"""What ``new`` proposes for tables, archives and masks, and what it says of the data that it leaves out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from backend.cli.commands import run_command
from backend.document.file import load

Captured = pytest.CaptureFixture[str]

PEOPLE = ["id,height,weight,name,grade,note"] + [
    f"{row},{150 + row},{'' if row == 3 else 50 + row % 7},person {row},{'ab'[row % 2]},{'x' if row % 5 else ''}"
    for row in range(40)
]


def new(data: Path, *options: str) -> dict[str, Any]:
    """The proposed document, which is sound and names nodes by type."""
    path = data.parent / "mine.loom.json"
    path.unlink(missing_ok=True)
    assert run_command(["new", str(data), "-o", str(path), *options]) == 0
    assert run_command(["check", str(path)]) == 0
    return dict(json.loads(path.read_text()))


def types(document: dict[str, Any]) -> set[str]:
    return {node["type"] for node in document["graph"]["nodes"]}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("\n".join(PEOPLE) + "\n")
    return path


def test_columns_that_are_left_out_are_named(people: Path, capsys: Captured) -> None:
    source = new(people, "--target", "grade")["data"]["source"]
    assert (source["target"], source["features"]) == ("grade", ["height", "weight"])
    said = capsys.readouterr().err
    assert "column 'id' is left out: by its name it numbers the rows" in said
    assert "column 'name' is left out: it holds text (40 different values)" in said
    assert "column 'note' is left out: it holds text (1 different values, some of them missing)" in said
    assert "missing numbers are filled in" in said and source["missing"] == "keep"


def test_the_target_is_chosen(people: Path) -> None:
    assert "mse" in types(new(people, "--target", "height"))
    assert "cross_entropy" in types(new(people, "--target", "grade"))


@pytest.mark.parametrize(
    ("target", "words"), [("hight", "no column 'hight'"), ("weight", "lacks values"), ("name", "be predicted")]
)
def test_targets_that_can_not_be(target: str, words: str, people: Path, capsys: Captured) -> None:
    assert run_command(["new", str(people), "-o", str(people.parent / "x.loom.json"), "--target", target]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("names", [("x_{}", "y_{}"), ("{}_images", "{}_labels"), ("X_{}", "Y_{}")])
def test_parts_of_an_archive_stay_parts(names: tuple[str, str], tmp_path: Path, capsys: Captured) -> None:
    counts = {"train": 40, "test": 10}
    arrays: dict[str, Any] = {}
    for part, count in counts.items():
        arrays[names[0].format(part)] = np.random.default_rng(0).random((count, 8, 8))
        arrays[names[1].format(part)] = np.arange(count) % 3
    np.savez(tmp_path / "parts.npz", **arrays)
    document = new(tmp_path / "parts.npz")
    assert document["data"]["split"] == {"type": "given"} and "image" in types(document)
    assert "its test rows stay the test split" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "shape", "node"),
    [("x", (8, 8), "image"), ("image", (8, 12), "image"), ("x", (30, 4), "sequence"), ("x", (5, 5), "sequence")],
)
def test_numbers_are_pictures_or_series(name: str, shape: tuple[int, int], node: str, tmp_path: Path) -> None:
    values = np.random.default_rng(0).random((40, *shape))
    arrays: dict[str, Any] = {name: values, "label": np.arange(40) % 3}
    np.savez(tmp_path / "data.npz", **arrays)
    assert node in types(new(tmp_path / "data.npz"))


def test_rows_that_end_early_are_a_ragged_sequence(tmp_path: Path) -> None:
    values = np.random.default_rng(0).random((40, 9, 3))
    values[::2, 5:] = np.nan
    np.savez(tmp_path / "data.npz", x=values, label=np.arange(40) % 3)
    nodes = new(tmp_path / "data.npz")["graph"]["nodes"]
    assert [node["parameters"]["ragged"] for node in nodes if node["type"] == "sequence"] == [True]


def test_an_array_is_chosen_as_target(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", kind=np.arange(40) % 3, x=np.ones((40, 4)), size=np.linspace(0, 1, 40))
    assert "class_target" in types(new(tmp_path / "data.npz", "--target", "kind"))
    assert "value_target" in types(new(tmp_path / "data.npz", "--target", "size"))


def test_pictures_with_masks_are_segmented(tmp_path: Path) -> None:
    for row in range(12):
        for part in ("images", "masks"):
            (tmp_path / "data" / part).mkdir(parents=True, exist_ok=True)
            pixels = np.random.default_rng(row).integers(0, 3, (16, 16)).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "data" / part / f"{row}.png")
    document = new(tmp_path / "data")
    assert {"image", "mask_target", "cross_entropy", "mean_iou"} <= types(document)
    path = str(tmp_path / "mine.loom.json")
    assert run_command(["train", path, "--epochs", "1", "--run", str(tmp_path / "run")]) == 0


@pytest.mark.parametrize("target", ["grade", "height"])
def test_no_wire_runs_behind_a_card(target: str, people: Path) -> None:
    new(people, "--target", target)
    document = load(people.parent / "mine.loom.json")
    places = {node.id: node.position for node in document.nodes()}
    assert len(set(places.values())) == len(places)
    for wire in document.wires():
        start, end = places[wire.source], places[wire.target]
        between = [at for at in places.values() if start.x < at.x < end.x and at.y == start.y == end.y]
        assert between == [], f"{wire.source} to {wire.target}"
