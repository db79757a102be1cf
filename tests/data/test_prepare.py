"""Loading, fitting on the training rows alone, new inputs, and the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from backend.data.fields import field_type
from backend.data.prepare import invert, load, prepare_inputs
from backend.errors import DataError

TEXTS: dict[str, Any] = {
    "source": {"type": "csv_text", "path": "texts.csv", "text": "line", "label": "count"},
    "fields": {
        "line": {"transforms": [{"type": "words", "bounds": True}]},
        "count": {"transforms": [{"type": "classes"}]},
    },
    "split": {"type": "stratified", "by": "count"},
}
SERIES: dict[str, Any] = {
    "source": {"type": "csv_series", "path": "series.csv", "values": ["sales"], "time": "date", "window": 6},
    "fields": {
        "past": {"transforms": [{"type": "standardise"}]},
        "future": {"transforms": [{"type": "log", "offset": 1}, {"type": "scale"}]},
    },
    "split": {"type": "in_time"},
}


def test_what_is_fitted_sees_the_training_rows_alone(tmp_path: Path) -> None:
    values = np.concatenate([np.arange(8.0), [1000.0, -1000.0]])
    names = np.array(["a", "b"] * 4 + ["c", "d"])
    np.savez(tmp_path / "data.npz", number=values, text=names)
    section = {
        "source": {"type": "npz", "path": "data.npz"},
        "fields": {
            "number": {"transforms": [{"type": "scale"}]},
            "text": {"transforms": [{"type": "characters"}]},
        },
        "split": {"type": "in_time", "train": 0.8, "validation": 0.1, "test": 0.1},
    }
    prepared = load(section, tmp_path)
    number = prepared.fields["number"].values
    assert number[:8].min() == 0 and number[:8].max() == 1 and number[8] > 100
    assert prepared.fields["text"].vocabulary == ("<padding>", "<unknown>", "<start>", "<end>", "a", "b")
    assert prepared.fields["text"].values[8:].tolist() == [[1], [1]]


def test_texts_become_ragged_tokens_and_texts_again(data_folder: Path) -> None:
    prepared = load(TEXTS, data_folder)
    line, count = prepared.fields["line"], prepared.fields["count"]
    assert field_type(line) == ("int64", (None,)) and line.lengths is not None
    assert field_type(count) == ("int64", ()) and count.classes == ("few", "many")
    assert (line.values[:, 0] == 2).all() and (
        line.values[np.arange(len(line.values)), line.lengths - 1] == 3
    ).all()
    texts = invert(TEXTS, prepared.fitted, "line", line.values)
    assert texts[0] == "the 0 cats , and 0 dogs !"
    assert invert(TEXTS, prepared.fitted, "count", count.values)[0] == "few"


def test_what_was_fitted_survives_json_and_prepares_new_texts(data_folder: Path, tmp_path: Path) -> None:
    fitted = json.loads(json.dumps(load(TEXTS, data_folder).fitted))
    (tmp_path / "more.txt").write_text("3 cats\n\nzebra\n", encoding="utf-8")
    inputs = ["The DOGS", str(tmp_path / "more.txt")]
    new = prepare_inputs(TEXTS, fitted, data_folder, inputs, ["line"])
    field = new.fields["line"]
    assert invert(TEXTS, fitted, "line", field.values).tolist() == ["the dogs", "3 cats", "<unknown>"]
    assert new.names == ("The DOGS", "3 cats", "zebra")


def test_a_series_is_sorted_and_goes_back_to_its_units(data_folder: Path) -> None:
    prepared = load(SERIES, data_folder)
    future = invert(SERIES, prepared.fitted, "future", prepared.fields["future"].values)
    assert future.shape == (42, 1) and future[0, 0] == pytest.approx(60)
    last = prepare_inputs(SERIES, prepared.fitted, data_folder, ["series.csv"], ["past"]).fields["past"]
    restored = invert(SERIES, prepared.fitted, "past", last.values)
    np.testing.assert_allclose(restored[0, :, 0], [63, 73, 83, 93, 103, 113], rtol=1e-5)


def test_pictures_are_decoded_once_and_again_after_a_change(own_cache: Path, tmp_path: Path) -> None:
    for name in ("ink", "paper"):
        (tmp_path / name).mkdir()
        for number in range(4):
            Image.new("L", (8, 8), 255 * (name == "paper")).save(tmp_path / name / f"{number}.png")
    section = {
        "source": {"type": "image_folder", "path": ".", "size": 4, "colour": "grey"},
        "fields": {"picture": {}, "class": {"transforms": [{"type": "classes"}]}},
        "split": {"type": "stratified", "by": "class", "train": 0.5, "validation": 0.25, "test": 0.25},
    }
    first = load(section, tmp_path).fields["picture"].values
    assert load(section, tmp_path).fields["picture"].values.tobytes() == first.tobytes()
    assert len(list(own_cache.glob("*.npy"))) == 1
    Image.new("L", (8, 8), 9).save(tmp_path / "ink" / "0.png")
    assert load(section, tmp_path).fields["picture"].values[0].max() == 9
    assert len(list(own_cache.glob("*.npy"))) == 2


def test_given_parts_come_from_the_folders(data_folder: Path) -> None:
    section = {
        "source": {"type": "image_folder", "path": "divided", "size": 8},
        "fields": {"picture": {"transforms": [{"type": "scale", "minimum": 0, "maximum": 255}]}},
        "split": {"type": "given", "validation": 0.2},
    }
    prepared = load(section, data_folder)
    assert {name: len(rows) for name, rows in prepared.rows.items()} == {"train": 8, "validation": 2, "test": 6}
    picture = str(data_folder / "flat" / "cat" / "picture0.png")
    field = prepare_inputs(section, prepared.fitted, data_folder, [picture], ["picture"]).fields["picture"]
    assert field.values.shape == (1, 3, 8, 8) and 0 <= field.values.min() < field.values.max() <= 1


def test_clips_are_read_from_arrays_and_animated_pictures(tmp_path: Path) -> None:
    section = {"source": {"type": "moving_ball", "samples": 20, "frames": 3}, "fields": {"clip": {}}}
    prepared = load(section, tmp_path)
    np.save(tmp_path / "clips.npy", prepared.fields["clip"].values[:2])
    frames = [Image.new("L", (16, 16), level) for level in (0, 128, 255)]
    frames[0].save(tmp_path / "clip.gif", save_all=True, append_images=frames[1:])
    field = prepare_inputs(section, prepared.fitted, tmp_path, ["clips.npy", "clip.gif"], ["clip"]).fields["clip"]
    assert field.values.shape == (3, 3, 1, 16, 16)
    np.testing.assert_array_equal(field.values[:2], prepared.fields["clip"].values[:2])
    assert field.values[2, 2].max() == pytest.approx(1)


def test_table_rows_may_be_written_out(tmp_path: Path) -> None:
    rows = "\n".join(f"{number},{number * 2},{number % 2}" for number in range(20))
    (tmp_path / "table.csv").write_text("a,b,c\n" + rows)
    section = {
        "source": {"type": "csv_table", "path": "table.csv", "features": ["a", "b"], "target": "c"},
        "fields": {"x": {"column": "features"}, "c": {"transforms": [{"type": "classes"}]}},
    }
    fitted = load(section, tmp_path).fitted
    field = prepare_inputs(section, fitted, tmp_path, ["1.5, 2", "table.csv"], ["x"]).fields["x"]
    assert field.values.shape == (21, 2) and field.values[0].tolist() == [1.5, 2]
    with pytest.raises(DataError, match=r"neither a \.csv file nor a row of 2 features"):
        prepare_inputs(section, fitted, tmp_path, ["1.5"], ["x"])
    with pytest.raises(DataError, match="reads no column 'c'"):
        prepare_inputs(section, fitted, tmp_path, ["1,2"], ["c"])


def test_arrays_are_read_by_name_or_alone(data_folder: Path, tmp_path: Path) -> None:
    section = {"source": {"type": "npz", "path": "arrays.npz"}, "fields": {"vector": {}}}
    fitted = load(section, data_folder).fitted
    np.save(tmp_path / "rows.npy", np.ones((2, 4)))
    inputs = ["arrays.npz", str(tmp_path / "rows.npy")]
    assert prepare_inputs(section, fitted, data_folder, inputs, ["vector"]).fields["vector"].values.shape == (
        22,
        4,
    )
    np.save(tmp_path / "rows.npy", np.ones((2, 5)))
    with pytest.raises(DataError, match="trained with 4 features; received 5"):
        prepare_inputs(section, fitted, data_folder, inputs[1:], ["vector"])


def test_numbers_without_a_name_do_not_break_the_way_back(data_folder: Path) -> None:
    fitted = load(TEXTS, data_folder).fitted
    assert invert(TEXTS, fitted, "line", np.array([[2, 999, 3, 0]])).tolist() == ["<unknown>"]
    with pytest.raises(DataError, match="do not suit what was fitted"):
        invert(TEXTS, fitted, "count", np.array([7]))


def test_what_was_not_fitted_is_said(data_folder: Path) -> None:
    with pytest.raises(DataError, match="nothing was fitted for the field 'line'"):
        prepare_inputs(TEXTS, {"fields": {}}, data_folder, ["hello"], ["line"])
    with pytest.raises(DataError, match="no field 'lines'"):
        prepare_inputs(TEXTS, {"fields": {}}, data_folder, ["hello"], ["lines"])
    with pytest.raises(DataError, match="there is no input"):
        prepare_inputs(TEXTS, {"fields": {}}, data_folder, [], ["line"])
