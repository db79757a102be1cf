"""The two processes of a proof: one builds the module as a training does, one has the exported file alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from backend.engine.environment import engine_environment

HERE = Path(__file__).resolve()
PROGRAM = HERE.parents[__name__.count(".")]
"""The folder that the program's packages are imported from."""
TRAINED = ("-P", "-m", "backend.engine.trained_side")
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
        with suppress(OSError):  # of its death speak the answers
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
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(OSError):
                stream.close()
        self._log.close()

    def _next(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise self._death()
        return json.loads(line)

    def _death(self) -> SideError:
        status = self._process.wait()
        self._log.seek(0)
        said = self._log.read().strip()[-KEPT_LOG:]
        how = (
            f"was killed by signal {-status}, most likely for want of memory"
            if status < 0
            else f"ended with {status}"
        )
        return SideError(f"its process {how}", said)


class Interpreters:
    """Both sides. They serve proofs one after the other; ``cancel`` ends them from another thread."""

    def __init__(self) -> None:
        self.trained = Side(TRAINED)
        self.exported = Side(EXPORTED)
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True
        self.trained.kill()
        self.exported.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.trained.close()
        self.exported.close()


def _environment() -> dict[str, str]:
    """One thread on both sides, and for the trained one a way to the program."""
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(PROGRAM), inherited]) if inherited else str(PROGRAM)
    return {**os.environ, **engine_environment(), "OMP_NUM_THREADS": "1", "PYTHONPATH": path}
