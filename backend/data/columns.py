"""The columns of a data section: read from its source, divided by its split."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backend.data.declarations import (
    INPUT_COLUMN,
    RESERVED_COLUMNS,
    SPLIT_COLUMN,
    SPLITS_OF_ROWS,
    Columns,
    Kind,
    Rows,
    taken,
)
from backend.data.fields import kind_of
from backend.data.loading.notes import Notes, SettingError
from backend.data.network_paths import require_local
from backend.data.plan import DataPlan, no_such_column
from backend.declare.parameters import FilePath
from backend.errors import DataError
from backend.files import cache_folder, special_file


def source_arguments(plan: DataPlan, folder: Path) -> dict[str, Any]:
    """The source's parameters, with paths resolved against the folder; raises `DataError` for a foreign one."""
    # Before any path is looked at.
    require_local(plan, folder)
    values = plan.source_values.as_dict()
    for parameter in plan.source.parameters:
        if isinstance(parameter, FilePath) and values[parameter.name] is not None:
            values[parameter.name] = folder / values[parameter.name]
    return values


def load_columns(plan: DataPlan, folder: Path) -> tuple[Columns, Notes]:
    """The columns of the plan's source, and what is noted on them; raises `DataError`."""
    arguments = source_arguments(plan, folder)
    notes = Notes()
    with source_errors(plan), notes.collect():
        refuse_special(value for value in arguments.values() if isinstance(value, Path))
        if plan.source.load_cached is not None:
            columns: Columns = plan.source.load_cached(cache_folder(), **taken(plan.source.load, arguments))
        else:
            columns = plan.source.load(**taken(plan.source.load, arguments))
        if not columns or any(len(values) == 0 for values in columns.values()):
            raise ValueError("there are no rows")
    return columns, notes


def column_kinds(plan: DataPlan, columns: Columns) -> dict[str, Kind]:
    """The kinds of the columns that can become fields: as declared, or by their values."""
    declared = plan.kinds or {}
    with source_errors(plan):
        return {
            name: declared.get(name) or kind_of(values)
            for name, values in columns.items()
            if name not in RESERVED_COLUMNS
        }


def divide_rows(plan: DataPlan, columns: Columns, notes: Notes) -> Rows:
    """The rows of each split; raises `DataError` where one that should have rows is empty."""
    values = plan.split_values.as_dict()
    where = f"split {plan.split.type!r}"
    if plan.split.needs_split_column and SPLIT_COLUMN not in columns:
        raise DataError(f"{where}: {plan.source.name} gives no split of its own here: choose another split")
    if plan.split.by and values[plan.split.by] not in columns:
        raise DataError(f"{where}: {no_such_column(values[plan.split.by], columns)}")
    try:
        with notes.collect(where):
            rows: Rows = plan.split.divide(columns, **taken(plan.split.divide, values))
    except ValueError as error:
        raise DataError(f"{where}: {error}") from None
    for name in SPLITS_OF_ROWS:
        if len(rows[name]) == 0 and (name == "train" or values.get(name, 0) > 0):
            raise DataError(f"{where}: no row is left for {name!r}: give it a larger fraction or load more rows")
    return rows


def read_columns(
    plan: DataPlan, folder: Path, inputs: Sequence[str], wanted: Sequence[str]
) -> tuple[Columns, Notes]:
    """The wanted columns of new inputs, and what is noted on them; raises `DataError`."""
    if not inputs or not wanted:
        raise DataError("there is no input: name a file or give a text" if wanted else "no field is asked for")
    arguments = {**source_arguments(plan, folder), "wanted": wanted}
    notes = Notes()
    with source_errors(plan), notes.collect():
        found = [_found_from(folder, text) for text in inputs]
        refuse_special(map(Path, found))
        columns: Columns = plan.source.read(found, **taken(plan.source.read, arguments))
    notes.names = columns[INPUT_COLUMN].tolist()
    return columns, notes


def refuse_special(paths: Iterable[Path]) -> None:
    """Raises ``ValueError`` for pipes and devices: reading them may never end."""
    for path in paths:
        if kind := special_file(path):
            raise ValueError(f"{path} is {kind}: a file or a folder is needed")


def _found_from(folder: Path, text: str) -> str:
    """An input as it stands, or, where only the document's folder has a file of that name, the file's path."""
    try:
        return str(folder / text) if not Path(text).exists() and (folder / text).is_file() else text
    except (OSError, ValueError):
        return text


@contextmanager
def source_errors(plan: DataPlan) -> Iterator[None]:
    """Names the source in what goes wrong while it is read."""
    where = f"data source {plan.source.type!r}"
    try:
        yield
    except FileNotFoundError as error:
        raise DataError(f"{where}: there is no file or folder {str(error.filename or error)!r}") from None
    except MemoryError:
        raise DataError(f"{where}: the data does not fit in memory: make it smaller") from None
    except SettingError as error:
        raise DataError(f"{where}: {error}", error.settings) from None
    except (ValueError, OSError) as error:
        raise DataError(f"{where}: {error}") from None
