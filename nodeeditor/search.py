"""Fuzzy search: "bnrm" finds "Batch norm", and so do the words that describe a layer and its parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from backend.declare.layer import Layer
from backend.declare.parameters import Choice

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
    # Of two texts that match equally well the shorter one is meant more often.
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
            # A capital after a small letter begins a word, as in ``BatchNorm``.
            humped = character.isupper() and before.islower()
            numbered = character.isdigit() and not before.isdigit()
            found.append((character.lower(), not before.isalnum() or humped or numbered))
        before = character
    return tuple(found)


def _alignment(wanted: Sequence[str], letters: Sequence[tuple[str, bool]]) -> float | None:
    """The best total over all ways to find ``wanted`` in order, by dynamic programming over end positions."""
    # For each letter in turn: the best total of all ways that end at a given place. Only the places of the letter
    # before matter, so two dictionaries are enough.
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


RARER = ("1d", "3d")
HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+\d*|\d+")
FILLERS = frozenset(
    {"a", "and", "by", "for", "in", "layer", "nn", "of", "on", "over", "the", "to", "torch", "with"}
)
SHORTEST_STEM, MAX_ENDING_LENGTH = 4, 3
"""Endings count little: "dilated" matches "dilation"."""
NAMED, OTHERWISE_NAMED, SET = 4.0, 2.0, 1.0
"""The score of a word in the name, in a synonym, in a parameter or its options."""


def layer_names(layer: Layer) -> Sequence[str]:
    """What a layer is found by: its name first, then synonyms and type name."""
    return (layer.name, *layer.synonyms, layer.type)


def found_layers(query: str, items: Iterable[Item], layer_of: Callable[[Item], Layer]) -> list[Item]:
    """Layers that the query names, best first, and then those whose description matches its words."""
    known = list(items)
    named = [(best_score(query, layer_names(layer_of(item))), item) for item in known]
    told = [
        (description_score(layer_of(item), query), item) for item, (score, _) in zip(known, named) if score is None
    ]
    return [*_best_first(named, layer_of), *_best_first(told, layer_of)]


def description_score(layer: Layer, query: str) -> float | None:
    """How well the description of a layer matches each word of the query; ``None`` if one does not match."""
    words = query_words(query)
    found = [_worth(word, layer) for word in words]
    return sum(found) if words and all(found) else None


def query_words(query: str) -> list[str]:
    """The significant words, in lower case; those of "CrossEntropyLoss" are three."""
    words = [word.lower() for word in HUMPS.findall(query)]
    return [word for word in words if word not in FILLERS and len(word) > 1]


def is_in_name(layer: Layer, word: str) -> bool:
    """Whether a word stands in the layer's own name."""
    return _worth(word.lower(), layer) >= NAMED


def _worth(word: str, layer: Layer) -> float:
    for worth, known in zip((NAMED, OTHERWISE_NAMED, SET), _vocabulary(layer)):
        if any(other.startswith(word) for other in known):
            return worth + 0.5
        stem = word[: max(SHORTEST_STEM, len(word) - MAX_ENDING_LENGTH)]
        if len(word) > SHORTEST_STEM and any(other.startswith(stem) for other in known):
            return worth
    return 0.0


def _vocabulary(layer: Layer) -> tuple[frozenset[str], ...]:
    """The words of its name, of its other names, and of what can be set."""
    options = [
        option for p in layer.parameters for option in (p.name, *(p.options if isinstance(p, Choice) else ()))
    ]
    return (_words(layer.name, layer.type), _words(*layer.synonyms), _words(*options))


@lru_cache(maxsize=4096)
def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in re.split(r"[\W_]+", text.lower()) if word)


def _best_first(scored: Iterable[tuple[float | None, Item]], layer_of: Callable[[Item], Layer]) -> list[Item]:
    """Among equals, layers for images come first, as they are used most."""
    found = [(score, item) for score, item in scored if score is not None]
    found.sort(key=lambda pair: (-pair[0], layer_of(pair[1]).type.endswith(RARER)))
    return [item for _, item in found]
