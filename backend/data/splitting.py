"""The declared splits: which rows train, validate and test."""

from __future__ import annotations

from backend.data.declarations import SPLITS, Split
from backend.declare.declaration import Deferred, Values
from backend.declare.parameters import Integer, Number, Text


def _fraction(name: str, meaning: str, default: float) -> Number:
    return Number(name=name, meaning=meaning, default=default, minimum=0.0, maximum=1.0)


FRACTIONS = (
    _fraction("train", "Fraction of the rows to train on.", 0.7),
    _fraction("validation", "Fraction of the rows for validation.", 0.15),
    _fraction("test", "Fraction of the rows for the test.", 0.15),
)
SEED = Integer(name="seed", meaning="The same seed gives the same split.", default=0, minimum=0)


def _fractions_conflict(values: Values) -> str | None:
    total = values.train + values.validation + values.test
    if abs(total - 1) > 1e-6:
        return f"'train', 'validation' and 'test' must add up to 1; they add up to {total:g}"
    return "'train' must be above 0: there is nothing to train on" if values.train == 0 else None


SPLITS.add(
    Split(
        type="random",
        name="Random",
        summary="Rows at random.",
        parameters=(*FRACTIONS, SEED),
        divide=Deferred("backend.data.loading.split_rows", "split_random"),
        conflict=_fractions_conflict,
    ),
    Split(
        type="stratified",
        name="Stratified",
        summary="Rows at random, every class with the same fraction in each split.",
        parameters=(
            Text(name="by", meaning="The column whose values are the classes.", default="", suggests="column"),
            *FRACTIONS,
            SEED,
        ),
        divide=Deferred("backend.data.loading.split_rows", "split_stratified"),
        conflict=_fractions_conflict,
        by="by",
    ),
    Split(
        type="in_time",
        name="In time",
        summary="The first rows for training, the last for the test; for a series.",
        parameters=FRACTIONS,
        divide=Deferred("backend.data.loading.split_rows", "split_in_time"),
        conflict=_fractions_conflict,
    ),
    Split(
        type="given",
        name="Given",
        summary="The split that the data has: train and test folders, or a column 'split'.",
        parameters=(
            _fraction(
                "validation",
                "Fraction of the training rows for validation, where no validation split is given.",
                0.15,
            ),
            SEED,
        ),
        divide=Deferred("backend.data.loading.split_rows", "split_given"),
        needs_split_column=True,
        conflict=lambda values: "'validation' must be below 1" if values.validation == 1 else None,
    ),
)
