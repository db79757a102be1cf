"""Long work in short pieces: a generator that yields wherever it may rest, and returns its result at the end."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

Slices = Generator[None, None, T]


def finish(slices: Slices[T]) -> T:
    """The result, without a rest."""
    while True:
        try:
            next(slices)
        except StopIteration as end:
            result: T = end.value
            return result
