"""What the actions act on: the parts of the running program, handed to each action as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from nodeeditor.canvas.view.canvas_view import CanvasView
from nodeeditor.documents.block_navigation import BlockNavigation
from nodeeditor.documents.session import Session
from nodeeditor.theme import ColourMode
from nodeeditor.window.accessibility import Accessibility
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.files import FileCommands
from nodeeditor.window.run_control import RunControl


class View(Protocol):
    """What the actions ask of the window."""

    @property
    def colour_mode(self) -> ColourMode: ...
    def set_colour_mode(self, mode: ColourMode) -> None: ...
    def show_tab(self, name: str) -> None: ...
    def toggle_part(self, name: str) -> None: ...
    def part_is_shown(self, name: str) -> bool: ...
    def focus_next_part(self) -> None: ...
    def open_menu(self) -> None: ...
    def open_command_palette(self) -> None: ...
    def show_examples(self) -> None: ...
    def open_data_file(self) -> None: ...
    def open_data_folder(self) -> None: ...
    def show_reference(self) -> None: ...
    def show_shortcuts(self) -> None: ...
    def show_plugins(self) -> None: ...
    def show_about(self) -> None: ...
    def train(self) -> None: ...
    def verify(self) -> None: ...
    def close_window(self) -> object: ...


@dataclass(frozen=True)
class Program:
    """The running program as the actions see it."""

    session: Session
    files: FileCommands
    runs: RunControl
    deck: CanvasDeck
    view: View
    accessibility: Accessibility

    @property
    def canvas(self) -> CanvasView:
        """The canvas of the current document."""
        return self.deck.current

    @property
    def navigation(self) -> BlockNavigation:
        """Where in the current document the person is."""
        return self.session.current.navigation

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

    @property
    def has_nodes(self) -> bool:
        return len(self.session.current.document.graph) > 0

    @property
    def has_selection(self) -> bool:
        return bool(self.canvas.selected_ids())


Condition = Callable[[Program], bool]
