"""Which running programs have a document open: a lock file each, which the system gives up with it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Set as AbstractSet
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

LOCK_SUFFIX = ".lock"


class Presence:
    """This program's part of the list, in a folder that all programs of one person share.

    Whoever can't write there is alone: then changes of a file are still noticed by its stamp.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = f"{os.getpid()}-{uuid4().hex[:8]}{LOCK_SUFFIX}"
        self._held: dict[Path, FileLock] = {}

    def place_of(self, path: Path) -> Path:
        """The folder of a document's lock files."""
        return self._folder / hashlib.sha256(os.fsencode(path)).hexdigest()[:32]

    def keep(self, paths: AbstractSet[Path]) -> None:
        """Has exactly these documents open."""
        for path in self._held.keys() - paths:
            self._leave(path)
        for path in paths - self._held.keys():
            place = self.place_of(path)
            with contextlib.suppress(OSError, Timeout):
                place.mkdir(parents=True, exist_ok=True)
                lock = FileLock(place / self._name)
                lock.acquire(timeout=0)
                self._held[path] = lock

    def others(self, path: Path) -> list[int]:
        """The process ids of the other running programs that have the document open."""
        found: list[int] = []
        for file in sorted(self.place_of(path).glob(f"*{LOCK_SUFFIX}")):
            if file.name == self._name:
                continue
            lock = FileLock(file)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                number = file.name.partition("-")[0]
                found.append(int(number) if number.isdecimal() else 0)
            except OSError:
                continue
            else:
                # Its program is gone.
                lock.release()
                with contextlib.suppress(OSError):
                    file.unlink(missing_ok=True)
        return found

    def close(self) -> None:
        """Has nothing open any more."""
        self.keep(frozenset())

    def _leave(self, path: Path) -> None:
        lock = self._held.pop(path)
        lock.release()
        with contextlib.suppress(OSError):
            Path(lock.lock_file).unlink(missing_ok=True)
            self.place_of(path).rmdir()
