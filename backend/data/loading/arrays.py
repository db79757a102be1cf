"""Arrays from .npy and .npz files, never with pickled objects; an archive as a table of columns."""

from __future__ import annotations

import lzma
import math
import struct
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np

from backend.budgets import ARCHIVE_BYTES, ARCHIVE_MEMBERS, DATA_BYTES


def open_arrays(path: str | Path) -> dict[str, np.ndarray]:
    """Every array of an .npz archive by name, or the one of an .npy file as ``values``."""
    try:
        with Path(path).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            if not size:
                raise ValueError("it is empty")
            is_archive = file.read(2) == b"PK"
            file.seek(0)
            if is_archive:
                return read_archive(file)
            return {"values": read_array(file, size, "the file")}
    except FileNotFoundError:
        raise
    except UNREADABLE as error:
        raise ValueError(f"{path} can't be read as NumPy arrays: {error}") from None


UNREADABLE = (
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    EOFError,
    OSError,
    RuntimeError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
)
"""What zipfile and NumPy raise for archives and headers that are damaged, or made to be."""
PLAIN_ARRAYS = (
    "save plain arrays; lists of different lengths, such as "
    "token numbers, as one array [rows, longest] of whole numbers, filled up with 0 at the end of "
    "each row"
)


def read_archive(file: BinaryIO) -> dict[str, np.ndarray]:
    """The arrays of an .npz archive, whose declared sizes are asked of the budgets first."""
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        ARCHIVE_MEMBERS.require(len(members), "the archive")
        ARCHIVE_BYTES.require(sum(member.file_size for member in members), "the archive")
        arrays: dict[str, np.ndarray] = {}
        for member in members:
            name = member.filename.removesuffix(".npy")
            where = f"its array {name[:60]!r}"
            if name in arrays:
                raise ValueError(f"{where} is there twice: give each array a name of its own")
            if name == member.filename:
                raise ValueError(f"its member {name[:60]!r} is no array: keep only .npy members")
            if member.flag_bits & ENCRYPTED:
                raise ValueError(f"{where} is encrypted: save the archive without a password")
            with archive.open(member) as part:
                arrays[name] = read_array(part, member.file_size, where)
        return arrays


ENCRYPTED = 1


def read_array(file: IO[bytes], size: int, where: str) -> np.ndarray:
    """One array, whose header must promise just as many bytes as there are."""
    try:
        version = np.lib.format.read_magic(file)
        shape, by_column, dtype = HEADERS[version](file)
    except (KeyError, ValueError):
        raise ValueError(f"{where} is no NumPy file: {PLAIN_ARRAYS}") from None
    if dtype.hasobject:
        raise ValueError(f"{where} holds Python objects, which are never loaded: {PLAIN_ARRAYS}")
    if dtype.names or dtype.subdtype or not dtype.itemsize:
        raise ValueError(f"{where} holds {dtype}: save each field as an array of its own")
    if any(length < 0 for length in shape) or len(shape) > MAX_AXES:
        raise ValueError(f"{where} claims the shape {list(shape)[:8]}, which no array has")
    # Python's numbers have no end: the product of a hostile shape can't wrap around.
    promised, held = math.prod(shape) * dtype.itemsize, size - file.tell()
    if promised != held:
        claim = f"{promised:,} bytes ({dtype} {list(shape)})"
        raise ValueError(f"{where} is damaged: it claims {claim} and holds {held:,}")
    DATA_BYTES.require(promised, where)
    read = np.empty(promised, np.uint8)
    read_into(file, read.data, where)
    return read.view(dtype).reshape(shape, order="F" if by_column else "C")


def read_into(file: IO[bytes], target: memoryview, where: str) -> None:
    """Fills a buffer piece by piece, so that there is no second copy of it."""
    place = 0
    while place < len(target):
        piece = file.read(min(PIECE_BYTES, len(target) - place))
        if not piece:
            raise ValueError(f"{where} is cut off")
        target[place : place + len(piece)] = piece
        place += len(piece)


PIECE_BYTES = 2**22
MAX_AXES = 16
HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


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
