"""The workbench: makes the parts of the program, each with what it needs, and places them in the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

import backend.layers  # noqa: F401 - declares the layers
from backend.document.presence import Presence
from backend.plugins.installed import installed_plugins
from backend.plugins.plugin import Plugin
from nodeeditor.commands.action_set import ActionSet
from nodeeditor.commands.command import Command
from nodeeditor.commands.menus import MainMenu
from nodeeditor.commands.shortcuts import Shortcuts, TextFieldShortcuts
from nodeeditor.commands.table import COMMANDS
from nodeeditor.documents.file_watch import FileWatch
from nodeeditor.documents.journals import Journals, journal_folder
from nodeeditor.documents.session import Session
from nodeeditor.engine_client import EngineClient
from nodeeditor.theme import ThemeChoice
from nodeeditor.widgets import Banner, Status
from nodeeditor.widgets.focus import FocusOrder, first_stop
from nodeeditor.window.accessibility import Accessibility
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.data_requests import PreviewControl, Proposals
from nodeeditor.window.document_wiring import DocumentWiring, wire_library
from nodeeditor.window.file_drops import DropHint, read_drop
from nodeeditor.window.files import Dialogs, FileCommands, takes_a_while
from nodeeditor.window.foreign_changes import ForeignChanges
from nodeeditor.window.last_resort import LastResort
from nodeeditor.window.layout import Columns, Layout, Panels, make_panels
from nodeeditor.window.library import Library
from nodeeditor.window.network_consent import NetworkConsent
from nodeeditor.window.notices import Notices, Toast
from nodeeditor.window.pages import Pages
from nodeeditor.window.program import Program
from nodeeditor.window.recovery import Recovery
from nodeeditor.window.run_control import RunControl, RunState
from nodeeditor.window.settings import Settings
from nodeeditor.window.start_cards import StartCards
from nodeeditor.window.top_bar import DocumentTabsSync, TopBar
from nodeeditor.window.training_on_canvas import TrainingOnCanvas
from nodeeditor.window.training_wiring import TrainingWiring
from nodeeditor.window.verification import Verification


class Workbench(QObject):
    """Everything that the main window shows, over one session."""

    def __init__(
        self,
        window: QMainWindow,
        client: EngineClient,
        settings: Settings,
        theme_choice: ThemeChoice,
        journal_folder: Path,
    ) -> None:
        super().__init__(window)
        self._window = window
        # Each part is made after those that it is given, and nothing is put into a part later. What leads back,
        # from actions to what they act on and between the parts, is a signal, connected once all are there.
        session = Session(self)
        self.journals = Journals(session, journal_folder, self)
        runs = RunControl(client, self)
        files = FileCommands(session, settings, Dialogs(window), runs)
        deck = CanvasDeck(session, theme_choice)
        panels = make_panels()
        self.columns = Columns(panels, deck, settings)
        actions = ActionSet(Shortcuts(COMMANDS, settings, self), window, deck)
        self.menu = MainMenu(actions, files, window)
        self.bar = TopBar(actions, self.menu)
        cards = StartCards(deck, files, actions)
        focus_order = _focus_order(self.bar, panels, deck, cards)
        notices = Notices(Banner(deck), Toast(deck))
        self.program = Program(
            session=session,
            settings=settings,
            files=files,
            runs=runs,
            deck=deck,
            panels=panels,
            layout=Layout(panels, focus_order, self),
            actions=actions,
            pages=Pages(window, deck, files, actions.shortcuts, self.menu),
            accessibility=Accessibility(settings, theme_choice, deck),
            notices=notices,
            consent=NetworkConsent(session, settings, notices),
        )
        self.recovery = Recovery(self.journals, self.program.notices, files)
        self.file_watch = FileWatch(session, Presence(journal_folder.with_name("open")), self)
        ForeignChanges(self.file_watch, session, files, self.program.notices, window)
        self.last_resort = LastResort(self.program.notices, window)
        self._place()
        self._connect(theme_choice)
        self._show_title()
        self.columns.restore()

    def _connect(self, theme_choice: ThemeChoice) -> None:
        program, panels = self.program, self.program.panels
        program.actions.triggered.connect(self._run)
        program.layout.changed.connect(program.refresh)
        program.accessibility.text_scaled.connect(self.columns.follow_text)
        DocumentTabsSync(self.bar.documents, program.files, program.runs)
        DocumentWiring(program, self.bar)
        TrainingWiring(program, self.bar)
        TrainingOnCanvas(program)
        self.drop_hint = DropHint(self._window)
        self.previews = PreviewControl(panels.data, program.consent)
        self._verification = Verification(program.session, panels.code)
        self._proposals = Proposals(panels.data, program.consent)
        self._proposals.failed.connect(program.notices.warn)
        wire_library(Library(program.session, program.settings.library_folder), program)
        theme_choice.changed.connect(panels.training.set_theme)
        theme_choice.changed.connect(panels.code.set_theme)
        theme_choice.changed.connect(lambda _theme: program.actions.set_icons())
        program.session.current_changed.connect(lambda _opened: self._show_title())
        program.session.changed.connect(lambda _opened: self._show_title())
        program.runs.state_changed.connect(lambda _state: self._show_train())
        program.session.current_changed.connect(lambda _opened: self._show_train())
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        TextFieldShortcuts(application, program.actions.shortcuts, self._window)

    def _run(self, command: Command[Program]) -> None:
        command.call(self.program)
        self.program.refresh()

    def may_close(self) -> bool:
        """Asks about unsaved work and a running training; returns whether the window may close."""
        self.program.panels.node.settle()
        training_goes_on = self.program.runs.busy and not self.program.files.dialogs.training_runs()
        return not training_goes_on and self.program.files.settle_all()

    def close(self) -> None:
        """Saves the layout and ends all background work."""
        self.columns.remember()
        self.journals.close()
        self.file_watch.close()
        self._proposals.close()
        self.previews.close()
        self._verification.cancel()
        self.program.runs.client.quit()

    def show_drop(self, event: QDragEnterEvent) -> None:
        """Says what a drop would do, where it would land; refuses what nothing can be done with, and says why."""
        dropped = read_drop(event.mimeData())
        if dropped.refusal:
            self.program.notices.say(dropped.refusal)
            event.ignore()
            return
        target: QWidget = self.program.deck if dropped.documents else self.program.panels.inspector
        corner = target.mapTo(self._window, QPoint(0, 0))
        self.drop_hint.show_over(QRect(corner, target.size()), dropped.words)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def take_drop(self, mime: QMimeData) -> None:
        """Opens documents; what else was dropped is taken for data."""
        self.drop_hint.hide()
        dropped = read_drop(mime)
        self.program.files.open_paths(dropped.documents)
        for path in dropped.data:
            self.program.layout.show_page("data")
            self.program.panels.data.open_data(path)

    def _place(self) -> None:
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        body = QHBoxLayout()
        body.addWidget(self.columns)
        column.addLayout(body, 1)
        self._window.setCentralWidget(central)

    def _show_train(self) -> None:
        runs, current = self.program.runs, self.program.session.current
        self.bar.show_paused(runs.state_of(current) is RunState.PAUSED)

    def _show_title(self) -> None:
        opened = self.program.session.current
        self._window.setWindowTitle(f"{opened.title}[*] — LayerLoom")
        self._window.setWindowModified(opened.unsaved)


def _focus_order(bar: TopBar, panels: Panels, deck: CanvasDeck, cards: StartCards) -> FocusOrder:
    return FocusOrder(
        (
            (bar, first_stop(bar)),
            (panels.palette, lambda: panels.palette.search_field),
            (deck, lambda: deck.current),
            (cards, first_stop(cards)),
            (panels.inspector, lambda: panels.inspector.tabs),
            (panels.dock, lambda: panels.dock.tabs),
        )
    )


def open_workbench(
    window: QMainWindow, settings: Settings, theme_choice: ThemeChoice, paths: Sequence[Path]
) -> Workbench:
    """Fills the window as the program starts: with plug-ins, the given documents and what a crash left behind."""
    plugins = installed_plugins()
    client = EngineClient()
    workbench = Workbench(window, client, settings, theme_choice, journal_folder())
    workbench.last_resort.install()
    program = workbench.program
    if any(map(takes_a_while, paths)):
        QApplication.processEvents()
    program.files.open_paths(paths)
    tell_plugin_problems(plugins, program.notices, program.pages.show_plugins)
    # The engine loads torch, which would take processor time from the first frames.
    QTimer.singleShot(0, window, lambda: QTimer.singleShot(0, client.start))
    QTimer.singleShot(0, window, workbench.recovery.offer)
    return workbench


def tell_plugin_problems(plugins: Sequence[Plugin], notices: Notices, show_page: Callable[[], object]) -> None:
    """A banner that stays, where a plug-in has a problem; its button opens the page with all of them."""
    troubled = [plugin for plugin in plugins if plugin.problem]
    if troubled:
        more = f" {len(troubled) - 1} more have problems." if len(troubled) > 1 else ""
        notices.offer(troubled[0].message + more, Status.WARNING, "Plug-ins", show_page)
