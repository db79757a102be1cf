"""Writes a training into its run folder as it goes: description, weights, checkpoints, metrics and log."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import numpy as np
import torch
from tensorboardX.event_file_writer import EventsWriter
from tensorboardX.proto.event_pb2 import Event, SessionLog
from tensorboardX.summary import scalar

from backend.declare.parameters import Json
from backend.engine.checkpoint import Progress, Weights, load_weights, save_checkpoint, save_weights, weights_of
from backend.engine.loop import Training
from backend.engine.project import Project
from backend.engine.run_folder import RunFolder, is_leftover
from backend.files import write_json, write_text
from backend.training.events import EpochDone, Finished
from backend.training.metrics_file import metrics_line, read_metrics


class RunWriter:
    """Keeps weights, checkpoint, metrics, TensorBoard's scalars and the log of one run."""

    def __init__(self, run: RunFolder, progress: Progress, best: Weights | None) -> None:
        """``progress`` and the ``best`` weights are where the training begins or goes on."""
        self.run = run
        self._best = best
        self._remove_leftovers()
        self._rewrite_metrics(progress)
        self._board = ScalarBoard(run.path, progress.epoch + 1)

    def keep(self, training: Training, event: EpochDone) -> None:
        """The checkpoint comes last: a run that is killed before it was written repeats the epoch."""
        # All that stands before the checkpoint is written again when the epoch is repeated; the line of metrics
        # that would then stand twice is dropped by `_rewrite_metrics`.
        last = weights_of(training.trainer.model)
        if event.best:
            self._best = last
        save_weights(last, *((self.run.best_weights,) if event.best else ()), self.run.last_weights)
        training.progress.lines.append(metrics_line(event))
        self._append_metrics(training.progress.lines[-1])
        self._board.tell(event.epoch, _board_scalars(event))
        self.log(_epoch_words(event))
        assert self._best is not None
        save_checkpoint(
            self.run.checkpoint,
            self.run.former_checkpoint,
            training.trainer,
            training.order,
            training.progress,
            self._best,
        )

    def keep_unfinished(self, training: Training) -> None:
        """The weights as they are now are the last; they are the best only where there are no others."""
        # A run stopped within its first epoch still has weights to test and to export.
        last = weights_of(training.trainer.model)
        if self._best is None:
            self._best = last
            save_weights(last, self.run.best_weights)
        save_weights(last, self.run.last_weights)

    def load_best(self, training: Training) -> bool:
        """Puts the best weights into the model; whether there are any yet."""
        if self._best is not None:
            load_weights(self.run.best_weights, training.trainer.model, self._best)
        return self._best is not None

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
        for path in self.run.path.iterdir():
            if is_leftover(path, self.run.files):
                path.unlink()

    def _rewrite_metrics(self, progress: Progress) -> None:
        """Drops lines of epochs that will be repeated, and mends damage from the checkpoint's own lines."""
        if not progress.lines:  # none yet, or a checkpoint of a former version
            epochs, _ = read_metrics(self.run.metrics)
            progress.lines = [metrics_line(epoch) for epoch in epochs if epoch.epoch <= progress.epoch]
        if progress.lines or self.run.metrics.exists():
            write_text(self.run.metrics, "".join(f"{line}\n" for line in progress.lines))

    def _append_metrics(self, line: str) -> None:
        with self.run.metrics.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


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


def facts_of(run: RunFolder, project: Project, device: str) -> Json:
    """What a run is made with. The data's folder is kept relative where the run lies inside it."""
    path, documents = run.path.resolve(), project.folder.resolve()
    folder = os.path.relpath(documents, path) if path.is_relative_to(documents) else str(documents)
    settings = project.settings
    return {
        "name": project.document.name,
        "document": project.document.identity,
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
        "threads": torch.get_num_threads(),
        "seed": settings.values.seed,
        "settings": {
            **settings.values.as_dict(),
            "optimizer": {"type": settings.optimizer.type, **settings.optimizer_values.as_dict()},
            "schedule": {"type": settings.schedule.type, **settings.schedule_values.as_dict()},
        },
    }


def changed_surroundings(facts: Json, device: str) -> Iterator[str]:
    """A sentence for each thing that keeps a resumed training from going on to the same bit."""
    versions = facts.get("versions") if isinstance(facts.get("versions"), dict) else {}
    comparisons = (
        ("device", facts.get("device"), device),
        ("number of threads", facts.get("threads"), torch.get_num_threads()),
        ("version of torch", versions.get("torch"), torch.__version__),
        ("version of LayerLoom", versions.get("layerloom"), own_version()),
    )
    for name, before, now in comparisons:
        if before is not None and before != now:
            yield (
                f"the {name} was {before} when this run began and is {now}: it goes on, but not to the same bit "
                "as if it had never been interrupted"
            )


def own_version() -> str:
    try:
        return metadata.version("layerloom")
    except metadata.PackageNotFoundError:
        return "not installed"
