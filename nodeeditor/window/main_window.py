"""The main window: makes the parts of the program, each with what it needs, and places them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from nodeeditor.commands.action_set import ActionSet
from nodeeditor.commands.command import Command
from nodeeditor.commands.menus import MainMenu
from nodeeditor.commands.shortcuts import Shortcuts, TextFieldShortcuts
from nodeeditor.commands.table import COMMANDS
from nodeeditor.documents.session import Session
from nodeeditor.engine_client import EngineClient
from nodeeditor.icons import window_icon
from nodeeditor.theme import ThemeChoice
from nodeeditor.widgets import Banner, Status
from nodeeditor.widgets.focus import FocusOrder, first_stop
from nodeeditor.window.accessibility import Accessibility
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.data_requests import PreviewControl, Proposals
from nodeeditor.window.document_wiring import DocumentWiring, wire_library
from nodeeditor.window.files import Dialogs, FileCommands, is_document
from nodeeditor.window.layout import Columns, Layout, Panels, make_panels
from nodeeditor.window.library import Library
from nodeeditor.window.notices import Notices, Toast
from nodeeditor.window.pages import Pages
from nodeeditor.window.program import Program
from nodeeditor.window.recovery import Journal
from nodeeditor.window.run_control import RunControl
from nodeeditor.window.settings import Settings
from nodeeditor.window.start_cards import StartCards
from nodeeditor.window.top_bar import DocumentTabsSync, TopBar
from nodeeditor.window.training_wiring import TrainingOnCanvas, TrainingWiring
from nodeeditor.window.verification import Verification

FIRST_SIZE = (1600, 1000)
MIN_SIZE = (960, 600)


class MainWindow(QMainWindow):
    """One window over one session. ``close`` asks about unsaved documents and ends the engine."""

    def __init__(
        self, client: EngineClient, settings: Settings, theme_choice: ThemeChoice, recovery_folder: Path
    ) -> None:
        super().__init__()
        self.setWindowIcon(window_icon())
        self.setMinimumSize(*MIN_SIZE)
        self.setAcceptDrops(True)
        # Each part is made after those that it is given, and nothing is put into a part later. What leads back,
        # from actions to what they act on and between the parts, is a signal, connected once all are there.
        session = Session(self)
        self.journal = Journal(session, recovery_folder, self)
        files = FileCommands(session, settings, Dialogs(self))
        deck = CanvasDeck(session, theme_choice)
        panels = make_panels()
        self.columns = Columns(panels, deck, settings)
        actions = ActionSet(Shortcuts(COMMANDS, settings, self), self, deck)
        self.menu = MainMenu(actions, files, self)
        self.bar = TopBar(actions, self.menu)
        cards = StartCards(deck, files, actions)
        focus_order = _focus_order(self.bar, panels, deck, cards)
        self.program = Program(
            session=session,
            settings=settings,
            files=files,
            runs=RunControl(client, self),
            deck=deck,
            panels=panels,
            layout=Layout(panels, focus_order, self),
            actions=actions,
            pages=Pages(self, deck, files, actions.shortcuts, self.menu),
            accessibility=Accessibility(settings, theme_choice, deck),
            notices=Notices(Banner(deck), Toast(deck)),
        )
        self._place()
        self._connect(client, theme_choice)
        self._show_title()
        self._restore_layout()

    def _connect(self, client: EngineClient, theme_choice: ThemeChoice) -> None:
        program, panels = self.program, self.program.panels
        program.actions.triggered.connect(self._run)
        program.layout.changed.connect(program.refresh)
        program.accessibility.text_scaled.connect(self.columns.follow_text)
        DocumentTabsSync(self.bar.documents, program.files)
        DocumentWiring(program, self.bar)
        TrainingWiring(program, self.bar)
        TrainingOnCanvas(program)
        PreviewControl(client, panels.data)
        self._verification = Verification(program.session, panels.code)
        self._proposals = Proposals(panels.data)
        self._proposals.failed.connect(program.notices.warn)
        wire_library(Library(program.session, program.settings.library_folder), program)
        theme_choice.changed.connect(panels.training.set_theme)
        theme_choice.changed.connect(panels.code.set_theme)
        theme_choice.changed.connect(lambda _theme: program.actions.set_icons())
        program.session.current_changed.connect(lambda _opened: self._show_title())
        program.session.changed.connect(lambda _opened: self._show_title())
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        TextFieldShortcuts(application, program.actions.shortcuts, self)

    def _run(self, command: Command[Program]) -> None:
        command.call(self.program)
        self.program.refresh()

    def offer_recovered(self) -> None:
        """Asks about what a crash left, if it left anything."""
        found = self.journal.take_left_behind()
        if not found:
            return
        names = ", ".join(item.document.name for item in found)

        def restore() -> None:
            for item in found:
                self.program.session.restore(item.document, item.path)

        text = f"LayerLoom was not closed properly. Unsaved work on {names} was kept."
        self.program.notices.offer(text, Status.WARNING, "Recover", restore)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.program.panels.node.settle()
        runs, files = self.program.runs, self.program.files
        if (runs.busy and not files.dialogs.training_runs()) or not files.settle_all():
            event.ignore()
            return
        self._remember_layout()
        self.journal.close()
        self._proposals.close()
        self._verification.cancel()
        runs.client.quit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        documents = [path for path in paths if is_document(path)]
        self.program.files.open_paths(documents)
        for path in paths:
            if path not in documents:
                self.program.layout.show_page("data")
                self.program.panels.data.open_data(path)
        event.acceptProposedAction()

    def _place(self) -> None:
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        body = QHBoxLayout()
        body.addWidget(self.columns)
        column.addLayout(body, 1)
        self.setCentralWidget(central)

    def _show_title(self) -> None:
        opened = self.program.session.current
        self.setWindowTitle(f"{opened.title}[*] — LayerLoom")
        self.setWindowModified(opened.unsaved)

    def _restore_layout(self) -> None:
        settings = self.program.settings
        geometry = settings.layout("window")
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableSize()
            self.resize(min(FIRST_SIZE[0], room.width()), min(FIRST_SIZE[1], room.height()))
        self.columns.restore()

    def _remember_layout(self) -> None:
        self.program.settings.set_layout("window", self.saveGeometry())
        self.columns.remember()


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
