"""A data section proposed for a CSV file: a series, a table or texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backend.data.declarations import SPLIT_COLUMN
from backend.data.loading.csv_columns import MISSING_WORDS, CsvFormat, is_number, read_csv, take_column
from backend.declare.parameters import Json

MAX_CLASSES = 50
ROWS_PER_CLASS = 5
WORDS_OF_A_SENTENCE = 2.5
MAX_WINDOW = 24
WINDOWS_IN_A_SERIES = 4
NUMBERING_NAMES = ("", "id", "index", "row", "unnamed: 0")
TAG_WORDS: Json = {"type": "words", "split": "white space", "lower": False}
"""Tags and the words that they belong to: what stands between white space, with its capitals."""
SEASONS = {28 * 24: 12, 24: 7, 1: 24}
"""Steps in a usual season by the hours from step to step: months of a year, days of a week, hours of a day."""


@dataclass(frozen=True)
class _Column:
    name: str
    numeric: bool
    missing: bool
    whole: bool
    distinct: int
    words: float


def propose_csv(path: Path, shown: str, target: str = "") -> Json:
    """A data section for a CSV file; raises ``ValueError`` or ``OSError`` where the file can't be read.

    ``target`` names the column to predict; without it, it is guessed.
    """
    delimiter = _delimiter(path)
    table = read_csv(path, CsvFormat(delimiter))
    if target:
        take_column(table, target, path)
    columns = [
        _describe(name, texts)
        for name, texts in table.items()
        if name == target or (name.lower() not in NUMBERING_NAMES and name != SPLIT_COLUMN)
    ]
    numbers = [column for column in columns if column.numeric]
    place: Json = {"path": shown} if delimiter == "," else {"path": shown, "delimiter": delimiter}
    time = next((column.name for column in columns if _are_times(column, table[column.name])), None)
    if time is not None and numbers and (not target or target in (column.name for column in numbers)):
        return _series(place, time, numbers, table[time], target)
    texts = [column for column in columns if not column.numeric]
    if not numbers and texts:
        return _texts(place, texts, table, target)
    section = _table(place, columns, len(table[columns[0].name]) if columns else 0, target)
    return {**section, "split": {"type": "given"}} if SPLIT_COLUMN in table else section


def left_out(path: Path, section: Json) -> list[str]:
    """In words, each column of the file that a proposed section does not use, and why."""
    source = section["source"]
    used = {source.get(name) for name in ("text", "label", "target", "time")}
    used |= {SPLIT_COLUMN, *source.get("features", ()), *source.get("values", ())}
    words = []
    for name, texts in read_csv(path, CsvFormat(source.get("delimiter", ","))).items():
        if name not in used:
            words.append(f"column {name!r} is left out: {_why_unused(_describe(name, texts), source['type'])}")
    return words


def _why_unused(column: _Column, source: str) -> str:
    if not column.distinct:
        return "it holds no value"
    if column.name.lower() in NUMBERING_NAMES:
        return "by its name it numbers the rows"
    if column.numeric:
        return "it holds numbers beside the texts"
    gaps = ", some of them missing" if column.missing else ""
    needed = "another text" if source == "csv_text" else "numbers"
    return f"it holds text ({column.distinct} different values{gaps}), and the network is fed with {needed}"


def _delimiter(path: Path) -> str:
    """The one of the usual delimiters that occurs most often in the first line."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        line = file.readline()
    return max((",", ";", "\t"), key=line.count)


def _describe(name: str, texts: list[str]) -> _Column:
    given = [text for text in texts if text.strip().lower() not in MISSING_WORDS]
    numeric = bool(given) and all(is_number(text) for text in given)
    return _Column(
        name=name,
        numeric=numeric,
        missing=len(given) < len(texts),
        whole=numeric and all(float(text).is_integer() for text in given),
        distinct=len(set(given)),
        words=sum(len(text.split()) for text in given) / max(1, len(given)),
    )


def _are_times(column: _Column, texts: list[str]) -> bool:
    """Whether a column holds dates, each once."""
    if column.numeric or column.missing or column.distinct < len(texts):
        return False
    try:
        np.array([text.strip().removesuffix("Z") for text in texts], dtype="datetime64[ms]")
    except ValueError:
        return False
    return True


def _is_class(column: _Column, rows: int) -> bool:
    few = column.distinct <= min(MAX_CLASSES, max(2, rows // ROWS_PER_CLASS))
    return few and (not column.numeric or column.whole)


def _series(place: Json, time: str, numbers: list[_Column], times: list[str], target: str) -> Json:
    source: Json = {"type": "csv_series", **place, "values": [column.name for column in numbers]}
    source |= {"target": target or numbers[-1].name, "time": time}
    source["window"] = max(1, min(MAX_WINDOW, len(times) // WINDOWS_IN_A_SERIES))
    dates = np.sort(np.array([text.strip().removesuffix("Z") for text in times], dtype="datetime64[h]"))
    hours = float(np.median(np.diff(dates).astype(float))) if len(dates) > 1 else 0.0
    season = next((steps for least, steps in SEASONS.items() if hours >= least), None)
    if season is not None and hours < 32 * 24:
        source["season"] = season
    missing = any(column.missing for column in numbers)
    if missing:
        source["missing"] = "keep"
    transforms = [*([{"type": "fill_missing"}] if missing else []), {"type": "standardise"}]
    return {
        "source": source,
        "fields": {name: {"column": name, "transforms": transforms} for name in ("past", "future")},
        "split": {"type": "in_time"},
    }


def _texts(place: Json, columns: list[_Column], table: dict[str, list[str]], target: str) -> Json:
    texts = [column for column in columns if column.name != target]
    if not texts:
        raise ValueError(f"there is no other column to predict {target!r} from")
    text = max(texts, key=lambda column: (column.distinct, column.words, _different_words(table[column.name])))
    others = [column for column in columns if column is not text]
    tags = [column for column in others if _word_for_word(table[text.name], table[column.name])]
    classes = [column for column in others if _is_class(column, len(table[text.name]))]
    source: Json = {"type": "csv_text", **place, "text": text.name}
    fields: Json = {text.name: {"column": text.name, "transforms": [_tokens(text)]}}
    if not others:
        return {"source": source, "fields": fields, "split": {"type": "random"}}
    label = (tags or classes or others)[-1]
    if target:
        label = next(column for column in others if column.name == target)
        tags = [column for column in tags if column is label]
        classes = [column for column in classes if column is label]
    source["label"] = label.name
    split: Json = {"type": "random"}
    if tags:
        transform: Json = TAG_WORDS
        fields[text.name]["transforms"] = [TAG_WORDS]
    elif classes:
        transform, split = {"type": "classes"}, {"type": "stratified", "by": label.name}
    else:
        transform = {**_tokens(label), "bounds": True}
    fields[label.name] = {"column": label.name, "transforms": [transform]}
    return {"source": source, "fields": fields, "split": split}


def _word_for_word(texts: list[str], tags: list[str]) -> bool:
    """Whether all texts have as many words as their second texts: tags of the words.

    Where all have the same number of words, second texts that are few are names of classes, such as New York.
    """
    counts = [len(text.split()) for text in texts]
    if counts != [len(text.split()) for text in tags]:
        return False
    return len(set(counts)) > 1 or (counts[0] > 1 and len(set(tags)) > max(2, len(tags) // ROWS_PER_CLASS))


def _different_words(texts: list[str]) -> int:
    return len({word for text in texts for word in text.split()})


def _tokens(column: _Column) -> dict[str, Json]:
    return {"type": "words" if column.words >= WORDS_OF_A_SENTENCE else "characters"}


def _table(place: Json, columns: list[_Column], rows: int, wish: str) -> Json:
    categories = [column for column in columns if not column.numeric and _is_class(column, rows)]
    numbers = [column for column in columns if column.numeric]
    target = categories[-1] if categories else numbers[-1] if len(numbers) > 1 else None
    if wish:
        target = next(column for column in columns if column.name == wish)
        if not target.numeric and not _is_class(target, rows):
            raise ValueError(
                f"{wish!r} can't be predicted: its {target.distinct} different texts in {rows} rows are no classes"
            )
    if target is not None and target.missing:
        raise ValueError(
            f"the column to predict, {target.name!r}, lacks values in some rows: take these rows out, or name "
            "another column with --target"
        )
    features = [column for column in numbers if column is not target]
    if not features:
        raise ValueError("no column of numbers is left to learn from")
    source: Json = {"type": "csv_table", **place, "features": [column.name for column in features]}
    missing = any(column.missing for column in features)
    if missing:
        source["missing"] = "keep"
    transforms = [*([{"type": "fill_missing"}] if missing else []), {"type": "standardise"}]
    fields: Json = {"features": {"column": "features", "transforms": transforms}}
    if target is None:
        return {"source": source, "fields": fields, "split": {"type": "random"}}
    source["target"] = target.name
    is_class = _is_class(target, rows)
    fields[target.name] = {
        "column": target.name,
        "transforms": [{"type": "classes"} if is_class else {"type": "standardise"}],
    }
    split = {"type": "stratified", "by": target.name} if is_class else {"type": "random"}
    return {"source": source, "fields": fields, "split": split}
