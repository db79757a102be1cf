"""The pasted script has the engine's data bit for bit, for every source, transform and split."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.data.declarations import SOURCES, SPLITS, TRANSFORMS, plain
from backend.data.loading.notes import DataNote
from backend.data.prepare import invert, load
from backend.errors import DataError
from backend.source.data_script import data_script
from backend.source.pasting import pasted


def field(column: str, *transforms: str | dict[str, Any]) -> dict[str, Any]:
    listed = [{"type": transform} if isinstance(transform, str) else transform for transform in transforms]
    return {"column": column, "transforms": listed}


SECTIONS: dict[str, dict[str, Any]] = {
    "digits": {
        "source": {"type": "digits"},
        "fields": {"image": field("image", "scale"), "digit": field("digit", "classes")},
        "split": {"type": "stratified", "by": "digit"},
    },
    "moving_ball": {
        "source": {"type": "moving_ball", "samples": 40, "frames": 4},
        "fields": {
            "frame": field("clip", {"type": "window", "steps": 1}, {"type": "resize", "size": [5, 9]}),
            "clip": field("clip", {"type": "standardise", "each": False}),
            "direction": field("direction", "one_hot"),
        },
    },
    "captioned_digits": {
        "source": {"type": "captioned_digits", "samples": 40, "seed": 3},
        "fields": {
            "picture": field("picture", {"type": "scale", "low": -1, "minimum": 0, "maximum": 16}),
            "sentence": field("sentence", {"type": "words", "bounds": True}),
        },
        "split": {"type": "given"},
    },
    "pictures": {
        "source": {"type": "image_folder", "path": "flat", "size": [8, 10]},
        "fields": {"picture": field("picture", "grey", "standardise"), "class": field("class", "classes")},
        "split": {"type": "stratified", "by": "class", "train": 0.5, "validation": 0.3, "test": 0.2},
    },
    "divided pictures": {
        "source": {"type": "image_folder", "path": "divided", "size": 6, "colour": "grey"},
        "fields": {"picture": field("picture"), "class": field("class", "classes")},
        "split": {"type": "given", "validation": 0.3},
    },
    "arrays": {
        "source": {"type": "npz", "path": "arrays.npz"},
        "fields": {
            "grey": field("grey", {"type": "channels_first", "channels": "missing"}),
            "colour": field("colour_last", {"type": "channels_first", "channels": "last"}, "standardise"),
            "vector": field("vector", {"type": "scale", "each": False}),
            "number": field("number", "log"),
            "label": field("label", "classes"),
            "name": field("name", "classes"),
            "labels": field(
                "labels", {"type": "pixel_classes", "labels": [20, 0, 10]}, {"type": "resize", "size": 4}
            ),
            "ragged": field("ragged", "ragged_ends", "standardise"),
            "tokens": field("tokens", {"type": "token_numbers", "padding": 0}),
            "all tokens": field("tokens", "token_numbers"),
            "stages": field("stages", {"type": "step_classes", "padding": -1}),
            "one hot": field("one_hot", "one_hot_labels"),
        },
        "split": {"type": "given"},
    },
    "labelled pictures": {
        "source": {"type": "labelled_pictures", "path": "labelled", "size": [6, 8]},
        "fields": {
            "picture": field("picture", "scale"),
            "mask": field("mask", {"type": "pixel_classes", "names": ["ground", "road"], "ignore": 255}),
        },
        "split": {"type": "given"},
    },
    "shapes": {
        "source": {"type": "shapes", "samples": 20, "size": 16},
        "fields": {"picture": field("picture"), "mask": field("mask", "pixel_classes")},
    },
    "digit_strips": {
        "source": {"type": "digit_strips", "samples": 50},
        "fields": {
            "strip": field("strip", {"type": "scale", "each": False}),
            "number": field("number", "characters"),
        },
        "split": {"type": "given"},
    },
    "table": {
        "source": {
            "type": "csv_table",
            "path": "table.csv",
            "features": ["first", "second"],
            "target": "larger",
            "missing": "keep",
        },
        "fields": {
            "x'\\": field("features", {"type": "fill_missing", "strategy": "median"}, "standardise"),
            "larger": field("larger", "classes"),
        },
        "split": {"type": "stratified", "by": "larger"},
    },
    "series": {
        "source": {
            "type": "csv_series",
            "path": "series.csv",
            "values": ["sales", "shops"],
            "time": "date",
            "window": 6,
            "horizon": 3,
        },
        "fields": {
            "past": field("past", "standardise"),
            "future": field("future", {"type": "log", "offset": 1}, "standardise"),
        },
        "split": {"type": "in_time", "train": 0.6, "validation": 0.2, "test": 0.2},
    },
    "tagged lines": {
        "source": {"type": "tagged_lines", "path": "tags.conll"},
        "fields": {name: field(name, {"type": "words", "split": "white space"}) for name in ("text", "tags")},
    },
    "texts": {
        "source": {"type": "csv_text", "path": "texts.csv", "text": "line", "label": "count"},
        "fields": {
            "line": field("line", {"type": "characters", "maximum_length": 9, "lower": False, "minimum_count": 3}),
            "words": field("line", {"type": "words", "largest_vocabulary": 9}),
            "count": field("count", "classes"),
        },
        "split": {"type": "random", "seed": 4},
    },
}


def types_used(part: str) -> set[str]:
    return {section[part]["type"] for section in SECTIONS.values() if part in section}


def test_the_sections_cover_everything_declared() -> None:
    transforms = {
        transform["type"]
        for section in SECTIONS.values()
        for part in section["fields"].values()
        for transform in part["transforms"]
    }
    assert types_used("source") == set(SOURCES.types())
    assert types_used("split") == set(SPLITS.types())
    assert transforms == set(TRANSFORMS.types())


@pytest.mark.parametrize("name", SECTIONS)
def test_the_script_has_the_same_data(name: str, data_folder: Path) -> None:
    section = SECTIONS[name]
    prepared = load(section, data_folder)
    script = data_script(section, invert=list(section["fields"]))
    assert "backend" not in script.text
    namespace: dict[str, Any] = {}
    exec(compile(script.text, "script.py", "exec"), namespace)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        fields, rows, restore = namespace["prepare"](data_folder)
    notes = [str(one.message) for one in told if type(one.message).__name__ == DataNote.__name__]
    assert len(notes) == len(prepared.warnings)
    assert all(words.endswith(note) for words, note in zip(prepared.warnings, notes))
    assert rows.keys() == prepared.rows.keys()
    for part, expected_rows in prepared.rows.items():
        np.testing.assert_array_equal(rows[part], expected_rows)
    assert fields.keys() == prepared.fields.keys()
    for field_name, expected in prepared.fields.items():
        values, lengths = fields[field_name]
        assert values.dtype == expected.values.dtype
        assert values.tobytes() == expected.values.tobytes()
        assert (lengths is None) == (expected.lengths is None)
        if lengths is not None:
            np.testing.assert_array_equal(lengths, expected.lengths)
        restored = invert(section, prepared.fitted, field_name, expected.values)
        np.testing.assert_array_equal(restore[field_name](values), restored)


def test_functions_stand_once_and_only_those_needed() -> None:
    script = data_script(SECTIONS["texts"])
    assert len(set(script.functions)) == len(script.functions)
    assert not any("invert_" in text for text in script.functions)
    assert script.lines[-1] == "return fields, rows"
    assert {"import csv", "import re", "from collections import Counter"} <= set(script.imports)


def test_all_that_is_declared_can_stand_in_one_script() -> None:
    functions = [
        *(source.load.function for source in SOURCES),
        *(plain(split.divide) for split in SPLITS),
        *(plain(each) for one in TRANSFORMS for each in (one.fit, one.apply, one.invert) if each),
    ]
    source = pasted(functions)
    exec(compile("\n".join([*source.imports, *source.texts]), "all.py", "exec"), {})


def test_an_unknown_field_to_invert_is_refused() -> None:
    with pytest.raises(DataError, match="no field 'digi'"):
        data_script(SECTIONS["digits"], invert=["digi"])
