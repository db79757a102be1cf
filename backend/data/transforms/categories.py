"""Categories to numbers: class numbers and one-hot vectors."""

from __future__ import annotations

import numpy as np

from backend.budgets import ONE_HOT_NUMBERS
from backend.data.loading.notes import RowError, tell_rows

MISSING_CATEGORY = "(missing)"
MAX_LISTED = 8


def category_names(values: np.ndarray) -> list[str]:
    """The values as text; a whole number reads ``3``, not ``3.0``; an empty text is missing."""
    return [category_name(value) for value in values.tolist()]


def category_name(value: str | float) -> str:
    """One value as text."""
    if isinstance(value, str):
        return value if value.strip() else MISSING_CATEGORY
    if value != value:
        return MISSING_CATEGORY
    return str(int(value)) if float(value).is_integer() else f"{value:.7g}"


def listed_names(names: list[str]) -> str:
    """Some of the names, for a sentence."""
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(repr(name[:60]) for name in names[:MAX_LISTED]) + more


def fit_categories(values: np.ndarray, train: np.ndarray) -> dict[str, list[str]]:
    """The names of all rows in the order of their numbers, or of the alphabet.

    How many there are must not depend on which rows the split trains on. ``unseen``, where there
    are any, names those of no training row.
    """
    names = category_names(values)
    unseen = sorted(set(names) - {names[row] for row in train.tolist()})
    ordered = sorted(set(names))
    try:
        ordered.sort(key=float)
    except ValueError:
        ordered.sort()
    return {"classes": ordered, **({"unseen": unseen} if unseen else {})}


def unseen_words(unseen: list[str]) -> str:
    """What is to be said of rows with classes that no training row has."""
    return (
        f"no training row has the class {listed_names(unseen)}, so it can't be learned: "
        "take a stratified split, and more than one row of each class"
    )


def fit_classes(values: np.ndarray, train: np.ndarray) -> dict[str, list[str]]:
    """As `fit_categories`; tells of classes that no training row has, and refuses missing ones."""
    names = category_names(values)
    if MISSING_CATEGORY in names:
        words = "the class is missing: fill it in or take the row out of the file"
        raise RowError(names.index(MISSING_CATEGORY), words)
    state = fit_categories(values, train)
    unseen = dict.fromkeys(state.get("unseen", []))
    tell_rows(np.array([name in unseen for name in names]), unseen_words(list(unseen)))
    return state


def apply_classes(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The class numbers as int64 [rows]."""
    numbers = {name: number for number, name in enumerate(state["classes"])}
    names = category_names(values)
    for row, name in enumerate(names):
        if name not in numbers:
            known = listed_names(state["classes"])
            raise RowError(
                row, f"the class {name[:60]!r} is none of those that were trained: {known}"
            )
    return np.array([numbers[name] for name in names], dtype=np.int64)


def invert_classes(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The names of class numbers."""
    return np.take(np.array(state["classes"], dtype=object), values)


def apply_one_hot(values: np.ndarray, state: dict[str, list[str]], unknown: str) -> np.ndarray:
    """float32 [rows, categories] with a single 1 in each row.

    A row whose category no training row has becomes zeros, or is refused.
    """
    if refusal := ONE_HOT_NUMBERS.refusal(len(values) * len(state["classes"])):
        raise ValueError(refusal)
    unseen = set(state.get("unseen", []))
    numbers = {name: number for number, name in enumerate(state["classes"]) if name not in unseen}
    names = category_names(values)
    strange = np.array([name not in numbers for name in names])
    if strange.any():
        first = names[strange.argmax()]
        if unknown == "refuse":
            known = listed_names(list(numbers))
            words = f"no training row has the category {first[:60]!r}; they have {known}"
            raise RowError(
                int(strange.argmax()), f"{words}. One-hot can make zeros of it: 'unknown'"
            )
        found = list(dict.fromkeys(name for name in names if name not in numbers))
        tell_rows(
            strange, f"categories that no training row has become zeros: {listed_names(found)}"
        )
    places = np.array([numbers.get(name, -1) for name in names], dtype=np.int64)
    vectors: np.ndarray = places[:, np.newaxis] == np.arange(len(state["classes"]))
    return vectors.astype(np.float32)


def invert_one_hot(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The names of the largest entry of each row; of zeros alone that the category is unknown."""
    names = invert_classes(values.argmax(axis=-1), state)
    return np.where((values == 0).all(axis=-1), "(unknown)", names).astype(object)
