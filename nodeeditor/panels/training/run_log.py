"""The metrics of one run, as they arrive from the engine or are read from the run's folder."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from backend.errors import LoomError
from backend.files import read_json
from backend.training.events import EpochDone, Finished, Started, Steps
from backend.training.metrics_file import METRICS_FILE, read_metrics

SUMMARY_FILE = "summary.json"
FACTS_FILE = "run.json"


@dataclass
class RunLog:
    """Losses of every step, and the metrics of every epoch.

    ``first_step`` is the number of the first step whose loss is known: a run that was resumed after a restart of
    the editor has only the epochs of what came before. ``notes`` say what of the data is lost or changed,
    ``problems`` are sentences about damaged files.
    """

    run: str = ""
    epochs: int = 0
    steps_per_epoch: int = 1
    device: str = ""
    monitor: str = "loss"
    first_step: int = 0
    losses: array[float] = field(default_factory=lambda: array("d"))
    done: list[EpochDone] = field(default_factory=list)
    last_steps: Steps | None = None
    result: Finished | None = None
    notes: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)

    def begin(self, started: Started) -> None:
        """Begins or resumes a run; known epochs that it repeats are dropped."""
        self.run, self.device, self.monitor = started.run, started.device, started.monitor
        self.notes = started.warnings
        self.epochs, self.steps_per_epoch = started.epochs, max(1, started.steps_per_epoch)
        self.done = [epoch for epoch in self.done if epoch.epoch < started.first_epoch]
        first = (started.first_epoch - 1) * self.steps_per_epoch
        # The run begins again at its first epoch here, so the losses from there on will come a second time.
        del self.losses[max(0, first - self.first_step) :]
        self.last_steps = self.result = None

    def add_steps(self, steps: Steps) -> None:
        if not len(self.losses):
            self.first_step = steps.first
        self.losses.extend(steps.losses)
        self.last_steps = steps

    def add_epoch(self, epoch: EpochDone) -> None:
        # The file of a resumed run repeats epochs that were begun before the interruption: the newer ones hold.
        self.done = [*(old for old in self.done if old.epoch < epoch.epoch), epoch]

    @property
    def resumable(self) -> bool:
        """Whether the run was stopped or ended without a result, and at least one epoch was kept."""
        return bool(self.run and self.done) and (self.result is None or self.result.reason == "stopped")

    def metric_names(self) -> list[str]:
        """The metrics beside the loss, in the order in which they first came."""
        names: dict[str, None] = {}
        for epoch in self.done:
            names.update(dict.fromkeys([*epoch.train, *epoch.validation]))
        names.pop("loss", None)
        return list(names)


def read_run(folder: Path) -> RunLog:
    """The log in a run's folder; what of it is damaged is left out, and ``problems`` says so."""
    log = RunLog(run=str(folder))
    log.done, log.problems = read_metrics(folder / METRICS_FILE)
    log.epochs = max(log.done[-1].epoch if log.done else 0, _planned_epochs(folder))
    summary = folder / SUMMARY_FILE
    if summary.exists():
        try:
            log.result = _build(Finished, read_json(summary))
        except LoomError as error:
            log.problems.append(f"{error}; resuming the run tests it again")
    return log


def _planned_epochs(folder: Path) -> int:
    """How many epochs the run was made for, 0 where its facts do not say."""
    try:
        epochs = read_json(folder / FACTS_FILE)["settings"]["epochs"]
    except (LoomError, KeyError, TypeError):
        return 0
    return epochs if isinstance(epochs, int) else 0


def _build(kind: type, content: Any) -> Any:
    """An event of the known fields of ``content``; raises `LoomError` where one is missing."""
    known = {item.name for item in fields(kind)}
    try:
        return kind(**{name: value for name, value in content.items() if name in known})
    except (TypeError, AttributeError):
        raise LoomError(f"{SUMMARY_FILE} is damaged") from None
