"""Numbers as people write them: the setting reads them, or the sentence names the setting that would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.data.loading.csv_columns import CsvFormat
from backend.data.loading.csv_series import time_order
from backend.data.prepare import load, prepare_inputs
from backend.errors import DataError
from backend.proposal.csv_reading import look_at

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


HEADERS = [
    ("a,a,b", ["a", "a (2)", "b"], "column 2 is another 'a' and is called 'a (2)'"),
    ("a,a (2),a", ["a", "a (2)", "a (3)"], "column 3 is another 'a' and is called 'a (3)'"),
    (",a,", ["column 1", "a", "column 3"], "column 1 has no name and is called 'column 1'"),
    ("column 2,,a", ["column 2", "column 2 (2)", "a"], "column 2 has no name and is called 'column 2 (2)'"),
]


@pytest.mark.parametrize(("header", "names", "words"), HEADERS)
def test_every_column_has_a_name_of_its_own(header: str, names: list[str], words: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"{header}\n" + "1,2,3\n" * 4, encoding="utf-8")
    data = load(section(names), tmp_path)
    assert data.fields["x"].values.tolist() == [[1, 2, 3]] * 4
    assert any(words in warning for warning in data.warnings)


def test_rows_without_a_value_are_left_out_and_counted(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("x;y\n1;2\n\n   \n;;\n3;4\n;\n", encoding="utf-8")
    data = load(section(["x"], delimiter=";"), tmp_path)
    assert data.fields["x"].values.tolist() == [[1], [3]]
    assert any("rows without a value are left out: 3" in warning for warning in data.warnings)


def fitted_on(texts: list[str], folder: Path) -> tuple[dict[str, Any], Any]:
    write(folder, texts)
    given = section(["x"], delimiter=";")
    return given, load(given, folder).fitted


def test_new_numbers_without_the_sign_of_the_training_rows_are_told(tmp_path: Path) -> None:
    given, fitted = fitted_on(["12 %", "7%"], tmp_path)
    inputs = prepare_inputs(given, fitted, tmp_path, ["50", "60%"], ["x"])
    assert inputs.fields["x"].values.tolist() == [[50], [60]]
    assert any("'x' had the sign % in training" in words and "(1 of 2 rows)" in words for words in inputs.warnings)
    again = prepare_inputs(given, fitted, tmp_path, ["5%"], ["x"])
    assert not any("in training" in words for words in again.warnings)


@pytest.mark.parametrize(("trained", "had"), [("7 %", "the sign %"), ("7", "no sign")])
def test_new_numbers_with_another_sign_are_refused(trained: str, had: str, tmp_path: Path) -> None:
    given, fitted = fitted_on([trained, trained], tmp_path)
    with pytest.raises(DataError, match=rf"column 'x' has the sign \$ here and had {had} in training"):
        prepare_inputs(given, fitted, tmp_path, ["$7"], ["x"])


def test_a_run_that_kept_no_signs_still_predicts(tmp_path: Path) -> None:
    given, fitted = fitted_on(["7", "8"], tmp_path)
    del fitted["signs"]
    assert prepare_inputs(given, fitted, tmp_path, ["7%"], ["x"]).fields["x"].values.tolist() == [[7]]


def test_what_excel_writes_is_read(tmp_path: Path) -> None:
    """Its line that names the delimiter, the long minus of reports, its words for errors."""
    (tmp_path / "t.csv").write_text("sep=;\nx;y\n\u22121,5;0\n#DIV/0!;0\n#NV;0\n", encoding="utf-8")
    given = section(["x"], delimiter=";", decimal=",", missing="keep")
    given["fields"]["x"]["transforms"] = [{"type": "fill_missing"}]
    data = load(given, tmp_path)
    assert data.fields["x"].values.tolist() == [[-1.5]] * 3
    assert any("missing numbers are filled (2 of 3 rows" in words for words in data.warnings)
    assert look_at(tmp_path / "t.csv").form.delimiter == ";"


def test_zeros_in_front_are_told(tmp_path: Path) -> None:
    write(tmp_path, ["01067", "0.5", "10", "0"])
    warnings = load(section(["x"], delimiter=";"), tmp_path).warnings
    assert any(
        "zeros in front of numbers" in words and "(1 of 4 rows; it is row 1)" in words for words in warnings
    )


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["03.02.2024", "1.3.2024", "31.01.2024"], [2, 0, 1]),
        (["03/02/2024", "13/02/2024", "01/03/2024"], [0, 1, 2]),
        (["03/02/2024", "02/13/2024", "01/03/2024"], [2, 1, 0]),
        (["03.02.2024 9:05", "03.02.2024 09:04:59", "2.2.2024 23:00"], [2, 1, 0]),
        (["2024-03-01T10:00Z", "2024-02-01", "2023-12-31"], [2, 1, 0]),
    ],
)
def test_dates_put_the_rows_in_order(dates: list[str], order: list[int]) -> None:
    assert time_order(dates, "t.csv", CsvFormat()).tolist() == order


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["03/02/2024", "01/03/2024"], "may begin with the day or with the month"),
        (["03.02.2024", "32.02.2024"], "times must be numbers or dates"),
        (["03.02.2024", "2024-02-03"], "times must be numbers or dates"),
        (["03.02.2024", ""], "a time is missing"),
    ],
)
def test_dates_that_can_not_be_told_are_refused(dates: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        time_order(dates, "t.csv", CsvFormat())
