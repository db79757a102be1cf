"""CSV files with a header as columns of text, and those as numbers or categories."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from backend.budgets import TABLE_BYTES, TABLE_COLUMNS, VALUE_CHARACTERS
from backend.data.loading.notes import SettingError, tell, tell_rows

MISSING_WORDS = (
    "",
    "-",
    "--",
    "?",
    ".",
    "n/a",
    "n.a.",
    "na",
    "<na>",
    "nan",
    "-nan",
    "none",
    "null",
    "k.a.",
    "#n/a",
    "#na",
    "#nv",
    "#n/d",
    "#div/0!",
    "#value!",
    "#wert!",
    "#valeur!",
    "#num!",
    "#zahl!",
    "#nombre!",
    "#ref!",
    "#bezug!",
    "#name?",
    "#null!",
)
"""How people and spreadsheets (English, German, French) write that a value is missing."""
SIGNS = "%$€£¥ \u00a0"
"""What may stand before or behind the digits of a number."""
MINUS = "\u2212"
LEADING_ZERO = re.compile(r"0[0-9]")
INFINITE_WORDS = ("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity")
SPACES = " \u00a0\u202f"
SEPARATORS = {"none": "", ",": ",", ".": r"\.", "space": f"[{SPACES}]", "'": r"['\u2019]"}
SEPARATOR_LINE = re.compile(r"(?i:sep)=(.)")
"""What Excel takes a first line of to be: the delimiter, before the names of the columns."""


class CsvFormat(NamedTuple):
    """How a CSV file is written: see the parameters of the sources."""

    delimiter: str = ","
    missing: str = "refuse"
    decimal: str = "."
    thousands: str = "none"
    encoding: str = "utf-8"


def read_csv(path: str | Path, form: CsvFormat) -> dict[str, list[str]]:
    """The columns of a CSV file as text, by the names in its first line."""
    rows, empty = [], 0
    TABLE_BYTES.require(Path(path).stat().st_size, str(path))
    csv.field_size_limit(VALUE_CHARACTERS.most)
    encoding = file_encoding(path, form.encoding)
    with Path(path).open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=form.delimiter)
        try:
            header = [name.strip() for name in next(reader, [])]
            if header and SEPARATOR_LINE.fullmatch(form.delimiter.join(header)):
                header = [name.strip() for name in next(reader, [])]
            TABLE_COLUMNS.require(len(header), str(path))
            for row in reader:
                if not any(value.strip() for value in row):
                    empty += bool(row)
                    continue
                if len(row) != len(header):
                    where = f"{path}, line {reader.line_num}"
                    raise ValueError(
                        f"{where}: {len(row)} values where the header names {len(header)} columns"
                    )
                rows.append(row)
        except UnicodeDecodeError as error:
            words = undecodable(path, form.encoding, error)
            if form.encoding == "utf-8":
                raise SettingError(words, {"encoding": "windows-1252"}) from None
            raise ValueError(words) from None
        except csv.Error as error:
            if "field limit" in str(error):
                VALUE_CHARACTERS.require(
                    VALUE_CHARACTERS.most + 1, f"{path}, line {reader.line_num}"
                )
            raise ValueError(f"{path}, line {reader.line_num}: {error}") from None
    names = column_names(path, header)
    if not rows:
        raise ValueError(f"{path} has a header and no rows")
    if empty:
        tell(f"{path}: rows without a value are left out: {empty:,}")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def file_encoding(path: str | Path, wish: str) -> str:
    """The encoding of a text file: UTF-16 by the mark at its beginning, else what is wished."""
    with Path(path).open("rb") as file:
        marked = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    if marked:
        return "utf-16"
    return "utf-8-sig" if wish == "utf-8" else "cp1252"


def undecodable(path: str | Path, encoding: str, error: UnicodeDecodeError) -> str:
    """Why a text file can't be read, and what to do."""
    if encoding == "utf-8":
        return (
            f"{path} is not UTF-8 text ({error.reason}): save it as UTF-8, or set 'encoding' to "
            "'windows-1252', which older spreadsheets of the West write"
        )
    return f"{path} is no text in {encoding} ({error.reason}): save it as UTF-8"


def column_names(path: str | Path, header: list[str]) -> list[str]:
    """A name of its own for each column; tells of those that the first line repeats or leaves out.

    Raises ``ValueError`` where the first line can't name the columns.
    """
    if not header:
        raise ValueError(f"{path} is empty, or its first line is")
    if all(is_number(name) for name in header):
        raise ValueError(f"{path} has no header: its first line must name the columns")
    names: dict[str, None] = {}
    given, uses = set(header), Counter[str]()
    for place, name in enumerate(header):
        own = name or f"column {place + 1}"
        while own in names or (own != name and own in given):
            uses[name] += 1
            own = f"{name or f'column {place + 1}'} ({uses[name] + 1})"
        names[own] = None
        if not name:
            tell(f"{path}: column {place + 1} has no name and is called {own!r}")
        elif own != name:
            tell(f"{path}: column {place + 1} is another {name!r} and is called {own!r}")
    return list(names)


def is_number(text: str) -> bool:
    """Whether a text can be read as a number with a decimal point."""
    return parse_number(text, CsvFormat()) is not None


def parse_number(text: str, form: CsvFormat) -> float | None:
    """A number as the format writes it, or ``None``; signs of units around it are taken off."""
    plain = text.strip(SIGNS).replace(MINUS, "-")
    if plain[:1] in ("-", "+"):
        plain = plain[0] + plain[1:].lstrip(SIGNS)
    if number_pattern(form.decimal, form.thousands).fullmatch(plain):
        digits = (
            re.sub(SEPARATORS[form.thousands], "", plain) if form.thousands != "none" else plain
        )
        return float(digits.replace(form.decimal, "."))
    return float(plain) if plain.lower() in INFINITE_WORDS else None


@lru_cache(maxsize=16)
def number_pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    """What a number looks like: a separator stands between groups of three digits alone."""
    separator = SEPARATORS[thousands]
    grouped = rf"[0-9]{{1,3}}(?:{separator}[0-9]{{3}})+|" if separator else ""
    point = re.escape(decimal)
    digits = rf"(?:(?:{grouped}[0-9]+)(?:{point}[0-9]*)?|{point}[0-9]+)"
    return re.compile(rf"[+-]?{digits}(?:[eE][+-]?[0-9]+)?")


def take_column(table: dict[str, list[str]], name: str, path: str | Path) -> list[str]:
    """A column by its name."""
    if name not in table:
        known = ", ".join(repr(known) for known in list(table)[:12])
        raise ValueError(f"{path} has no column {name!r}; it has {known}")
    return table[name]


def number_column(
    table: dict[str, list[str]], name: str, path: str | Path, form: CsvFormat
) -> np.ndarray:
    """A column as float32; with missing 'keep', missing and infinite numbers stay, as NaN."""
    texts = take_column(table, name, path)
    numbers = np.empty(len(texts))
    for row, text in enumerate(texts):
        number = parse_number(text, form)
        if text.strip().lower() in MISSING_WORDS:
            number = np.nan
        if number is None or (form.missing != "keep" and not np.isfinite(number)):
            words = f"{path}, row {row + 1}, column {name!r}: {why_no_number(text, form)}"
            settings = settings_that_read(text, form)
            raise SettingError(words, settings) if settings else ValueError(words)
        numbers[row] = number
    where = f"{path}, column {name!r}"
    tell_rows(
        np.array([LEADING_ZERO.match(text.strip()) is not None for text in texts], dtype=bool),
        f"{where}: zeros in front of numbers, as in codes, are not kept",
    )
    refuse_mixed_signs(texts, name, where)
    return as_float32(numbers, where)


def why_no_number(text: str, form: CsvFormat) -> str:
    """What is wrong with a text that should be a number, and what to do."""
    keep = "set 'missing' of the source to 'keep' and add Fill missing, or take the row out"
    if text.strip().lower() in MISSING_WORDS:
        return f"the number is missing: {keep}"
    if parse_number(text, form) is not None:
        return f"the number is infinite: {keep}"
    words = f"{text[:40]!r} is not a number"
    if settings := settings_that_read(text, form):
        named = " and ".join(f"{name!r} to {value!r}" for name, value in settings.items())
        return f"{words}: set {named} to read it"
    return words


def settings_that_read(text: str, form: CsvFormat) -> dict[str, str]:
    """The decimal sign and the separator of thousands that make a number of a text that is none."""
    if text.strip().lower() in MISSING_WORDS or parse_number(text, form) is not None:
        return {}
    for decimal, thousands in (
        (",", "none"),
        (",", "."),
        (".", ","),
        (".", "space"),
        (",", "space"),
    ):
        settings = {"decimal": decimal, "thousands": thousands}
        if parse_number(text, form._replace(**settings)) is not None:
            return settings
    return {}


def refuse_mixed_signs(texts: list[str], name: str, where: str) -> None:
    """Tells of signs such as % and $ that are taken off; refuses them in a part of the rows."""
    given = [text for text in texts if text.strip().lower() not in MISSING_WORDS]
    for sign in "%$€£¥":
        signed = np.array([sign in text for text in texts])
        if signed.any() and signed.sum() < len(given):
            plain = next(text for text in given if sign not in text)
            raise ValueError(
                f"{where}: some numbers have the sign {sign} and others, such as {plain[:40]!r} "
                "in one of the rows, have not: write all in the same unit"
            )
        tell_rows(signed, f"{where}: the sign {sign} is taken off the numbers", (name, sign))


def as_float32(numbers: np.ndarray, where: str) -> np.ndarray:
    """The numbers as float32; tells where that rounds whole numbers or makes zeros of others."""
    with np.errstate(over="ignore"):
        single = numbers.astype(np.float32)
    if (beyond := np.isinf(single) & np.isfinite(numbers)).any():
        row = int(beyond.argmax())
        raise ValueError(
            f"{where}, row {row + 1}: {numbers[row]:g} is beyond the range of float32, 3.4e38"
        )
    whole = (np.abs(numbers) > 2**24) & (numbers == np.round(numbers))
    tell_rows(
        whole & (single != numbers),
        f"{where}: whole numbers above 16,777,216 are rounded to float32",
    )
    tell_rows((single == 0) & (numbers != 0), f"{where}: numbers below 1e-45 become 0")
    return single


def text_column(
    table: dict[str, list[str]], name: str, path: str | Path, missing: str = "refuse"
) -> np.ndarray:
    """A column as text; with missing 'keep' empty ones stay, else they are refused."""
    texts = take_column(table, name, path)
    for row, text in enumerate(texts):
        if missing != "keep" and not text.strip():
            raise ValueError(
                f"{path}, row {row + 1}, column {name!r}: the text is missing: "
                "set 'missing' of the source to 'keep', where it has that, or take the row out"
            )
    return np.array(texts, dtype=object)


def column_by_content(
    table: dict[str, list[str]], name: str, path: str | Path, form: CsvFormat
) -> np.ndarray:
    """A column as float32 where all that is there are numbers, else as text."""
    texts = take_column(table, name, path)
    given = [text for text in texts if text.strip().lower() not in MISSING_WORDS]
    if given and all(parse_number(text, form) is not None for text in given):
        return number_column(table, name, path, form)
    return text_column(table, name, path, form.missing)
