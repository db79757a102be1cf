"""CSV files with a header: as columns, as tables of features, and as texts with a label."""

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


def load_csv_table(
    path: Path,
    features: list[str],
    target: str | None,
    others: list[str],
    missing: str,
    delimiter: str,
) -> dict[str, np.ndarray]:
    """features float32 [rows, features], and each other column: numbers or text, by its content."""
    table = read_csv(path, delimiter)
    columns = {
        "features": np.stack(
            [number_column(table, name, path, missing) for name in features], axis=1
        )
    }
    for name in [*([target] if target else []), *others]:
        columns[name] = column_by_content(table, name, path, missing)
    if "split" in table:
        columns["split"] = text_column(table, "split", path)
    return columns


def read_csv_table(
    inputs: list[str], features: list[str], others: list[str], missing: str, delimiter: str
) -> dict[str, np.ndarray]:
    """The input columns of .csv files, or of literal rows of features such as ``5.1,3.5,1.4``."""
    parts = []
    for text in inputs:
        table = (
            read_csv(text, delimiter)
            if text.lower().endswith((".csv", ".tsv"))
            else literal_row(text, features)
        )
        values = np.stack([number_column(table, name, text, missing) for name in features], axis=1)
        columns = {
            name: column_by_content(table, name, text, missing) for name in others if name in table
        }
        names = [text] if len(values) == 1 else [f"{text}[{row}]" for row in range(len(values))]
        parts.append({"features": values, **columns, "read_from": np.array(names, dtype=object)})
    if any(part.keys() != parts[0].keys() for part in parts):
        raise ValueError("the inputs do not have the same columns")
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def literal_row(text: str, features: list[str]) -> dict[str, list[str]]:
    """One row of features in their order, written with commas between."""
    values = text.split(",")
    if len(values) != len(features):
        wanted = ", ".join(features[:8]) + (", …" if len(features) > 8 else "")
        raise ValueError(
            f"{text[:60]!r} is neither a .csv file nor a row of {len(features)} features: {wanted}"
        )
    return {name: [value] for name, value in zip(features, values, strict=True)}


def load_csv_text(
    path: Path, text: str, label: str | None, delimiter: str
) -> dict[str, np.ndarray]:
    """The column of texts, and that of labels where there is one, under their own names."""
    table = read_csv(path, delimiter)
    names = [text, *([label] if label else []), *(["split"] if "split" in table else [])]
    return {name: text_column(table, name, path) for name in names}


def read_csv_text(inputs: list[str], text: str, delimiter: str) -> dict[str, np.ndarray]:
    """Texts: literal ones, the lines of .txt files, and the text column of .csv files."""
    texts: list[str] = []
    for given in inputs:
        if given.lower().endswith((".csv", ".tsv")):
            texts += text_column(read_csv(given, delimiter), text, given).tolist()
        elif given.lower().endswith(".txt"):
            texts += read_lines(Path(given))
        else:
            texts.append(given)
    return {text: np.array(texts, dtype=object), "read_from": np.array(texts, dtype=object)}


def read_lines(path: Path) -> list[str]:
    """The lines of a text file in UTF-8 that hold something."""
    try:
        lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text ({error.reason}): save it as UTF-8") from None
    if not lines:
        raise ValueError(f"{path} holds no text")
    return lines
