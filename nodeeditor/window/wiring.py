"""What hears of what: session, panels, engine and notices, connected in one place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from backend.check.blocks import total_weights
from backend.check.checker import all_problems
from backend.check.problems import Problem, Severity
from backend.training.events import Finished, Ready
from nodeeditor.commands.action_set import ActionSet
from nodeeditor.documents.following import Following
from nodeeditor.documents.session import OpenDocument
from nodeeditor.engine_client import EngineDeath
from nodeeditor.panels.training.run_log import RunLog
from nodeeditor.presentation import figure_text
from nodeeditor.theme import Theme
from nodeeditor.widgets import Status
from nodeeditor.window.canvas_running import CanvasRunning
from nodeeditor.window.commands import WindowCommands
from nodeeditor.window.data_requests import PreviewControl, Proposals
from nodeeditor.window.notices import Notices
from nodeeditor.window.parts import Parts
from nodeeditor.window.program import Program
from nodeeditor.window.run_control import Interruption, RunState
from nodeeditor.window.settings import Settings
from nodeeditor.window.top_bar import TopBar
from nodeeditor.window.verification import Verification


class DocumentWiring(QObject):
    """Shows the current document everywhere, and keeps what is said about it up to date."""

    def __init__(
        self,
        program: Program,
        parts: Parts,
        bar: TopBar,
        actions: ActionSet,
        notices: Notices,
        view: WindowCommands,
    ) -> None:
        super().__init__(parts.deck)
        self._program, self._parts, self._bar, self._actions = program, parts, bar, actions
        self._following: Following | None = None
        session = program.session
        session.current_changed.connect(self.show_document)
        session.changed.connect(self._on_changed)
        parts.deck.selection_changed.connect(self._on_selection)
        parts.deck.message.connect(notices.say)
        parts.deck.place_changed.connect(self._show_place)
        parts.palette.layer_chosen.connect(lambda layer: program.canvas.add_layer(layer))
        parts.problems.place_chosen.connect(self._reveal)
        parts.code.export_wanted.connect(program.files.export_model)
        parts.node.help_wanted.connect(view.show_reference)
        parts.node.block_wanted.connect(self._enter)
        parts.node.place_wanted.connect(self._go)
        parts.outline.nodes_chosen.connect(self._choose)
        parts.outline.node_opened.connect(self._open_from_outline)
        parts.history.steps_wanted.connect(program.step)
        parts.data.said.connect(notices.say)
        parts.data.drawn.connect(lambda: program.canvas.fit_view())
        bar.problems_wanted.connect(lambda: view.show_tab("problems"))
        bar.search_wanted.connect(view.open_command_palette)
        program.files.failed.connect(notices.warn)
        program.files.done.connect(notices.say)
        program.files.opening.connect(notices.say_at_once)
        self.show_document(session.current)

    def show_document(self, opened: OpenDocument) -> None:
        document, checker = opened.document, opened.checker
        parts = self._parts
        parts.deck.show_document(opened)
        parts.data.set_document(document, checker, opened.folder)
        parts.settings.set_document(document, checker)
        parts.code.set_document(document, checker)
        parts.problems.set_document(document, checker)
        parts.outline.set_document(document, checker)
        parts.history.set_document(document)
        self._show_place()
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker, on_check=lambda _ids: self._show_check())
        self._on_changed(opened)
        self._show_check()

    def _show_place(self) -> None:
        """What follows the block that is open: palette and node panel."""
        opened = self._program.session.current
        navigation = opened.navigation
        self._parts.palette.set_document(navigation.document, navigation.checker)
        self._parts.node.set_document(navigation.document, navigation.checker, opened.folder)
        chosen = self._program.canvas.selected_ids()
        self._parts.node.set_selection(chosen)
        self._parts.outline.set_selection(navigation.block, chosen)
        self._actions.refresh()

    def _on_changed(self, opened: OpenDocument) -> None:
        if opened is not self._program.session.current:
            return
        self._parts.runs.set_place(opened.folder, opened.title)
        self._actions.refresh()

    def _show_check(self) -> None:
        """The state of the check in the top bar and at the tab: asked for only where the check found a change."""
        checker = self._program.session.current.checker
        problems = all_problems(checker, so_far=True)
        self._bar.show_check(*check_words(problems, self._program.has_nodes))
        state = Status.ERROR if any(problem.severity is Severity.ERROR for problem in problems) else Status.WARNING
        dock = self._parts.dock
        dock.tabs.set_badge(dock.index_of("problems"), len(problems), state)
        self._bar.show_count(total_weights(checker.reports))

    def _on_selection(self, ids: list[str]) -> None:
        self._parts.node.set_selection(ids)
        self._parts.outline.set_selection(self._program.navigation.block, ids)
        if ids:
            self._parts.inspector.show_page("node")
        self._actions.refresh()

    def _enter(self, block: str) -> None:
        """Opens a block from the panel of the chosen node, which places it."""
        (node,) = self._program.canvas.selected_ids()
        self._program.navigation.enter(block, node)

    def _go(self, block: str, node: str) -> None:
        self._program.navigation.go_to(block)
        self._program.canvas.reveal(node)

    def _choose(self, block: str, ids: list[str]) -> None:
        """What is chosen in the outline is chosen on the canvas, and in view there."""
        self._program.navigation.go_to(block)
        self._program.canvas.select(ids)
        self._program.canvas.show_nodes(ids)

    def _open_from_outline(self, block: str, node: str) -> None:
        self._go(block, node)
        self._program.canvas.setFocus()

    def _reveal(self, problem: Problem) -> None:
        if problem.node:
            self._go(problem.block, problem.node)
            self._program.navigation.show_placement(None)  # where the problems of blocks are looked for
        else:
            place = "settings" if problem.rule in ("training", "monitor") else "data"
            self._parts.inspector.show_page(place)


class RunWiring(QObject):
    """Shows the training in hand: curves, progress, what came of it, and what to do when the engine dies."""

    def __init__(
        self, program: Program, parts: Parts, bar: TopBar, actions: ActionSet, notices: Notices, settings: Settings
    ) -> None:
        super().__init__(parts.dock)
        self._program, self._parts, self._bar = program, parts, bar
        self._actions, self._notices, self._settings = actions, notices, settings
        runs = program.runs
        runs.state_changed.connect(self._on_state)
        runs.log_begun.connect(self._on_begun)
        runs.progressed.connect(self._on_progress)
        runs.finished.connect(self._on_finished)
        runs.failed.connect(notices.warn)
        runs.interrupted.connect(self._on_interrupted)
        runs.client.ready.connect(self._on_ready)
        runs.client.died.connect(self._on_died)
        parts.runs.run_chosen.connect(self._show_run)
        parts.progress.resume_wanted.connect(self._resume)
        bar.device_chosen.connect(self._on_device)
        PreviewControl(runs.client, parts.data)
        self.verification = Verification(program.session, parts.code)
        CanvasRunning(program)
        self.proposals = Proposals(parts.data)
        self.proposals.failed.connect(notices.warn)

    def _on_ready(self, event: Ready) -> None:
        self._bar.show_devices(event.devices, self._settings.device)

    def _on_device(self, name: str) -> None:
        self._settings.device = name

    def _on_state(self, state: RunState) -> None:
        self._parts.progress.show_progress(state, self._program.runs.log)
        self._actions.refresh()

    def _on_begun(self, log: RunLog) -> None:
        self._parts.training.show_log(log)
        self._parts.runs.refresh()

    def _on_progress(self) -> None:
        runs = self._program.runs
        if self._parts.training.log is runs.log:
            self._parts.training.refresh_soon()
            self._parts.progress.show_progress(runs.state, runs.log)

    def _on_finished(self, event: Finished) -> None:
        self._parts.runs.refresh()
        figures = ", ".join(f"{name} {figure_text(value)}" for name, value in event.metrics.items())
        words = f"Training {event.reason}" if event.reason != "early stopping" else "Training stopped early"
        self._notices.say(f"{words} · test: {figures}" if figures else words)

    def _on_interrupted(self, what: Interruption) -> None:
        text = f"The engine stopped unexpectedly ({what.reason}). "
        if what.resumable:
            kept = short_path(what.run, self._program.session.current)
            text += f"Everything up to epoch {what.last_epoch} is kept in {kept}."
        else:
            text += "No epoch was finished yet."
        action = "Resume" if what.resumable else "Train again"
        self._notices.offer(text, Status.ERROR, action, self._program.runs.train_again)
        self._parts.runs.refresh()

    def _on_died(self, death: EngineDeath) -> None:
        if not death.restarting:
            text = f"The engine can’t be started ({death.reason}). Training and previews have to wait."
            self._notices.offer(text, Status.ERROR, "Try again", self._program.runs.client.start)

    def _resume(self, log: RunLog) -> None:
        self._notices.clear()
        self._program.runs.resume(self._program.session.current, log, self._settings.device)

    def _show_run(self, log: RunLog) -> None:
        """A run of the list; the one in hand is shown live."""
        runs = self._program.runs
        is_in_hand = runs.log.run == log.run
        self._parts.dock.show_page("training")
        self._parts.training.show_log(runs.log if is_in_hand else log)
        self._parts.progress.show_progress(runs.state if is_in_hand else RunState.IDLE, log)


def paint_theme(theme: Theme, parts: Parts, actions: ActionSet) -> None:
    """What does not follow the palette by itself."""
    parts.training.set_theme(theme)
    parts.code.set_theme(theme)
    actions.set_icons()


def check_words(problems: list[Problem], has_nodes: bool) -> tuple[str, Status]:
    """The state of the check in words: ``No problems``, ``2 problems``, ``1 warning``."""
    if not has_nodes and not problems:
        return "Nothing drawn yet", Status.INFO
    blocking = [problem for problem in problems if problem.blocks]
    if blocking:
        worst = Status.ERROR if any(problem.severity is Severity.ERROR for problem in blocking) else Status.WARNING
        return f"{len(blocking)} problem{'s' if len(blocking) > 1 else ''}", worst
    if problems:
        return f"{len(problems)} warning{'s' if len(problems) > 1 else ''}", Status.WARNING
    return "No problems", Status.GOOD


def short_path(path: str, opened: OpenDocument) -> str:
    """A path relative to the document's folder where it lies below."""
    whole = Path(path)
    return whole.relative_to(opened.folder).as_posix() if whole.is_relative_to(opened.folder) else path
