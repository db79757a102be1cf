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
"""Synonyms and type names count a little less than the name that people read."""

Item = TypeVar("Item")


@lru_cache(maxsize=65_536)
def score(query: str, text: str) -> float | None:
    """How well ``query`` matches as a subsequence of ``text``, case and punctuation aside; ``None`` if it doesn't.

    The best alignment counts: letters at the beginning of words and in a row are worth more, skipped ones cost.
    """
    wanted = [letter for letter in query.lower() if letter.isalnum()]
    letters = [(letter, start) for letter, start in _letters(text)]
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
    """The best score over a thing's name, which comes first, and its other names."""
    found = [
        value * (1.0 if index == 0 else SECOND_NAME)
        for index, name in enumerate(names)
        if (value := score(query, name)) is not None
    ]
    return max(found, default=None)


def ranked(query: str, items: Iterable[Item], names_of: Callable[[Item], Sequence[str]]) -> list[Item]:
    """The items that match, best first, in their own order where equal; all of them for an empty query."""
    scored = [(best_score(query, names_of(item)), item) for item in items]
    found = [(value, item) for value, item in scored if value is not None]
    return [item for _, item in sorted(found, key=lambda pair: -pair[0])]


def _letters(text: str) -> list[tuple[str, bool]]:
    """Letters and digits in lower case, and whether each begins a word or a number."""
    found: list[tuple[str, bool]] = []
    before = " "
    for character in text:
        if character.isalnum():
            humped = character.isupper() and before.islower()
            numbered = character.isdigit() and not before.isdigit()
            found.append((character.lower(), not before.isalnum() or humped or numbered))
        before = character
    return found


def _alignment(wanted: list[str], letters: list[tuple[str, bool]]) -> float | None:
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
