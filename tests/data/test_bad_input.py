"""Files that can't be used: each gets one sentence that names the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.data.prepare import load
from backend.errors import DataError

TABLE: dict[str, Any] = {"type": "csv_table", "features": ["a", "b"], "target": "c"}
SERIES: dict[str, Any] = {"type": "csv_series", "values": ["a"], "window": 2}
TEXT: dict[str, Any] = {"type": "csv_text", "text": "a", "label": "c"}
FIELDS = {"csv_table": "features", "csv_series": "past", "csv_text": "a"}

CSV_FILES: list[tuple[dict[str, Any], bytes, str]] = [
    (TABLE, b"", "is empty"),
    (TABLE, b"a,b,c\n", "a header and no rows"),
    (TABLE, b"1,2,3\n4,5,6\n", "no header"),
    (TABLE, b"a,b,c\n1,2,x\n1,2\n", "line 3: 2 values where the header names 3"),
    (TABLE, b"a,b,c\n1,2,x\n1,two,x\n", "row 2, column 'b': 'two' is not a number"),
    (TABLE, b"a,b,c\n1,,x\n", "row 1, column 'b': the number is missing"),
    (TABLE, b"a,b,c\n1,2,\n", "row 1, column 'c': the text is missing"),
    (TABLE, b"a,b,d\n1,2,x\n", "no column 'c'; it has 'a', 'b', 'd'"),
    (TABLE, b"a,b,c\n1,2,\xff\xfe\n", "not UTF-8"),
    (TABLE | {"missing": "keep"}, b"a,b,c\n" + b"1,,x\n" * 9, "row 1 holds a missing"),
    (TABLE, b"a,b,c\n" + b"1,inf,x\n" * 9, "row 1, column 'b': the number is infinite: set 'missing'"),
    (SERIES, b"a,t\n1,1\n2,2\n", "2 steps are fewer than a window of 2 and a horizon of 1"),
    (SERIES | {"time": "t"}, b"a,t\n1,2020-01-01\n2,yesterday\n3,2020-01-03\n", "times must be numbers or dates"),
    (SERIES | {"time": "t"}, b"a,t\n1,2020-01\n2,2020-02\n3,2020-01\n", "two rows have the time '2020-01'"),
    (SERIES | {"time": "t"}, b"a,t\n1,2020-01\n2,\n3,2020-03\n", "a time is missing"),
    (TEXT, b"a,c\nhello,x\n  ,y\n", "row 2, column 'a': the text is missing"),
]


@pytest.mark.parametrize(("source", "content", "words"), CSV_FILES, ids=[words[:30] for _, _, words in CSV_FILES])
def test_a_bad_csv_file(source: dict[str, Any], content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes(content)
    column = FIELDS[source["type"]]
    transforms = [{"type": "characters"}] if column == "a" else []
    fields = {"x": {"column": column, "transforms": transforms}}
    with pytest.raises(DataError) as caught:
        load({"source": {**source, "path": "data.csv"}, "fields": fields}, tmp_path)
    assert words in str(caught.value) and "\n" not in str(caught.value)
    assert source["type"] in str(caught.value) or "'x'" in str(caught.value)


MISSING: list[tuple[dict[str, Any], str]] = [
    (TABLE, "features"),
    (SERIES, "past"),
    ({"type": "npz"}, "x"),
    ({"type": "image_folder"}, "picture"),
]


@pytest.mark.parametrize(("source", "column"), MISSING)
def test_a_missing_file_is_named(source: dict[str, Any], column: str, tmp_path: Path) -> None:
    section = {"source": {**source, "path": "gone.csv"}, "fields": {column: {}}}
    with pytest.raises(DataError, match=r"there is no file or folder .*gone\.csv"):
        load(section, tmp_path)


def load_pictures(folder: Path) -> None:
    section = {"source": {"type": "image_folder", "path": "."}, "fields": {"picture": {}}}
    load(section, folder)


def test_a_picture_that_is_cut_off_is_named(data_folder: Path, tmp_path: Path) -> None:
    whole = (data_folder / "divided" / "train" / "cat" / "picture0.jpg").read_bytes()
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat" / "bad.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"bad\.jpg can't be decoded"):
        load_pictures(tmp_path)


def test_a_file_that_is_no_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat" / "bad.png").write_text("hello")
    with pytest.raises(DataError, match=r"bad\.png is not a picture"):
        load_pictures(tmp_path)


def test_an_empty_class_folder_and_a_folder_without_classes_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no folders"):
        load_pictures(tmp_path)
    (tmp_path / "cat").mkdir()
    with pytest.raises(DataError, match="cat holds no pictures"):
        load_pictures(tmp_path)


def load_arrays(folder: Path, **arrays: Any) -> None:
    if arrays:
        np.savez(folder / "data.npz", **arrays)
    load({"source": {"type": "npz", "path": "data.npz"}, "fields": {"x": {}}}, folder)


def test_bad_archives(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds Python objects, which are never loaded"):
        load_arrays(tmp_path, x=np.array([{}, []], dtype=object))
    with pytest.raises(DataError, match="same number of rows; they have x 3, y 4"):
        load_arrays(tmp_path, x=np.zeros(3), y=np.zeros(4))
    with pytest.raises(DataError, match="'x' is a single value"):
        load_arrays(tmp_path, x=np.float64(3))
    with pytest.raises(DataError, match=r"no column 'x'\..*'xs'"):
        load_arrays(tmp_path, xs=np.zeros(9))
    with pytest.raises(DataError, match="complex128"):
        load_arrays(tmp_path, x=np.zeros(9, dtype=complex))
    whole = (tmp_path / "data.npz").read_bytes()
    for content, words in (
        (b"", "is empty"),
        (b"hello", "no NumPy file"),
        (whole[:-30], "can't be read as NumPy"),
    ):
        (tmp_path / "data.npz").write_bytes(content)
        with pytest.raises(DataError, match=words):
            load_arrays(tmp_path)


def test_an_empty_part_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=np.zeros((3, 2)))
    section = {"source": {"type": "npz", "path": "data.npz"}, "fields": {"x": {}}}
    with pytest.raises(DataError, match="no row is left for 'validation'"):
        load(section | {"split": {"type": "random", "train": 0.9, "validation": 0.05, "test": 0.05}}, tmp_path)
    with pytest.raises(DataError, match="gives no split of its own here"):
        load(section | {"split": {"type": "given"}}, tmp_path)


def test_a_logarithm_of_nothing_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=np.arange(10.0))
    fields = {"x": {"transforms": [{"type": "log"}]}}
    with pytest.raises(DataError, match="above 0; the smallest is 0"):
        load({"source": {"type": "npz", "path": "data.npz"}, "fields": fields}, tmp_path)
