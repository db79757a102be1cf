"""CSV files as tables of features, and as texts with a label."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backend.data.loading.csv_columns import (
    CsvFormat,
    column_by_content,
    file_encoding,
    number_column,
    read_csv,
    take_column,
    text_column,
    undecodable,
)


def load_csv_table(
    path: Path,
    features: list[str],
    target: str | None,
    others: list[str],
    missing: str,
    delimiter: str,
    decimal: str,
    thousands: str,
    encoding: str,
) -> dict[str, np.ndarray]:
    """features float32 [rows, features], and each other column: numbers or text, by its content."""
    form = CsvFormat(delimiter, missing, decimal, thousands, encoding)
    table = read_csv(path, form)
    columns = feature_columns(table, features, path, form)
    for name in [*([target] if target else []), *others]:
        columns[name] = column_by_content(table, name, path, form)
    if "split" in table:
        columns["split"] = text_column(table, "split", path)
    return columns


def feature_columns(
    table: dict[str, list[str]], features: list[str], path: str | Path, form: CsvFormat
) -> dict[str, np.ndarray]:
    """The column features, float32 [rows, features]; none where no feature is named."""
    if not features:
        return {}
    numbers = [number_column(table, name, path, form) for name in features]
    return {"features": np.stack(numbers, axis=1)}


def read_csv_table(
    inputs: list[str],
    features: list[str],
    others: list[str],
    wanted: list[str],
    missing: str,
    delimiter: str,
    decimal: str,
    thousands: str,
    encoding: str,
) -> dict[str, np.ndarray]:
    """The input columns of .csv files, or of literal rows of them such as ``5.1,3.5,red``.

    Missing categories stay: what becomes of them is a matter of the transforms.
    """
    form = CsvFormat(delimiter, missing, decimal, thousands, encoding)
    named = [*features, *(name for name in others if name in wanted)]
    if "features" not in wanted and len(named) > len(features):
        named = named[len(features) :]
    parts = []
    for text in inputs:
        table = (
            read_csv(text, form)
            if text.lower().endswith((".csv", ".tsv"))
            else literal_row(text, named, form)
        )
        columns = feature_columns(table, [name for name in features if name in named], text, form)
        for name in others:
            if name in table:
                columns[name] = category_column(table, name, text, form)
        rows = len(next(iter(columns.values())))
        names = [text] if rows == 1 else [f"{text}[{row}]" for row in range(rows)]
        parts.append({**columns, "read_from": np.array(names, dtype=object)})
    if any(part.keys() != parts[0].keys() for part in parts):
        raise ValueError("the inputs do not have the same columns")
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def category_column(
    table: dict[str, list[str]], name: str, path: str, form: CsvFormat
) -> np.ndarray:
    """A column of new rows: numbers where all are there, else text, which may be missing."""
    found = column_by_content(table, name, path, form._replace(missing="keep"))
    if form.missing != "keep" and found.dtype.kind == "f" and np.isnan(found).any():
        return np.array(take_column(table, name, path), dtype=object)
    return found


def literal_row(text: str, names: list[str], form: CsvFormat) -> dict[str, list[str]]:
    """One row of the named columns in their order, with commas between, or semicolons."""
    values = text.split(";" if form.decimal == "," else ",")
    if len(values) != len(names):
        wanted = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
        raise ValueError(
            f"{text[:60]!r} is neither a .csv file nor a row of {len(names)} features: {wanted}"
        )
    return {name: [value] for name, value in zip(names, values, strict=True)}


def load_csv_text(
    path: Path, text: str, label: str | None, delimiter: str, encoding: str
) -> dict[str, np.ndarray]:
    """The column of texts, and that of labels where there is one, under their own names."""
    table = read_csv(path, CsvFormat(delimiter, encoding=encoding))
    names = [text, *([label] if label else []), *(["split"] if "split" in table else [])]
    return {name: text_column(table, name, path) for name in names}


def read_csv_text(
    inputs: list[str], text: str, delimiter: str, encoding: str
) -> dict[str, np.ndarray]:
    """Texts: literal ones, the lines of .txt files, and the text column of .csv files."""
    form = CsvFormat(delimiter, encoding=encoding)
    texts: list[str] = []
    for given in inputs:
        if given.lower().endswith((".csv", ".tsv")):
            texts += text_column(read_csv(given, form), text, given).tolist()
        elif given.lower().endswith(".txt"):
            texts += read_lines(Path(given), encoding)
        else:
            texts.append(given)
    return {text: np.array(texts, dtype=object), "read_from": np.array(texts, dtype=object)}


def read_lines(path: Path, encoding: str) -> list[str]:
    """The lines of a text file that hold something."""
    try:
        text = path.read_text(encoding=file_encoding(path, encoding))
    except UnicodeDecodeError as error:
        raise ValueError(undecodable(path, encoding, error)) from None
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError(f"{path} holds no text")
    return lines
