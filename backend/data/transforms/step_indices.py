"""Whole numbers of arrays as indices: a token or a class for each step, one-hot labels."""

from __future__ import annotations

import numpy as np

from backend.data.loading.notes import RowError, tell_rows
from backend.data.transforms.categories import category_names, unseen_words

MAX_INDEX = 2**31


def whole_numbers(values: np.ndarray) -> np.ndarray:
    """The values as int64; refuses what is no whole number, with its row."""
    if values.dtype.kind not in "biuf":
        raise ValueError(f"numbers are needed; received {values.dtype} values")
    bad = np.zeros(values.shape, dtype=bool)
    if values.dtype.kind == "f":
        bad = ~(np.isfinite(values) & (values == np.round(values)))
    bad |= np.abs(np.where(bad, 0, values).astype(np.float64)) >= MAX_INDEX
    if bad.any():
        row = int(bad.any(axis=1).argmax())
        number = values[row][bad[row]][0]
        large = np.isfinite(number) and abs(float(number)) >= MAX_INDEX
        why = "is too large for an index" if large else "is no whole number that can be an index"
        raise RowError(row, f"{number:g} {why}")
    return values.astype(np.int64)


def ends_of(numbers: np.ndarray, padding: int | None) -> np.ndarray:
    """Which steps of [rows, T] come after the last that is not ``padding``; a first step stays."""
    if padding is None:
        return np.zeros(numbers.shape, dtype=bool)
    real = numbers != padding
    real[:, 0] = True
    ended: np.ndarray = ~np.flip(np.logical_or.accumulate(np.flip(real, axis=1), axis=1), axis=1)
    return ended


def tell_padding_in_front(numbers: np.ndarray, padding: int | None, what: str) -> None:
    """Tells of the rows that begin with padding: only that behind the last step is taken off.

    Where no padding is set, two zeros in front of a row that does not end with one are its sign.
    """
    begins = numbers[:, :2] == (0 if padding is None else padding)
    others = numbers[:, -1] != 0 if padding is None else (numbers != padding).any(axis=1)
    tell_rows(
        begins.all(axis=1) & others & (padding is not None or are_many(numbers)),
        f"padding in front of a row counts as {what}: move it behind the last {what[:-1]}",
    )


def are_many(numbers: np.ndarray) -> bool:
    """Whether there are more tokens than 0 and 1, of which 0 is no padding."""
    return bool(numbers.max(initial=0) > 1)


def apply_token_numbers(values: np.ndarray, padding: int | None) -> np.ndarray:
    """Token numbers [rows, T] as int64, -1 behind the last token of each row."""
    numbers = whole_numbers(values)
    ended = ends_of(numbers, padding)
    bad = (numbers < 0) & ~ended
    if bad.any():
        row = int(bad.any(axis=1).argmax())
        raise RowError(row, f"{numbers[row][bad[row]][0]} is negative and can't be a token number")
    tell_padding_in_front(numbers, padding, "tokens")
    if padding is None and are_many(numbers):
        tell_rows(
            (numbers[:, -1] == 0) & (numbers != 0).any(axis=1),
            "a 0 at the end of a row counts as a token: if it pads the row, set 'padding' to 0",
        )
    tell_rows(
        (numbers == padding).all(axis=1),
        "rows of nothing but padding count as one token",
    )
    return np.where(ended, -1, numbers)


def fit_step_classes(
    values: np.ndarray, train: np.ndarray, padding: int | None
) -> dict[str, list[str]]:
    """The class names of all rows in the order of their numbers, without that of the padding.

    Tells of the rows with classes that no training row has.
    """
    numbers = whole_numbers(values)
    real = ~ends_of(numbers, padding)
    seen = np.unique(numbers[train][real[train]])
    strange = real & ~np.isin(numbers, seen)
    unseen = category_names(np.unique(numbers[strange]))
    tell_rows(np.asarray(strange.any(axis=1)), unseen_words(unseen))
    return {"classes": category_names(np.unique(numbers[real]))}


def apply_step_classes(
    values: np.ndarray, state: dict[str, list[str]], padding: int | None
) -> np.ndarray:
    """The class number of each step of [rows, T] as int64, -1 behind the last step of each row."""
    numbers = whole_numbers(values)
    ended = ends_of(numbers, padding)
    tell_padding_in_front(numbers, padding, "steps")
    labels = np.array([int(name) for name in state["classes"]], dtype=np.int64)
    places = np.searchsorted(labels, numbers).clip(max=len(labels) - 1)
    strange = (labels[places] != numbers) & ~ended
    if strange.any():
        row = int(strange.any(axis=1).argmax())
        known = ", ".join(category_names(labels[:8]))
        raise RowError(
            row,
            f"the class {numbers[row][strange[row]][0]} is none of those that were trained: "
            f"{known}",
        )
    return np.where(ended, -1, places)


def invert_step_classes(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The names of the class numbers of steps; a number without a name stands for itself."""
    names = state["classes"]
    return np.array(
        [
            [names[n] if n < len(names) else str(n) for n in row]
            for row in np.asarray(values).tolist()
        ],
        dtype=object,
    )


def index_lengths(values: np.ndarray) -> np.ndarray:
    """How many steps of each row of [rows, T] come before the -1 at its end: int64 [rows]."""
    lengths: np.ndarray = np.count_nonzero(values >= 0, axis=1)
    return lengths


def without_index_ends(values: np.ndarray) -> np.ndarray:
    """Indices [rows, T] with zeros behind each row's last step."""
    return np.where(values < 0, 0, values)


def fit_one_hot_labels(values: np.ndarray) -> dict[str, list[str]]:
    """A class for each column, called by its number."""
    return {"classes": [str(number) for number in range(values.shape[1])]}


def apply_one_hot_labels(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The column of the single 1 in each row of [rows, classes] as int64 [rows]."""
    if values.shape[1] != len(state["classes"]):
        raise ValueError(
            f"the labels have {values.shape[1]} columns; in training they had "
            f"{len(state['classes'])}"
        )
    bad = ~((((values == 0) | (values == 1)).all(axis=1)) & (values.sum(axis=1) == 1))
    if bad.any():
        row = int(bad.argmax())
        raise RowError(
            row,
            f"a label must have a single 1 and else 0; received {values[row].tolist()[:12]}",
        )
    classes: np.ndarray = values.argmax(axis=1).astype(np.int64)
    return classes
