"""The folder of a run: its files by name, how a new one is made, opened again and locked. No torch here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from backend.declare.parameters import Json
from backend.errors import LoomError
from backend.files import read_json

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
        """What the data section fitted on the training split."""
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
    def lock(self) -> Path:
        """Held by the training in this folder."""
        return self.path / "training.lock"

    @property
    def exists(self) -> bool:
        return self.facts.exists() and self.document.exists()


def runs_of(documents: Path, name: str) -> Path:
    """The folder of all runs of a document; what no folder may be called is left out of its name."""
    return documents / RUNS / (re.sub(r"[^\w .-]", "_", name).strip(" .") or "untitled")


def new_run(documents: Path, name: str, wish: str = "") -> RunFolder:
    """A fresh folder: ``runs/<name>/<NNN>`` beside the document, or the wished one.

    Raises `LoomError` where the wished one holds files already or can't be made.
    """
    try:
        if wish:
            return RunFolder(_empty_folder(Path(wish)))
        parent = runs_of(documents, name)
        parent.mkdir(parents=True, exist_ok=True)
        return RunFolder(_next_folder(parent))
    except OSError as error:
        raise LoomError(f"{wish or documents}: no run folder can be made: {error.strerror or error}") from None


def latest_run(documents: Path, name: str) -> RunFolder:
    """The newest run of a document; raises `LoomError` where it has none."""
    parent = runs_of(documents, name)
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


def _next_folder(parent: Path) -> Path:
    """The folder of the next number; one that another training takes at the same moment is left to that."""
    # `mkdir` is the test and the claim in one step; asking first whether the folder exists would let two
    # trainings take the same number.
    number = max(_numbers(parent), default=0) + 1
    while True:
        path = parent / f"{number:03d}"
        try:
            path.mkdir()
        except FileExistsError:
            number += 1
        else:
            return path


def _empty_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    # A training that failed at once leaves its lock file, which must not make the folder unusable.
    if any(file != RunFolder(path).lock for file in path.iterdir()):
        raise LoomError(f"{path}: the folder is not empty: name a new one, or resume the run in it")
    return path


@contextmanager
def locked(run: RunFolder) -> Iterator[None]:
    """Keeps other trainings out of the folder.

    The system holds the lock, so that it ends with the process, however that ends. Raises `LoomError` where
    another training holds it.
    """
    lock = FileLock(run.lock, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise LoomError(
            f"{run.path}: a training is running in this folder: wait for its end, or name another folder"
        ) from None
    try:
        yield
    finally:
        lock.release()
