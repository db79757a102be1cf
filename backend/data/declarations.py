"""What a data source, a transform and a split are: declared once, their functions plain enough to be exported.

The functions that a declaration names are pasted as they stand into the training script that ``export --training``
writes. So they take their parameters as keyword arguments, use only NumPy, the standard library and what their
module imports at its top, and raise ``ValueError`` or ``OSError``; whoever calls them names the source or field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeAlias

from backend.declare.declaration import Declaration, Deferred, Registry, Values

if TYPE_CHECKING:
    import numpy as np

Columns: TypeAlias = "dict[str, np.ndarray]"
Rows: TypeAlias = "dict[str, np.ndarray]"
Function = Callable[..., Any]

SPLITS_OF_ROWS = ("train", "validation", "test")
SPLIT_COLUMN = "split"
"""The reserved column that says for each row which of `SPLITS_OF_ROWS` it belongs to."""

TARGET_STEPS_COLUMN = "target_steps"
"""The reserved column of a series: the first and the last time step of each row's targets."""

INPUT_COLUMN = "read_from"
"""The reserved column that `Source.read` adds: what each row was read from, in words."""

RESERVED_COLUMNS = (SPLIT_COLUMN, TARGET_STEPS_COLUMN, INPUT_COLUMN)


class Kind(StrEnum):
    """What the values of a column or a field are, with their axes after the row axis."""

    NUMBER = "number"  # float32 []
    VECTOR = "vector"  # float32 [F]
    SERIES = "series"  # float32 [T, F]
    RAGGED = "ragged series"  # float32 [T, F], NaN after the last step of each row
    PICTURE = "picture"  # uint8 or float32 [C, H, W]
    VIDEO = "video"  # uint8 or float32 [T, C, H, W]
    TEXT = "text"  # str
    CATEGORY = "category"  # str
    CLASS = "class"  # int64 []
    TOKENS = "tokens"  # int64 [longest], padded with 0
    INDICES = "indices"  # int64 [T], -1 after the last step of each row
    MASK = "mask"  # int64 [H, W], the class of each pixel, -1 where it has none


NUMERIC = frozenset({Kind.NUMBER, Kind.VECTOR, Kind.SERIES, Kind.RAGGED, Kind.PICTURE, Kind.VIDEO})
WORDED = frozenset({Kind.TEXT, Kind.CATEGORY})
FINAL = NUMERIC | {Kind.CLASS, Kind.TOKENS, Kind.INDICES, Kind.MASK}
"""The kinds that a network can be fed with; the others need a transform first."""


def _anything_goes(_values: Values) -> str | None:
    return None


def _known_by_the_file_alone(_values: Values) -> Mapping[str, Kind | None] | None:
    return None


@dataclass(frozen=True, kw_only=True)
class DataDeclaration(Declaration):
    """``conflict`` says in a sentence why accepted parameters don't go together, or ``None``."""

    conflict: Callable[[Values], str | None] = _anything_goes


@dataclass(frozen=True, kw_only=True)
class Source(DataDeclaration):
    """Where rows come from.

    - ``load(**parameters)`` gives the columns: arrays with one entry per row, texts as object arrays of ``str``.
      A ``path`` arrives resolved.
    - ``read(inputs, **parameters)`` gives the input columns of new raw inputs (paths or literal texts), with
      `INPUT_COLUMN`.
    - ``load_cached(cache, **parameters)``, where there is one, gives what ``load`` gives, faster the second time.
    - ``columns(values)`` names the columns and their kinds without touching a file; a kind is ``None``, or
      everything is, where only the file knows.
    """

    load: Deferred
    read: Deferred
    load_cached: Deferred | None = None
    columns: Callable[[Values], Mapping[str, Kind | None] | None] = _known_by_the_file_alone
    gives_split: bool | None = False


@dataclass(frozen=True, kw_only=True)
class Transform(DataDeclaration):
    """One step from a column to a field.

    ``fit(values, **parameters)`` sees the training rows alone and gives a JSON-able state; one that takes
    ``train`` sees all rows, and which of them train, for what is no statistic, such as the names of classes.
    ``apply(values, state, **parameters)`` and ``invert(values, state, **parameters)`` use it. Without ``fit`` the
    state is ``{}``. ``gives`` is the kind of the result, ``None`` where the kind stays.
    """

    accepts: frozenset[Kind]
    apply: Function | Deferred
    gives: Kind | None = None
    fit: Function | Deferred | None = None
    invert: Function | Deferred | None = None


@dataclass(frozen=True, kw_only=True)
class Split(DataDeclaration):
    """``divide(columns, **parameters)`` gives the row numbers of each of `SPLITS_OF_ROWS`, int64 and in order.

    ``by`` names the parameter that holds a column's name, where there is one.
    """

    divide: Function | Deferred
    by: str = ""
    needs_split_column: bool = False


SOURCES: Registry[Source] = Registry("data source")
TRANSFORMS: Registry[Transform] = Registry("transform")
SPLITS: Registry[Split] = Registry("split")


def fit_sees_all(fit: Function | Deferred) -> bool:
    """Whether a transform's ``fit`` is given all rows, and which of them train."""
    return "train" in signature(plain(fit)).parameters


def plain(function: Function | Deferred) -> Function:
    """The function itself, imported where it was deferred."""
    return function.function if isinstance(function, Deferred) else function


def taken(function: Function | Deferred, available: Mapping[str, Any]) -> dict[str, Any]:
    """The available arguments that the function takes, in the order of its signature."""
    return {name: available[name] for name in signature(plain(function)).parameters if name in available}
