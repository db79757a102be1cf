"""One training from a command to its last event: document, data, model, loop and run folder brought together."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from pathlib import Path

import torch

from backend.data.prepare import PreparedData, load
from backend.document.file import to_json
from backend.document.text import to_text
from backend.engine.batches import BatchSource, steps_per_epoch
from backend.engine.binding import check_binding
from backend.engine.build import build
from backend.engine.checkpoint import Progress
from backend.engine.control import Control
from backend.engine.devices import choose_device
from backend.engine.facts import write_facts
from backend.engine.keeper import RunKeeper
from backend.engine.learner import make_learner
from backend.engine.loop import Training, train
from backend.engine.project import Project, read_project
from backend.engine.resuming import former_run, resumed
from backend.engine.run_folder import RunFolder, new_run
from backend.engine.run_lock import locked
from backend.engine.stopwatch import Stopwatch
from backend.engine.torch_errors import explained
from backend.engine.units import make_units
from backend.files import write_json, write_text
from backend.training.events import Event, Finished, Started, Train


def run_training(command: Train, control: Control) -> Generator[Event, None, None]:
    """Trains a document into a run folder. Raises `LoomError` with one sentence where it can't go on."""
    project = read_project(command.document, command.name, Path(command.folder))
    former = former_run(command, project) if command.resume else None
    device = choose_device(command.device or project.settings.values.device)
    data = load(project.data_section, project.folder)
    check_binding(project.plan, project.binding, data.fields)
    with explained(project.settings.values.batch_size, device):
        training = make_training(project, data, device)
        run = former or new_run(project.folder, command.name, command.run)
        with locked(run):
            if former is None:
                _describe(run, project, data, device)
            else:
                training = resumed(training, run, data, project)
            yield from _train(training, run, control, data.warnings)


def make_training(project: Project, data: PreparedData, device: torch.device) -> Training:
    """A training at its beginning."""
    seed, batch_size = project.settings.values.seed, project.settings.values.batch_size
    built = build(project.training_text, project.plan.class_name)
    learner = make_learner(built, project.settings, device, steps_per_epoch(len(data.rows["train"]), batch_size))
    monitor, higher_is_better = project.monitor
    return Training(
        learner,
        BatchSource(project.binding, data.fields, device),
        make_units(project.plan, project.data, data.fitted),
        {part: torch.from_numpy(rows) for part, rows in data.rows.items()},
        project.settings,
        torch.Generator().manual_seed(seed),
        Progress(),
        monitor,
        higher_is_better,
    )


def _train(training: Training, run: RunFolder, control: Control, skipped: tuple[str, ...]) -> Iterator[Event]:
    steps = steps_per_epoch(len(training.rows["train"]), training.settings.values.batch_size)
    epochs, done = training.settings.values.epochs, training.progress.epoch
    stopwatch = Stopwatch(epochs * steps, done * steps, training.progress.seconds)
    with closing(RunKeeper(run, done + 1)) as keeper:
        started = _started(training, run, steps, skipped)
        keeper.log(_start_words(started))
        yield started
        try:
            reason = yield from train(training, keeper, control, stopwatch)
            finished = _test(training, keeper, reason, stopwatch)
        except Exception as error:
            with suppress(OSError):  # the disk may be what failed
                keeper.log(f"failed: {error}")
            raise
        keeper.finish(finished)
        yield finished


def _test(training: Training, keeper: RunKeeper, reason: str, stopwatch: Stopwatch) -> Finished:
    """Measures the best weights on the test part; where nothing was learned there is nothing to measure."""
    learned = keeper.load_best(training)
    progress = training.progress
    figures = training.measure("test") if learned else {}
    return Finished(str(keeper.run.path), reason, progress.epoch, progress.best_epoch, figures, stopwatch.seconds)


def _describe(run: RunFolder, project: Project, data: PreparedData, device: torch.device) -> None:
    """Writes down everything that is known before the first step."""
    write_text(run.document, to_text(to_json(project.document)) + "\n")
    write_text(run.model_source, project.model_text)
    write_json(run.fitted, data.fitted)
    write_facts(run, project, str(device))


def _started(training: Training, run: RunFolder, steps: int, skipped: tuple[str, ...]) -> Started:
    return Started(
        str(run.path),
        str(training.source.device),
        training.settings.values.epochs,
        training.progress.epoch + 1,
        steps,
        {part: len(rows) for part, rows in training.rows.items()},
        sum(weight.numel() for weight in training.learner.model.parameters()),
        training.monitor,
        skipped,
    )


def _start_words(started: Started) -> str:
    samples = ", ".join(f"{count} {part}" for part, count in started.samples.items())
    words = f"epoch {started.first_epoch} of {started.epochs} on {started.device}: {samples} samples"
    if not started.samples["validation"]:
        words += "; no validation part, so the last weights count as the best"
    return "; ".join((words, *started.warnings))
