"""Arrays from .npy and .npz files, never with pickled objects; an archive as a table of columns."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import numpy as np


def open_arrays(path: str | Path) -> dict[str, np.ndarray]:
    """Every array of an .npz archive by name, or the one of an .npy file as ``values``."""
    try:
        with Path(path).open("rb") as file:
            if not file.read(1):
                raise ValueError("it is empty")
            file.seek(0)
            loaded = np.load(file, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return {"values": loaded}
            return {name: loaded[name] for name in loaded.files}
    except FileNotFoundError:
        raise
    except (ValueError, EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
        if "pickle" in str(error):
            raise ValueError(
                f"{path} holds Python objects, which are never loaded, or is no NumPy file: save "
                "plain arrays; lists of different lengths, such as token numbers, as one array "
                "[rows, longest] of whole numbers, filled up with 0 at the end of each row"
            ) from None
        raise ValueError(f"{path} can't be read as NumPy arrays: {error}") from None


def read_arrays(path: str, item_shape: tuple[int, ...]) -> np.ndarray:
    """A file's one array as float32 [rows, *item_shape]; a single item needs no row axis."""
    arrays = open_arrays(path)
    if len(arrays) != 1:
        raise ValueError(
            f"{path} holds the arrays {', '.join(sorted(arrays))}: give a file with one array"
        )
    (values,) = arrays.values()
    if values.dtype.kind not in "biuf":
        raise ValueError(f"{path} holds {values.dtype} values: numbers are needed")
    bare = tuple(length for length in item_shape if length != 1)
    item_rank = len(item_shape)
    if values.ndim == item_rank + 1 and values.shape[1:] == item_shape:
        return values.astype(np.float32)
    if values.shape in (item_shape, bare):
        return values.astype(np.float32).reshape(1, *item_shape)
    if values.shape[1:] == bare:
        return values.astype(np.float32).reshape(len(values), *item_shape)
    raise ValueError(
        f"{path} holds an array of shape {list(values.shape)}: rows of "
        f"{list(item_shape)} are needed"
    )


SPLIT_NAMES = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}


def load_npz(path: Path) -> dict[str, np.ndarray]:
    """Every array of the archive by its name; texts become objects."""
    arrays = join_splits(open_arrays(path))
    if not arrays:
        raise ValueError(f"{path} holds no array")
    for name, values in arrays.items():
        if values.ndim == 0:
            raise ValueError(f"{path}: the array {name!r} is a single value, not one per row")
    if len({len(values) for values in arrays.values()}) > 1:
        lengths = ", ".join(f"{name} {len(values)}" for name, values in arrays.items())
        raise ValueError(
            f"{path}: the arrays must have the same number of rows; they have {lengths}"
        )
    return {
        name: values.astype(object) if values.dtype.kind == "U" else values
        for name, values in arrays.items()
    }


def join_splits(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Arrays such as x_train, x_test, y_train and y_test as x, y and split; others as they are."""
    parts: dict[str, dict[str, np.ndarray]] = {}
    for name, values in arrays.items():
        first, _, last = name.partition("_")
        column, part = (first, last) if last.lower() in SPLIT_NAMES else (last, first)
        parts.setdefault(SPLIT_NAMES.get(part.lower(), ""), {})[column] = values
    wholly = "" not in parts and "train" in parts and len(parts) > 1
    if not wholly or any(part.keys() != parts["train"].keys() for part in parts.values()):
        return arrays
    if any(values.ndim == 0 for values in arrays.values()):
        return arrays
    columns = {
        name: np.concatenate([part[name] for part in parts.values()]) for name in parts["train"]
    }
    lengths = [len(next(iter(part.values()))) for part in parts.values()]
    return {**columns, "split": np.repeat(list(parts), lengths)}


def read_npz(inputs: list[str], wanted: list[str]) -> dict[str, np.ndarray]:
    """The wanted columns of .npz files, or of .npy files where one column is wanted."""
    parts = []
    for text in inputs:
        if not text.lower().endswith((".npy", ".npz")):
            raise ValueError(f"{text[:60]!r} is not an .npz or .npy file")
        arrays = (
            {wanted[0]: open_arrays(text)["values"]}
            if text.lower().endswith(".npy")
            else load_npz(Path(text))
        )
        if lacking := [name for name in wanted if name not in arrays]:
            raise ValueError(
                f"{text} has no array {lacking[0]!r}; it has {', '.join(sorted(arrays))}"
            )
        rows = len(arrays[wanted[0]])
        names = [text] if rows == 1 else [f"{text}[{row}]" for row in range(rows)]
        parts.append(
            {**{name: arrays[name] for name in wanted}, "read_from": np.array(names, dtype=object)}
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
