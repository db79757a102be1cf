"""How long a training has worked, and how long it will take."""

from __future__ import annotations

import time


class Stopwatch:
    """Seconds of work over all sessions of a run, without pauses; this session's pace tells the time left."""

    def __init__(self, total_steps: int, done_steps: int = 0, seconds_before: float = 0.0) -> None:
        self._start = time.perf_counter() - seconds_before
        self._seconds_before = seconds_before
        self._steps_before = done_steps
        self._total_steps = total_steps
        self.steps = done_steps

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start

    @property
    def seconds_left(self) -> float:
        pace = (self.seconds - self._seconds_before) / max(self.steps - self._steps_before, 1)
        return pace * max(self._total_steps - self.steps, 0)

    def leave_out(self, seconds: float) -> None:
        """Takes a pause off."""
        self._start += seconds
