"""A data section proposed for a NumPy archive."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from backend.data.loading.npz import load_npz
from backend.data.propose_csv import MAX_CLASSES
from backend.declare.parameters import Json

CHANNEL_COUNTS = (1, 3, 4)
SMALLEST_SIDE = 6
PICTURE_WORDS = re.compile(r"im(age|g)|pic|photo|pixel|scan|frame", re.IGNORECASE)


def propose_arrays(path: Path, shown: str, target: str = "") -> Json:
    """A data section for an archive; raises ``ValueError`` or ``OSError`` where the file can't be read."""
    arrays = load_npz(path)
    names = [name for name in arrays if name not in ("split", target)]
    if target and target not in arrays:
        raise ValueError(f"there is no array {target!r}; there are {', '.join(names)}")
    fields = {
        name: {"column": name, "transforms": _array_transforms(name, arrays[name])}
        for name in (*names, *([target] if target else []))
    }
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


def _are_grey_pictures(name: str, values: np.ndarray) -> bool:
    """Whether numbers [rows, H, W] are pictures and no series: they are square, or their name says so."""
    _, height, width = values.shape
    square = height == width
    return min(height, width) >= SMALLEST_SIDE and (square or bool(PICTURE_WORDS.search(name)))
