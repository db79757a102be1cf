"""Long computations: in pieces, so that a window stays responsive, and without the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

Pausable = Generator[None, None, T]
"""A generator that yields wherever it may be paused, and returns its result at the end."""


def finish(work: Pausable[T]) -> T:
    """Runs to the end without a pause; returns the result."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """For making many thousands of values that form no cycles, which the collector would visit again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
