"""Going on with a run: which one it is, whether the document still fits it, and where it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from backend.data.prepare import PreparedData
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.file import load, to_json
from backend.document.text import to_text
from backend.engine.checkpoint import load_checkpoint
from backend.engine.loop import Training
from backend.engine.project import Project, project_content
from backend.engine.run_folder import RunFolder, latest_run, open_run
from backend.errors import LoomError
from backend.files import read_json, write_text
from backend.training.events import Train
from backend.training.settings import TrainingSettings, read_settings


def former_run(command: Train, project: Project) -> RunFolder:
    """The run to resume; raises `LoomError` where it was made from a document that would train otherwise.

    More epochs than it had are no other training but a longer one, unless the schedule is drawn over all epochs.
    """
    run = open_run(Path(command.run)) if command.run else latest_run(project.folder, command.name)
    document = load(run.document)
    former, present = (_content(each) for each in (document, project.document))
    parts = [name for name, part in present.items() if part != former[name]]
    if parts:
        raise LoomError(
            f"{run.path}: this run was made from a document that differs in its {' and '.join(parts)} section: "
            "train anew, or resume with the document.loom.json of the run"
        )
    _require_longer(run, read_settings(document.section("training")), project.settings)
    return run


def resumed(training: Training, run: RunFolder, data: PreparedData, project: Project) -> Training:
    """The training where its last finished epoch left it."""
    if read_json(run.fitted) != data.fitted:
        raise LoomError(f"{run.path}: the data has changed since this run began: train anew")
    if read_settings(load(run.document).section("training")).values.epochs != training.settings.values.epochs:
        write_text(run.document, to_text(to_json(project.document)) + "\n")
    if not run.checkpoint.exists():
        return training
    return replace(training, progress=load_checkpoint(run.checkpoint, training.learner, training.order))


def _content(document: Document) -> dict[str, Json]:
    content = project_content(document)
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
