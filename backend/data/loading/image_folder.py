"""Pictures in a folder per class."""

from __future__ import annotations

import hashlib
import json
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import numpy as np

from backend.budgets import DATA_BYTES
from backend.data.loading.notes import tell
from backend.data.loading.pictures import (
    PICTURE_ENDINGS,
    decode_picture,
    read_pictures,
)
from backend.data.loading.unreadable_files import (
    FileReport,
    attempt,
    fill_rows,
    tell_report,
    without,
)

SPLIT_FOLDERS = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}


def load_image_folder(
    path: Path, size: int | list[int], colour: str, depth: str
) -> dict[str, np.ndarray]:
    """picture [rows, C, H, W], class, and split where there are folders for it."""
    files, columns = list_pictures(path)
    shape = pictures_shape(path, files, size, colour)
    pictures = np.empty(shape, dtype=picture_dtype(depth))
    report = decode_pictures(files, pictures, depth)
    tell_report(files, report)
    kept = len(files) - len(report.unreadable)
    return {"picture": pictures[:kept], **without(report.unreadable, columns)}


def picture_dtype(depth: str) -> type[np.generic]:
    """What holds the numbers of pictures: uint8 for 8 bits, else float32."""
    return np.uint8 if depth == "8 bit" else np.float32


def picture_shape(size: int | list[int], colour: str) -> tuple[int, int, int]:
    """Channels, height and width."""
    height, width = (size, size) if isinstance(size, int) else size
    return (1 if colour == "grey" else 3), height, width


def pictures_shape(
    path: Path, files: list[Path], size: int | list[int], colour: str
) -> tuple[int, int, int, int]:
    """Files, channels, height and width; raises ``ValueError`` for more than the budget."""
    shape = (len(files), *picture_shape(size, colour))
    # As float32, which they become on the way to the network.
    DATA_BYTES.require(4 * math.prod(shape), str(path))
    return shape


def list_pictures(path: Path) -> tuple[list[Path], dict[str, np.ndarray]]:
    """The picture files by their names, with the columns class and, where it is given, split."""
    folders = subfolders(path)
    parts = [(folder, SPLIT_FOLDERS.get(folder.name.lower(), "")) for folder in folders]
    if any(part == "train" for _, part in parts):
        if strange := [folder.name for folder, part in parts if not part]:
            raise ValueError(
                f"{path} has a train folder, so {strange[0]!r} beside it must be validation or test"
            )
    else:
        parts = [(path, "")]
    files: list[Path] = []
    classes: list[str] = []
    splits: list[str] = []
    for top, part in parts:
        for folder in subfolders(top):
            try:
                found = sorted(
                    file for file in folder.iterdir() if file.suffix.lower() in PICTURE_ENDINGS
                )
            except OSError as error:
                tell(f"the class folder {folder} can't be read and is left out: {error.strerror}")
                continue
            if not found:
                raise ValueError(
                    f"the class folder {folder} holds no pictures ({', '.join(PICTURE_ENDINGS)})"
                )
            files += found
            classes += [folder.name] * len(found)
            splits += [part] * len(found)
    if not files:
        raise ValueError(f"none of the class folders in {path} can be read")
    columns = {"class": np.array(classes, dtype=object)}
    return files, {**columns, "split": np.array(splits, dtype=object)} if any(splits) else columns


def subfolders(path: Path) -> list[Path]:
    """The visible folders in a folder, by name."""
    if not path.is_dir():
        raise FileNotFoundError(f"{path} is not a folder")
    found = sorted(
        folder for folder in path.iterdir() if folder.is_dir() and not folder.name.startswith(".")
    )
    if not found:
        raise ValueError(
            f"{path} holds no folders: put the pictures of each class in a folder with its name"
        )
    return found


def decode_pictures(files: list[Path], pictures: np.ndarray, depth: str) -> FileReport:
    """Decodes the files into the first rows of [rows, C, H, W].

    Files that can't be read have no row.
    """
    channels, height, width = pictures.shape[1:]
    with ThreadPoolExecutor() as pool:
        decoded = pool.map(
            lambda file: attempt(decode_picture, file, channels, height, width, depth), files
        )
        return fill_rows(decoded, pictures)


def load_cached_image_folder(
    cache: Path, path: Path, size: int | list[int], colour: str, depth: str
) -> dict[str, np.ndarray]:
    """What `load_image_folder` gives; the pictures are memory-mapped from a file that is made once.

    Any change of a file's name, size or time, or of the parameters, makes another cache file.
    Beside it stands what of the files could not be read.
    """
    files, columns = list_pictures(path)
    shape = pictures_shape(path, files, size, colour)
    kept = cache / f"pictures-{pictures_key(path, files, shape, depth)}.npy"
    noted = kept.with_suffix(".json")
    if not (kept.exists() and noted.exists()):
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = cache / f"{uuid4().hex}.part"
        try:
            pictures = np.lib.format.open_memmap(
                unfinished, mode="w+", dtype=picture_dtype(depth), shape=shape
            )
            report = decode_pictures(files, pictures, depth)
            noted.write_text(json.dumps(report), encoding="utf-8")
            pictures.flush()
            del pictures
            unfinished.replace(kept)
        finally:
            unfinished.unlink(missing_ok=True)
    report = FileReport(*json.loads(noted.read_text(encoding="utf-8")))
    tell_report(files, report)
    mapped = np.load(kept, mmap_mode="r", allow_pickle=False)
    rows = len(files) - len(report.unreadable)
    return {"picture": mapped[:rows], **without(report.unreadable, columns)}


CACHE_FORMAT = 2
"""Raised where what stands in the cache, or how pictures are decoded, changes."""


def pictures_key(path: Path, files: list[Path], shape: tuple[int, ...], depth: str) -> str:
    """A name for the decoded pictures that changes with everything that they depend on."""
    facts = [(file.relative_to(path).as_posix(), *file_stamp(file)) for file in files]
    text = json.dumps([CACHE_FORMAT, str(path.resolve()), shape, depth, facts])
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:32]


def file_stamp(file: Path) -> tuple[int, int]:
    """Time and size; of a link that leads nowhere, which is told when it is decoded, zeros."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def read_image_files(
    inputs: list[str], size: int | list[int], colour: str, depth: str
) -> dict[str, np.ndarray]:
    """Picture files, or arrays (.npy, .npz) of such numbers, as picture [rows, C, H, W]."""
    channels, height, width = picture_shape(size, colour)
    pictures, names = read_pictures(inputs, channels, height, width, depth=depth)
    return {"picture": pictures, "read_from": names}
