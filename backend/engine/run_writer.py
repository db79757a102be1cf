"""Writes a training into its run folder as it goes: description, weights, checkpoints, metrics and log."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import numpy as np
import torch
from tensorboardX.event_file_writer import EventsWriter
from tensorboardX.proto.event_pb2 import Event, SessionLog
from tensorboardX.summary import scalar

from backend.engine.checkpoint import load_weights, save_checkpoint, save_weights
from backend.engine.loop import Training
from backend.engine.project import Project
from backend.engine.run_folder import RunFolder
from backend.files import write_json, write_text
from backend.training.events import EpochDone, Finished


class RunWriter:
    """Keeps weights, checkpoint, metrics, TensorBoard's scalars and the log of one run."""

    def __init__(self, run: RunFolder, first_epoch: int) -> None:
        self.run = run
        self._remove_leftovers()
        self._forget_epochs_from(first_epoch)
        self._board = ScalarBoard(run.path, first_epoch)

    def keep(self, training: Training, event: EpochDone) -> None:
        """The checkpoint comes last: a run that is killed before it was written repeats the epoch."""
        # All that stands before the checkpoint is written again when the epoch is repeated; the line of metrics
        # that would then stand twice is dropped by `_forget_epochs_from`.
        best = (self.run.best_weights,) if event.best else ()
        save_weights(training.trainer.model, *best, self.run.last_weights)
        self._append_metrics(event)
        self._board.tell(event.epoch, _board_scalars(event))
        self.log(_epoch_words(event))
        save_checkpoint(self.run.checkpoint, training.trainer, training.order, training.progress)

    def keep_unfinished(self, training: Training) -> None:
        """The weights as they are now are the last; they are the best only where there are no others."""
        # A run stopped within its first epoch still has weights to test and to export.
        first = () if self.run.best_weights.exists() else (self.run.best_weights,)
        save_weights(training.trainer.model, *first, self.run.last_weights)

    def load_best(self, training: Training) -> bool:
        """Puts the best weights into the model; whether there are any yet."""
        found = self.run.best_weights.exists()
        if found:
            load_weights(self.run.best_weights, training.trainer.model)
        return found

    def finish(self, event: Finished) -> None:
        write_json(self.run.summary, asdict(event))
        metrics = ", ".join(f"{name} {value:.6g}" for name, value in event.metrics.items())
        self.log(
            f"{event.reason} after epoch {event.epochs}, best epoch {event.best_epoch}; test: {metrics or 'none'}"
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
        """Drops lines of epochs that will be repeated, and one that was cut off when the run was killed."""
        if self.run.metrics.exists():
            lines = self.run.metrics.read_text(encoding="utf-8").splitlines()
            # The line number is the epoch: each epoch appends exactly one line.
            write_text(self.run.metrics, "".join(f"{line}\n" for line in lines[: first_epoch - 1]))

    def _append_metrics(self, event: EpochDone) -> None:
        with self.run.metrics.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(event)) + "\n")


def _board_scalars(event: EpochDone) -> dict[str, float]:
    splits = (("train", event.train), ("validation", event.validation))
    metrics = {f"{split}/{name}": value for split, found in splits for name, value in found.items()}
    return {**metrics, "learning_rate": event.learning_rate}


def _epoch_words(event: EpochDone) -> str:
    splits = [
        f"{split}: " + ", ".join(f"{name} {value:.6g}" for name, value in metrics.items())
        for split, metrics in (("train", event.train), ("validation", event.validation))
        if metrics
    ]
    return (
        f"epoch {event.epoch}, {event.seconds:.2f} s, {'; '.join(splits)}{', best so far' if event.best else ''}"
    )


class ScalarBoard:
    """Written at once, by whoever tells: the library's own writer has a thread, which a full disk ends in silence
    and for which the training then would wait without end.

    What an earlier file says of ``first_epoch`` and later no longer counts.
    """

    def __init__(self, folder: Path, first_epoch: int) -> None:
        self._writer = EventsWriter(str(folder / "events"))
        self._write(first_epoch, file_version="brain.Event:2")
        self._write(first_epoch, session_log=SessionLog(status=SessionLog.START))

    def tell(self, epoch: int, metrics: Mapping[str, float]) -> None:
        """Raises ``OSError`` where they can't be written."""
        for name, value in metrics.items():
            self._write(epoch, summary=scalar(name, value))
        self._writer.flush()

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what could not be written was said when it was told
            self._writer.close()

    def _write(self, step: int, **content: object) -> None:
        self._writer.write_event(Event(step=step, wall_time=time.time(), **content))


def write_facts(run: RunFolder, project: Project, device: str) -> None:
    """Writes down what a run was made with. The data's folder is kept relative where the run lies inside it."""
    path, documents = run.path.resolve(), project.folder.resolve()
    folder = os.path.relpath(documents, path) if path.is_relative_to(documents) else str(documents)
    settings = project.settings
    facts = {
        "name": project.document.name,
        "folder": Path(folder).as_posix(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "layerloom": own_version(),
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
        "platform": platform.platform(),
        "device": device,
        "seed": settings.values.seed,
        "settings": {
            **settings.values.as_dict(),
            "optimizer": {"type": settings.optimizer.type, **settings.optimizer_values.as_dict()},
            "schedule": {"type": settings.schedule.type, **settings.schedule_values.as_dict()},
        },
    }
    write_json(run.facts, facts)


def own_version() -> str:
    try:
        return metadata.version("layerloom")
    except metadata.PackageNotFoundError:
        return "not installed"
