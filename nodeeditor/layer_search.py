"""Which layers people mean: by a name or a synonym, else by words that a layer and its parameters are told with.

"c2d" is a Conv 2-D by its name. "focal loss", "CrossEntropyLoss" and "label smoothing" are no layer's name, but
each of their words says something of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from backend.declare.layer import Layer
from backend.declare.parameters import Choice
from nodeeditor.search import best_score

RARER = ("1d", "3d")
HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+\d*|\d+")
FILLERS = frozenset(
    {"a", "and", "by", "for", "in", "layer", "nn", "of", "on", "over", "the", "to", "torch", "with"}
)
SHORTEST_STEM, MAX_ENDING_LENGTH = 4, 3
"""Endings count little: "dilated" is told by "dilation"."""
NAMED, OTHERWISE_NAMED, SET = 4.0, 2.0, 1.0
"""What a word is worth that stands in the name, in a synonym, in a parameter or its options."""

Item = TypeVar("Item")


def layer_names(layer: Layer) -> Sequence[str]:
    """What a layer is found by: its name first, then synonyms and type name."""
    return (layer.name, *layer.synonyms, layer.type)


def found_layers(query: str, items: Iterable[Item], layer_of: Callable[[Item], Layer]) -> list[Item]:
    """Those that the query names, best first, and then those that its words tell of."""
    known = list(items)
    named = [(best_score(query, layer_names(layer_of(item))), item) for item in known]
    told = [(told_by(layer_of(item), query), item) for item, (score, _) in zip(known, named) if score is None]
    return [*_best_first(named, layer_of), *_best_first(told, layer_of)]


def told_by(layer: Layer, query: str) -> float | None:
    """How much a layer's words say of each word of the query; ``None`` where they say nothing of one."""
    words = query_words(query)
    found = [_worth(word, layer) for word in words]
    return sum(found) if words and all(found) else None


def query_words(query: str) -> list[str]:
    """The words that say something, in lower case; those of "CrossEntropyLoss" are three."""
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
    """Of equals those over pictures come first, as they are used most."""
    found = [(score, item) for score, item in scored if score is not None]
    found.sort(key=lambda pair: (-pair[0], layer_of(pair[1]).type.endswith(RARER)))
    return [item for _, item in found]
