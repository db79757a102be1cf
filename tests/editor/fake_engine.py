"""An engine that only pretends to learn, in the same protocol as the real one and without torch.

The name of the document that it is to train says how it behaves: ``refuses`` fails, ``dies`` kills itself after
two epochs, ``long`` trains until it is stopped, anything else trains five epochs. On a resume it goes on from the
epochs that it finds in the run folder.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from queue import Empty, Queue

from backend.training.events import (
    Command,
    Continue,
    EpochDone,
    Event,
    Failed,
    Finished,
    Pause,
    Paused,
    Quit,
    Ready,
    Resumed,
    Started,
    Steps,
    Stop,
    Train,
    event_line,
    read_command,
)

EPOCHS = 5
NOTES = ("texts are cut (2 of 70 rows; the first is row 3)", "1 of 9 different tokens counts as unknown")
STEPS_PER_EPOCH = 4
STEP_SECONDS = 0.01


def tell(event: Event) -> None:
    sys.stdout.write(event_line(event) + "\n")
    sys.stdout.flush()


class FakeEngine:
    def __init__(self) -> None:
        self._commands: Queue[Command] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def serve(self) -> None:
        tell(Ready("fake", ("cpu", "cuda:0")))
        while True:
            command = self._commands.get()
            if isinstance(command, Quit):
                return
            if isinstance(command, Train):
                self._train(command)

    def _listen(self) -> None:
        for line in sys.stdin:
            self._commands.put(read_command(line))
        self._commands.put(Quit())

    def _train(self, command: Train) -> None:
        if command.name == "refuses":
            tell(Failed("the data has no rows"))
            return
        folder = Path(command.run or Path(command.folder) / "runs" / command.name / "001")
        folder.mkdir(parents=True, exist_ok=True)
        metrics = folder / "metrics.jsonl"
        if not command.resume:
            (folder / "document.loom.json").write_text(json.dumps(command.document))
        first = len(metrics.read_text().splitlines()) + 1 if command.resume else 1
        epochs = 100_000 if command.name == "long" else EPOCHS
        samples = {"train": 70}
        tell(Started(str(folder), "cpu", epochs, first, STEPS_PER_EPOCH, samples, 1234, "loss", NOTES))
        for epoch in range(first, epochs + 1):
            if not self._run_epoch(epoch):
                self._finish(folder, "stopped", epoch)
                return
            done = _epoch_done(epoch)
            with metrics.open("a") as file:
                file.write(json.dumps(asdict(done)) + "\n")
            tell(done)
            if command.name == "dies" and epoch == 2 and not command.resume:
                os.kill(os.getpid(), signal.SIGKILL)
        self._finish(folder, "completed", EPOCHS)

    def _run_epoch(self, epoch: int) -> bool:
        """Whether the epoch was run to its end."""
        for step in range(STEPS_PER_EPOCH):
            number = (epoch - 1) * STEPS_PER_EPOCH + step
            time.sleep(STEP_SECONDS)
            tell(Steps(epoch, number, (1 / (1 + number),), 0.001, 1000.0, 3.0))
            try:
                command = self._commands.get_nowait()
            except Empty:
                continue
            if isinstance(command, Stop) or (isinstance(command, Pause) and not self._wait(epoch)):
                return False
        return True

    def _wait(self, epoch: int) -> bool:
        """Whether the pause ended with the wish to go on."""
        tell(Paused(epoch))
        if isinstance(self._commands.get(), Continue):
            tell(Resumed(epoch))
            return True
        return False

    def _finish(self, folder: Path, reason: str, epochs: int) -> None:
        finished = Finished(str(folder), reason, epochs, epochs, {"loss": 0.1, "accuracy": 0.9}, 1.5)
        (folder / "summary.json").write_text(json.dumps(asdict(finished)))
        tell(finished)


def _epoch_done(epoch: int) -> EpochDone:
    loss = 1 / epoch
    train, validation = {"loss": loss, "accuracy": 1 - loss / 2}, {"loss": loss * 1.1, "accuracy": 1 - loss / 1.8}
    return EpochDone(epoch, train, validation, 0.001, 0.5, best=True)


if __name__ == "__main__":
    FakeEngine().serve()
