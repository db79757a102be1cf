"""Pictures with a label for each pixel: from two folders, or from the columns of a CSV file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from backend.budgets import DATA_BYTES, BudgetError
from backend.data.loading.csv_columns import CsvFormat, read_csv, text_column
from backend.data.loading.image_folder import (
    SPLIT_FOLDERS,
    decode_pictures,
    picture_dtype,
    picture_shape,
    subfolders,
)
from backend.data.loading.pictures import (
    FURTHER_FRAMES,
    PICTURE_ENDINGS,
    UNDECODABLE,
    NoFileError,
    open_picture,
)
from backend.data.loading.unreadable_files import (
    FileReport,
    attempt,
    fill_rows,
    rows_with,
    tell_losses,
    tell_report,
    without,
)

LABEL_ENDINGS = (".bmp", ".gif", ".png", ".tif", ".tiff")
"""Formats that keep every number; JPEG would blur labels into each other."""


def load_labelled_pictures(
    path: Path, pictures: str, masks: str, size: int | list[int], colour: str, depth: str
) -> dict[str, np.ndarray]:
    """picture [rows, C, H, W], mask int32 [rows, 1, H, W], and split where it is given."""
    listed = rows_of_table if path.suffix.lower() in (".csv", ".tsv") else rows_of_folders
    files, labels, columns = listed(path, pictures, masks)
    channels, height, width = picture_shape(size, colour)
    pixel_bytes = 4 * height * width * (channels + 1)
    DATA_BYTES.require(len(files) * pixel_bytes, str(path))
    decoded = np.empty((len(files), channels, height, width), dtype=picture_dtype(depth))
    pixels = np.empty((len(files), 1, height, width), dtype=np.int32)
    seen = decode_pictures(files, decoded, depth)
    known = fill_rows((attempt(decode_labels, file, height, width) for file in labels), pixels)
    blurred, blind = seen.unreadable, known.unreadable
    unreadable = [*blurred, *(len(files) + place for place in blind)]
    tell_report([*files, *labels], FileReport(unreadable, {}, seen.why or known.why))
    tell_losses(files, seen.losses)
    tell_losses(labels, known.losses)
    return {
        "picture": decoded[rows_with(len(files), blurred, blind)],
        "mask": pixels[rows_with(len(files), blind, blurred)],
        **without(sorted({*blurred, *blind}), columns),
    }


def rows_of_folders(
    path: Path, pictures: str, masks: str
) -> tuple[list[Path], list[Path], dict[str, np.ndarray]]:
    """Pictures, their masks by the same name, and the split where it has folders."""
    parts = [
        (folder, SPLIT_FOLDERS[folder.name.lower()])
        for folder in subfolders(path)
        if folder.name.lower() in SPLIT_FOLDERS
    ]
    if not any(part == "train" for _, part in parts):
        parts = [(path, "")]
    files: list[Path] = []
    labels: list[Path] = []
    splits: list[str] = []
    for top, part in parts:
        found = sorted(
            file
            for file in existing(top / pictures).iterdir()
            if file.suffix.lower() in PICTURE_ENDINGS
        )
        if not found:
            raise ValueError(
                f"the folder {top / pictures} holds no pictures ({', '.join(PICTURE_ENDINGS)})"
            )
        by_name = {
            file.stem: file
            for file in existing(top / masks).iterdir()
            if file.suffix.lower() in LABEL_ENDINGS
        }
        if lacking := [file.name for file in found if file.stem not in by_name]:
            raise ValueError(
                f"the picture {lacking[0]!r} has no mask of the same name in {top / masks}"
            )
        files += found
        labels += [by_name[file.stem] for file in found]
        splits += [part] * len(found)
    return files, labels, {"split": np.array(splits, dtype=object)} if any(splits) else {}


def existing(folder: Path) -> Path:
    """The folder; raises ``FileNotFoundError`` where there is none."""
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not a folder")
    return folder


def rows_of_table(
    path: Path, pictures: str, masks: str
) -> tuple[list[Path], list[Path], dict[str, np.ndarray]]:
    """The files that two columns name, from the CSV file's folder, and its column 'split'."""
    table = read_csv(path, CsvFormat("\t" if path.suffix.lower() == ".tsv" else ","))
    files, labels = (
        [beside(path, name) for name in text_column(table, column, path)]
        for column in (pictures, masks)
    )
    return files, labels, {"split": text_column(table, "split", path)} if "split" in table else {}


def beside(table: Path, name: str) -> Path:
    """A file that a table names; raises ``ValueError`` for one on another machine."""
    if name[:1] in "\\/" and name[1:2] in "\\/" and name[1:2]:
        raise ValueError(
            f"{table} names {name[:80]!r}, on another machine, which is not contacted: "
            "copy the files here and name them from the folder of the table"
        )
    return table.parent / name


def decode_labels(path: Path, height: int, width: int) -> tuple[np.ndarray, list[str]]:
    """The numbers of a label picture, int32 [height, width], never blended; what is left out."""
    try:
        with open_picture(path) as opened:
            losses = [FURTHER_FRAMES] if getattr(opened, "n_frames", 1) > 1 else []
            image = ImageOps.exif_transpose(opened)
            if image.size != (width, height):
                image = image.resize((width, height), Image.Resampling.NEAREST)
            labels = np.asarray(image)
    except (FileNotFoundError, BudgetError, NoFileError):
        raise
    except UNDECODABLE as error:
        raise ValueError(f"{path} can't be decoded as a picture: {error}") from None
    if labels.ndim == 3 and (labels[..., :3] == labels[..., :1]).all():
        labels = labels[..., 0]
    if labels.ndim != 2 or labels.dtype.kind == "f":
        raise ValueError(
            f"{path} holds colours, not labels: save it as a grey or palette "
            "picture of class numbers"
        )
    return labels.astype(np.int32), losses
