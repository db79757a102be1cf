"""Divides rows into those that train, validate and test."""

from __future__ import annotations

import numpy as np

from backend.data.loading.notes import tell_rows


def cut_rows(order: np.ndarray, train: float, validation: float) -> dict[str, np.ndarray]:
    """The rows in their order, cut into three splits."""
    first = round(train * len(order))
    second = round((train + validation) * len(order))
    return {"train": order[:first], "validation": order[first:second], "test": order[second:]}


def split_random(
    columns: dict[str, np.ndarray], train: float, validation: float, seed: int
) -> dict[str, np.ndarray]:
    """Shuffled rows, cut into three splits."""
    count = len(next(iter(columns.values())))
    splits = cut_rows(np.random.default_rng(seed).permutation(count), train, validation)
    return {name: np.sort(rows) for name, rows in splits.items()}


def split_stratified(
    columns: dict[str, np.ndarray], by: str, train: float, validation: float, seed: int
) -> dict[str, np.ndarray]:
    """Shuffled rows, cut into three splits in which every class has the same fraction."""
    generator = np.random.default_rng(seed)
    names, classes = np.unique(columns[by].astype(str), return_inverse=True)
    of_classes = [
        cut_rows(generator.permutation(np.flatnonzero(classes == number)), train, validation)
        for number in range(len(names))
    ]
    return {
        name: np.sort(np.concatenate([splits[name] for splits in of_classes]))
        for name in ("train", "validation", "test")
    }


def split_given(
    columns: dict[str, np.ndarray], validation: float, seed: int
) -> dict[str, np.ndarray]:
    """The rows as the data divides them; without a validation split, some of the training rows."""
    rows = {
        name: np.flatnonzero(columns["split"] == name) for name in ("train", "validation", "test")
    }
    if strange := set(columns["split"]) - set(rows):
        raise ValueError(
            f"a row's split must be 'train', 'validation' or 'test'; received {min(strange)!r}"
        )
    if len(rows["validation"]) == 0:
        shuffled = np.random.default_rng(seed).permutation(rows["train"])
        count = round(validation * len(shuffled))
        rows["validation"], rows["train"] = np.sort(shuffled[:count]), np.sort(shuffled[count:])
    return rows


def split_in_time(
    columns: dict[str, np.ndarray], train: float, validation: float
) -> dict[str, np.ndarray]:
    """The first rows train, the next validate, the last test.

    Windows that reach into the targets of the next split are left out: nothing is trained on what
    is tested.
    """
    count = len(next(iter(columns.values())))
    rows = cut_rows(np.arange(count), train, validation)
    if "target_steps" in columns:
        first, last = columns["target_steps"].T
        for split, later in (("train", ("validation", "test")), ("validation", ("test",))):
            following = np.concatenate([rows[name] for name in later])
            if len(following):
                inside = last[rows[split]] < first[following].min()
                left_out = np.isin(np.arange(count), rows[split][~inside])
                tell_rows(left_out, f"{split} windows that reach into the next split are left out")
                rows[split] = rows[split][inside]
    return rows
