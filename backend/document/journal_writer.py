"""Brings journals to the disk in a thread of its own, and finds those that a crash left behind."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from filelock import FileLock, Timeout

from backend.document.history import Turn
from backend.document.journal import Beginning, Recovered, beginning_line, read_journal, turn_line
from backend.errors import LoomError
from backend.files import write_bytes

SUFFIX = ".journal"
LOCK_SUFFIX = ".lock"
UNREADABLE_SUFFIX = ".unreadable"
MIN_COMPACTED_BYTES = 2**20
"""A journal whose lines take less than this is never replaced by a new beginning."""


@dataclass
class OpenJournal:
    """One journal that this process owns; the system ends the lock with the process, however that ends."""

    path: Path
    lock: FileLock
    beginning_bytes: int = 0
    line_bytes: int = 0
    failed: bool = False
    """Whether a line could not be written: a new beginning is due."""
    told: bool = False
    """Whether its person knows that it can't be written at present."""
    file: BinaryIO | None = field(default=None, repr=False)

    @property
    def is_long(self) -> bool:
        return self.line_bytes > max(MIN_COMPACTED_BYTES, 2 * self.beginning_bytes)


@dataclass(frozen=True)
class LeftJournal:
    """A journal whose program is gone. It is owned by this process now, and stays until it is removed."""

    journal: OpenJournal
    found: Recovered


class JournalFolder:
    """The folder of all journals of one person: made, found and owned here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self) -> OpenJournal:
        """A journal; raises `LoomError` where it can't be made."""
        # Another name each time: the one before of the same document may not be removed yet.
        path = self._folder / f"{uuid4().hex}{SUFFIX}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return OpenJournal(path, _locked(path))
        except (OSError, Timeout) as error:
            raise LoomError(f"{path}: can't be written: {error}") from None

    def left_behind(self) -> tuple[list[LeftJournal], list[str]]:
        """The journals of programs that are gone, and a sentence for each that can't be read, or not whole.

        One that is damaged is kept aside as it is.
        """
        found: list[LeftJournal] = []
        troubles: list[str] = []
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            try:
                lock = _locked(path)
            except (OSError, Timeout):
                continue  # its program is running
            try:
                recovered = read_journal(path)
            except LoomError as error:
                kept = _put_aside(path)
                troubles.append(f"A journal of unsaved work can’t be read. {error}. It is kept as {kept}.")
                lock.release()
                continue
            if recovered.lost:
                kept = path if recovered.cut_off else _put_aside(path, copy=True)
                aside = "" if recovered.cut_off else f" The whole journal is kept as {kept}."
                troubles.append(f"Of the unsaved work on {recovered.document.name}, {recovered.lost}.{aside}")
            found.append(LeftJournal(OpenJournal(path, lock), recovered))
        return found, troubles


def _locked(path: Path) -> FileLock:
    # Not of one thread: the window takes the lock, the writer gives it up.
    lock = FileLock(f"{path}{LOCK_SUFFIX}", thread_local=False)
    lock.acquire(timeout=0)
    return lock


def _put_aside(path: Path, copy: bool = False) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.name}{UNREADABLE_SUFFIX}{number}")).exists():
        number += 1
    with contextlib.suppress(OSError, LoomError):
        if copy:
            write_bytes(kept, path.read_bytes())
        else:
            path.rename(kept)
    return kept if kept.exists() else path


Work = Callable[[], object]


class JournalWriter:
    """Takes lines from the thread of the window and writes them in their order.

    ``failed`` is called, in the thread of the writer, with the journal and the reason where one can't be written.
    """

    def __init__(self, failed: Callable[[OpenJournal, str], object]) -> None:
        self._failed = failed
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._unsynced: dict[int, OpenJournal] = {}
        self._writing: dict[int, OpenJournal] = {}
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def begin(self, journal: OpenJournal, first: Beginning) -> None:
        """Replaces what the journal holds, in one step, by a document and its history."""
        journal.line_bytes = 0
        self._queue.put(lambda: self._guarded(journal, lambda: self._begin(journal, first)))

    def append(self, journal: OpenJournal, turn: Turn) -> None:
        self._queue.put(lambda: self._guarded(journal, lambda: self._append(journal, turn)))

    def remove(self, journal: OpenJournal) -> None:
        """Removes a journal, because its document was saved or discarded, and gives it up."""
        self._queue.put(lambda: self._remove(journal))

    def flush(self) -> None:
        """Returns when all that was given so far is on the disk."""
        done = threading.Event()

        def answer() -> None:
            self._sync()
            done.set()

        self._queue.put(answer)
        done.wait()

    def close(self) -> None:
        """Writes what was given so far and ends the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        for batch in iter(self._next_batch, []):
            for work in batch:
                if work is None:
                    self._sync()
                    for journal in self._writing.values():
                        _close_file(journal)
                    return
                work()
            self._sync()

    def _next_batch(self) -> list[Work | None]:
        """What waits, at least one: all of it goes to the disk at once."""
        batch = [self._queue.get()]
        while not self._queue.empty():
            batch.append(self._queue.get())
        return batch

    def _guarded(self, journal: OpenJournal, work: Work) -> None:
        try:
            work()
        except Exception as error:
            # Whatever it is: the thread goes on with the other journals.
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self._give_up(journal, reason or type(error).__name__)

    def _give_up(self, journal: OpenJournal, reason: str) -> None:
        _close_file(journal)
        self._unsynced.pop(id(journal), None)
        journal.failed = True
        if not journal.told:
            journal.told = True
            self._failed(journal, reason)

    def _begin(self, journal: OpenJournal, first: Beginning) -> None:
        line = beginning_line(first)
        _close_file(journal)
        write_bytes(journal.path, line)
        journal.beginning_bytes, journal.line_bytes = len(line), 0
        journal.failed = journal.told = False
        journal.file = journal.path.open("ab")
        self._writing[id(journal)] = journal

    def _append(self, journal: OpenJournal, turn: Turn) -> None:
        # After a failure a line is missing: those that follow it would not fit.
        if journal.failed or journal.file is None:
            return
        line = turn_line(turn)
        size = journal.beginning_bytes + journal.line_bytes
        try:
            journal.file.write(line)
            journal.file.flush()
        except OSError:
            # Half a line of a full disk must not stand before the next one.
            with contextlib.suppress(OSError):
                os.truncate(journal.path, size)
            raise
        journal.line_bytes += len(line)
        self._unsynced[id(journal)] = journal

    def _remove(self, journal: OpenJournal) -> None:
        _close_file(journal)
        self._writing.pop(id(journal), None)
        self._unsynced.pop(id(journal), None)
        with contextlib.suppress(OSError):
            journal.path.unlink(missing_ok=True)
        journal.lock.release()
        with contextlib.suppress(OSError):
            Path(journal.lock.lock_file).unlink(missing_ok=True)

    def _sync(self) -> None:
        waiting: Iterable[OpenJournal] = tuple(self._unsynced.values())
        self._unsynced.clear()
        for journal in waiting:
            file = journal.file
            if file is not None:
                self._guarded(journal, lambda file=file: os.fsync(file.fileno()))  # type: ignore[misc]


def _close_file(journal: OpenJournal) -> None:
    if journal.file is not None:
        with contextlib.suppress(OSError):
            journal.file.close()
        journal.file = None
