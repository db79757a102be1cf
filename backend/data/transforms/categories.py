"""Categories to numbers: class numbers and one-hot vectors."""

from __future__ import annotations

import numpy as np


def category_names(values: np.ndarray) -> list[str]:
    """The values as text; a whole number reads ``3``, not ``3.0``."""
    return [
        value
        if isinstance(value, str)
        else str(int(value))
        if value == value // 1
        else f"{value:.7g}"
        for value in values.tolist()
    ]


def fit_classes(values: np.ndarray) -> dict[str, list[str]]:
    """The class names in the order of their numbers, or of the alphabet if they are no numbers."""
    names = sorted(set(category_names(values)))
    try:
        return {"classes": sorted(names, key=float)}
    except ValueError:
        return {"classes": names}


def apply_classes(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The class numbers as int64 [rows]."""
    numbers = {name: number for number, name in enumerate(state["classes"])}
    names = category_names(values)
    for name in names:
        if name not in numbers:
            known = ", ".join(repr(known) for known in list(numbers)[:8])
            raise ValueError(
                f"the class {name[:60]!r} does not occur in the training rows, which have {known}"
            )
    return np.array([numbers[name] for name in names], dtype=np.int64)


def invert_classes(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The names of class numbers."""
    return np.take(np.array(state["classes"], dtype=object), values)


def apply_one_hot(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """float32 [rows, classes] with a single 1 in each row."""
    numbers = apply_classes(values, state)
    vectors: np.ndarray = numbers[:, np.newaxis] == np.arange(len(state["classes"]))
    return vectors.astype(np.float32)


def invert_one_hot(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The names of the largest entry of each row."""
    return invert_classes(values.argmax(axis=-1), state)
