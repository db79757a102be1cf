"""One training at a time in a run folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from backend.engine.run_folder import RunFolder
from backend.errors import LoomError


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
