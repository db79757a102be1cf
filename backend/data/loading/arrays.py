"""Arrays from .npy and .npz files, never with pickled objects."""

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
                f"{path} holds pickled objects or is no NumPy file: save plain arrays"
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
