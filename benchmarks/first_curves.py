"""Longest time for which the window stands still while the curves of the first run appear.

``python benchmarks/first_curves.py [--rounds 5] [--pause 4]``

Each round opens the editor's training tab in a fresh process, waits as a person would, and then plays the
events of a training. A timer of 0 ms ticks between all events: the longest time between two ticks is how long a
frame waits. It is read while the plots are loaded in the background, and again from the first event on; on the
clock, and in the time of the window's thread on the processor, which other work on the machine changes less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402

from backend.training.events import EpochDone, Started, Steps  # noqa: E402
from nodeeditor.panels.training.run_log import RunLog  # noqa: E402
from nodeeditor.panels.training.training_panel import TrainingPanel  # noqa: E402
from nodeeditor.window.starting import make_application  # noqa: E402

STEPS, EPOCHS = 20, 10
EVENT_SECONDS = 0.05
TITLES = ("loading, clock", "loading, processor", "curves, clock", "curves, processor")


class Ticks:
    """Notes the longest time between two turns of the event loop, in milliseconds."""

    def __init__(self) -> None:
        self.clock_ms = self.processor_ms = 0.0
        self._last: tuple[float, float] | None = None
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(0)

    def reset(self) -> None:
        self.clock_ms = self.processor_ms = 0.0

    def _tick(self) -> None:
        now = time.perf_counter(), time.thread_time()
        if self._last is not None:
            self.clock_ms = max(self.clock_ms, (now[0] - self._last[0]) * 1000)
            self.processor_ms = max(self.processor_ms, (now[1] - self._last[1]) * 1000)
        self._last = now


def turn_for(seconds: float) -> None:
    """Lets the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def one_round(pause: float) -> None:
    """Prints the four figures of a round, in a process of its own."""
    application = make_application()
    panel = TrainingPanel()
    panel.resize(1100, 280)
    panel.show()
    application.processEvents()
    ticks = Ticks()
    turn_for(pause)
    loading = ticks.clock_ms, ticks.processor_ms
    ticks.reset()
    log = RunLog()
    log.begin(Started("run", "cpu", EPOCHS, 1, STEPS, {"train": 640}, 5000, "loss"))
    panel.show_log(log)
    for epoch in range(1, EPOCHS + 1):
        losses = tuple(2.3 / (epoch + step / STEPS) for step in range(STEPS))
        log.add_steps(Steps(epoch, (epoch - 1) * STEPS, losses, 0.001, 1000.0, 1.0))
        figures = {"loss": losses[-1], "accuracy": 1 - 0.9 / epoch}
        log.add_epoch(EpochDone(epoch, figures, figures, 0.001, 0.1, True))
        panel.refresh_soon()
        turn_for(EVENT_SECONDS)
    turn_for(1.0)
    print(*(f"{value:.1f}" for value in (*loading, ticks.clock_ms, ticks.processor_ms)), flush=True)
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pause", type=float, default=4.0, help="seconds from the painted tab to the first event")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.alone:
        one_round(arguments.pause)
    command = [sys.executable, __file__, "--alone", "--pause", str(arguments.pause)]
    rounds = []
    for _ in range(arguments.rounds):
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rounds.append([float(word) for word in printed.split()])
    print(f"longest wait between two turns of the event loop, median of {len(rounds)} rounds, in ms")
    for title, values in zip(
        ("loading, clock", "loading, processor", "curves, clock", "curves, processor"), zip(*rounds)
    ):
        print(f"{title:<20}{statistics.median(values):>7.1f}   ({min(values):.1f} to {max(values):.1f})")


if __name__ == "__main__":
    main()
