"""What a CSV file holds, column by column, and how it is written: found out by looking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backend.data.loading.csv_columns import (
    MISSING_WORDS,
    SEPARATOR_LINE,
    CsvFormat,
    file_encoding,
    parse_number,
    read_csv,
)
from backend.data.loading.csv_series import as_dates
from backend.data.loading.notes import Notes
from backend.data.sources.files import DELIMITER

MAX_CLASSES = 50
ROWS_PER_CLASS = 5
NUMBERING_NAMES = ("column 1", "id", "index", "row", "unnamed: 0")
NUMBERING = re.compile(r"(?:^|[_\W])(?i:id|no|nr|num|number|index|idx|key|row)$|[a-z]I[Dd]$")
WRITINGS = ((".", "none"), (",", "none"), (".", ","), (",", "."), (".", "space"), (",", "space"), (".", "'"))
"""Usual pairs of a decimal sign and a separator of thousands, the likelier first."""
MIN_CORRELATION_OF_A_COPY = 0.99999


@dataclass(frozen=True)
class CsvColumn:
    """One column: its texts, and the numbers that they are, NaN where one is missing; or ``None``."""

    name: str
    texts: Sequence[str]
    numbers: np.ndarray | None
    form: CsvFormat

    @property
    def given(self) -> list[str]:
        return [text for text in self.texts if text.strip().lower() not in MISSING_WORDS]

    @property
    def numeric(self) -> bool:
        return self.numbers is not None

    @property
    def missing(self) -> bool:
        return len(self.given) < len(self.texts)

    @property
    def has_gaps(self) -> bool:
        """Whether a number is missing or infinite."""
        return self.numbers is not None and not np.isfinite(self.numbers).all()

    @property
    def distinct(self) -> int:
        return len(set(self.given))

    @property
    def words(self) -> float:
        """The mean number of words in a text."""
        return sum(len(text.split()) for text in self.given) / max(1, len(self.given))

    @property
    def is_class(self) -> bool:
        """Whether the values are few texts or few whole numbers."""
        few = self.distinct <= min(MAX_CLASSES, max(2, len(self.texts) // ROWS_PER_CLASS))
        return few and (self.numbers is None or bool((np.nan_to_num(self.numbers) % 1 == 0).all()))

    @property
    def is_category(self) -> bool:
        """Whether One-hot can make an input of the column: few texts that are not all the same."""
        if self.numeric or self.are_dates or self.strange_text:
            return False
        return self.is_class and self.distinct + self.missing > 1

    @property
    def strange_text(self) -> str:
        """The first text among what else are mostly numbers; empty in columns of texts."""
        if self.numeric:
            return ""
        strange = [text for text in self.given if parse_number(text, self.form) is None]
        return strange[0] if 0 < len(strange) < len(self.given) / 2 else ""

    @property
    def counts_rows(self) -> bool:
        """Whether each row has another whole number: from 0 or 1 on without a gap, or by its name any."""
        if self.numbers is None or self.has_gaps or len(self.numbers) < 3:
            return False
        ordered = np.sort(self.numbers)
        if ordered[0] % 1 or not (np.diff(ordered) % 1 == 0).all() or not np.diff(ordered).all():
            return False
        return bool(NUMBERING.search(self.name)) or bool(ordered[0] in (0, 1) and (np.diff(ordered) == 1).all())

    @property
    def are_dates(self) -> bool:
        if self.numeric or not self.given:
            return False
        try:
            as_dates(self.given)
        except ValueError:
            return False
        return True

    @property
    def why_useless(self) -> str:
        """Why nothing can be learned from the column; empty where something may be."""
        if not self.given:
            return "it holds no value"
        if self.name.lower() in NUMBERING_NAMES:
            return "by its name it numbers the rows"
        if self.counts_rows:
            return "it numbers the rows: each has another"
        if self.distinct == 1 and not self.missing:
            return f"all rows have the same value, {self.given[0][:40]!r}"
        return ""

    @property
    def why_no_input(self) -> str:
        """Why the column is no input of a table."""
        if self.are_dates:
            return "it holds dates, which a table can't use: write year, month or weekday as columns of their own"
        gaps = ", some of them missing" if self.missing else ""
        words = f"it holds text ({self.distinct} different values{gaps})"
        if strange := self.strange_text:
            return f"most of its values are numbers, and {strange[:40]!r} is none: mend the file"
        return f"{words}, too many for One-hot in {len(self.texts)} rows"

    def copies(self, other: CsvColumn) -> bool:
        """Whether one column can be computed from the other in every row: each says the same."""
        if self.numbers is not None and other.numbers is not None and not other.is_class:
            known = np.isfinite(self.numbers) & np.isfinite(other.numbers)
            mine, theirs = self.numbers[known], other.numbers[known]
            if len(mine) < 3 or np.ptp(mine) == 0 or np.ptp(theirs) == 0:
                return False
            return bool(abs(np.corrcoef(mine, theirs)[0, 1]) > MIN_CORRELATION_OF_A_COPY)
        pairs = {
            (mine, theirs)
            for mine, theirs in zip(self.texts, other.texts)
            if mine.strip().lower() not in MISSING_WORDS and theirs.strip().lower() not in MISSING_WORDS
        }
        firsts, seconds = {first for first, _ in pairs}, {second for _, second in pairs}
        return len(pairs) > 1 and len(pairs) == len(firsts) == len(seconds)


@dataclass(frozen=True)
class CsvLook:
    """A CSV file as it was found: its format, its columns, and what was assumed of its format."""

    form: CsvFormat
    columns: tuple[CsvColumn, ...]
    assumed: tuple[str, ...]


def look_at(path: Path) -> CsvLook:
    """Reads a CSV file and finds its format; raises ``ValueError`` or ``OSError`` where it can't be read."""
    form = CsvFormat(encoding=_encoding(path))
    form = form._replace(delimiter=_delimiter(path, form))
    notes = Notes()
    with notes.collect():
        table = read_csv(path, form)
    decimal, thousands = _writing(table, form)
    assumed = [*notes.sentences]
    assumed += [] if form.encoding == "utf-8" else [f"the file is no UTF-8 and is read as {form.encoding}"]
    form = form._replace(decimal=decimal, thousands=thousands)
    columns = tuple(describe_column(name, texts, form) for name, texts in table.items())
    if (decimal, thousands) != WRITINGS[0]:
        example = next(
            text
            for column in columns
            for text in column.given
            if column.numeric and parse_number(text, CsvFormat()) is None
        )
        number = parse_number(example, form)
        assumed.append(
            f"numbers such as {example!r} are read as {number:,.10g}: decimal {decimal!r}, thousands {thousands!r}"
        )
    return CsvLook(form, columns, tuple(assumed))


def describe_column(name: str, texts: Sequence[str], form: CsvFormat) -> CsvColumn:
    numbers = [np.nan if text.strip().lower() in MISSING_WORDS else parse_number(text, form) for text in texts]
    numeric = None not in numbers and not all(number != number for number in numbers)
    return CsvColumn(name, texts, np.array(numbers, dtype=np.float64) if numeric else None, form)


def _encoding(path: Path) -> str:
    """UTF-8 where the file is that or says that it is UTF-16, else what older spreadsheets write."""
    if file_encoding(path, "utf-8") == "utf-16":
        return "utf-8"
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _delimiter(path: Path, form: CsvFormat) -> str:
    """The one of the usual delimiters that occurs most often in the first line."""
    with path.open(encoding=file_encoding(path, form.encoding), errors="replace", newline="") as file:
        line = file.readline()
    if said := SEPARATOR_LINE.fullmatch(line.strip("\r\n")):
        return said[1] if said[1] in DELIMITER.options else ","
    return str(max(DELIMITER.options, key=line.count))


def _writing(table: dict[str, list[str]], form: CsvFormat) -> tuple[str, str]:
    """The decimal sign and the separator of thousands that make numbers of the most columns."""

    def count(writing: tuple[str, str]) -> int:
        written = form._replace(decimal=writing[0], thousands=writing[1])
        return sum(describe_column(name, texts, written).numeric for name, texts in table.items())

    # Between commas, a comma within a number is quoted and rather one of thousands.
    rather = WRITINGS[:1] + WRITINGS[2:3] + WRITINGS[1:2] + WRITINGS[3:] if form.delimiter == "," else WRITINGS
    return max(rather, key=count)
