"""What the training loop asks after every step; set from another thread."""

from __future__ import annotations

from threading import Event


class Control:
    """Pause, go on, stop. A stop ends a pause."""

    def __init__(self) -> None:
        self._stop = Event()
        self._go = Event()
        self._go.set()

    def pause(self) -> None:
        self._go.clear()

    def go_on(self) -> None:
        self._go.set()

    def stop(self) -> None:
        self._stop.set()
        self._go.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        return not self._go.is_set()

    def wait(self) -> None:
        """Returns when the pause is over."""
        self._go.wait()
