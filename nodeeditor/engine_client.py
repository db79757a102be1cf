"""The editor's end of the engine: a child process that is kept running, commands one way, events the other."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

import backend
from backend.engine.environment import engine_environment
from backend.errors import LoomError
from backend.training.events import (
    Command,
    EpochDone,
    Event,
    Failed,
    Finished,
    Paused,
    Quit,
    Ready,
    Resumed,
    Started,
    Steps,
    command_line,
    read_event,
)
from nodeeditor.scheduling import single_shot

ENGINE_COMMAND = (sys.executable, "-P", "-m", "backend.engine")
"""``-P`` keeps the current folder off the import path: a stray ``torch.py`` there is never run."""

FIRST_DELAY_MS = 500
MAX_DELAY_MS = 30_000
FAILED_STARTS_LIMIT = 5
KEPT_LOG_LINES = 60
QUIT_WAIT_MS = 1500


@dataclass(frozen=True)
class EngineDeath:
    """An engine that ended unasked: ``restarting`` unless it failed to start too often."""

    reason: str
    restarting: bool


class EngineClient(QObject):
    """Owns the engine process. Commands sent before it is ready wait for it; it is restarted when it dies.

    What an engine had not answered when it died is not sent again: the sender is told of the death instead.

    Signals: ``ready(Ready)``, ``started(Started)``, ``steps(Steps)``, ``epoch_done(EpochDone)``,
    ``paused(Paused)``, ``resumed(Resumed)``, ``finished(Finished)``, ``failed(Failed)`` for the
    engine's events, and ``died(EngineDeath)``.
    """

    ready = Signal(object)
    started = Signal(object)
    steps = Signal(object)
    epoch_done = Signal(object)
    paused = Signal(object)
    resumed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    died = Signal(object)

    def __init__(self, parent: QObject | None = None, command: Sequence[str] = ENGINE_COMMAND) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._process: QProcess | None = None
        self._is_ready = False
        self._quitting = False
        self._failed_starts = 0
        self._unfinished_line = b""
        self._waiting: list[Command] = []
        self._log: deque[str] = deque(maxlen=KEPT_LOG_LINES)
        self._restart_timer = single_shot(self, self._start_process)
        self._signals = {
            Ready: self.ready,
            Started: self.started,
            Steps: self.steps,
            EpochDone: self.epoch_done,
            Paused: self.paused,
            Resumed: self.resumed,
            Finished: self.finished,
            Failed: self.failed,
        }

    @property
    def process_id(self) -> int:
        """The engine's process, or 0 while there is none."""
        return int(self._process.processId()) if self._process else 0

    @property
    def log(self) -> str:
        """The last lines that the engine wrote to its standard error."""
        return "\n".join(self._log)

    def start(self) -> None:
        """Starts the engine in the background, where it isn't running or about to."""
        self._failed_starts = 0
        if self._process is None and not self._quitting and not self._restart_timer.isActive():
            self._start_process()

    def send(self, command: Command) -> None:
        """Hands a command to the engine, now or as soon as it is ready."""
        if self._is_ready and self._process is not None:
            self._process.write(command_line(command).encode() + b"\n")
        else:
            self._waiting.append(command)
            self.start()

    def quit(self) -> None:
        """Ends the engine for good: asks it to quit, and kills it if it does not."""
        self._quitting = True
        self._restart_timer.stop()
        process = self._process
        if process is None:
            return
        if self._is_ready:
            process.write(command_line(Quit()).encode() + b"\n")
        process.closeWriteChannel()
        # An engine that is not ready is still importing torch and would not read the command in time.
        if not self._is_ready or not process.waitForFinished(QUIT_WAIT_MS):
            process.kill()
            process.waitForFinished(QUIT_WAIT_MS)

    def _start_process(self) -> None:
        process = QProcess(self)
        process.setProcessEnvironment(process_environment())
        process.readyReadStandardOutput.connect(self._read_events)
        process.readyReadStandardError.connect(self._read_log)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._unfinished_line = b""
        self._log.clear()
        process.start(self._command[0], self._command[1:])

    def _read_events(self) -> None:
        if self._process is None:
            return
        content = self._unfinished_line + bytes(self._process.readAllStandardOutput().data())
        # A pipe delivers any number of bytes: the last piece is a whole line only if it is empty.
        *lines, self._unfinished_line = content.split(b"\n")
        for line in lines:
            try:
                event = read_event(line.decode(errors="replace"))
            except LoomError:
                # Plug-ins and libraries may print to standard output, which is not an event.
                self._log.append(line.decode(errors="replace"))
                continue
            self._deliver(event)

    def _deliver(self, event: Event) -> None:
        if isinstance(event, Ready):
            self._is_ready = True
            self._failed_starts = 0
        self._signals[type(event)].emit(event)
        if isinstance(event, Ready):
            # Taken first: sending may put a command back into the list, should the engine die in between.
            waiting, self._waiting = self._waiting, []
            for command in waiting:
                self.send(command)

    def _read_log(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data())
            self._log.extend(text.decode(errors="replace").splitlines())

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._handle_death(f"it could not be started: {self._process.errorString()}")

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_events()
        self._read_log()
        if status is QProcess.ExitStatus.CrashExit:
            self._handle_death(f"killed, signal {code}" if code else "killed")
        else:
            last = next((line for line in reversed(self._log) if line.strip()), "")
            self._handle_death(f"exit code {code}" + (f": {last.strip()[:200]}" if last else ""))

    def _handle_death(self, reason: str) -> None:
        """Forgets the dead process, schedules the next one, and reports the death."""
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        was_ready, self._is_ready = self._is_ready, False
        self._waiting.clear()
        if self._quitting:
            return
        self._failed_starts = 0 if was_ready else self._failed_starts + 1
        restarting = self._failed_starts < FAILED_STARTS_LIMIT
        if restarting:
            # The delay doubles with each failed start, so that a broken installation does not keep the processor
            # busy.
            self._restart_timer.start(min(FIRST_DELAY_MS * 2**self._failed_starts, MAX_DELAY_MS))
        self.died.emit(EngineDeath(reason, restarting))


def process_environment() -> QProcessEnvironment:
    """The environment of the engine: torch's settings, and a way to find the program itself."""
    environment = QProcessEnvironment.systemEnvironment()
    # The engine must import the same backend as this process, also from a source tree that is not installed.
    root = str(Path(backend.__file__).resolve().parents[backend.__name__.count(".") + 1])
    inherited = environment.value("PYTHONPATH")
    environment.insert("PYTHONPATH", os.pathsep.join([root, inherited]) if inherited else root)
    environment.insert("PYTHONUNBUFFERED", "1")
    for name, value in engine_environment().items():
        environment.insert(name, value)
    return environment
