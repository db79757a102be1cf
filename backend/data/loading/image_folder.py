"""Pictures in a folder per class."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import numpy as np

from backend.data.loading.pictures import (
    PICTURE_ENDINGS,
    decode_picture,
    read_pictures,
)
from backend.data.loading.unreadable_files import attempt, fill_rows, tell_skipped, without

SPLIT_FOLDERS = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}


def load_image_folder(path: Path, size: int | list[int], colour: str) -> dict[str, np.ndarray]:
    """picture uint8 [rows, C, H, W], class, and split where there are folders for it."""
    files, columns = list_pictures(path)
    pictures = np.empty((len(files), *picture_shape(size, colour)), dtype=np.uint8)
    places = decode_pictures(files, pictures)
    tell_skipped(files, places)
    return {"picture": pictures[: len(files) - len(places)], **without(places, columns)}


def picture_shape(size: int | list[int], colour: str) -> tuple[int, int, int]:
    """Channels, height and width."""
    height, width = (size, size) if isinstance(size, int) else size
    return (1 if colour == "grey" else 3), height, width


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
            found = sorted(
                file for file in folder.iterdir() if file.suffix.lower() in PICTURE_ENDINGS
            )
            if not found:
                raise ValueError(
                    f"the class folder {folder} holds no pictures ({', '.join(PICTURE_ENDINGS)})"
                )
            files += found
            classes += [folder.name] * len(found)
            splits += [part] * len(found)
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


def decode_pictures(files: list[Path], pictures: np.ndarray) -> list[int]:
    """Decodes the files into the first rows of uint8 [rows, C, H, W].

    Returns the places of files that can't be read, which have no row.
    """
    channels, height, width = pictures.shape[1:]
    with ThreadPoolExecutor() as pool:
        decoded = pool.map(
            lambda file: attempt(decode_picture, file, channels, height, width), files
        )
        return fill_rows(decoded, pictures)


def load_cached_image_folder(
    cache: Path, path: Path, size: int | list[int], colour: str
) -> dict[str, np.ndarray]:
    """What `load_image_folder` gives; the pictures are memory-mapped from a file that is made once.

    Any change of a file's name, size or time, or of the parameters, makes another cache file.
    Beside it stands which files could not be read.
    """
    files, columns = list_pictures(path)
    shape = (len(files), *picture_shape(size, colour))
    kept = cache / f"pictures-{pictures_key(path, files, shape)}.npy"
    noted = kept.with_suffix(".json")
    if not (kept.exists() and noted.exists()):
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = cache / f"{uuid4().hex}.part"
        try:
            pictures = np.lib.format.open_memmap(unfinished, mode="w+", dtype=np.uint8, shape=shape)
            noted.write_text(json.dumps(decode_pictures(files, pictures)), encoding="utf-8")
            pictures.flush()
            del pictures
            unfinished.replace(kept)
        finally:
            unfinished.unlink(missing_ok=True)
    places = json.loads(noted.read_text(encoding="utf-8"))
    tell_skipped(files, places)
    mapped = np.load(kept, mmap_mode="r", allow_pickle=False)
    return {"picture": mapped[: len(files) - len(places)], **without(places, columns)}


def pictures_key(path: Path, files: list[Path], shape: tuple[int, ...]) -> str:
    """A name for the decoded pictures that changes with everything that they depend on."""
    facts = [
        (file.relative_to(path).as_posix(), file.stat().st_mtime_ns, file.stat().st_size)
        for file in files
    ]
    text = json.dumps([str(path.resolve()), shape, facts])
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:32]


def read_image_files(
    inputs: list[str], size: int | list[int], colour: str
) -> dict[str, np.ndarray]:
    """Picture files, or arrays (.npy, .npz) from 0 to 255, as picture [rows, C, H, W]."""
    channels, height, width = picture_shape(size, colour)
    pictures, names = read_pictures(inputs, channels, height, width)
    return {"picture": pictures, "read_from": names}
