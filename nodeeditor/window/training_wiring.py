"""Shows the current training everywhere: curves, progress, marks on the canvas, the result, and a lost engine."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from backend.document.file import from_json, to_json
from backend.training.events import Finished, Ready
from nodeeditor.documents.session import OpenDocument
from nodeeditor.engine_client import EngineDeath
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.presentation import number_text
from nodeeditor.scheduling import single_shot
from nodeeditor.widgets import Status
from nodeeditor.window.program import Program
from nodeeditor.window.run_control import Interruption, RunState
from nodeeditor.window.top_bar import TopBar
from nodeeditor.window.trained_content import changed_sections

EDITS_SETTLE_MS = 400
WAITING = (RunState.STARTING, RunState.STOPPING)


class TrainingWiring(QObject):
    """Shows the current training: curves, progress, its result, and what to do when the engine dies."""

    def __init__(self, program: Program, bar: TopBar) -> None:
        super().__init__(program.panels.dock)
        self._program, self._panels, self._bar = program, program.panels, bar
        self._notices, self._settings = program.notices, program.settings
        runs, panels, notices = program.runs, program.panels, program.notices
        self._chosen: dict[str, RunLog] = {}
        self._noted: RunLog | None = None
        self._edited = single_shot(self, self._tell_edits, EDITS_SETTLE_MS)
        runs.state_changed.connect(self._on_state)
        runs.log_begun.connect(self._on_begun)
        runs.progressed.connect(self._on_progress)
        runs.finished.connect(self._on_finished)
        runs.failed.connect(notices.warn)
        runs.interrupted.connect(self._on_interrupted)
        runs.client.ready.connect(self._on_ready)
        runs.client.died.connect(self._on_died)
        panels.runs.run_chosen.connect(self._show_run)
        panels.progress.resume_wanted.connect(program.resume_run)
        bar.device_chosen.connect(self._on_device)
        program.session.current_changed.connect(lambda _opened: self._show())
        program.session.closed.connect(lambda opened: self._chosen.pop(opened.key, None))
        program.session.changed.connect(self._on_edit)

    def _on_ready(self, event: Ready) -> None:
        self._bar.show_devices(event.devices, self._settings.device)

    def _on_device(self, name: str) -> None:
        self._settings.device = name

    def _on_state(self, state: RunState) -> None:
        trained = self._program.runs.trained
        if state is RunState.STARTING and trained is not None:
            self._chosen.pop(trained.key, None)
        self._show()
        self._program.refresh()

    def _show(self) -> None:
        """The run of the document in view: the one that was chosen from its list, or its own training."""
        runs, opened = self._program.runs, self._program.session.current
        self._panels.settings.show_training(runs.trains(opened))
        live = runs.log_of(opened)
        log = self._chosen.get(opened.key, live)
        self._panels.training.show_log(log)
        self._panels.progress.show_progress(runs.state_of(opened) if log is live else RunState.IDLE, log)

    def _on_edit(self, opened: OpenDocument) -> None:
        if self._program.runs.trains(opened) and self._noted is not self._program.runs.log:
            self._edited.start()

    def _tell_edits(self) -> None:
        """Says once for each training that what is edited meanwhile is not what is trained."""
        runs, opened = self._program.runs, self._program.runs.trained
        if opened is None or not runs.trains(opened):
            return
        changed = changed_sections(runs.content, to_json(opened.document))
        if changed:
            self._noted = runs.log
            self._notices.offer(
                f"This training goes on with {opened.title} as it was when it began. What you have changed since "
                f"({' and '.join(changed)}) is used from the next run on.",
                Status.INFO,
                "Show what is trained",
                lambda: self._program.session.restore(from_json(dict(runs.content), f"{opened.title} as trained")),
            )

    def _on_begun(self, _log: RunLog) -> None:
        self._show()
        self._panels.runs.refresh()
        # A resumed run goes on as it began, whatever has been edited since.
        self._edited.start()

    def _on_progress(self) -> None:
        runs = self._program.runs
        if self._panels.training.log is runs.log:
            self._panels.training.refresh_soon()
            self._panels.progress.show_progress(runs.state, runs.log)

    def _named(self, words: str) -> str:
        """Words about the training, with its document where another one is in view."""
        trained = self._program.runs.trained
        in_view = trained is None or trained is self._program.session.current
        return words if in_view or trained is None else f"{trained.title}: {words}"

    def _on_finished(self, event: Finished) -> None:
        self._panels.runs.refresh()
        metrics = ", ".join(f"{name} {number_text(value)}" for name, value in event.metrics.items())
        words = f"Training {event.reason}" if event.reason != "early stopping" else "Training stopped early"
        self._notices.say(self._named(f"{words} · test: {metrics}" if metrics else words))

    def _on_interrupted(self, what: Interruption) -> None:
        text = self._named(f"The engine stopped unexpectedly ({what.reason}). ")
        if what.resumable:
            kept = short_path(what.run, self._program.runs.trained or self._program.session.current)
            text += f"Everything up to epoch {what.last_epoch} is kept in {kept}."
        else:
            text += "No epoch was finished yet."
        action = "Resume" if what.resumable else "Train again"
        self._notices.offer(text, Status.ERROR, action, self._program.runs.train_again)
        self._panels.runs.refresh()

    def _on_died(self, death: EngineDeath) -> None:
        if not death.restarting:
            text = f"The engine can’t be started ({death.reason}). Training and previews are unavailable."
            self._notices.offer(text, Status.ERROR, "Try again", self._program.runs.client.start)

    def _show_run(self, log: RunLog) -> None:
        """A run of the list; that of the training under way is shown live."""
        opened = self._program.session.current
        if self._program.runs.log_of(opened).run == log.run:
            self._chosen.pop(opened.key, None)
        else:
            self._chosen[opened.key] = log
        self._panels.dock.show_page("training")
        self._show()


def short_path(path: str, opened: OpenDocument) -> str:
    """A path relative to the document's folder where it lies below."""
    whole = Path(path)
    return whole.relative_to(opened.folder).as_posix() if whole.is_relative_to(opened.folder) else path
