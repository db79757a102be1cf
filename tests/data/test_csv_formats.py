"""Numbers as people write them: the setting reads them, or the sentence names the setting that would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.data.prepare import load, prepare_inputs
from backend.errors import DataError

ALL = {"type": "random", "train": 1, "validation": 0, "test": 0}


def section(features: list[str], **source: Any) -> dict[str, Any]:
    return {
        "source": {"type": "csv_table", "path": "t.csv", "features": features, **source},
        "fields": {"x": {"column": "features"}},
        "split": ALL,
    }


def numbers(folder: Path, texts: list[str], delimiter: str = ";", **source: Any) -> list[float]:
    write(folder, texts)
    found: list[float] = (
        load(section(["x"], delimiter=delimiter, **source), folder).fields["x"].values[:, 0].tolist()
    )
    return found


def write(folder: Path, texts: list[str], encoding: str = "utf-8") -> None:
    (folder / "t.csv").write_text("\n".join(["x;y", *(f"{text};0" for text in texts)]), encoding=encoding)


@pytest.mark.parametrize(
    ("texts", "source", "expected"),
    [
        (["28,7", "-3,25", "4", "1e2"], {"decimal": ","}, [28.7, -3.25, 4, 100]),
        (["1.234,5", "1.000.000", "12"], {"decimal": ",", "thousands": "."}, [1234.5, 1e6, 12]),
        (["1,234.5", "12,000", "7"], {"thousands": ","}, [1234.5, 12000, 7]),
        (["1 234,5", "1\u00a0000\u202f000"], {"decimal": ",", "thousands": "space"}, [1234.5, 1e6]),
        (["1'234.5", "1\u2019000"], {"thousands": "'"}, [1234.5, 1000]),
        (["$ 5.5", "-$3", "$-4"], {}, [5.5, -3, -4]),
        (["12 %", "7%"], {}, [12, 7]),
        (["+1.5", " 2 ", ".5", "3."], {}, [1.5, 2, 0.5, 3]),
    ],
)
def test_the_setting_reads_the_numbers(
    texts: list[str], source: dict[str, Any], expected: list[float], tmp_path: Path
) -> None:
    assert numbers(tmp_path, texts, **source) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (
            ["1", "28,7"],
            r"row 2, column 'x': '28,7' is not a number: set 'decimal' to ',' and 'thousands' to 'none'",
        ),
        (["1.234,5"], r"set 'decimal' to ',' and 'thousands' to '\.'"),
        (["1,234,567.5"], r"set 'decimal' to '\.' and 'thousands' to ','"),
        (["1_000"], r"row 1, column 'x': '1_000' is not a number$"),
        (["1", "inf"], r"row 2, column 'x': the number is infinite: set 'missing' of the source to 'keep'"),
        (["1", "-"], r"row 2, column 'x': the number is missing: set 'missing' of the source to 'keep'"),
        (["1", "1e39"], r"column 'x', row 2: 1e\+39 is beyond the range of float32"),
        (["5%", "0.05"], r"column 'x': some numbers have the sign % and others, such as '0.05'"),
    ],
)
def test_the_sentence_names_the_row_and_what_to_do(texts: list[str], words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=words):
        numbers(tmp_path, texts)


def test_separators_between_other_than_three_digits_are_no_thousands(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="'1,23' is not a number"):
        numbers(tmp_path, ["1,23"], thousands=",")


def test_numbers_that_float32_rounds_are_counted(tmp_path: Path) -> None:
    write(tmp_path, ["16777216", "16777217", "16777219", "1e-50"])
    warnings = load(section(["x"], delimiter=";"), tmp_path).warnings
    where = f"{tmp_path / 't.csv'}, column 'x'"
    assert warnings == (
        f"{where}: whole numbers above 16,777,216 are rounded to float32 (2 of 4 rows; the first is row 2)",
        f"{where}: numbers below 1e-45 become 0 (1 of 4 rows; it is row 4)",
    )
    write(tmp_path, ["5%", "6%"])
    assert load(section(["x"], delimiter=";"), tmp_path).warnings == (
        f"{where}: the sign % is taken off the numbers (2 of 2 rows; the first is row 1)",
    )


@pytest.mark.parametrize("word", ["", "NA", "null", "?", "-", "None", "#N/A", "nan", "inf", "-inf"])
def test_fill_missing_fills_what_is_missing_or_infinite_and_tells(word: str, tmp_path: Path) -> None:
    write(tmp_path, ["1", word, "3"])
    data = section(["x"], delimiter=";", missing="keep")
    data["fields"]["x"]["transforms"] = [{"type": "fill_missing"}, {"type": "standardise"}]
    prepared = load(data, tmp_path)
    assert prepared.fields["x"].values[:, 0] == pytest.approx([-(1.5**0.5), 0, 1.5**0.5])
    kind = "infinite numbers are replaced as missing ones are" if "inf" in word else "missing numbers are filled"
    assert prepared.warnings == (f"field 'x', Fill missing: {kind} (1 of 3 rows; it is row 2)",)
    (tmp_path / "new.csv").write_text(f"x;y\n5;0\n{word};0", encoding="utf-8")
    new = prepare_inputs(data, prepared.fitted, tmp_path, ["new.csv"], ["x"])
    assert new.fields["x"].values[1, 0] == pytest.approx(0)
    assert new.warnings[0].endswith("new.csv[1])")


def test_an_infinite_number_without_fill_missing_names_the_way(tmp_path: Path) -> None:
    write(tmp_path, ["1", "2", "inf"])
    data = section(["x"], delimiter=";", missing="keep")
    with pytest.raises(DataError, match="row 3 holds a missing or infinite number; put Fill missing first"):
        load(data, tmp_path)
    data["fields"]["x"]["transforms"] = [{"type": "standardise"}]
    with pytest.raises(DataError, match=r"Standardise: 1 numbers .* are infinite: put Fill missing before this"):
        load(data, tmp_path)


def test_missing_pixels_are_filled_by_channel(tmp_path: Path) -> None:
    pictures = np.zeros((2, 2, 2, 2), dtype=np.float32)
    pictures[:, 1] = 6
    pictures[0, 1, 0, 0] = np.nan
    np.savez(tmp_path / "p.npz", x=pictures)
    data = {
        "source": {"type": "npz", "path": "p.npz"},
        "fields": {"x": {"transforms": [{"type": "fill_missing"}]}},
        "split": ALL,
    }
    assert load(data, tmp_path).fields["x"].values[0, 1].tolist() == [[6, 6], [6, 6]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_files_of_other_encodings(encoding: str, tmp_path: Path) -> None:
    text = "größe;ort\n1;Köln\n2;Bonn\n"
    (tmp_path / "t.csv").write_text(text, encoding=encoding)
    data = section(["größe"], delimiter=";", others=["ort"])
    data["fields"]["ort"] = {"transforms": [{"type": "one_hot"}]}
    if encoding == "windows-1252":
        with pytest.raises(DataError, match=r"is not UTF-8 text .* set 'encoding' to 'windows-1252'"):
            load(data, tmp_path)
        data["source"]["encoding"] = encoding
    prepared = load(data, tmp_path)
    assert prepared.fields["x"].values.tolist() == [[1], [2]] and prepared.fields["ort"].classes == (
        "Bonn",
        "Köln",
    )


def test_one_sign_cannot_be_that_of_decimals_and_of_thousands(tmp_path: Path) -> None:
    write(tmp_path, ["1"])
    with pytest.raises(DataError, match="',' can't stand before the decimals and between thousands"):
        load(section(["x"], decimal=",", thousands=","), tmp_path)


def test_large_whole_numbers_keep_their_differences_where_they_are_scaled(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", seconds=np.arange(1_700_000_000, 1_700_000_005))
    data: dict[str, Any] = {
        "source": {"type": "npz", "path": "t.npz"},
        "fields": {"seconds": {"transforms": [{"type": "scale"}]}},
        "split": ALL,
    }
    scaled = load(data, tmp_path)
    assert scaled.fields["seconds"].values.tolist() == [0, 0.25, 0.5, 0.75, 1] and scaled.warnings == ()
    data["fields"]["seconds"]["transforms"] = [{"type": "standardise"}]
    assert load(data, tmp_path).fields["seconds"].values == pytest.approx(np.arange(-2, 3) / 2**0.5)
    data["fields"]["seconds"]["transforms"] = []
    (words,) = load(data, tmp_path).warnings
    assert words.startswith("field 'seconds': whole numbers above 16,777,216 are rounded to float32")
    assert words.endswith("(4 of 5 rows; the first is row 2)")


def test_a_feature_without_a_number_is_filled_with_0_whatever_the_seed(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", x=np.array([[1.0, np.nan], [3.0, np.nan]]))
    data = {
        "source": {"type": "npz", "path": "t.npz"},
        "fields": {"x": {"transforms": [{"type": "fill_missing"}]}},
        "split": ALL,
    }
    prepared = load(data, tmp_path)
    assert prepared.fields["x"].values.tolist() == [[1, 0], [3, 0]]
    assert (
        "field 'x', Fill missing: feature 2 has no number in the training rows: 0 is filled in"
        in prepared.warnings
    )
