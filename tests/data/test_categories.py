"""Categories and classes that training rows do not have: named, counted, and no matter of the seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.data.prepare import invert, load, prepare_inputs
from backend.declare.parameters import Json
from backend.errors import DataError


def table(folder: Path, towns: list[str], **transform: Json) -> dict[str, Any]:
    lines = [f"{row},{town},{'yes' if row % 2 else 'no'}" for row, town in enumerate(towns)]
    (folder / "towns.csv").write_text("\n".join(["x,town,y", *lines]), encoding="utf-8")
    return {
        "source": {
            "type": "csv_table",
            "path": "towns.csv",
            "features": ["x"],
            "target": "y",
            "others": ["town"],
        },
        "fields": {"town": {"transforms": [{"type": "one_hot", **transform}]}},
        "split": {"type": "in_time", "train": 0.5, "validation": 0.25, "test": 0.25},
    }


TOWNS = ["A", "B", "A", "B", "A", "B", "A", "C"]


def test_a_category_of_no_training_row_is_zeros_and_has_its_width_in_every_split(tmp_path: Path) -> None:
    data = load(table(tmp_path, TOWNS), tmp_path)
    field = data.fields["town"]
    assert field.classes == ("A", "B", "C")
    assert field.values[[0, 1, 7]].tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert data.warnings == (
        "field 'town', One-hot: categories that no training row has become zeros: 'C' (1 of 8 rows; it is row 8)",
    )
    assert invert(table(tmp_path, TOWNS), data.fitted, "town", field.values)[[1, 7]].tolist() == ["B", "(unknown)"]
    for seed in range(12):
        divided = {**table(tmp_path, TOWNS), "split": {"type": "random", "seed": seed}}
        assert load(divided, tmp_path).fields["town"].values.shape == (8, 3)


def test_new_rows_with_unknown_or_missing_categories_are_zeros(tmp_path: Path) -> None:
    section = table(tmp_path, TOWNS)
    fitted = load(section, tmp_path).fitted
    (tmp_path / "new.csv").write_text("x,town\n1,B\n2,D\n3,\n", encoding="utf-8")
    new = prepare_inputs(section, fitted, tmp_path, ["new.csv"], ["town"])
    assert new.fields["town"].values.tolist() == [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    (words,) = new.warnings
    assert words == (
        "field 'town', One-hot: categories that no training row has become zeros: 'D', '(missing)' "
        f"(2 of 3 rows; the first is {new.names[1]})"
    )
    assert new.names[1].endswith("new.csv[1]")
    known = load(table(tmp_path, [*TOWNS[:7], "A"], unknown="refuse"), tmp_path).fitted
    with pytest.raises(DataError, match=r"'town', One-hot: .*new\.csv\[1\]: no training row has the category 'D'"):
        prepare_inputs(table(tmp_path, TOWNS, unknown="refuse"), known, tmp_path, ["new.csv"], ["town"])


def test_a_missing_category_is_one_of_its_own_where_it_is_kept(tmp_path: Path) -> None:
    section = table(tmp_path, ["A", "", "B", "A"])
    with pytest.raises(DataError, match=r"row 2, column 'town': the text is missing.*'missing'.*'keep'"):
        load(section, tmp_path)
    section["source"]["missing"] = "keep"
    section["split"] = {"type": "random", "train": 1, "validation": 0, "test": 0}
    field = load(section, tmp_path).fields["town"]
    assert field.classes == ("(missing)", "A", "B")
    assert field.values[1].tolist() == [1, 0, 0]


def test_a_class_of_no_training_row_is_told_and_has_a_number(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=np.array(["a", "a", "a", "b"]))
    section: dict[str, Any] = {
        "source": {"type": "npz", "path": "data.npz"},
        "fields": {"x": {"transforms": [{"type": "classes"}]}},
        "split": {"type": "in_time", "train": 0.5, "validation": 0.25, "test": 0.25},
    }
    data = load(section, tmp_path)
    assert data.fields["x"].values.tolist() == [0, 0, 0, 1]
    assert data.warnings == (
        "field 'x', Classes: no training row has the class 'b', so it can't be learned: take a stratified split, "
        "and more than one row of each class (1 of 4 rows; it is row 4)",
    )
    np.savez(tmp_path / "new.npz", x=np.array(["a", "c"]))
    with pytest.raises(DataError, match=r"new\.npz\[1\]: the class 'c' is none of those .*: 'a', 'b'"):
        prepare_inputs(section, data.fitted, tmp_path, [str(tmp_path / "new.npz")], ["x"])


@pytest.mark.parametrize("kind", [str, float])
def test_a_missing_class_is_refused_with_its_row(kind: type, tmp_path: Path) -> None:
    values = np.array(["a", "", "b"]) if kind is str else np.array([1.0, np.nan, 2.0])
    np.savez(tmp_path / "data.npz", x=values)
    section = {
        "source": {"type": "npz", "path": "data.npz"},
        "fields": {"x": {"transforms": [{"type": "classes"}]}},
        "split": {"type": "random", "train": 1, "validation": 0, "test": 0},
    }
    with pytest.raises(DataError, match="field 'x', Classes: row 2: the class is missing"):
        load(section, tmp_path)
