"""Classes of pixels: read from label pictures of every kind, resized without blending, and turned back."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from backend.data.class_colours import class_colour
from backend.data.loading.labelled_pictures import decode_labels
from backend.data.plan import examine
from backend.data.prepare import invert, load
from backend.data.preview import describe
from backend.data.transforms.declared import MAX_MASK_CLASSES
from backend.data.transforms.masks import MAX_LABELS, apply_pixel_classes, fit_pixel_classes, invert_pixel_classes
from backend.data.transforms.pictures import apply_resize
from backend.errors import DataError

LABELS = np.array([[[0, 7], [255, 7]]])


def labelled(path: str, **mask: Any) -> dict[str, Any]:
    named = {"pictures": "photo", "masks": "classes"} if path.endswith(".csv") else {}
    return {
        "source": {"type": "labelled_pictures", "path": path, "size": [9, 11], **named},
        "fields": {"picture": {}, "mask": {"transforms": [{"type": "pixel_classes", **mask}]}},
        "split": {"type": "random", "train": 1.0, "validation": 0.0, "test": 0.0},
    }


def test_folders_and_a_table_name_the_same_masks(data_folder: Path) -> None:
    folders, table = (load(labelled(path, ignore=255), data_folder) for path in ("labelled", "labelled.csv"))
    for name in ("picture", "mask"):
        one, other = folders.fields[name].values, table.fields[name].values
        assert sorted(row.tobytes() for row in one) == sorted(row.tobytes() for row in other)
    mask = folders.fields["mask"]
    assert mask.classes == ("0", "7") and mask.values.dtype == np.int64
    assert set(np.unique(mask.values)) == {-1, 0, 1}


FIRST_ROW = np.array([0])


def test_labels_come_back() -> None:
    state = fit_pixel_classes(LABELS, FIRST_ROW, None, [], 255)
    classes = apply_pixel_classes(LABELS, state, 255)
    assert classes.tolist() == [[[0, 1], [-1, 1]]]
    assert (invert_pixel_classes(classes, state, 255) == LABELS).all()


def test_declared_labels_keep_their_order() -> None:
    state = fit_pixel_classes(LABELS, FIRST_ROW, [255, 0, 7], ["edge", "ground", "road"], None)
    assert apply_pixel_classes(LABELS, state, None).tolist() == [[[1, 2], [0, 2]]]
    assert state["classes"] == ["edge", "ground", "road"]


@pytest.mark.parametrize(
    ("values", "given", "words"),
    [
        (LABELS + 0.5, {}, "whole numbers"),
        (LABELS, {"labels": [0, 7]}, "the label 255 is none of 0, 7"),
        (np.arange(300).reshape(1, 10, 30), {}, "300 different labels"),
        (LABELS, {"names": ["a"]}, "1 names for 3 labels"),
        (np.zeros((1, 3, 2, 2)), {}, "one number for each pixel"),
    ],
)
def test_what_is_no_label_picture_is_refused(values: np.ndarray, given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        state = fit_pixel_classes(values, FIRST_ROW, given.get("labels"), given.get("names", []), None)
        apply_pixel_classes(values, state, None)


def test_a_resized_mask_has_no_new_class() -> None:
    mask = np.random.default_rng(0).integers(0, 5, (3, 7, 9))
    for size in (3, 20, [5, 31]):
        assert set(np.unique(apply_resize(mask, size))) <= set(np.unique(mask))
    assert (apply_resize(np.repeat(np.repeat(mask, 2, 1), 2, 2), [7, 9]) == mask).all()


def test_palette_and_grey_are_labels_and_colours_are_not(tmp_path: Path) -> None:
    labels = np.array([[0, 1], [2, 1]], dtype=np.uint8)
    palette = Image.fromarray(labels, "L")
    palette.save(tmp_path / "grey.png")
    palette.putpalette([200, 10, 10, 10, 200, 10, 10, 10, 200])
    palette.save(tmp_path / "palette.png")
    palette.convert("RGB").save(tmp_path / "colour.png")
    for name in ("grey", "palette"):
        assert decode_labels(tmp_path / f"{name}.png", 2, 2)[0].tolist() == labels.tolist()
    with pytest.raises(ValueError, match="colours, not labels"):
        decode_labels(tmp_path / "colour.png", 2, 2)


def test_a_picture_without_mask_is_named(tmp_path: Path) -> None:
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
    Image.new("RGB", (3, 3)).save(tmp_path / "images" / "alone.png")
    with pytest.raises(DataError, match="has no mask of the same name"):
        load(labelled("."), tmp_path)


def test_what_goes_wrong_is_told_without_a_file() -> None:
    for given, words in (
        ({"labels": [1, 1]}, "named twice"),
        ({"labels": [1], "ignore": 1}, "and be ignored"),
        ({"labels": [1, 2], "names": ["a"]}, "1 names for 2 labels"),
    ):
        (problem,) = examine(labelled("x", **given))
        assert words in problem.message


def test_predicted_classes_become_labels(data_folder: Path) -> None:
    section = labelled("labelled", ignore=255)
    prepared = load(section, data_folder)
    assert invert(section, prepared.fitted, "mask", np.array([[1, 0, -1]])).tolist() == [[7, 0, 255]]


def test_a_preview_shows_masks_in_class_colours_over_their_pictures(data_folder: Path) -> None:
    section = labelled("labelled", ignore=255)
    prepared = load(section, data_folder)
    facts = describe(section, prepared, rows=2)["fields"]["mask"]
    assert [name for name, _ in facts["classes"]] == ["0", "7"] and len(set(facts["colours"])) == 2
    mask = prepared.fields["mask"].values[0]
    pixels = np.asarray(Image.open(BytesIO(base64.b64decode(facts["pictures"][0])))).astype(int)
    assert (np.ptp(pixels[mask < 0], axis=1) == 0).all()
    for number in (0, 1):
        away = [abs(pixels[mask == number] - class_colour(other)).sum(axis=1).mean() for other in (0, 1)]
        assert np.argmin(away) == number


def test_colours_of_many_classes_differ() -> None:
    assert len({class_colour(number) for number in range(60)}) == 60


def test_a_mask_has_as_many_classes_as_its_function_takes() -> None:
    assert MAX_MASK_CLASSES == MAX_LABELS


def test_a_label_of_no_training_picture_is_told_and_has_a_number(tmp_path: Path) -> None:
    labels = np.zeros((4, 2, 2), dtype=np.uint8)
    labels[0, 0, 0], labels[3, 1, 1] = 1, 9
    np.savez(tmp_path / "m.npz", m=labels)
    section = {
        "source": {"type": "npz", "path": "m.npz"},
        "fields": {"m": {"transforms": [{"type": "pixel_classes"}]}},
        "split": {"type": "in_time", "train": 0.5, "validation": 0.25, "test": 0.25},
    }
    data = load(section, tmp_path)
    assert data.fields["m"].classes == ("0", "1", "9") and data.fields["m"].values[3, 1, 1] == 2
    (words,) = data.warnings
    assert "no training row has the class '9'" in words and words.endswith("(1 of 4 rows; it is row 4)")
