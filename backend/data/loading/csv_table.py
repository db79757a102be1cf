"""CSV files as tables: a vector of features and further columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backend.data.loading.csv_files import column_by_content, number_column, read_csv, text_column


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
