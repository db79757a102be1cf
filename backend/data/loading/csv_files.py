"""CSV files with a header, as columns of text and of numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

MISSING_WORDS = ("", "?", "n/a", "na", "nan", "null")


def read_csv(path: str | Path, delimiter: str) -> dict[str, list[str]]:
    """The columns of a CSV file in UTF-8 as text, by the names in its first line."""
    rows = []
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        try:
            header = [name.strip() for name in next(reader, [])]
            for row in reader:
                if row and len(row) != len(header):
                    where = f"{path}, line {reader.line_num}"
                    raise ValueError(
                        f"{where}: {len(row)} values where the header names {len(header)} columns"
                    )
                if row:
                    rows.append(row)
        except UnicodeDecodeError as error:
            raise ValueError(
                f"{path} is not UTF-8 text ({error.reason}): save it as UTF-8"
            ) from None
        except csv.Error as error:
            raise ValueError(f"{path}, line {reader.line_num}: {error}") from None
    check_header(path, header)
    if not rows:
        raise ValueError(f"{path} has a header and no rows")
    return {name: [row[place] for row in rows] for place, name in enumerate(header)}


def check_header(path: str | Path, header: list[str]) -> None:
    """Raises ``ValueError`` where the first line can't name the columns."""
    if not header:
        raise ValueError(f"{path} is empty, or its first line is")
    if all(is_number(name) for name in header):
        raise ValueError(f"{path} has no header: its first line must name the columns")
    if repeated := [name for name in header if header.count(name) > 1]:
        raise ValueError(f"{path} has two columns named {repeated[0]!r}")


def is_number(text: str) -> bool:
    """Whether a text can be read as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def take_column(table: dict[str, list[str]], name: str, path: str | Path) -> list[str]:
    """A column by its name."""
    if name not in table:
        known = ", ".join(repr(known) for known in list(table)[:12])
        raise ValueError(f"{path} has no column {name!r}; it has {known}")
    return table[name]


def number_column(
    table: dict[str, list[str]], name: str, path: str | Path, missing: str
) -> np.ndarray:
    """A column as float32; with missing 'keep', missing numbers are NaN."""
    numbers = np.empty(len(take_column(table, name, path)), dtype=np.float32)
    for row, text in enumerate(table[name]):
        if text.strip().lower() in MISSING_WORDS:
            if missing != "keep":
                raise ValueError(f"{path}, row {row + 1}, column {name!r}: the number is missing")
            numbers[row] = np.nan
        elif is_number(text):
            numbers[row] = float(text)
        else:
            raise ValueError(
                f"{path}, row {row + 1}, column {name!r}: {text[:40]!r} is not a number"
            )
    return numbers


def text_column(table: dict[str, list[str]], name: str, path: str | Path) -> np.ndarray:
    """A column as text; an empty one is refused."""
    texts = take_column(table, name, path)
    for row, text in enumerate(texts):
        if not text.strip():
            raise ValueError(f"{path}, row {row + 1}, column {name!r}: the text is missing")
    return np.array(texts, dtype=object)


def column_by_content(
    table: dict[str, list[str]], name: str, path: str | Path, missing: str
) -> np.ndarray:
    """A column as float32 where all that is there are numbers, else as text."""
    given = [
        text for text in take_column(table, name, path) if text.strip().lower() not in MISSING_WORDS
    ]
    if given and all(is_number(text) for text in given):
        return number_column(table, name, path, missing)
    return text_column(table, name, path)
