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
    assert (
        "column 'name' is left out: it holds text (40 different values), too many for One-hot in 40 rows" in said
    )
    assert source["others"] == ["note"]
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


def write_table(folder: Path, header: str, rows: list[str], name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


PASSENGERS = [
    f"{row + 1},{row % 3 % 2},{('man', 'woman')[row % 3 % 2]},{20 + row % 30},{'SCQ'[row % 5 % 3]},x{row}"
    for row in range(90)
]


def test_categories_become_inputs_and_row_numbers_do_not(tmp_path: Path, capsys: Captured) -> None:
    path = write_table(tmp_path, "PassengerId,Survived,Sex,Age,Port,Ticket", PASSENGERS)
    document = new(path, "--target", "Survived")
    source = document["data"]["source"]
    assert (source["features"], source["others"]) == (["Age"], ["Sex", "Port"])
    assert {"vector", "concatenate", "dense"} <= types(document)
    said = capsys.readouterr().err
    assert "column 'PassengerId' is left out: it numbers the rows" in said
    assert "column 'Sex' says the same as the target 'Survived' in every row" in said
    assert "'Port' says" not in said and "'Age' says" not in said
    assert run_command(["train", str(tmp_path / "mine.loom.json"), "--json"]) == 0
    metrics = json.loads(capsys.readouterr().out)["metrics"]
    assert metrics["accuracy"] == 1.0
    run = next((tmp_path / "runs" / "mine").iterdir())
    assert run_command(["predict", str(run), "21,woman,S", str(path), "--json"]) == 0
    answers = [one["output"] for one in json.loads(capsys.readouterr().out)]
    assert answers == ["1", *(row.split(",")[1] for row in PASSENGERS)]


def test_the_list_says_of_each_column_what_it_became(tmp_path: Path, capsys: Captured) -> None:
    path = write_table(tmp_path, "PassengerId,Survived,Sex,Age,Port,Ticket", PASSENGERS)
    assert run_command(["new", str(path), "--target", "Survived", "--list"]) == 0
    shown = capsys.readouterr()
    assert shown.out == "classify  choose the class 'Survived' from 'features' and 'Sex' and 'Port'\n"
    for words in (
        "column 'PassengerId' is left out: it numbers the rows: each has another",
        "column 'Survived' is the target: 2 classes",
        "column 'Sex' is an input: One-hot of 2 categories, as it holds few different texts",
        "column 'Age' is an input: numbers, standardised",
        "column 'Ticket' is left out: it holds text (90 different values), too many for One-hot in 90 rows",
    ):
        assert f"new: {words}\n" in shown.err


def test_a_decimal_comma_is_found_and_told(tmp_path: Path, capsys: Captured) -> None:
    rows = [f"{20 + row / 8:.2f};1.{row:03d},5;{row * 0.5}".replace(".", ",", 1) for row in range(30)]
    path = write_table(tmp_path, "t;weight;x", [row.rsplit(";", 1)[0] + f";{row.count('0')}" for row in rows])
    source = new(path, "--target", "weight")["data"]["source"]
    assert {name: source[name] for name in ("delimiter", "decimal", "thousands")} == {
        "delimiter": ";",
        "decimal": ",",
        "thousands": ".",
    }
    assert "numbers such as '20,00' are read as 20: decimal ',', thousands '.'" in capsys.readouterr().err


def test_a_series_of_a_spreadsheet_of_the_west_is_read(tmp_path: Path, capsys: Captured) -> None:
    rows = [f"2024-01-{day:02d};{day},5;{30 - day},25" for day in range(1, 31)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["Zeit;Größe;Höhe", *rows]), encoding="windows-1252")
    source = new(path)["data"]["source"]
    assert (source["type"], source["decimal"], source["encoding"]) == ("csv_series", ",", "windows-1252")
    assert source["values"] == ["Größe", "Höhe"]
    assert "is no UTF-8 and is read as windows-1252" in capsys.readouterr().err


def test_a_table_of_categories_alone_is_learned(tmp_path: Path) -> None:
    rows = [f"{'rgb'[row % 3]},{'sm'[row % 2]},{'yes' if row % 3 else 'no'}" for row in range(60)]
    document = new(write_table(tmp_path, "colour,size,good", rows), "--target", "good")
    source = document["data"]["source"]
    assert source["others"] == ["colour", "size"] and "features" not in source
    assert run_command(["train", str(tmp_path / "mine.loom.json"), "--epochs", "1"]) == 0


def test_infinite_numbers_are_filled_and_stray_words_named(tmp_path: Path, capsys: Captured) -> None:
    rows = [f"{'inf' if row == 4 else row % 7},{'warm' if row == 9 else row % 5},{row % 2}" for row in range(40)]
    source = new(write_table(tmp_path, "x,temp,y", rows))["data"]["source"]
    assert (source["features"], source["missing"]) == (["x"], "keep") and "others" not in source
    said = capsys.readouterr().err
    assert "column 'temp' is left out: most of its values are numbers, and 'warm' is none: mend the file" in said
    assert "infinite numbers are replaced as missing ones are (1 of 40 rows; it is row 5)" in said


def test_the_guessed_target_has_a_value_in_every_row(tmp_path: Path) -> None:
    rows = [f"{20 + row % 50},{('yes', 'no', '')[row % 3]},{row % 2}" for row in range(60)]
    assert new(write_table(tmp_path, "age,ok,ill", rows))["data"]["source"]["target"] == "ill"


def test_useless_columns_and_copies_are_told(tmp_path: Path, capsys: Captured) -> None:
    rows = [
        f"{7000 + 13 * row},7,{row % 9},{2 * (row % 9) + 1},2024-01-{1 + row % 9:02d},{row % 7}"
        for row in range(63)
    ]
    path = write_table(tmp_path, "customer_id,same,x,double,day,y", rows)
    source = new(path, "--target", "double")["data"]["source"]
    assert source["features"] == ["x", "y"]
    said = capsys.readouterr().err
    for words in (
        "column 'customer_id' is left out: it numbers the rows",
        "column 'same' is left out: all rows have the same value, '7'",
        "column 'x' says the same as the target 'double'",
        "column 'day' is left out: it holds dates",
    ):
        assert words in said
