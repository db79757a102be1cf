"""What actions do with the window itself: show a part, start a training, open a page of help."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from backend.declare.layer import LAYERS
from backend.plugins.installed import installed_plugins
from nodeeditor.commands.action_set import ActionSet
from nodeeditor.commands.palette import (
    CommandPalette,
    action_entries,
    example_entries,
    layer_entries,
    node_entries,
)
from nodeeditor.commands.shortcuts_page import ShortcutsPage
from nodeeditor.documents.session import Session
from nodeeditor.examples.window import ExamplesWindow
from nodeeditor.reference.window import FIRST, ReferenceWindow
from nodeeditor.theme import ColourMode, ThemeChoice
from nodeeditor.widgets.focus import FocusOrder
from nodeeditor.window.notices import Notices
from nodeeditor.window.parts import Parts
from nodeeditor.window.plugins_page import PluginsPage
from nodeeditor.window.run_control import RunControl
from nodeeditor.window.settings import Settings

MENU_AT = 40

ABOUT = (
    "<h3>LayerLoom</h3><p>Draw neural networks and make them real: shapes on every wire, live training, "
    "clean PyTorch code.</p>"
)


class WindowCommands:
    """The window as the actions see it."""

    def __init__(
        self,
        window: QWidget,
        parts: Parts,
        session: Session,
        runs: RunControl,
        settings: Settings,
        theme_choice: ThemeChoice,
        notices: Notices,
    ) -> None:
        self._window = window
        self._parts = parts
        self._session = session
        self._runs = runs
        self._settings = settings
        self._keeper = theme_choice
        self._notices = notices
        self._shown_parts = {"palette": parts.palette, "inspector": parts.inspector, "dock": parts.dock}
        self.actions: ActionSet | None = None
        self.menu: QMenu | None = None
        self.focus_order: FocusOrder | None = None
        self._reference: ReferenceWindow | None = None

    @property
    def colour_mode(self) -> ColourMode:
        return self._keeper.mode

    def set_colour_mode(self, mode: ColourMode) -> None:
        self._settings.colour_mode = mode
        self._keeper.set_mode(mode)
        self.refresh_actions()

    def show_tab(self, name: str) -> None:
        """Brings a page of the side panel or the dock to the front."""
        for part in (self._parts.inspector, self._parts.dock):
            if part.show_page(name):
                part.show()
                self.refresh_actions()

    def toggle_part(self, name: str) -> None:
        part = self._shown_parts[name]
        part.setVisible(not part.isVisible())
        self.refresh_actions()

    def part_is_shown(self, name: str) -> bool:
        return not self._shown_parts[name].isHidden()

    def focus_next_part(self) -> None:
        if self.focus_order is not None:
            self.focus_order.step()

    def open_menu(self) -> None:
        if self.menu is not None:
            self.menu.popup(self._window.mapToGlobal(QPoint(MENU_AT, MENU_AT)))

    def open_command_palette(self) -> None:
        if self.actions is None:
            return
        program = self.actions.program
        entries = [*node_entries(program), *layer_entries(program), *action_entries(self.actions)]
        entries += example_entries(program)
        CommandPalette(entries, self._window).open_over(self._window)

    def train(self) -> None:
        """Trains the current document, or says what stands in the way."""
        opened = self._session.current
        blocking = [problem for problem in opened.checker.problems() if problem.blocks]
        if blocking:
            self.show_tab("problems")
            self._parts.problems.select_first()
            self._notices.warn(f"The model can’t be trained yet. {blocking[0].message}")
            return
        self._notices.clear()
        self.show_tab("training")
        self._runs.train(opened, self._settings.device)

    def verify(self) -> None:
        """Proves the export of the current document, where one sees what comes of it."""
        self.show_tab("code")
        self._parts.code.verify_wanted.emit()

    def show_examples(self) -> None:
        """The examples and the known architectures; the chosen one is opened beside the open documents."""
        if self.actions is None:
            return
        window = ExamplesWindow(self._window)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        files = self.actions.program.files
        window.chosen.connect(lambda path: files.open_paths([path]))
        window.show()

    def open_data_file(self) -> None:
        """Asks for a file of data for the current document, where one sees what is found in it."""
        self.show_tab("data")
        self._parts.data.form.choose_file()

    def open_data_folder(self) -> None:
        self.show_tab("data")
        self._parts.data.form.choose_folder()

    def show_reference(self) -> None:
        """The reference, open at the selected layer or at the one that is marked in the palette."""
        ids = self._parts.deck.current.selected_ids()
        navigation = self._session.current.navigation
        layer = navigation.checker.layers.find(navigation.document.node(ids[0]).type) if ids else None
        layer = layer or self._parts.palette.current_layer()
        if self._reference is None:
            self._reference = ReferenceWindow(self._window)
            self._reference.layer_chosen.connect(lambda name: self._parts.deck.current.commands.add_layer(name))
        if layer is not None or self._reference.layer is None:
            self._reference.show_layer(layer or LAYERS.get(FIRST))
        self._reference.show()
        self._reference.raise_()
        self._reference.activateWindow()

    def show_shortcuts(self) -> None:
        if self.actions is not None:
            ShortcutsPage(self.actions.shortcuts, self._window).show()

    def show_plugins(self) -> None:
        PluginsPage(installed_plugins(), self._window).show()

    def show_about(self) -> None:
        QMessageBox.about(self._window, "About LayerLoom", ABOUT)

    def close_window(self) -> bool:
        return self._window.close()

    def refresh_actions(self) -> None:
        if self.actions is not None:
            self.actions.refresh()
