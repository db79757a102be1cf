"""Controls the training: whose it is, its state, the log of each document, and the commands to the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from backend.declare.parameters import Json
from backend.document.file import to_json
from backend.training.events import Continue, EpochDone, Failed, Finished, Pause, Started, Steps, Stop, Train
from nodeeditor.documents.session import OpenDocument
from nodeeditor.engine_client import EngineClient, EngineDeath
from nodeeditor.panels.training.run_log import RunLog


class RunState(Enum):
    IDLE = auto()
    STARTING = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()


@dataclass(frozen=True)
class Interruption:
    """A training that ended with its engine. ``resumable`` where at least one epoch was kept."""

    reason: str
    run: str
    last_epoch: int

    @property
    def resumable(self) -> bool:
        return bool(self.run) and self.last_epoch > 0


class RunControl(QObject):
    """Sends the commands of a training and follows its events; one training at a time, of one document.

    ``trained`` is the document whose training is under way, or was the last. Each document has a log of its own.
    Signals: ``state_changed(RunState)``, ``log_begun(RunLog)`` when a run starts, ``progressed()`` when metrics
    arrived, ``finished(Finished)``, ``failed(str)``, ``interrupted(Interruption)``.
    """

    state_changed = Signal(object)
    log_begun = Signal(object)
    progressed = Signal()
    finished = Signal(object)
    failed = Signal(str)
    interrupted = Signal(object)

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.client = client
        self.state = RunState.IDLE
        self.trained: OpenDocument | None = None
        self.log = RunLog()
        self._logs: dict[str, RunLog] = {}
        self._command: Train | None = None
        client.started.connect(self._on_started)
        client.steps.connect(self._on_steps)
        client.epoch_done.connect(self._on_epoch)
        client.paused.connect(lambda _event: self._enter(RunState.PAUSED))
        client.resumed.connect(lambda _event: self._enter(RunState.RUNNING))
        client.finished.connect(self._on_finished)
        client.failed.connect(self._on_failed)
        client.died.connect(self._on_died)

    @property
    def busy(self) -> bool:
        return self.state is not RunState.IDLE

    def state_of(self, opened: OpenDocument) -> RunState:
        return self.state if opened is self.trained else RunState.IDLE

    def log_of(self, opened: OpenDocument) -> RunLog:
        """What is known of the document's last training since the program began; empty where there was none."""
        return self._logs.setdefault(opened.key, RunLog())

    def trains(self, opened: OpenDocument) -> bool:
        return self.busy and opened is self.trained

    @property
    def content(self) -> Mapping[str, Json]:
        """The document as the last training began with it."""
        return self._command.document if self._command is not None else {}

    def forget(self, opened: OpenDocument) -> None:
        """Ends the training of a document that is closed, and drops its log."""
        if self.trains(opened):
            self.stop()
        self._logs.pop(opened.key, None)

    def train(self, opened: OpenDocument, device: str = "") -> None:
        """Trains the document as it is now, saved or not; the person agreed to what its data section reads."""
        if not self.busy:
            self.trained = opened
            self._send(self._command_for(opened, device))

    def resume(self, opened: OpenDocument, log: RunLog, content: Mapping[str, Json], device: str = "") -> None:
        """Continues a run of the document that was not finished, with the content that this run trains."""
        if not self.busy:
            self.trained, self.log = opened, log
            self._send(replace(self._command_for(opened, device), document=dict(content)), run=log.run)

    def train_again(self) -> None:
        """Resumes the interrupted training from its last finished epoch; starts over if there is none."""
        if self._command is not None and not self.busy:
            self._send(self._command, run=self.log.run if self.log.resumable else "")

    def toggle_pause(self) -> None:
        if self.state is RunState.PAUSED:
            self.client.send(Continue())
        elif self.state is RunState.RUNNING:
            self.client.send(Pause())

    def stop(self) -> None:
        """Asks the engine to end after the current step."""
        if self.busy:
            self.client.send(Stop())
            self._enter(RunState.STOPPING)

    def _command_for(self, opened: OpenDocument, device: str) -> Train:
        return Train(
            to_json(opened.document),
            opened.title,
            str(opened.folder),
            device=device,
            network=True,
            titled=opened.path is not None,
        )

    def _send(self, command: Train, run: str = "") -> None:
        """Trains in a new run folder, or continues in the given one."""
        self._command = command
        if not run:
            self.log = RunLog()
        if self.trained is not None:
            self._logs[self.trained.key] = self.log
        self._enter(RunState.STARTING)
        self.client.send(replace(command, run=run, resume=bool(run)))

    def _enter(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _on_started(self, event: Started) -> None:
        self.log.begin(event)
        if self.state is RunState.STARTING:
            self._enter(RunState.RUNNING)
        self.log_begun.emit(self.log)

    def _on_steps(self, event: Steps) -> None:
        self.log.add_steps(event)
        self.progressed.emit()

    def _on_epoch(self, event: EpochDone) -> None:
        self.log.add_epoch(event)
        self.progressed.emit()

    def _on_finished(self, event: Finished) -> None:
        self.log.result = event
        self._enter(RunState.IDLE)
        self.progressed.emit()
        self.finished.emit(event)

    def _on_failed(self, event: Failed) -> None:
        if self.busy:
            self._enter(RunState.IDLE)
            self.failed.emit(event.message)

    def _on_died(self, death: EngineDeath) -> None:
        if not self.busy:
            return
        last_epoch = self.log.done[-1].epoch if self.log.done else 0
        self._enter(RunState.IDLE)
        self.interrupted.emit(Interruption(death.reason, self.log.run, last_epoch))
