"""What a choice between classes has to beat: always the class that is most frequent in training."""

from __future__ import annotations

import numpy as np

from backend.data.declarations import Kind, Rows
from backend.data.fields import Field

LARGEST_CLASS = "largest class"


def largest_class(field: Field, rows: Rows, split: str) -> dict[str, float]:
    """The figures of always answering it, over the samples or pixels of a split that have a class.

    Of masks, ``mean_iou`` too. Nothing for a field that is no choice between classes.
    """
    if field.kind not in (Kind.CLASS, Kind.MASK) or field.classes is None:
        return {}
    training, asked = (_counts(field, rows[part]) for part in ("train", split))
    if not asked.sum():
        return {}
    accuracy = float(asked[training.argmax()] / asked.sum())
    if field.kind is Kind.CLASS:
        return {"accuracy": accuracy}
    occurring = int(np.count_nonzero(asked)) + int(asked[training.argmax()] == 0)
    return {"accuracy": accuracy, "mean_iou": accuracy / occurring}


def _counts(field: Field, rows: np.ndarray) -> np.ndarray:
    values = field.values[rows]
    return np.bincount(values[values >= 0], minlength=len(field.classes or ()))
