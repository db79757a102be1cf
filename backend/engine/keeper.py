"""Writes a training into its run folder as it goes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from backend.engine.checkpoint import load_weights, save_checkpoint, save_weights
from backend.engine.loop import Training
from backend.engine.run_folder import RunFolder
from backend.engine.scalar_board import ScalarBoard
from backend.files import write_json, write_text
from backend.training.events import EpochDone, Finished


class RunKeeper:
    """Keeps weights, checkpoint, metrics, TensorBoard's scalars and the log of one run."""

    def __init__(self, run: RunFolder, first_epoch: int) -> None:
        self.run = run
        self._remove_leftovers()
        self._forget_epochs_from(first_epoch)
        self._board = ScalarBoard(run.path, first_epoch)

    def keep(self, training: Training, event: EpochDone) -> None:
        """The checkpoint comes last: a run that is killed before it was written learns the epoch again."""
        best = (self.run.best_weights,) if event.best else ()
        save_weights(training.learner.model, *best, self.run.last_weights)
        self._append_metrics(event)
        self._board.tell(event.epoch, _board_figures(event))
        self.log(_epoch_words(event))
        save_checkpoint(self.run.checkpoint, training.learner, training.order, training.progress)

    def keep_unfinished(self, training: Training) -> None:
        """The weights as they are now are the last; they are the best only where there are no others."""
        first = () if self.run.best_weights.exists() else (self.run.best_weights,)
        save_weights(training.learner.model, *first, self.run.last_weights)

    def load_best(self, training: Training) -> bool:
        """Puts the best weights into the model; whether there are any yet."""
        found = self.run.best_weights.exists()
        if found:
            load_weights(self.run.best_weights, training.learner.model)
        return found

    def finish(self, event: Finished) -> None:
        write_json(self.run.summary, asdict(event))
        figures = ", ".join(f"{name} {value:.6g}" for name, value in event.metrics.items())
        self.log(
            f"{event.reason} after epoch {event.epochs}, best epoch {event.best_epoch}; test: {figures or 'none'}"
        )

    def log(self, words: str) -> None:
        """Adds a line with the local time to the log."""
        with self.run.log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().isoformat(sep=' ', timespec='seconds')}  {words}\n")

    def close(self) -> None:
        self._board.close()

    def _remove_leftovers(self) -> None:
        """What a process that was killed had not written to its end."""
        for file in (self.run.checkpoint, self.run.last_weights, self.run.best_weights):
            for leftover in self.run.path.glob(f".{file.name}.*"):
                leftover.unlink()

    def _forget_epochs_from(self, first_epoch: int) -> None:
        """Drops lines of epochs that will be learned again, and one that was cut off when the run was killed."""
        if self.run.metrics.exists():
            lines = self.run.metrics.read_text(encoding="utf-8").splitlines()
            write_text(self.run.metrics, "".join(f"{line}\n" for line in lines[: first_epoch - 1]))

    def _append_metrics(self, event: EpochDone) -> None:
        with self.run.metrics.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(event)) + "\n")


def _board_figures(event: EpochDone) -> dict[str, float]:
    parts = (("train", event.train), ("validation", event.validation))
    figures = {f"{part}/{name}": value for part, found in parts for name, value in found.items()}
    return {**figures, "learning_rate": event.learning_rate}


def _epoch_words(event: EpochDone) -> str:
    parts = [
        f"{part}: " + ", ".join(f"{name} {value:.6g}" for name, value in figures.items())
        for part, figures in (("train", event.train), ("validation", event.validation))
        if figures
    ]
    return f"epoch {event.epoch}, {event.seconds:.2f} s, {'; '.join(parts)}{', best so far' if event.best else ''}"
