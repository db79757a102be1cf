"""A data section proposed for a folder of pictures, a NumPy archive, a CSV file or tagged lines."""

from __future__ import annotations

import os
import re
from collections import Counter
from contextlib import suppress
from pathlib import Path

import numpy as np

from backend.data.loading.arrays import load_npz
from backend.data.loading.image_folder import list_pictures
from backend.data.loading.labelled_pictures import rows_of_folders
from backend.data.loading.pictures import UNDECODABLE, open_picture, picture_depth
from backend.data.loading.tagged_lines import TAGGED_ENDINGS, looks_tagged
from backend.data.sources.files import DEPTH
from backend.data.transforms.step_indices import ends_of
from backend.declare.parameters import Json
from backend.errors import DataError
from backend.files import special_file
from backend.proposal.csv_reading import MAX_CLASSES
from backend.proposal.csv_section import TAG_WORDS, propose_csv

LARGEST_PICTURE = 96
USUAL_PICTURE = 64
PICTURES_TO_LOOK_AT = 20


def propose(path: Path, folder: Path | None = None, target: str = "") -> Json:
    """A data section for a folder of pictures, an .npz archive or a CSV file; raises `DataError`.

    Paths in it are relative to the folder, where one is given: that of the document to be. ``target`` names the
    column or array to predict; without it, it is guessed.
    """
    shown = _relative(path, folder)
    try:
        if kind := special_file(path):
            raise ValueError(f"it is {kind}")
        if path.is_dir():
            if target not in ("", "class", "mask"):
                raise ValueError(f"a folder of pictures has no column {target!r}: leave the target out")
            return _propose_masks(path, shown) if _has_masks(path) else _propose_pictures(path, shown)
        if not path.exists():
            raise ValueError("there is no such file or folder")
        if path.suffix.lower() == ".npz":
            return propose_arrays(path, shown, target)
        if path.suffix.lower() in (*TAGGED_ENDINGS, ".txt", ".tsv") and looks_tagged(path):
            return _propose_tagged(path, shown, target)
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            return propose_csv(path, shown, target)
        raise ValueError("a folder of pictures, an .npz archive, a .csv file or a .conll file is needed")
    except (ValueError, OSError) as error:
        raise DataError(f"no data section can be proposed for {str(path)!r}: {error}") from None


def _relative(path: Path, folder: Path | None) -> str:
    if folder is None:
        return path.as_posix()
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return path.resolve().as_posix()


def _propose_pictures(path: Path, shown: str) -> Json:
    files, columns = list_pictures(path)
    look = _look(files)
    return {
        "source": {"type": "image_folder", "path": shown, **look},
        "fields": {
            "picture": {"column": "picture", "transforms": [_picture_scale(look)]},
            "class": {"column": "class", "transforms": [{"type": "classes"}]},
        },
        "split": {"type": "given"} if "split" in columns else {"type": "stratified", "by": "class"},
    }


def _propose_tagged(path: Path, shown: str, target: str) -> Json:
    if target not in ("", "tags"):
        raise ValueError(f"a file of tagged lines has no column {target!r} to predict: leave the target out")
    columns = {"word": 2, "tag": 4} if path.suffix.lower() == ".conllu" else {}
    return {
        "source": {"type": "tagged_lines", "path": shown, **columns},
        "fields": {name: {"column": name, "transforms": [TAG_WORDS]} for name in ("text", "tags")},
        "split": {"type": "random"},
    }


def _has_masks(path: Path) -> bool:
    """Whether pictures and masks stand in the folders of these names, or in those of a train folder."""
    return any(
        all((top / name).is_dir() for name in ("images", "masks"))
        for top in (path, path / "train", path / "training")
    )


def _propose_masks(path: Path, shown: str) -> Json:
    files, _, columns = rows_of_folders(path, "images", "masks")
    look = _look(files)
    return {
        "source": {"type": "labelled_pictures", "path": shown, **look},
        "fields": {
            "picture": {"column": "picture", "transforms": [_picture_scale(look)]},
            "mask": {"column": "mask", "transforms": [{"type": "pixel_classes"}]},
        },
        "split": {"type": "given"} if "split" in columns else {"type": "random"},
    }


def _picture_scale(look: Json) -> Json:
    """Deep pictures are scaled by the range of the training rows: what a file could hold says little of it."""
    return {"type": "scale"} if "depth" in look else {"type": "scale", "minimum": 0, "maximum": 255}


def _look(files: list[Path]) -> dict[str, Json]:
    """Size, colour and depth that suit the pictures: their own size where all are equally small."""
    sizes, modes, depths = set(), set(), Counter[str]()
    for file in files[:: max(1, len(files) // PICTURES_TO_LOOK_AT)]:
        with suppress(*UNDECODABLE), open_picture(file) as image:
            sizes.add(image.size)
            modes.add(image.mode)
            depths[picture_depth(image)] += 1
    if not sizes:
        raise ValueError("none of its pictures can be read")
    grey = all(mode in ("1", "L", "LA", "F") or mode.startswith("I") for mode in modes)
    width, height = sizes.pop()
    size: Json = height if height == width else [height, width]
    if sizes or max(width, height) > LARGEST_PICTURE:
        size = USUAL_PICTURE
    depth = depths.most_common(1)[0][0]
    deep = {"depth": depth} if depth in DEPTH.options[1:] else {}
    return {"size": size, "colour": "grey" if grey else "rgb", **deep}


CHANNEL_COUNTS = (1, 3, 4)
SMALLEST_SIDE = 6
PICTURE_WORDS = re.compile(r"im(age|g)|pic|photo|pixel|scan|frame", re.IGNORECASE)


def propose_arrays(path: Path, shown: str, target: str = "") -> Json:
    """A data section for an archive; raises ``ValueError`` or ``OSError`` where the file can't be read."""
    arrays = load_npz(path)
    names = [name for name in arrays if name not in ("split", target)]
    if target and target not in arrays:
        raise ValueError(f"there is no array {target!r}; there are {', '.join(names)}")
    ordered = (*names, *([target] if target else []))
    fields = {name: {"column": name, "transforms": _array_transforms(name, arrays[name])} for name in ordered}
    for name in ordered[1:]:
        labels = _label_transforms(name, arrays, is_last=name == ordered[-1])
        if labels:
            fields[name]["transforms"] = labels
        if labels and labels[0]["type"] == "step_classes":
            for other in ordered:
                if other != name and arrays[other].shape == arrays[name].shape and _are_indices(arrays[other]):
                    fields[other]["transforms"] = [_token_numbers(arrays[other])]
    classes = [name for name, field in fields.items() if {"type": "classes"} in field["transforms"]]
    if target:
        classes = [name for name in classes if name == target]
    split: Json = {"type": "random"}
    if "split" in arrays:
        split = {"type": "given"}
    elif classes:
        split = {"type": "stratified", "by": classes[-1]}
    return {"source": {"type": "npz", "path": shown}, "fields": fields, "split": split}


def _array_transforms(name: str, values: np.ndarray) -> list[Json]:
    if values.dtype == object:
        return [{"type": "classes"}]
    if values.ndim == 1:
        whole = values.dtype.kind in "biu" and len(np.unique(values)) <= MAX_CLASSES
        return [{"type": "classes"}] if whole else [{"type": "standardise"}]
    if _are_tokens(name, values):
        return [_token_numbers(values)]
    scale: Json = {"type": "scale", "minimum": 0, "maximum": 255}
    if values.dtype != np.uint8:
        scale = {"type": "standardise"}
    if values.ndim == 3 and values.dtype.kind == "f" and np.isnan(values).any():
        return [{"type": "ragged_ends"}, scale]
    if values.ndim == 3 and (values.dtype == np.uint8 or _are_grey_pictures(name, values)):
        scale = scale if values.dtype == np.uint8 else {"type": "scale"}
        return [{"type": "channels_first", "channels": "missing"}, scale]
    if values.ndim == 4 and values.shape[-1] in CHANNEL_COUNTS and values.shape[1] not in CHANNEL_COUNTS:
        return [{"type": "channels_first", "channels": "last"}, scale]
    return [scale]


LABEL_WORDS = re.compile(r"^y|label|target|class|tag|stage|state|activit", re.IGNORECASE)
TOKEN_WORDS = re.compile(r"token|word|text|ids$|seq|sentence|review", re.IGNORECASE)
LARGEST_LEVEL = 255
"""Whole numbers beyond are no levels of pixels."""


def _label_transforms(name: str, arrays: dict[str, np.ndarray], is_last: bool) -> list[Json]:
    """One-hot labels, or a class for each step of another array; nothing where an array holds neither."""
    values = arrays[name]
    if values.ndim != 2 or values.dtype.kind not in "biuf" or not (is_last or LABEL_WORDS.search(name)):
        return []
    if values.shape[1] > 1 and ((values == 0) | (values == 1)).all() and (values.sum(axis=1) == 1).all():
        return [{"type": "one_hot_labels"}]
    whole = values.dtype.kind in "biu" and len(np.unique(values)) <= MAX_CLASSES
    others = (other for key, other in arrays.items() if key != name)
    if whole and any(other.ndim in (2, 3) and other.shape[1] == values.shape[1] for other in others):
        return [{"type": "step_classes", **({"padding": -1} if (values < 0).any() else {})}]
    return []


def _are_tokens(name: str, values: np.ndarray) -> bool:
    """Whether whole numbers [rows, steps] are tokens and no features: by their name, or by how large they are."""
    return _are_indices(values) and (bool(TOKEN_WORDS.search(name)) or int(values.max()) > LARGEST_LEVEL)


def _are_indices(values: np.ndarray) -> bool:
    return values.ndim == 2 and values.dtype.kind in "iu" and bool(values.min() >= 0)


def _token_numbers(values: np.ndarray) -> Json:
    """Where 0 stands at the ends of rows alone, it fills them up."""
    ended = ends_of(values, 0)
    padded = ended.any() and not ((values == 0) & ~ended).any()
    return {"type": "token_numbers", **({"padding": 0} if padded else {})}


def _are_grey_pictures(name: str, values: np.ndarray) -> bool:
    """Whether numbers [rows, H, W] are pictures and no series: they are square, or their name says so."""
    _, height, width = values.shape
    square = height == width
    return min(height, width) >= SMALLEST_SIDE and (square or bool(PICTURE_WORDS.search(name)))
