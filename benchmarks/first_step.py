"""Time from the click on Train to the first step, in an engine that was started as the editor starts it.

``python benchmarks/first_step.py [--rounds 3] [--pause 8] [--example digits_cnn]``

Each round starts a fresh engine, waits some seconds in which it warms up (a person looks at the window meanwhile),
and trains one example twice: the first training should begin as soon as the second.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop  # noqa: E402

from backend.document.file import load, to_json  # noqa: E402
from backend.training.events import Failed, Stop, Train  # noqa: E402
from nodeeditor.engine_client import EngineClient  # noqa: E402

PATIENCE_MS = 120_000


class Engine:
    """An engine as the editor has it, whose events are waited for."""

    def __init__(self) -> None:
        self.client = EngineClient()
        self.client.failed.connect(self._give_up)
        self.start = time.perf_counter()
        self.seen: set[str] = set()
        for name in ("ready", "steps", "finished"):
            getattr(self.client, name).connect(lambda _event, name=name: self.seen.add(name))
        self.client.start()

    def seconds_until(self, name: str, start: float) -> float:
        deadline = QDeadlineTimer(PATIENCE_MS)
        while name not in self.seen:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 1000)
            if deadline.hasExpired():
                raise SystemExit(f"the engine did not come to {name!r}:\n{self.client.log}")
        return time.perf_counter() - start

    def first_step_seconds(self, training: Train) -> float:
        """From the command to the first event that tells a loss; the training is stopped then."""
        self.seen.clear()
        start = time.perf_counter()
        self.client.send(training)
        seconds = self.seconds_until("steps", start)
        self.client.send(Stop())
        self.seconds_until("finished", start)
        return seconds

    def _give_up(self, event: Failed) -> None:
        raise SystemExit(event.message)


def measure(example: str, pause: float) -> tuple[float, float, float]:
    """Seconds until the engine is ready, until the first step of a first training, and of a second one."""
    content = to_json(load(ROOT / "examples" / f"{example}.loom.json"))
    engine = Engine()
    try:
        ready = engine.seconds_until("ready", engine.start)
        time.sleep(pause)
        with tempfile.TemporaryDirectory() as folder:
            runs = (str(Path(folder) / number) for number in ("1", "2"))
            first, second = (
                engine.first_step_seconds(Train(content, example, str(ROOT / "examples"), run)) for run in runs
            )
    finally:
        engine.client.quit()
    return ready, first, second


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pause", type=float, default=8.0, help="seconds from ready to the first click")
    parser.add_argument("--example", default="digits_cnn")
    arguments = parser.parse_args()
    application = QCoreApplication([])
    found = [measure(arguments.example, arguments.pause) for _ in range(arguments.rounds)]
    for title, seconds in zip(("engine ready", "first training", "second training"), zip(*found)):
        each = ", ".join(f"{value:.2f}" for value in seconds)
        print(f"{title:<16}{statistics.median(seconds):>6.2f} s   ({each})")
    application.quit()


if __name__ == "__main__":
    main()
