"""NumPy archives: every array is a column."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backend.data.loading.arrays import open_arrays

PART_NAMES = {
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
    arrays = joined_parts(open_arrays(path))
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


def joined_parts(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Arrays such as x_train, x_test, y_train and y_test as x, y and split; others as they are."""
    parts: dict[str, dict[str, np.ndarray]] = {}
    for name, values in arrays.items():
        first, _, last = name.partition("_")
        column, part = (first, last) if last.lower() in PART_NAMES else (last, first)
        parts.setdefault(PART_NAMES.get(part.lower(), ""), {})[column] = values
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
