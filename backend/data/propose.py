"""A data section proposed for a folder or file of the person's own."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import numpy as np
from PIL import Image

from backend.data.loading.image_folder import list_pictures
from backend.data.loading.npz import load_npz
from backend.data.propose_csv import MOST_CLASSES, propose_csv
from backend.declare.parameters import Json
from backend.errors import DataError
from backend.files import special_file

LARGEST_PICTURE = 96
USUAL_PICTURE = 64
PICTURES_TO_LOOK_AT = 20
CHANNEL_COUNTS = (1, 3, 4)


def propose(path: Path, folder: Path | None = None) -> Json:
    """A data section for a folder of pictures, an .npz archive or a CSV file; raises `DataError`.

    Paths in it are relative to the folder, where one is given: that of the document to be.
    """
    shown = _relative(path, folder)
    try:
        if kind := special_file(path):
            raise ValueError(f"it is {kind}")
        if path.is_dir():
            return _propose_pictures(path, shown)
        if not path.exists():
            raise ValueError("there is no such file or folder")
        if path.suffix.lower() == ".npz":
            return _propose_arrays(path, shown)
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            return propose_csv(path, shown)
        raise ValueError("a folder of pictures, an .npz archive or a .csv file is needed")
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
    size, colour = _look(files)
    source = {"type": "image_folder", "path": shown, "size": size, "colour": colour}
    return {
        "source": source,
        "fields": {
            "picture": {"column": "picture", "transforms": [{"type": "scale", "minimum": 0, "maximum": 255}]},
            "class": {"column": "class", "transforms": [{"type": "classes"}]},
        },
        "split": {"type": "given"} if "split" in columns else {"type": "stratified", "by": "class"},
    }


def _look(files: list[Path]) -> tuple[int | list[int], str]:
    """A size and a colour that suit the pictures: their own where all are equally small."""
    sizes, modes = set(), set()
    for file in files[:: max(1, len(files) // PICTURES_TO_LOOK_AT)]:
        with suppress(OSError), Image.open(file) as image:
            sizes.add(image.size)
            modes.add(image.mode)
    if not sizes:
        raise ValueError("none of its pictures can be read")
    colour = "grey" if all(mode in ("1", "L", "LA") or mode.startswith("I") for mode in modes) else "rgb"
    width, height = sizes.pop()
    if sizes or max(width, height) > LARGEST_PICTURE:
        return USUAL_PICTURE, colour
    return (height if height == width else [height, width]), colour


def _propose_arrays(path: Path, shown: str) -> Json:
    arrays = load_npz(path)
    fields = {
        name: {"column": name, "transforms": _array_transforms(values)}
        for name, values in arrays.items()
        if name != "split"
    }
    classes = [name for name, field in fields.items() if {"type": "classes"} in field["transforms"]]
    split: Json = {"type": "random"}
    if "split" in arrays:
        split = {"type": "given"}
    elif classes:
        split = {"type": "stratified", "by": classes[-1]}
    return {"source": {"type": "npz", "path": shown}, "fields": fields, "split": split}


def _array_transforms(values: np.ndarray) -> list[Json]:
    if values.dtype == object:
        return [{"type": "classes"}]
    if values.ndim == 1:
        whole = values.dtype.kind in "biu" and len(np.unique(values)) <= MOST_CLASSES
        return [{"type": "classes"}] if whole else [{"type": "standardise"}]
    scale: Json = {"type": "scale", "minimum": 0, "maximum": 255}
    if values.dtype != np.uint8:
        scale = {"type": "standardise"}
    if values.ndim == 3 and values.dtype.kind == "f" and np.isnan(values).any():
        return [{"type": "ragged_ends"}, scale]
    if values.ndim == 3 and values.dtype == np.uint8:
        return [{"type": "channels_first", "channels": "missing"}, scale]
    if values.ndim == 4 and values.shape[-1] in CHANNEL_COUNTS and values.shape[1] not in CHANNEL_COUNTS:
        return [{"type": "channels_first", "channels": "last"}, scale]
    return [scale]
