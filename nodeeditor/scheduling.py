"""Scheduling: once after a delay, or in slices between the events of the window."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from backend.errors import LoomError
from backend.long_work import Pausable, without_garbage_collection

SLICE_SECONDS = 0.004
"""How long events wait at most, except for the few steps that cannot be divided."""

Result = TypeVar("Result")


def single_shot(parent: QObject, call: Callable[[], object], interval_ms: int = 0) -> QTimer:
    """A timer that calls once for each start; starting it again restarts the delay."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(call)
    return timer


class IdleWork(Generic[Result]):
    """Does pausable work between events, a few milliseconds at a time.

    ``begin`` makes the work, ``done`` takes its result, and ``failed`` the error of work that fails.
    """

    def __init__(
        self,
        parent: QObject,
        begin: Callable[[], Pausable[Result]],
        done: Callable[[Result], object],
        failed: Callable[[LoomError], object] | None = None,
    ) -> None:
        self._begin, self._done, self._failed = begin, done, failed
        self._work: Pausable[Result] | None = None
        self._timer = single_shot(parent, self._do_slice)

    def start(self) -> None:
        """Does the work from its beginning; half-done work is discarded."""
        self._work = None
        self._timer.start(0)

    def stop(self) -> None:
        self._work = None
        self._timer.stop()

    def _do_slice(self) -> None:
        if self._work is None:
            self._work = self._begin()
        # A quarter of the 16 ms that a frame has at 60 frames a second.
        end = perf_counter() + SLICE_SECONDS
        try:
            # A collection in the middle of a slice would last longer than the slice.
            with without_garbage_collection():
                while perf_counter() < end:
                    next(self._work)
        except StopIteration as result:
            self._work = None
            self._done(result.value)
        except LoomError as error:
            self._work = None
            if self._failed is None:
                raise
            self._failed(error)
        else:
            self._timer.start(0)
