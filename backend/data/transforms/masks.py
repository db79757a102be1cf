"""Label pictures to the class of each pixel."""

from __future__ import annotations

from typing import Any

import numpy as np

from backend.data.loading.notes import tell_rows
from backend.data.transforms.categories import unseen_words

MAX_LABELS = 256


def label_pixels(values: np.ndarray) -> np.ndarray:
    """Label pictures [rows, H, W] or [rows, 1, H, W] as int64 [rows, H, W]."""
    if values.ndim == 4 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 3:
        raise ValueError(
            "a label picture has one number for each pixel; received rows of "
            f"{list(values.shape[1:])}"
        )
    labels = values.astype(np.int64)
    if values.dtype.kind == "f" and not (labels == values).all():
        raise ValueError(
            "a label picture holds whole numbers: put Resize, Scale and others "
            "behind this, or leave them out"
        )
    return labels


def fit_pixel_classes(
    values: np.ndarray,
    train: np.ndarray,
    labels: list[int] | None,
    names: list[str],
    ignore: int | None,
) -> dict[str, list[Any]]:
    """The labels in the order of their class numbers, and what the classes are called.

    Undeclared labels are those of all rows; those that no training row has are told.
    """
    found = labels
    if found is None:
        pixels = label_pixels(values)
        found = [x for x in np.unique(pixels).tolist() if x != ignore]
        unseen = sorted(set(found) - set(np.unique(pixels[train]).tolist()))
        if unseen and len(found) <= MAX_LABELS:
            strange = np.asarray(np.isin(pixels, unseen).any(axis=(1, 2)))
            tell_rows(strange, unseen_words([str(label) for label in unseen]))
    if not found:
        raise ValueError("no pixel has a label: label some of the pictures")
    if len(found) > MAX_LABELS:
        raise ValueError(
            f"there are {len(found)} different labels: this is a photo, not a picture of labels"
        )
    if names and len(names) != len(found):
        raise ValueError(
            f"there are {len(names)} names for {len(found)} labels: "
            f"{', '.join(map(str, found[:12]))}"
        )
    return {"classes": names or [str(label) for label in found], "labels": found}


def apply_pixel_classes(
    values: np.ndarray, state: dict[str, list[Any]], ignore: int | None
) -> np.ndarray:
    """The class number of each pixel as int64 [rows, H, W], -1 where the label is to be ignored."""
    pixels, labels = label_pixels(values), np.array(state["labels"], dtype=np.int64)
    order = np.argsort(labels)
    places = np.searchsorted(labels[order], pixels).clip(max=len(labels) - 1)
    classes: np.ndarray = order[places]
    known = labels[classes] == pixels
    if ignore is not None:
        classes = np.where(pixels == ignore, -1, classes)
        known |= pixels == ignore
    if not known.all():
        strange = pixels[~known][0]
        raise ValueError(
            f"the label {strange} is none of {', '.join(map(str, labels[:12]))}: "
            "declare or ignore it"
        )
    return classes


def invert_pixel_classes(
    values: np.ndarray, state: dict[str, list[Any]], ignore: int | None
) -> np.ndarray:
    """The labels of class numbers."""
    labels = np.array(state["labels"], dtype=np.int64)[values]
    restored: np.ndarray = np.where(
        np.asarray(values) < 0, -1 if ignore is None else ignore, labels
    )
    return restored
