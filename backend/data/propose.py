"""A data section proposed for a folder or file of the person's own."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from PIL import Image

from backend.data.loading.image_folder import list_pictures
from backend.data.loading.labelled_pictures import rows_of_folders
from backend.data.propose_arrays import propose_arrays
from backend.data.propose_csv import propose_csv
from backend.declare.parameters import Json
from backend.errors import DataError
from backend.files import special_file

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
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            return propose_csv(path, shown, target)
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


def _has_masks(path: Path) -> bool:
    """Whether pictures and masks stand in the folders of these names, or in those of a train folder."""
    return any(
        all((top / name).is_dir() for name in ("images", "masks"))
        for top in (path, path / "train", path / "training")
    )


def _propose_masks(path: Path, shown: str) -> Json:
    files, _, columns = rows_of_folders(path, "images", "masks")
    size, colour = _look(files)
    return {
        "source": {"type": "labelled_pictures", "path": shown, "size": size, "colour": colour},
        "fields": {
            "picture": {"column": "picture", "transforms": [{"type": "scale", "minimum": 0, "maximum": 255}]},
            "mask": {"column": "mask", "transforms": [{"type": "pixel_classes"}]},
        },
        "split": {"type": "given"} if "split" in columns else {"type": "random"},
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
