"""The folder of a run: its files by name, how a new one is found, and how one is opened again."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import numpy as np
import torch

from backend.declare.parameters import Json
from backend.engine.atomic import read_json, write_json
from backend.engine.project import Project
from backend.errors import LoomError

RUNS = "runs"


@dataclass(frozen=True)
class RunFolder:
    """The paths of one run. Only `document` and `facts` need be there; the others come with the training."""

    path: Path

    @property
    def document(self) -> Path:
        return self.path / "document.loom.json"

    @property
    def model_source(self) -> Path:
        return self.path / "model.py"

    @property
    def facts(self) -> Path:
        """Versions, seed, device, settings, and where the data lies."""
        return self.path / "run.json"

    @property
    def fitted(self) -> Path:
        """What the data section fitted on the training part."""
        return self.path / "fitted.json"

    @property
    def metrics(self) -> Path:
        """One line for each epoch."""
        return self.path / "metrics.jsonl"

    @property
    def last_weights(self) -> Path:
        return self.path / "last.safetensors"

    @property
    def best_weights(self) -> Path:
        return self.path / "best.safetensors"

    @property
    def checkpoint(self) -> Path:
        """Everything that goes on from here needs: weights, optimizer, schedule, random numbers, progress."""
        return self.path / "checkpoint.pt"

    @property
    def summary(self) -> Path:
        """The last event of a finished training."""
        return self.path / "summary.json"

    @property
    def log(self) -> Path:
        return self.path / "log.txt"

    @property
    def exists(self) -> bool:
        return self.facts.exists() and self.document.exists()


def new_run(documents: Path, name: str, wish: str = "") -> RunFolder:
    """A fresh folder: ``runs/<name>/<NNN>`` beside the document, or the wished one.

    Raises `LoomError` where the wished one holds files already or can't be made.
    """
    try:
        if wish:
            return RunFolder(_empty_folder(Path(wish)))
        parent = documents / RUNS / name
        parent.mkdir(parents=True, exist_ok=True)
        number = max(_numbers(parent), default=0) + 1
        while (path := parent / f"{number:03d}").exists():
            number += 1
        path.mkdir()
        return RunFolder(path)
    except OSError as error:
        raise LoomError(f"{wish or documents}: no run folder can be made: {error.strerror or error}") from None


def latest_run(documents: Path, name: str) -> RunFolder:
    """The newest run of a document; raises `LoomError` where it has none."""
    parent = documents / RUNS / name
    numbers = _numbers(parent) if parent.is_dir() else []
    runs = [run for number in sorted(numbers) if (run := RunFolder(parent / f"{number:03d}")).exists]
    if not runs:
        raise LoomError(f"{parent}: there is no run to resume: train the document first")
    return runs[-1]


def open_run(path: Path) -> RunFolder:
    """Raises `LoomError` where the folder holds no run."""
    run = RunFolder(path)
    if not run.exists:
        raise LoomError(f"{path}: there is no run here: name a folder such as runs/digits_cnn/001")
    return run


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


def data_folder(run: RunFolder, facts: Json) -> Path:
    """Where the paths of the run's data section begin."""
    return (run.path / str(facts.get("folder", "."))).resolve()


def read_facts(run: RunFolder) -> Json:
    """Raises `LoomError` where the facts are damaged."""
    facts = read_json(run.facts)
    if not isinstance(facts, dict) or not isinstance(facts.get("name"), str):
        raise LoomError(f"{run.facts}: this is no description of a run")
    return facts


def _numbers(parent: Path) -> list[int]:
    return [int(path.name) for path in parent.iterdir() if re.fullmatch(r"\d{3,9}", path.name)]


def _empty_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    if any(path.iterdir()):
        raise LoomError(f"{path}: the folder is not empty: name a new one, or resume the run in it")
    return path
