"""The looks at data: the preview, the proposed section, and what a forecast has to beat."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from backend.data.baselines import baselines
from backend.data.plan import examine
from backend.data.prepare import load
from backend.data.preview import preview
from backend.errors import DataError
from backend.proposal.data_section import propose

BUNDLED = Path(__file__).resolve().parents[2] / "examples" / "data"


def test_a_preview_shows_pictures_and_counts() -> None:
    section = {
        "source": {"type": "moving_ball", "samples": 30, "frames": 4},
        "fields": {"clip": {}, "direction": {"transforms": [{"type": "classes"}]}},
    }
    shown = json.loads(json.dumps(preview(section, Path(), rows=5)))
    assert shown["rows"] == 30 and sum(shown["splits"].values()) == 30 and len(shown["shown"]) == 5
    clip, direction = shown["fields"]["clip"], shown["fields"]["direction"]
    assert clip["shape"] == [4, 1, 16, 16] and clip["minimum"] < clip["mean"] < clip["maximum"]
    image = Image.open(BytesIO(base64.b64decode(clip["pictures"][0])))
    assert image.size == (64, 16)
    assert sum(count for _, count in direction["classes"]) == 30
    assert direction["samples"][0] in [name for name, _ in direction["classes"]]


def test_a_preview_shows_texts_and_numbers(data_folder: Path) -> None:
    section: dict[str, Any] = {
        "source": {"type": "csv_text", "path": "texts.csv", "text": "line"},
        "fields": {"line": {"transforms": [{"type": "words"}]}},
    }
    line = preview(section, data_folder, rows=2)["fields"]["line"]
    assert line["shape"] == [None] and line["longest"] == 8 and line["samples"][0] == "the 0 cats , and 0 dogs !"


@pytest.mark.parametrize("name", ["flat", "divided", "arrays.npz", "table.csv", "series.csv", "texts.csv"])
def test_a_proposed_section_loads(name: str, data_folder: Path) -> None:
    section = propose(data_folder / name, data_folder)
    assert section["source"]["path"] == name
    assert examine(section) == ()
    assert len(load(section, data_folder).rows["train"]) > 0


@pytest.mark.parametrize(
    ("name", "source", "split"),
    [
        ("airline_passengers.csv", {"type": "csv_series", "time": "month", "season": 12}, "in_time"),
        ("names.csv", {"type": "csv_text", "text": "name", "label": "kind"}, "stratified"),
        ("wine.csv", {"type": "csv_table", "target": "cultivar"}, "stratified"),
    ],
)
def test_bundled_files_are_recognised(name: str, source: dict[str, Any], split: str) -> None:
    section = propose(BUNDLED / name, BUNDLED)
    assert section["source"].items() >= source.items()
    assert section["split"]["type"] == split
    assert (BUNDLED / f"{Path(name).stem}.LICENCE.txt").is_file()
    assert len(load(section, BUNDLED).rows["test"]) > 0


def test_semicolons_ids_and_missing_numbers_are_recognised(tmp_path: Path) -> None:
    rows = "\n".join(f"{number};{number / 3 if number % 4 else ''};{number * 1.5}" for number in range(30))
    (tmp_path / "data.csv").write_text("id;width;price\n" + rows)
    section = propose(tmp_path / "data.csv", tmp_path)
    assert section["source"] == {
        "type": "csv_table",
        "path": "data.csv",
        "delimiter": ";",
        "features": ["width"],
        "missing": "keep",
        "target": "price",
    }
    assert len(load(section, tmp_path).rows["train"]) == 21


def test_what_can_not_be_proposed_is_said(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"x")
    for name, words in (("film.mp4", "is needed"), ("gone.csv", "no such file"), (".", "holds no folders")):
        with pytest.raises(DataError, match=words):
            propose(tmp_path / name)


def series(tmp_path: Path, **source: Any) -> dict[str, Any]:
    values = [[1, 5, 2, 8][step % 4] + 10 * (step // 4) for step in range(40)]
    (tmp_path / "series.csv").write_text("y\n" + "\n".join(map(str, values)))
    return {
        "source": {"type": "csv_series", "path": "series.csv", "values": ["y"], "window": 3, **source},
        "fields": {"past": {}, "future": {}},
        "split": {"type": "in_time", "train": 0.6, "validation": 0.2, "test": 0.2},
    }


def test_a_seasonal_series_is_off_by_its_trend(tmp_path: Path) -> None:
    persistence, seasonal = baselines(series(tmp_path, season=4, horizon=2), tmp_path)
    assert persistence.name == "persistence" and seasonal.name == "seasonal naive"
    assert seasonal.mean_absolute_error == seasonal.root_mean_squared_error == 10


def test_persistence_repeats_the_last_value(tmp_path: Path) -> None:
    section = series(tmp_path)
    (found,) = baselines(section, tmp_path)
    prepared = load(section, tmp_path)
    rows = prepared.rows["test"]
    errors = prepared.fields["future"].values[rows, 0] - prepared.fields["past"].values[rows, -1, 0]
    assert found.mean_absolute_error == pytest.approx(np.abs(errors).mean())
    assert found.root_mean_squared_error == pytest.approx(np.sqrt(np.square(errors).mean()))


def test_baselines_are_for_series(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="csv_series"):
        baselines({"source": {"type": "digits"}, "fields": {"image": {}}}, tmp_path)
    with pytest.raises(DataError, match="too long"):
        baselines(series(tmp_path, season=39), tmp_path)
