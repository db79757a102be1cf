"""Subsequence search with a bonus for word beginnings: "bnrm" finds "Batch norm", "c2d" finds "Conv 2-D"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

WORD_START = 8.0
IN_A_ROW = 5.0
LETTER = 1.0
GAP = 0.3
WHOLE = 12.0
BEGINNING = 6.0
SECOND_NAME = 0.85
OWN_NAME = 0.01
WHOLE_SECOND_NAME = 0.97
"""Other names count less than the name that people read, and nearly as much where they are typed in full."""

Item = TypeVar("Item")


@lru_cache(maxsize=65_536)
def score(query: str, text: str) -> float | None:
    """How well ``query`` matches as a subsequence of ``text``, case and punctuation aside; ``None`` if it doesn't.

    The best alignment counts: letters at the beginning of words and in a row are worth more, skipped ones cost.
    """
    wanted = [letter for letter in query.lower() if letter.isalnum()]
    letters = _letters(text)
    if not wanted:
        return 0.0
    best = _alignment(wanted, letters)
    if best is None:
        return None
    plain = "".join(letter for letter, _ in letters)
    joined = "".join(wanted)
    bonus = WHOLE if plain == joined else BEGINNING if plain.startswith(joined) else 0.0
    return best + bonus - 0.05 * len(letters)


def best_score(query: str, names: Sequence[str]) -> float | None:
    """The best score over a thing's name, which comes first, and its other names; of equals the name decides."""
    found = [
        (value * _part(index, query, name), index)
        for index, name in enumerate(names)
        if (value := score(query, name)) is not None
    ]
    own = sum(value for value, index in found if index == 0)
    return max(value for value, _ in found) + OWN_NAME * own if found else None


def _part(index: int, query: str, name: str) -> float:
    return 1.0 if index == 0 else WHOLE_SECOND_NAME if is_whole(query, name) else SECOND_NAME


def is_whole(query: str, name: str) -> bool:
    """Whether a name is typed in full, case and punctuation aside."""
    return _plain(query) == _plain(name)


def ranked(query: str, items: Iterable[Item], names_of: Callable[[Item], Sequence[str]]) -> list[Item]:
    """The items that match, best first, in their own order where equal; all of them for an empty query."""
    scored = [(best_score(query, names_of(item)), item) for item in items]
    found = [(value, item) for value, item in scored if value is not None]
    return [item for _, item in sorted(found, key=lambda pair: -pair[0])]


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


@lru_cache(maxsize=8192)
def _letters(text: str) -> tuple[tuple[str, bool], ...]:
    """Letters and digits in lower case, and whether each begins a word or a number."""
    found: list[tuple[str, bool]] = []
    before = " "
    for character in text:
        if character.isalnum():
            humped = character.isupper() and before.islower()
            numbered = character.isdigit() and not before.isdigit()
            found.append((character.lower(), not before.isalnum() or humped or numbered))
        before = character
    return tuple(found)


def _alignment(wanted: Sequence[str], letters: Sequence[tuple[str, bool]]) -> float | None:
    """The best total over all ways to find ``wanted`` in order, by dynamic programming over end positions."""
    ends: dict[int, float] = {-1: 0.0}
    for index, letter in enumerate(wanted):
        reached: dict[int, float] = {}
        for place, (candidate, starts) in enumerate(letters):
            if candidate != letter:
                continue
            worth = LETTER + (WORD_START if starts else 0.0)
            ways = [
                total + worth + (IN_A_ROW if index and place == end + 1 else -GAP * (place - end - 1))
                for end, total in ends.items()
                if end < place
            ]
            if ways:
                reached[place] = max(ways)
        ends = reached
    return max(ends.values(), default=None)
