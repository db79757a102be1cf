"""One training from a command to its last event, new or resumed: document, data, model, loop and run folder."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from backend.data.prepare import PreparedData, load
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.file import to_json
from backend.engine.batches import BatchSource, steps_per_epoch
from backend.engine.binding import check_binding, refuse_split_tags
from backend.engine.build import build
from backend.engine.checkpoint import (
    Progress,
    Restored,
    Weights,
    digest_of,
    load_checkpoint,
    read_weights,
    save_weights,
)
from backend.engine.devices import choose_device
from backend.engine.failures import explained
from backend.engine.labels import refuse_uncounted, unaligned_rows
from backend.engine.loop import Control, Stopwatch, Training, train
from backend.engine.project import Project, project_content, read_project
from backend.engine.run_description import (
    RunDescription,
    changes_of_data,
    mend,
    read_description,
    write_description,
)
from backend.engine.run_folder import RunFolder, latest_run, locked, new_run, open_run
from backend.engine.run_writer import RunWriter, changed_surroundings, facts_of
from backend.engine.split_metrics import make_units
from backend.engine.step_counts import refuse_too_few_steps, short_samples
from backend.engine.trainer import make_trainer
from backend.errors import LoomError
from backend.files import write_text
from backend.training.document_runs import DocumentRuns
from backend.training.events import Event, Finished, Started, Train
from backend.training.settings import TrainingSettings, read_settings


def run_training(command: Train, control: Control) -> Generator[Event, None, None]:
    """Trains a document into a run folder. Raises `LoomError` with one sentence where it can't go on."""
    project = read_project(command.document, command.name, Path(command.folder))
    former = former_run(command, project) if command.resume else None
    device = choose_device(command.device or project.settings.values.device)
    data = load(project.data_section, project.folder, with_fingerprint=True)
    check_binding(project.plan, project.binding, data.fields)
    refuse_too_few_steps(project, project.binding, data.fields)
    if former is None:
        refuse_split_tags(project.plan, data.fields)
    with explained(project, device):
        training = make_training(project, data, device)
        refuse_uncounted(project.plan, data.fields, training.rows)
        left_out = (*data.warnings, *short_samples(project.plan, data.fields), *_unaligned(training, project))
        with locked(former) if former else new_run(_runs_of(command, project).place(), command.run) as run:
            start = Start(training)
            if former is None:
                # Before the first step, so that even a run that is killed in its first epoch can be resumed.
                _describe(run, project, data, device)
            else:
                start = resumed(training, run, data, project)
            yield from _train(start, run, control, left_out)


def _unaligned(training: Training, project: Project) -> tuple[str, ...]:
    trainer, batch_size = training.trainer, training.settings.values.batch_size
    return unaligned_rows(project.plan, trainer.built, trainer.model, training.source, training.rows, batch_size)


@dataclass(frozen=True)
class Start:
    """Where a training begins or goes on: its best weights so far, and what to tell before the first step."""

    training: Training
    best: Weights | None = None
    warnings: tuple[str, ...] = ()


def make_training(project: Project, data: PreparedData, device: torch.device) -> Training:
    """A training at its beginning."""
    seed, batch_size = project.settings.values.seed, project.settings.values.batch_size
    built = build(project.training_text, project.plan.class_name)
    steps = steps_per_epoch(len(data.rows["train"]), batch_size)
    trainer = make_trainer(built, project.settings, device, steps, project.plan.may_lack_labels)
    monitor, higher_is_better = project.monitor
    return Training(
        trainer,
        BatchSource(project.binding, data.fields, device),
        make_units(project.plan, project.data, data.fitted),
        {split: torch.from_numpy(rows) for split, rows in data.rows.items()},
        project.settings,
        torch.Generator().manual_seed(seed),
        Progress(),
        monitor,
        higher_is_better,
    )


def _train(start: Start, run: RunFolder, control: Control, skipped: tuple[str, ...]) -> Iterator[Event]:
    training = start.training
    steps = steps_per_epoch(len(training.rows["train"]), training.settings.values.batch_size)
    epochs, done = training.settings.values.epochs, training.progress.epoch
    stopwatch = Stopwatch(epochs * steps, done * steps, training.progress.seconds)
    with closing(RunWriter(run, training.progress, start.best)) as writer:
        started = _started(training, run, steps, (*start.warnings, *skipped))
        writer.log(_start_words(started))
        yield started
        try:
            reason = yield from train(training, writer, control, stopwatch)
            finished = _test(training, writer, reason, stopwatch)
        except Exception as error:
            with suppress(OSError):  # the disk may be what failed
                writer.log(f"failed: {error}")
            raise
        writer.finish(finished)
        yield finished


def _test(training: Training, writer: RunWriter, reason: str, stopwatch: Stopwatch) -> Finished:
    """Measures the best weights on the test split; without any there is nothing to measure."""
    any_weights = writer.load_best(training)
    progress = training.progress
    metrics = training.measure("test") if any_weights else {}
    return Finished(str(writer.run.path), reason, progress.epoch, progress.best_epoch, metrics, stopwatch.seconds)


def _describe(run: RunFolder, project: Project, data: PreparedData, device: torch.device) -> None:
    """Writes down everything that is known before the first step."""
    write_text(run.model_source, project.model_text)
    facts = facts_of(run, project, str(device))
    write_description(run, RunDescription(to_json(project.document), facts, data.fitted, data.fingerprint))


def _started(training: Training, run: RunFolder, steps: int, skipped: tuple[str, ...]) -> Started:
    return Started(
        str(run.path),
        str(training.source.device),
        training.settings.values.epochs,
        training.progress.epoch + 1,
        steps,
        {split: len(rows) for split, rows in training.rows.items()},
        sum(weight.numel() for weight in training.trainer.model.parameters()),
        training.monitor,
        skipped,
    )


def _start_words(started: Started) -> str:
    samples = ", ".join(f"{count} {split}" for split, count in started.samples.items())
    words = f"epoch {started.first_epoch} of {started.epochs} on {started.device}: {samples} samples"
    if not started.samples["validation"]:
        words += "; no validation split, so the last weights count as the best"
    return "; ".join((words, *started.warnings))


def former_run(command: Train, project: Project) -> RunFolder:
    """The run to resume; raises `LoomError` where it was made from a document that would train otherwise.

    More epochs than it had are no other training but a longer one, unless the schedule is drawn over all epochs.
    """
    run = open_run(Path(command.run)) if command.run else latest_run(_runs_of(command, project))
    description = read_description(run)
    document = description.read_document(run)
    former, present = (_content(each, bool(description.fingerprint)) for each in (document, project.document))
    changed = [name for name, section in present.items() if section != former[name]]
    if changed:
        raise LoomError(
            f"{run.path}: this run was made from a document that differs in its {' and '.join(changed)} section: "
            "train anew, or resume with the document.loom.json of the run"
        )
    _require_longer(run, read_settings(document.section("training")), project.settings)
    return run


def _runs_of(command: Train, project: Project) -> DocumentRuns:
    return DocumentRuns(project.folder if command.titled else None, command.name, project.document.identity)


def resumed(training: Training, run: RunFolder, data: PreparedData, project: Project) -> Start:
    """The training where its last finished epoch left it."""
    description = read_description(run)
    if changes := changes_of_data(description, data):
        raise LoomError(
            f"{run.path}: the data has changed since this run began: {'; '.join(changes)}: train anew, or put the "
            "data back as it was"
        )
    former = read_settings(description.read_document(run).section("training"))
    if description.damage:
        mend(run, description)
    if former.values.epochs != training.settings.values.epochs:
        write_description(run, replace(description, document=to_json(project.document)))
    warnings = (
        *description.damage,
        *changed_surroundings(description.facts, str(training.source.device)),
    )
    if not run.checkpoint.exists() and not run.former_checkpoint.exists():
        return Start(training, warnings=warnings)
    restored = load_checkpoint(run.checkpoint, run.former_checkpoint, training.trainer, training.order)
    best, damage = _best_weights(run, restored)
    training = replace(training, progress=restored.progress)
    return Start(training, best, (*warnings, *restored.warnings, *damage))


def _best_weights(run: RunFolder, restored: Restored) -> tuple[Weights, tuple[str, ...]]:
    """The best weights of a checkpoint; their file is written anew where it is damaged or holds others."""
    damage: tuple[str, ...] = ()
    try:
        found = read_weights(run.best_weights)
        if restored.best is None or digest_of(found) == digest_of(restored.best):
            return found, damage
    except LoomError as error:
        if restored.best is None:
            raise
        damage = (f"{error}; it is written anew from the checkpoint",)
    save_weights(restored.best, run.best_weights)
    return restored.best, damage


def _content(document: Document, knows_data: bool) -> dict[str, Json]:
    content = project_content(document)
    # Data that is known by its fingerprint may lie elsewhere: the document was saved in another folder.
    if knows_data and isinstance(source := (content["data"] or {}).get("source"), dict):
        elsewhere = {name: value for name, value in source.items() if name != "path"}
        content["data"] = {**content["data"], "source": elsewhere}
    # The number of epochs is compared apart, in `_require_longer`: a longer training may resume a shorter one.
    return {**content, "training": {k: v for k, v in content["training"].items() if k != "epochs"}}


def _require_longer(run: RunFolder, former: TrainingSettings, present: TrainingSettings) -> None:
    before, now = former.values.epochs, present.values.epochs
    if now < before:
        raise LoomError(
            f"{run.path}: this run was made for {before} epochs and can't be resumed for {now}: name {before} or "
            "more, or train anew"
        )
    if now > before and _schedule(former) != _schedule(present):
        raise LoomError(
            f"{run.path}: its schedule, {present.schedule.name}, is drawn over all {before} epochs, so that {now} "
            "would be another training: train anew"
        )


def _schedule(settings: TrainingSettings) -> dict[str, Json]:
    """What the schedule is made with, for a rate and steps that are the same."""
    rate = settings.optimizer_values.learning_rate
    return dict(settings.schedule.arguments(settings.schedule_values, rate, settings.values.epochs, 1))
