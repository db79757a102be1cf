"""The running program as one value: the parts that commands act on, and what concerns several of them."""

from __future__ import annotations

from dataclasses import dataclass

from backend.declare.declaration import Deferred
from nodeeditor.canvas.view.canvas_view import CanvasView
from nodeeditor.commands.action_set import ActionSet
from nodeeditor.documents.block_navigation import BlockNavigation
from nodeeditor.documents.session import Lack, OpenDocument, Session
from nodeeditor.panels.training.run_log import RunLog, read_run
from nodeeditor.widgets import Status
from nodeeditor.window.accessibility import Accessibility
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.files import FileCommands
from nodeeditor.window.layout import Layout, Panels
from nodeeditor.window.network_consent import NetworkConsent
from nodeeditor.window.notices import Notices
from nodeeditor.window.pages import Pages
from nodeeditor.window.run_control import RunControl, RunState
from nodeeditor.window.settings import Settings
from nodeeditor.window.trained_content import content_to_resume

open_palette = Deferred("nodeeditor.commands.palette", "open_palette")


@dataclass(frozen=True)
class Program:
    """Made once, by the main window."""

    session: Session
    settings: Settings
    files: FileCommands
    runs: RunControl
    deck: CanvasDeck
    panels: Panels
    layout: Layout
    actions: ActionSet
    pages: Pages
    accessibility: Accessibility
    notices: Notices
    consent: NetworkConsent

    @property
    def canvas(self) -> CanvasView:
        """The canvas of the current document."""
        return self.deck.current

    @property
    def navigation(self) -> BlockNavigation:
        """Which block of the current document is shown."""
        return self.session.current.navigation

    @property
    def has_nodes(self) -> bool:
        return len(self.session.current.document.graph) > 0

    @property
    def can_undo(self) -> bool:
        return bool(self.session.current.document.history.undo_label)

    @property
    def can_redo(self) -> bool:
        return bool(self.session.current.document.history.redo_label)

    def refresh(self) -> None:
        """Enables and checks the commands as things are now."""
        self.actions.refresh(self)

    def undo(self) -> str:
        return self.navigation.undo()

    def redo(self) -> str:
        return self.navigation.redo()

    def step(self, steps: int) -> None:
        """Goes so many steps through the history, back where it is negative, and shows where the last one was."""
        whole, navigation = self.navigation.whole, self.navigation
        for _ in range(abs(steps) - 1):
            (whole.redo if steps > 0 else whole.undo)()
        if steps:
            (navigation.redo if steps > 0 else navigation.undo)()

    def train(self) -> None:
        """Trains the current document or goes on after a pause, or says what stands in the way."""
        opened = self.session.current
        if self.runs.state_of(opened) is RunState.PAUSED:
            self.runs.toggle_pause()
            return
        if self._other_trains(opened):
            return
        blocking = [problem for problem in opened.checker.problems() if problem.blocks]
        if blocking:
            self.layout.show_page("problems")
            self.panels.problems.select_first()
            self.notices.warn(f"The model can’t be trained yet. {blocking[0].message}")
            return
        if opened.lacks is Lack.LOSS:
            words = "The graph has no loss, so there is nothing to minimise: add one that fits what is predicted."
            add = "Add Cross-entropy"
            self.notices.offer(words, Status.ERROR, add, lambda: self.canvas.commands.add_layer("cross_entropy"))
            return
        if opened.lacks is Lack.DATA:
            words = "There is no data to train on: choose a file, or a folder on the Data page."
            self.notices.offer(words, Status.ERROR, "Choose data…", self.choose_data_file)
            return
        if faulty := self.panels.settings.faulty_field():
            self.panels.inspector.show_page("settings")
            faulty.setFocus()
            self.notices.warn(
                f"The training can’t begin: {faulty.accessibleName()}: {faulty.error}. Correct the field first."
            )
            return
        if not self.consent.may_read_data(opened.document.section("data"), opened.folder, self.train):
            return
        self.notices.clear()
        self.layout.show_page("training")
        self.runs.train(opened, self.settings.device)

    def resume(self) -> None:
        """Goes on with the newest run of the current document that did not come to its end."""
        opened = self.session.current
        found = next((log for path in reversed(opened.runs.all()) if (log := read_run(path)).resumable), None)
        if found is None:
            self.notices.warn(
                f"{opened.title} has no run that can be resumed: none was stopped or interrupted after its first "
                "epoch. Press Train to begin one."
            )
            return
        self.resume_run(found)

    def resume_run(self, log: RunLog) -> None:
        """Goes on with a run of the current document, as the run began with it where they differ now."""
        opened = self.session.current
        if self._other_trains(opened):
            return
        content = content_to_resume(opened, log.run)
        if not self.consent.may_read_data(content.get("data"), opened.folder, lambda: self.resume_run(log)):
            return
        self.notices.clear()
        self.layout.show_page("training")
        self.runs.resume(opened, log, content, self.settings.device)

    def _other_trains(self, opened: OpenDocument) -> bool:
        """Whether another document is being trained, which is told with the way there."""
        other = self.runs.trained
        if other is None or other is opened or not self.runs.busy:
            return False
        if other not in self.session.documents:
            self.notices.warn(f"The training of {other.title} is being stopped: try again in a moment.")
            return True
        self.notices.offer(
            f"{other.title} is being trained, and one document is trained at a time: stop that training, or wait "
            f"for its end, to train {opened.title}.",
            Status.WARNING,
            f"Go to {other.title}",
            lambda: self.session.activate(other),
        )
        return True

    def verify(self) -> None:
        """Verifies the export of the current document, on the page that shows the result."""
        self.layout.show_page("code")
        self.panels.code.verify_wanted.emit()

    def choose_data_file(self) -> None:
        """Asks for a data file for the current document, on the page that shows what is found in it."""
        self.layout.show_page("data")
        self.panels.data.form.choose_file()

    def choose_data_folder(self) -> None:
        self.layout.show_page("data")
        self.panels.data.form.choose_folder()

    def show_reference(self) -> None:
        """The reference, open at the selected layer or at the one that is marked in the palette."""
        ids, navigation = self.canvas.selected_ids(), self.navigation
        layer = navigation.checker.layers.find(navigation.document.node(ids[0]).type) if ids else None
        self.pages.show_reference(layer or self.panels.palette.current_layer())

    def show_command_palette(self) -> None:
        open_palette(self, self.pages.window)
