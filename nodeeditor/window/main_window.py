"""The main window: places the parts. What they do with each other stands in `wiring`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from nodeeditor.commands.action_set import ActionSet
from nodeeditor.commands.shortcuts import Shortcuts, TextKeys
from nodeeditor.documents.session import Session
from nodeeditor.engine_client import EngineClient
from nodeeditor.icons import window_icon
from nodeeditor.theme import ThemeChoice
from nodeeditor.widgets import Banner, Status
from nodeeditor.widgets.focus import FocusOrder, first_stop
from nodeeditor.window.accessibility import Accessibility
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.columns import Columns
from nodeeditor.window.commands import WindowCommands
from nodeeditor.window.files import Dialogs, FileCommands
from nodeeditor.window.library import Library
from nodeeditor.window.library_wiring import wire_library
from nodeeditor.window.main_menu import MainMenu
from nodeeditor.window.notices import Notices, Toast
from nodeeditor.window.parts import make_parts
from nodeeditor.window.pictures import is_document
from nodeeditor.window.program import Program
from nodeeditor.window.recovery import Journal
from nodeeditor.window.run_control import RunControl
from nodeeditor.window.settings import Settings
from nodeeditor.window.start_cards import StartCards
from nodeeditor.window.top_bar import DocumentTabsSync, TopBar
from nodeeditor.window.wiring import DocumentWiring, RunWiring, paint_theme

FIRST_SIZE = (1600, 1000)
SMALLEST_SIZE = (960, 600)


class MainWindow(QMainWindow):
    """One window over one session. ``close`` asks about unsaved documents and ends the engine."""

    def __init__(
        self, client: EngineClient, settings: Settings, theme_choice: ThemeChoice, recovery_folder: Path
    ) -> None:
        super().__init__()
        self.setWindowTitle("LayerLoom")
        self.setWindowIcon(window_icon())
        self.setMinimumSize(*SMALLEST_SIZE)
        self.setAcceptDrops(True)
        self.settings = settings
        self.session = Session(self)
        self.journal = Journal(self.session, recovery_folder, self)
        self.dialogs = Dialogs(self)
        files = FileCommands(self.session, settings, self.dialogs)
        runs = RunControl(client, self)
        deck = CanvasDeck(self.session, theme_choice)
        self.parts = make_parts(deck)
        self.notices = Notices(Banner(deck), Toast(deck))
        self.commands = WindowCommands(self, self.parts, self.session, runs, settings, theme_choice, self.notices)
        accessibility = Accessibility(settings, deck)
        self.columns = Columns(self.parts, settings)
        accessibility.text_scaled.connect(self.columns.follow_text)
        self.program = Program(self.session, files, runs, deck, self.commands, accessibility)
        self.actions_made = ActionSet(self.program, self, deck, Shortcuts(settings, self))
        self.commands.actions = self.actions_made
        self.menu = MainMenu(self.actions_made, files, self)
        self.commands.menu = self.menu
        self.bar = TopBar(self.actions_made, self.menu)
        self._place()
        self._wire(theme_choice)
        self._show_title()
        self._restore_layout()

    def _wire(self, theme_choice: ThemeChoice) -> None:
        files = self.program.files
        self._tab_sync = DocumentTabsSync(self.bar.documents, files)
        wired = (self.program, self.parts, self.bar, self.actions_made, self.notices)
        self._document_wiring = DocumentWiring(*wired, self.commands)
        self._start_cards = StartCards(
            self.parts.deck, files, self.actions_made
        )  # after the deck, whose canvases it lies over
        self._run_wiring = RunWiring(*wired, self.settings)
        self.commands.focus_order = self._focus_order()
        library = Library(self.session, self.settings.library_folder)
        wire_library(library, self.program, self.parts, self.notices)
        theme_choice.changed.connect(lambda theme: paint_theme(theme, self.parts, self.actions_made))
        self.session.current_changed.connect(lambda _opened: self._show_title())
        self.session.changed.connect(lambda _opened: self._show_title())
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._text_keys = TextKeys(application, self.actions_made.shortcuts, self)

    def offer_recovered(self) -> None:
        """Asks about what a crash left, if it left anything."""
        found = self.journal.take_left_behind()
        if not found:
            return
        names = ", ".join(item.document.name for item in found)

        def restore() -> None:
            for item in found:
                self.session.restore(item.document, item.path)

        text = f"LayerLoom was not closed properly. Unsaved work on {names} was kept."
        self.notices.offer(text, Status.WARNING, "Recover", restore)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.parts.node.settle()
        runs = self.program.runs
        if (runs.busy and not self.dialogs.training_runs()) or not self.program.files.settle_all():
            event.ignore()
            return
        self._remember_layout()
        self.journal.close()
        self._run_wiring.proposals.close()
        self._run_wiring.verification.cancel()
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
                self.commands.show_tab("data")
                self.parts.data.open_data(path)
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

    def _focus_order(self) -> FocusOrder:
        bar, parts, cards = self.bar, self.parts, self._start_cards
        return FocusOrder(
            (
                (bar, first_stop(bar)),
                (parts.palette, lambda: parts.palette.search_field),
                (parts.deck, lambda: parts.deck.current),
                (cards, first_stop(cards)),
                (parts.inspector, lambda: parts.inspector.tabs),
                (parts.dock, lambda: parts.dock.tabs),
            )
        )

    def _show_title(self) -> None:
        opened = self.session.current
        self.setWindowTitle(f"{opened.title}[*] — LayerLoom")
        self.setWindowModified(opened.unsaved)

    def _restore_layout(self) -> None:
        geometry = self.settings.layout("window")
        if geometry is None or not self.restoreGeometry(geometry):
            self._first_size()
        self.columns.restore()

    def _first_size(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(FIRST_SIZE[0], room.width()), min(FIRST_SIZE[1], room.height()))

    def _remember_layout(self) -> None:
        self.settings.set_layout("window", self.saveGeometry())
        self.columns.remember()
