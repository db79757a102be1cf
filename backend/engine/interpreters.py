"""The two processes of a verification: one builds what a training builds, one has the exported file alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from backend.engine.environment import engine_environment

HERE = Path(__file__).resolve()
PROGRAM = HERE.parents[__name__.count(".")]
"""The folder that the program's packages are imported from."""
TRAINED = ("-P", "-m", f"{__package__}.probe")
EXPORTED = ("-I", str(HERE.with_name("probe.py")))
"""``-I`` leaves out the current folder, the person's own packages and all of Python's variables."""
KEPT_LOG = 2000

Record = Sequence[Any]
"""What a tensor is, the digest of its type, shape and bits, and the sum of its values."""


class SideError(Exception):
    """One side could not go through with a job. ``details`` is its traceback, or the end of what it wrote."""

    def __init__(self, reason: str, details: str = "") -> None:
        super().__init__(reason)
        self.details = details


class Side:
    """One process that answers jobs with the digests of tensors."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - see `close`
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
            env=_environment(),
        )
        self._versions: Mapping[str, str] | None = None

    @property
    def versions(self) -> Mapping[str, str]:
        """Of Python and torch there."""
        if self._versions is None:
            self._versions = self._next()
        return self._versions

    def send(self, job: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # its answers say that it has died
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()

    def answers(self) -> Iterator[Sequence[Record]]:
        """What it tells of the job in hand, run by run, to its end. Raises `SideError`."""
        assert self.versions
        while "done" not in (answer := self._next()):
            if "error" in answer:
                raise SideError(answer["error"], answer["trace"])
            yield answer["tensors"]

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self.kill()
        with suppress(OSError), self._process, self._log:
            pass

    def _next(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if line.endswith("\n"):
            return json.loads(line)
        status = self._process.wait()
        self._log.seek(0)
        killed = f"was killed by signal {-status}, most likely because the memory is too small"
        how = killed if status < 0 else f"ended with {status}"
        raise SideError(f"its process {how}", self._log.read().strip()[-KEPT_LOG:])


class Interpreters:
    """Both sides. They serve one verification after the other."""

    def __init__(self) -> None:
        self.trained = Side(TRAINED)
        self.exported = Side(EXPORTED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.trained.close()
        self.exported.close()


def _environment() -> dict[str, str]:
    """One thread on both sides, and for the trained one a way to the program."""
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(PROGRAM), inherited]) if inherited else str(PROGRAM)
    return {**os.environ, **engine_environment(), "OMP_NUM_THREADS": "1", "PYTHONPATH": path}
