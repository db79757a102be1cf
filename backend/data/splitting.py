"""The declared splits: which rows train, validate and test."""

from __future__ import annotations

import numpy as np

from backend.data.declarations import SPLITS, Split
from backend.declare.declaration import Values
from backend.declare.parameters import Integer, Number, Text


def cut_rows(order: np.ndarray, train: float, validation: float) -> dict[str, np.ndarray]:
    """The rows in their order, cut into three parts."""
    first = round(train * len(order))
    second = round((train + validation) * len(order))
    return {"train": order[:first], "validation": order[first:second], "test": order[second:]}


def split_random(
    columns: dict[str, np.ndarray], train: float, validation: float, seed: int
) -> dict[str, np.ndarray]:
    """Shuffled rows, cut into three parts."""
    count = len(next(iter(columns.values())))
    parts = cut_rows(np.random.default_rng(seed).permutation(count), train, validation)
    return {name: np.sort(rows) for name, rows in parts.items()}


def split_stratified(
    columns: dict[str, np.ndarray], by: str, train: float, validation: float, seed: int
) -> dict[str, np.ndarray]:
    """Shuffled rows, cut into three parts in which every class has the same share."""
    generator = np.random.default_rng(seed)
    names, classes = np.unique(columns[by].astype(str), return_inverse=True)
    of_classes = [
        cut_rows(generator.permutation(np.flatnonzero(classes == number)), train, validation)
        for number in range(len(names))
    ]
    return {
        name: np.sort(np.concatenate([parts[name] for parts in of_classes]))
        for name in ("train", "validation", "test")
    }


def split_given(columns: dict[str, np.ndarray], validation: float, seed: int) -> dict[str, np.ndarray]:
    """The rows as the data divides them; without a validation part, a share of the training rows becomes it."""
    rows = {name: np.flatnonzero(columns["split"] == name) for name in ("train", "validation", "test")}
    if strange := set(columns["split"]) - set(rows):
        raise ValueError(f"a row's split must be 'train', 'validation' or 'test'; received {min(strange)!r}")
    if len(rows["validation"]) == 0:
        shuffled = np.random.default_rng(seed).permutation(rows["train"])
        count = round(validation * len(shuffled))
        rows["validation"], rows["train"] = np.sort(shuffled[:count]), np.sort(shuffled[count:])
    return rows


def split_in_time(columns: dict[str, np.ndarray], train: float, validation: float) -> dict[str, np.ndarray]:
    """The first rows train, the next validate, the last test.

    Windows that reach into the targets of the next part are left out: nothing is trained on what is tested.
    """
    count = len(next(iter(columns.values())))
    rows = cut_rows(np.arange(count), train, validation)
    if "target_steps" in columns:
        first, last = columns["target_steps"].T
        for part, later in (("train", ("validation", "test")), ("validation", ("test",))):
            following = np.concatenate([rows[name] for name in later])
            if len(following):
                rows[part] = rows[part][last[rows[part]] < first[following].min()]
    return rows


def _share(name: str, meaning: str, default: float) -> Number:
    return Number(name=name, meaning=meaning, default=default, minimum=0.0, maximum=1.0)


SHARES = (
    _share("train", "Share of the rows to train on.", 0.7),
    _share("validation", "Share of the rows that watch over the training.", 0.15),
    _share("test", "Share of the rows that are kept for the end.", 0.15),
)
SEED = Integer(name="seed", meaning="The same seed gives the same split.", default=0, minimum=0)


def _shares_conflict(values: Values) -> str | None:
    total = values.train + values.validation + values.test
    if abs(total - 1) > 1e-6:
        return f"'train', 'validation' and 'test' must add up to 1; they add up to {total:g}"
    return "'train' must be above 0: there is nothing to train on" if values.train == 0 else None


SPLITS.add(
    Split(
        type="random",
        name="Random",
        summary="Rows at random.",
        parameters=(*SHARES, SEED),
        divide=split_random,
        conflict=_shares_conflict,
    ),
    Split(
        type="stratified",
        name="Stratified",
        summary="Rows at random, every class with the same share in each part.",
        parameters=(
            Text(name="by", meaning="The column whose values are the classes.", default="", suggests="column"),
            *SHARES,
            SEED,
        ),
        divide=split_stratified,
        conflict=_shares_conflict,
        by="by",
    ),
    Split(
        type="in_time",
        name="In time",
        summary="The first rows train, the last test; for a series.",
        parameters=SHARES,
        divide=split_in_time,
        conflict=_shares_conflict,
    ),
    Split(
        type="given",
        name="Given",
        summary="As the data divides itself: train and test folders, or a column 'split'.",
        parameters=(
            _share(
                "validation", "Share of the training rows that validate, where no validation part is given.", 0.15
            ),
            SEED,
        ),
        divide=split_given,
        needs_split_column=True,
        conflict=lambda values: "'validation' must be below 1" if values.validation == 1 else None,
    ),
)
