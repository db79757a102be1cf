"""Parameters typed straight into the search: ``conv 64 3 s2`` is a Conv 2-D with 64 filters, kernel 3, stride 2.

Bare numbers fill the numeric parameters in the order of the declaration, ``s2`` or ``stride=2`` names one, and
words are options and switches: ``lstm 128 bi``, ``conv 32 nobias``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.declare.layer import LAYERS, Layer
from backend.declare.parameters import (
    Choice,
    Flag,
    Integer,
    Integers,
    Json,
    Length,
    Number,
    Numbers,
    Parameter,
    ParameterError,
    Sizes,
    Text,
)
from nodeeditor.search import best_score, found_layers, is_in_name, layer_names

NUMERIC = (Integer, Number, Sizes, Length, Integers, Numbers)
NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
MANY = re.compile(rf"{NUMBER}(?:[x×,]{NUMBER})*", re.IGNORECASE)
LETTERED = re.compile(rf"([a-z]+)({NUMBER}(?:[x×,]{NUMBER})*)", re.IGNORECASE)
NAMED = re.compile(r"([a-z_]+)=(.+)", re.IGNORECASE)
SHORTEST_WORD = 2
WORDS = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}


@dataclass(frozen=True)
class ParsedQuery:
    """A layer with the parameters that were typed, and the words that mean nothing to it."""

    layer: Layer
    parameters: dict[str, Json]
    left_over: tuple[str, ...] = ()


def parsed_queries(text: str, layers: Iterable[Layer] = LAYERS) -> list[ParsedQuery]:
    """The layers that the text may mean, best first, each with what it makes of the parameters.

    As many leading words as name a layer are its name; the rest are parameters. Words that only tell of a layer
    may be parameters themselves: ``causal attention``.
    """
    words, known = text.split(), list(layers)
    first = next((index for index, word in enumerate(words) if index and _is_value(word)), len(words))
    # The longest name first, so that ``max pool 2`` is not a layer ``max`` with the parameter ``pool``.
    for count in range(first, 0, -1):
        found = found_layers(" ".join(words[:count]), known, lambda layer: layer)
        if found:
            return [parsed_query(layer, [*_settings(layer, words[:count]), *words[count:]]) for layer in found]
    return [] if words else [ParsedQuery(layer, {}) for layer in known]


def parsed_query(layer: Layer, words: Sequence[str]) -> ParsedQuery:
    """What the words say about a layer's parameters."""
    given: dict[str, Json] = {}
    left_over: list[str] = []
    # Named parameters first: bare numbers fill those that are left, wherever they stand among the words.
    named = [word for word in words if not MANY.fullmatch(word)]
    for word in [*named, *(word for word in words if MANY.fullmatch(word))]:
        found = _assignment(layer, word, given)
        if found is None:
            left_over.append(word)
        else:
            given[found[0]] = found[1]
    order = [parameter.name for parameter in layer.parameters]
    return ParsedQuery(layer, {name: given[name] for name in order if name in given}, tuple(left_over))


def value_of(parameter: Parameter, text: str) -> Json:
    """The value that a person's text gives a parameter; raises `ParameterError` where it can't take it."""
    text = text.strip()
    if not text and getattr(parameter, "optional", False):
        return parameter.accept(None)
    if isinstance(parameter, Flag) and text.lower() in WORDS:
        return WORDS[text.lower()]
    if isinstance(parameter, Choice):
        return parameter.accept(_option(parameter.options, text) or text)
    if isinstance(parameter, Text):
        return parameter.accept(text)
    if MANY.fullmatch(text):
        numbers = [_number(part) for part in re.split("[x×,]", text, flags=re.IGNORECASE)]
        many = isinstance(parameter, Integers | Numbers) or len(numbers) > 1
        return parameter.accept(numbers if many else numbers[0])
    if isinstance(parameter, Sizes):
        return parameter.accept(_option(parameter.words, text) or text)
    return parameter.accept(text)


def text_of(value: Json) -> str:
    """A value as `value_of` reads it."""
    if isinstance(value, list):
        return "x".join(str(item) for item in value)
    return "" if value is None else str(value)


def _settings(layer: Layer, words: list[str]) -> list[str]:
    """The words of what was typed as a name that set something, where it is no name as a whole."""
    if best_score(" ".join(words), layer_names(layer)) is not None:
        return []
    return [word for word in words if not is_in_name(layer, word) and _assignment(layer, word, {})]


def _is_value(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in (MANY, LETTERED, NAMED))


def _assignment(layer: Layer, word: str, given: dict[str, Json]) -> tuple[str, Json] | None:
    free = [parameter for parameter in layer.parameters if parameter.name not in given]
    if MANY.fullmatch(word):
        return _first_that_takes([p for p in free if isinstance(p, NUMERIC)], word)
    named = NAMED.fullmatch(word) or LETTERED.fullmatch(word)
    if named:
        meant = [p for p in free if p.name.startswith(named[1].lower())]
        return _first_that_takes([p for p in meant if "=" in word or isinstance(p, NUMERIC)], named[2])
    return _switch(free, word.lower())


def _first_that_takes(parameters: Iterable[Parameter], text: str) -> tuple[str, Json] | None:
    for parameter in parameters:
        try:
            return parameter.name, value_of(parameter, text)
        except ParameterError:
            continue
    return None


def _switch(parameters: Iterable[Parameter], word: str) -> tuple[str, Json] | None:
    """What a bare word turns on or chooses."""
    for parameter in parameters:
        if isinstance(parameter, Flag):
            if len(word) >= SHORTEST_WORD and parameter.name.startswith(word):
                return parameter.name, True
            if word.startswith("no") and len(word) > 3 and parameter.name.startswith(word[2:].lstrip("-_")):
                return parameter.name, False
        options = parameter.options if isinstance(parameter, Choice) else ()
        options = parameter.words if isinstance(parameter, Sizes) else options
        option = _option(options, word)
        if option is not None:
            return parameter.name, option
    return None


def _option(options: Sequence[str], text: str) -> str | None:
    word = text.lower()
    if word in options:
        return word
    return next((option for option in options if len(word) >= SHORTEST_WORD and option.startswith(word)), None)


def _number(text: str) -> int | float:
    return int(text) if re.fullmatch(r"-?\d+", text) else float(text)
