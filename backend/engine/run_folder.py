"""The folder of a run: its files by name, how a new one is made, opened again and locked. No torch here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from backend.declare.parameters import Json
from backend.errors import LoomError
from backend.training.document_runs import DOCUMENT_FILE, DocumentRuns, numbered


@dataclass(frozen=True)
class RunFolder:
    """The paths of one run. Only `document` and `facts` need be there; the others come with the training."""

    path: Path

    @property
    def document(self) -> Path:
        return self.path / DOCUMENT_FILE

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
    def fingerprint(self) -> Path:
        """By what the data is recognised again."""
        return self.path / "data_fingerprint.json"

    @property
    def description(self) -> Path:
        """Document, facts, what was fitted and the data's fingerprint once more, with a checksum."""
        return self.path / "description.json"

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
    def former_checkpoint(self) -> Path:
        """The one of the epoch before, for when the last can't be read."""
        return self.path / "checkpoint.former.pt"

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
        """Whether its making came to its end; what was lost since can be put back from the description."""
        trained = any(path.exists() for path in (self.checkpoint, self.former_checkpoint, self.last_weights))
        return self.facts.exists() or (trained and self.description.exists())

    @property
    def files(self) -> tuple[Path, ...]:
        """All that a training writes here; the folder ``events`` is TensorBoard's."""
        return (
            *(self.document, self.model_source, self.facts, self.fitted, self.fingerprint, self.description),
            *(self.metrics, self.last_weights, self.best_weights, self.checkpoint, self.former_checkpoint),
            *(self.summary, self.log, self.lock),
        )

    @property
    def is_unfinished(self) -> bool:
        """Whether only a process that was killed while it made the run can have left this folder."""
        return not self.exists and all(_is_made_here(path, self.files) for path in self.path.iterdir())


@contextmanager
def new_run(parent: Path, wish: str = "") -> Iterator[RunFolder]:
    """A fresh folder, locked: the next number in the folder of a document's runs, or the wished one.

    One whose making was cut short is taken over. Raises `LoomError` where the wished one holds files already or
    can't be made.
    """
    try:
        if wish:
            run = RunFolder(_empty_folder(Path(wish)))
            lock = _acquired(run)
        else:
            parent.mkdir(parents=True, exist_ok=True)
            run, lock = _next_folder(parent)
    except OSError as error:
        raise LoomError(f"{wish or parent}: no run folder can be made: {error.strerror or error}") from None
    try:
        yield run
    finally:
        lock.release()


def latest_run(document_runs: DocumentRuns) -> RunFolder:
    """The newest run of a document; raises `LoomError` where it has none."""
    runs = [run for path in document_runs.all() if (run := RunFolder(path)).exists]
    if not runs:
        raise LoomError(
            f"{document_runs.place()}: there is no run of this document to resume: train the document first"
        )
    return runs[-1]


def open_run(path: Path) -> RunFolder:
    """Raises `LoomError` where the folder holds no run."""
    run = RunFolder(path)
    if not run.exists:
        raise LoomError(f"{path}: there is no run here: name a folder such as runs/digits_cnn/001")
    return run


def _is_made_here(path: Path, files: tuple[Path, ...]) -> bool:
    return path in files or is_leftover(path, files)


def is_leftover(path: Path, files: tuple[Path, ...]) -> bool:
    """Whether a path is what `write_bytes` leaves where the process is killed while it writes one of the files."""
    return any(path.name.startswith(f".{file.name}.") for file in files)


def data_folder(run: RunFolder, facts: Json) -> Path:
    """Where the paths of the run's data section begin."""
    return (run.path / str(facts.get("folder", "."))).resolve()


def _next_folder(parent: Path) -> tuple[RunFolder, FileLock]:
    """The folder of the next number, or the first one whose making was cut short, with its lock.

    One that another training takes at the same moment is left to that.
    """
    numbers = sorted(int(path.name) for path in numbered(parent))
    for number in numbers:
        run = RunFolder(parent / f"{number:03d}")
        if run.path.is_dir() and run.is_unfinished:
            with suppress(LoomError):
                return run, _acquired(run)
    number = numbers[-1] + 1 if numbers else 1
    while True:
        run = RunFolder(parent / f"{number:03d}")
        # `mkdir` is the test and the claim in one step. Between it and the lock another training may take the
        # folder for one whose making was cut short, and gets it.
        with suppress(FileExistsError, LoomError):
            run.path.mkdir()
            return run, _acquired(run)
        number += 1


def _empty_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    if not RunFolder(path).is_unfinished:
        raise LoomError(f"{path}: the folder is not empty: name a new one, or resume the run in it")
    return path


def _acquired(run: RunFolder) -> FileLock:
    lock = FileLock(run.lock, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise LoomError(
            f"{run.path}: a training is running in this folder: wait for its end, or name another folder"
        ) from None
    return lock


@contextmanager
def locked(run: RunFolder) -> Iterator[RunFolder]:
    """Keeps other trainings out of the folder.

    The system holds the lock, so that it ends with the process, however that ends. Raises `LoomError` where
    another training holds it.
    """
    lock = _acquired(run)
    try:
        yield run
    finally:
        lock.release()
