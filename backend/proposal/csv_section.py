"""A data section proposed for a CSV file: a series, a table or texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from backend.data.declarations import SPLIT_COLUMN
from backend.data.loading.csv_columns import CsvFormat
from backend.data.loading.csv_series import as_dates
from backend.declare.parameters import Json
from backend.proposal.csv_reading import ROWS_PER_CLASS, CsvColumn, CsvLook, look_at

WORDS_OF_A_SENTENCE = 2.5
MAX_WINDOW = 24
WINDOWS_IN_A_SERIES = 4
TARGET_NAMES = ("target", "label", "class", "y")
TAG_WORDS: Json = {"type": "words", "split": "white space", "lower": False}
"""Tags and the words that they belong to: what stands between white space, with its capitals."""
SEASONS = {28 * 24: 12, 24: 7, 1: 24}
"""Steps in a usual season by the hours from step to step: months of a year, days of a week, hours of a day."""


def propose_csv(path: Path, shown: str, target: str = "") -> Json:
    """A data section for a CSV file; raises ``ValueError`` or ``OSError`` where the file can't be read.

    ``target`` names the column to predict; without it, it is guessed.
    """
    look = look_at(path)
    columns = {column.name: column for column in look.columns}
    if target and target not in columns:
        raise ValueError(f"{path} has no column {target!r}; it has {', '.join(map(repr, list(columns)[:12]))}")
    place: Json = {"path": shown, **_unusual(look.form)}
    usable = _usable(look, target)
    numbers = [column for column in usable if column.numeric]
    time = next((c for c in usable if c.are_dates and not c.missing and c.distinct == len(c.texts)), None)
    if time is not None and numbers and (not target or target in (column.name for column in numbers)):
        return _series(place, time, numbers, target)
    if not numbers and not _are_categories(usable, target):
        texts = [column for column in usable if not column.numeric]
        if texts:
            plain = {name: place[name] for name in place if name not in ("decimal", "thousands")}
            return _texts(plain, texts, target)
    section = _table(place, usable, target)
    return {**section, "split": {"type": "given"}} if SPLIT_COLUMN in columns else section


def _unusual(form: CsvFormat) -> dict[str, Json]:
    """What of a format is not the default of the sources."""
    usual = CsvFormat()._asdict()
    return {name: value for name, value in form._asdict().items() if value != usual[name]}


def _usable(look: CsvLook, target: str) -> list[CsvColumn]:
    """The columns from which something can be learned, and the target; all numbers rather than none."""
    columns = [column for column in look.columns if column.name != SPLIT_COLUMN]
    found = [column for column in columns if column.name == target or not column.why_useless]
    if any(column.name != target and (column.numeric or column.is_category) for column in found):
        return found
    return [column for column in columns if column in found or column.counts_rows]


MAX_COLUMNS_OF_TAGS = 16
"""Files with more columns are tables; each column would be held against each."""


def _are_categories(columns: list[CsvColumn], target: str) -> bool:
    """Whether a file without numbers is a table of categories, and no texts with labels."""
    inputs = [column for column in columns if column.name != target]
    return len(columns) > 1 and all(column.is_category for column in inputs) and not _tags(columns)


def _tags(columns: list[CsvColumn]) -> bool:
    return len(columns) <= MAX_COLUMNS_OF_TAGS and any(
        _word_for_word(first.texts, second.texts) for first in columns for second in columns if first is not second
    )


def said_of_columns(path: Path, section: Json, all_columns: bool) -> list[str]:
    """In words, what each column of the file became in a proposed section and why, or only what is left out.

    Also what was assumed of the file's format, and which inputs say the same as the target.
    """
    look = look_at(path)
    # As sets: each of the columns is looked up among all of them.
    source = {name: frozenset(v) if isinstance(v, list) else v for name, v in section["source"].items()}
    target = next((column for column in look.columns if column.name == source.get("target")), None)
    words = list(look.assumed)
    for column in look.columns:
        role = _role(column, source, section)
        if not role:
            why = column.why_useless or _why_unused(column, section["source"]["type"])
            words.append(f"column {column.name!r} is left out: {why}")
        elif all_columns:
            words.append(f"column {column.name!r} {role}")
        if role and target is not None and column is not target and _is_leak(column, target, source):
            words.append(
                f"column {column.name!r} says the same as the target {target.name!r} in every row: leave it out "
                "unless it is known before the target is"
            )
    return words


def _is_leak(column: CsvColumn, target: CsvColumn, source: Json) -> bool:
    is_input = any(column.name in source.get(role, ()) for role in ("features", "others"))
    return source["type"] == "csv_table" and is_input and column.copies(target)


def _role(column: CsvColumn, source: Json, section: Json) -> str:
    """What a column is in a section; empty where it is left out."""
    name = column.name
    if name == SPLIT_COLUMN:
        return "divides the rows into train, validation and test"
    if name == source.get("time"):
        return "puts the rows in order: it holds a date for each"
    if name in (source.get("target"), source.get("label")):
        transforms = [step["type"] for step in section["fields"].get(name, {}).get("transforms", ())]
        kind = f"{column.distinct} classes" if "classes" in transforms else "tokens"
        return f"is the target: {'numbers' if column.numeric and 'classes' not in transforms else kind}"
    filled = ", missing or infinite ones are filled in" if column.has_gaps else ""
    if name in source.get("features", ()):
        return f"is an input: numbers, standardised{filled}"
    if name in source.get("values", ()):
        return f"is an input: numbers of a series, standardised{filled}"
    if name in source.get("others", ()):
        kept = " and one for missing ones" if column.missing else ""
        return f"is an input: One-hot of {column.distinct} categories{kept}, as it holds few different texts"
    return "is an input: texts, as tokens" if name == source.get("text") else ""


def _why_unused(column: CsvColumn, source: str) -> str:
    if source == "csv_table":
        return column.why_no_input
    if column.numeric:
        return "it holds numbers beside the texts"
    gaps = ", some of them missing" if column.missing else ""
    needed = "another text" if source == "csv_text" else "the numbers of a series"
    return f"it holds text ({column.distinct} different values{gaps}), and the network is fed with {needed}"


def _series(place: Json, time: CsvColumn, numbers: list[CsvColumn], target: str) -> Json:
    source: Json = {"type": "csv_series", **place, "values": [column.name for column in numbers]}
    source |= {"target": target or numbers[-1].name, "time": time.name}
    times = time.texts
    source["window"] = max(1, min(MAX_WINDOW, len(times) // WINDOWS_IN_A_SERIES))
    dates = np.sort(as_dates(times).astype("datetime64[h]"))
    hours = float(np.median(np.diff(dates).astype(float))) if len(dates) > 1 else 0.0
    season = next((steps for least, steps in SEASONS.items() if hours >= least), None)
    if season is not None and hours < 32 * 24:
        source["season"] = season
    missing = any(column.has_gaps for column in numbers)
    if missing:
        source["missing"] = "keep"
    transforms = [*([{"type": "fill_missing"}] if missing else []), {"type": "standardise"}]
    return {
        "source": source,
        "fields": {name: {"column": name, "transforms": transforms} for name in ("past", "future")},
        "split": {"type": "in_time"},
    }


def _texts(place: Json, columns: list[CsvColumn], target: str) -> Json:
    texts = [column for column in columns if column.name != target]
    if not texts:
        raise ValueError(f"there is no other column to predict {target!r} from")
    text = max(texts, key=lambda column: (column.distinct, column.words, _different_words(column.texts)))
    others = [column for column in columns if column is not text]
    tags = [column for column in others if _word_for_word(text.texts, column.texts)]
    classes = [column for column in others if column.is_class]
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


def _word_for_word(texts: Sequence[str], tags: Sequence[str]) -> bool:
    """Whether all texts have as many words as their second texts: tags of the words.

    Where all have the same number of words, second texts that are few are names of classes, such as New York.
    """
    counts = [len(text.split()) for text in texts]
    if counts != [len(text.split()) for text in tags]:
        return False
    return len(set(counts)) > 1 or (counts[0] > 1 and len(set(tags)) > max(2, len(tags) // ROWS_PER_CLASS))


def _different_words(texts: Sequence[str]) -> int:
    return len({word for text in texts for word in text.split()})


def _tokens(column: CsvColumn) -> dict[str, Json]:
    return {"type": "words" if column.words >= WORDS_OF_A_SENTENCE else "characters"}


def _table(place: Json, columns: list[CsvColumn], wish: str) -> Json:
    target = _table_target(columns, wish)
    inputs = [column for column in columns if column is not target]
    features = [column for column in inputs if column.numeric]
    categories = [column for column in inputs if column.is_category]
    if not features and not categories:
        why = "".join(f"; {column.name!r}: {column.why_no_input}" for column in inputs[:1])
        raise ValueError(f"no column of numbers or of few different texts is left to learn from{why}")
    source: Json = {"type": "csv_table", **place}
    fields: Json = {}
    missing = any(column.has_gaps for column in features)
    if features:
        source["features"] = [column.name for column in features]
        transforms = [*([{"type": "fill_missing"}] if missing else []), {"type": "standardise"}]
        fields["features"] = {"column": "features", "transforms": transforms}
    if categories:
        source["others"] = [column.name for column in categories]
        fields |= {c.name: {"column": c.name, "transforms": [{"type": "one_hot"}]} for c in categories}
    if missing or any(column.missing for column in categories):
        source["missing"] = "keep"
    if target is None:
        return {"source": source, "fields": fields, "split": {"type": "random"}}
    source["target"] = target.name
    fields[target.name] = {
        "column": target.name,
        "transforms": [{"type": "classes"} if target.is_class else {"type": "standardise"}],
    }
    split = {"type": "stratified", "by": target.name} if target.is_class else {"type": "random"}
    return {"source": source, "fields": fields, "split": split}


def _table_target(columns: list[CsvColumn], wish: str) -> CsvColumn | None:
    """The wished column, or the likeliest; raises ``ValueError`` where it can't be predicted."""
    whole = [column for column in columns if not column.missing] or columns
    categories = [column for column in whole if not column.numeric and column.is_class]
    numbers = [column for column in whole if column.numeric]
    named = [column for column in (*categories, *numbers) if column.name.lower() in TARGET_NAMES]
    target = next(
        iter([*named, *categories[-1:], *(numbers[-1:] if sum(c.numeric for c in columns) > 1 else [])]), None
    )
    if wish:
        target = next(column for column in columns if column.name == wish)
        if not target.numeric and not target.is_class:
            raise ValueError(
                f"{wish!r} can't be predicted: its {target.distinct} different texts in {len(target.texts)} rows "
                "are no classes"
            )
    if target is not None and target.missing:
        raise ValueError(
            f"the column to predict, {target.name!r}, lacks values in some rows: take these rows out, or name "
            "another column with --target"
        )
    return target
