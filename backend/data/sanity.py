"""JSON that no later check should have to think about: too deep, absurd numbers, texts that can't be written."""

from __future__ import annotations

import math
from collections.abc import Iterator

from backend.declare.parameters import Json
from backend.errors import shortened

DEEPEST = 12
LARGEST_NUMBER = 2**63


def unusable(value: Json, place: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Place and sentence of everything in a JSON value that can't be worked with."""
    if depth > DEEPEST:
        yield place, f"is nested more than {DEEPEST} levels deep"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from unusable(key, f"{place}: a name")
            yield from unusable(
                item, f"{place}.{key}" if str(key).isidentifier() else f"{place}[{shortened(key)}]", depth + 1
            )
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from unusable(item, f"{place}[{number}]", depth + 1)
    elif sentence := _unusable_scalar(value):
        yield place, sentence


def _unusable_scalar(value: Json) -> str | None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return f"holds half a character (a lone surrogate): {shortened(value)}"
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return f"must be a finite number; received {value}"
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        return "is a whole number of more than 64 bits"
    return None if value is None or isinstance(value, int | float) else f"is no JSON value: {shortened(value)}"
