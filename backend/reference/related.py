"""Which layers a page leads on to: the nearest ones by name, synonyms, category and PyTorch class."""

from __future__ import annotations

import re
from functools import lru_cache

from backend.declare.layer import LAYERS, Layer

MAX_RELATED = 6
SAME_STEM, SAME_WORD, SAME_CATEGORY, SAME_FILE, SAME_TORCH, NAMED = 6.0, 1.5, 1.0, 1.0, 1.0, 4.0
NEAR = 1.9
"""A common file and category are enough, one rare word by itself is not."""


def related_layers(layer: Layer) -> tuple[Layer, ...]:
    """The nearest ones, those of the same category before others, in the order of their declaration."""
    scored = [(nearness(layer, other), other) for other in LAYERS if other.type != layer.type]
    near = [(score, other) for score, other in scored if score > NEAR]
    near.sort(key=lambda pair: -pair[0])
    return tuple(other for _, other in near[:MAX_RELATED])


def nearness(one: Layer, other: Layer) -> float:
    """How much two layers have to do with each other."""
    score = SAME_STEM * (_stem(one.type) == _stem(other.type))
    score += sum(_weight(word) for word in _words_of(one) & _words_of(other))
    score += SAME_CATEGORY * (one.category is other.category)
    score += SAME_FILE * (_file(one) == _file(other))
    score += SAME_TORCH * bool(one.torch and one.torch == other.torch)
    return score + NAMED * (_names(one, other) or _names(other, one))


def _names(one: Layer, other: Layer) -> bool:
    """Whether a layer's summary speaks of the other by its name."""
    return re.search(rf"\b{re.escape(other.name)}\b", one.summary) is not None


def _file(layer: Layer) -> str:
    """The module that declares a layer: told by its shape rule, which may be a part of a function."""
    return str(getattr(layer.shape, "func", layer.shape).__module__)


def _stem(type_name: str) -> str:
    return re.sub(r"\d+d?$", "", type_name)


def _words_of(layer: Layer) -> frozenset[str]:
    return _words(layer.type, layer.synonyms)


@lru_cache(maxsize=1024)
def _words(type_name: str, synonyms: tuple[str, ...]) -> frozenset[str]:
    texts = (*re.split(r"[_\d]+", type_name), *synonyms)
    return frozenset(word.lower() for word in texts if len(word) > 1)


@lru_cache(maxsize=4096)
def _weight(word: str) -> float:
    """A word that many layers have says little."""
    return SAME_WORD * 6 / (4 + sum(word in _words_of(layer) for layer in LAYERS))
