"""Notes: what is lost, cut, guessed or changed on the way from the data to the network, counted.

A loader or a transform tells a note where it happens, as a warning: `tell_rows` where it befalls
rows, `tell` for the rest. ``fit`` sees the training rows alone and can't number them: it uses
`tell`. Whoever loads data collects the notes (`Notes`) and passes them on: to the output of
``train``, ``evaluate`` and ``predict``, to the log of the run, to the Data panel. An exported
script prints them.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import numpy as np


class DataNote(UserWarning):
    """A note on data: a sentence; where it befalls rows, how many of how many, and the first.

    ``sign`` is a column and the sign that is taken off its numbers.
    """

    def __init__(
        self,
        words: str,
        count: int = 0,
        total: int = 0,
        first: int = 0,
        sign: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(words, count, total, first)
        self.sign = sign
        self.words, self.count, self.total, self.first = words, count, total, first

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, names: Sequence[str] = ()) -> str:
        """The whole sentence; ``names`` says what new inputs were read from, row by row."""
        if not self.count:
            return self.words
        place = names[self.first] if self.first < len(names) else f"row {self.first + 1}"
        first = "it is" if self.count == 1 else "the first is"
        return f"{self.words} ({self.count:,} of {self.total:,} rows; {first} {place})"


class RowError(ValueError):
    """What is wrong with one row of the data; ``row`` counts from 0."""

    def __init__(self, row: int, words: str) -> None:
        super().__init__(row, words)
        self.row, self.words = row, words

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, names: Sequence[str] = ()) -> str:
        """The whole sentence; ``names`` says what new inputs were read from, row by row."""
        place = names[self.row] if self.row < len(names) else f"row {self.row + 1}"
        return f"{place}: {self.words}"


class SettingError(ValueError):
    """What other ``settings`` of the source would read."""

    def __init__(self, words: str, settings: dict[str, str]) -> None:
        super().__init__(words, settings)
        self.words, self.settings = words, settings

    def __str__(self) -> str:
        return self.words


def tell(words: str) -> None:
    """Tells a note on the data as a whole."""
    warnings.warn(DataNote(words), stacklevel=2)


def tell_rows(befallen: np.ndarray, words: str, sign: tuple[str, str] | None = None) -> None:
    """Tells a note on the rows where ``befallen``, a truth value for each row, holds, if any."""
    count = int(np.count_nonzero(befallen))
    if count:
        note = DataNote(words, count, len(befallen), int(befallen.argmax()), sign)
        warnings.warn(note, stacklevel=2)


@dataclass
class Notes:
    """The collected sentences; ``names`` says what new inputs were read from, row by row.

    ``signs`` has for each column the signs that were taken off its numbers, and in how many rows.
    """

    names: Sequence[str] = ()
    sentences: list[str] = field(default_factory=list)
    signs: dict[str, Counter[str]] = field(default_factory=dict)

    @contextmanager
    def collect(self, where: str = "") -> Iterator[None]:
        """Collects the notes that are told meanwhile, each with the place where it happens."""
        with ONE_AT_A_TIME, warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", DataNote)
            try:
                yield
            finally:
                self.sentences += self._sentences(told, f"{where}: " if where else "")

    def _sentences(self, told: list[warnings.WarningMessage], where: str) -> Iterator[str]:
        # What NumPy or Pillow remark on is not written for those who draw networks.
        for warning in told:
            if isinstance(warning.message, DataNote):
                if warning.message.sign is not None:
                    column, sign = warning.message.sign
                    self.signs.setdefault(column, Counter())[sign] += warning.message.count
                yield where + warning.message.sentence(self.names)


ONE_AT_A_TIME = Lock()
"""How Python shows warnings is a matter of the whole process: only one thread may collect them."""
