"""Says over the canvas of the document in training what the engine does."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nodeeditor.window.dock import progress_share, progress_words
from nodeeditor.window.program import Program
from nodeeditor.window.run_control import RunState


class CanvasRunning(QObject):
    """Follows the training in hand and the document that is shown."""

    def __init__(self, program: Program) -> None:
        super().__init__(program.deck)
        self._program = program
        self._trained = ""
        program.runs.state_changed.connect(self._on_state)
        program.runs.progressed.connect(self._show)
        program.session.current_changed.connect(lambda _opened: self._show())

    def _on_state(self, state: RunState) -> None:
        if state is RunState.STARTING:
            self._trained = self._program.session.current.key
        self._show()

    def _show(self) -> None:
        runs = self._program.runs
        if not runs.busy or self._program.session.current.key != self._trained:
            self._program.canvas.set_running("")
            return
        words = progress_words(runs.state, runs.log).split(" · ")[0]
        waiting = runs.state in (RunState.STARTING, RunState.STOPPING)
        self._program.canvas.set_running(words.capitalize(), None if waiting else progress_share(runs.log))
