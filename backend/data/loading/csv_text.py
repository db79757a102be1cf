"""CSV files of texts, with a label or a second text."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backend.data.loading.csv_files import read_csv, text_column


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
