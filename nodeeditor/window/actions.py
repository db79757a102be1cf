"""Every action of the program, declared once.

This one table makes the menus, the buttons of the top bar, the shortcuts, the command palette and the page that
lists the shortcuts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QKeySequence

from nodeeditor.canvas.commands import (
    ARRANGE_COMMANDS,
    BLOCK_COMMANDS,
    NODE_COMMANDS,
    SIGHT_COMMANDS,
    Command,
)
from nodeeditor.canvas.reading_commands import READING_COMMANDS
from nodeeditor.theme import ColourMode
from nodeeditor.window.pictures import export_picture
from nodeeditor.window.program import Condition, Program
from nodeeditor.window.run_control import RunState


class Menu(StrEnum):
    """The menus, in their order."""

    FILE = "File"
    EDIT = "Edit"
    NODE = "Node"
    BLOCK = "Block"
    ARRANGE = "Arrange"
    VIEW = "View"
    RUN = "Run"
    HELP = "Help"


def always(_program: Program) -> bool:
    return True


def _on_nodes(program: Program) -> bool:
    return program.has_nodes


def _on_selection(program: Program) -> bool:
    return program.has_selection


@dataclass(frozen=True)
class Action:
    """One thing that the program can do.

    ``group`` separates it from its neighbours in the menu. ``on_canvas`` limits the shortcut to the canvas, for
    keys that mean something in a text field too. ``checked`` makes it an action that is on or off. ``also`` are
    second keys for it.
    """

    id: str
    text: str
    call: Callable[[Program], object]
    group: str = ""
    shortcut: QKeySequence.StandardKey | str = ""
    icon: str = ""
    on_canvas: bool = False
    enabled: Condition = always
    checked: Condition | None = None
    also: str = ""

    @property
    def plain_text(self) -> str:
        """The text without the ellipsis that announces a dialog."""
        return self.text.removesuffix("…")

    @property
    def all_keys(self) -> list[QKeySequence]:
        """The declared shortcut and the second one, as far as there are any."""
        found = (QKeySequence(self.shortcut), QKeySequence(self.also))
        return [keys for keys in found if not keys.isEmpty()]


Key = QKeySequence.StandardKey


def _of_canvas(command: Command) -> Action:
    """A command of the canvas as an action of the program; its keys mean something in text fields too."""
    checked = command.checked
    return Action(
        command.id,
        command.text,
        lambda p: command.call(p.canvas),
        command.group,
        command.keys,
        on_canvas=True,
        enabled=lambda p: command.enabled(p.canvas),
        checked=(lambda p: checked(p.canvas)) if checked is not None else None,
    )


def _tab(number: int, name: str, text: str, icon: str) -> Action:
    return Action(f"show_{name}", text, lambda p: p.view.show_tab(name), "tabs", f"Ctrl+{number}", icon)


def _part(name: str, text: str, shortcut: str) -> Action:
    def is_shown(program: Program) -> bool:
        return program.view.part_is_shown(name)

    return Action(f"part_{name}", text, lambda p: p.view.toggle_part(name), "parts", shortcut, checked=is_shown)


def _mode(mode: ColourMode, text: str, icon: str = "") -> Action:
    def is_chosen(program: Program) -> bool:
        return program.view.colour_mode is mode

    return Action(
        f"colours_{mode.value}",
        text,
        lambda p: p.view.set_colour_mode(mode),
        "colours",
        icon=icon,
        checked=is_chosen,
    )


def _can_undo(program: Program) -> bool:
    return bool(program.session.current.document.undo_label)


def _can_redo(program: Program) -> bool:
    return bool(program.session.current.document.redo_label)


def _can_train(program: Program) -> bool:
    return program.has_nodes and not program.runs.busy


def _can_pause(program: Program) -> bool:
    return program.runs.state in (RunState.RUNNING, RunState.PAUSED)


def _can_stop(program: Program) -> bool:
    return _can_pause(program) or program.runs.state is RunState.STARTING


def _is_paused(program: Program) -> bool:
    return program.runs.state is RunState.PAUSED


FILE_ACTIONS = (
    Action("new", "New", lambda p: p.files.new(), "open", Key.New, "new"),
    Action("open", "Open…", lambda p: p.files.open(), "open", Key.Open, "open"),
    Action("examples", "Examples…", lambda p: p.view.show_examples(), "open", "Ctrl+Shift+O"),
    Action("open_data_file", "Open a data file…", lambda p: p.view.open_data_file(), "data", icon="data"),
    Action("open_data_folder", "Open a folder of data…", lambda p: p.view.open_data_folder(), "data"),
    Action("save", "Save", lambda p: p.files.save(), "save", Key.Save, "save"),
    Action("save_as", "Save as…", lambda p: p.files.save_as(), "save", "Ctrl+Shift+S"),
    Action(
        "export_model",
        "Export model…",
        lambda p: p.files.export_model(),
        "export",
        "Ctrl+E",
        "export",
        enabled=_on_nodes,
    ),
    Action(
        "export_script",
        "Export training script…",
        lambda p: p.files.export_script(),
        "export",
        "Ctrl+Shift+E",
        enabled=_on_nodes,
    ),
    Action("verify", "Verify the export", lambda p: p.view.verify(), "export", icon="check", enabled=_on_nodes),
    Action(
        "export_picture",
        "Export picture…",
        export_picture,
        "export",
        "Ctrl+Alt+E",
        enabled=_on_nodes,
    ),
    Action("close", "Close", lambda p: p.files.close(), "close", "Ctrl+W"),
    Action("quit", "Quit", lambda p: p.view.close_window(), "close", "Ctrl+Q"),
)

EDIT_ACTIONS = (
    Action("undo", "Undo", lambda p: p.undo(), "history", "Ctrl+Z", "undo", enabled=_can_undo),
    Action("redo", "Redo", lambda p: p.redo(), "history", "Ctrl+Shift+Z", "redo", enabled=_can_redo),
    Action("cut", "Cut", lambda p: p.canvas.cut(), "clip", Key.Cut, "cut", True, _on_selection),
    Action("copy", "Copy", lambda p: p.canvas.copy(), "clip", Key.Copy, "copy", True, _on_selection),
    Action("paste", "Paste", lambda p: p.canvas.paste(), "clip", Key.Paste, "paste", True),
    Action(
        "duplicate",
        "Duplicate",
        lambda p: p.canvas.duplicate_selection(),
        "clip",
        "Ctrl+D",
        "duplicate",
        enabled=_on_selection,
    ),
    Action(
        "delete", "Delete", lambda p: p.canvas.delete_selection(), "clip", Key.Delete, "trash", True, _on_selection
    ),
    Action(
        "select_all", "Select all", lambda p: p.canvas.select_all(), "select", Key.SelectAll, "", True, _on_nodes
    ),
    Action("add_layer", "Add layer…", lambda p: p.canvas.open_search(), "add", "Tab", "plus", True),
    Action(
        "search",
        "Search everything…",
        lambda p: p.view.open_command_palette(),
        "add",
        "Ctrl+K",
        "search",
        also="Ctrl+Shift+P",
    ),
)

VIEW_ACTIONS = (
    Action("zoom_in", "Zoom in", lambda p: p.canvas.zoom_in(), "zoom", Key.ZoomIn),
    Action("zoom_out", "Zoom out", lambda p: p.canvas.zoom_out(), "zoom", Key.ZoomOut),
    Action("zoom_reset", "Zoom to 100 %", lambda p: p.canvas.zoom_reset(), "zoom", "Ctrl+0"),
    Action("fit", "Fit all into view", lambda p: p.canvas.fit_view(), "zoom", "F", "fit", True, _on_nodes),
    *map(_of_canvas, SIGHT_COMMANDS),
    *map(_of_canvas, READING_COMMANDS),
    _tab(1, "node", "Node panel", ""),
    _tab(2, "data", "Data panel", "data"),
    _tab(3, "settings", "Training settings", "settings"),
    _tab(4, "training", "Training curves", "chart"),
    _tab(5, "code", "Code", "code"),
    _tab(6, "problems", "Problems", "warning"),
    _tab(7, "runs", "Runs", "runs"),
    _tab(8, "outline", "Outline", ""),
    _tab(9, "history", "History", ""),
    _part("palette", "Layer palette", "Ctrl+B"),
    _part("inspector", "Side panel", "Ctrl+Alt+B"),
    _part("dock", "Bottom panel", "Ctrl+J"),
    Action("next_part", "Go to the next part", lambda p: p.view.focus_next_part(), "parts", "F6"),
    Action("menu", "Open the menu", lambda p: p.view.open_menu(), "parts", "F10"),
    Action("text_larger", "Larger text", lambda p: p.comfort.scale(1), "comfort", "Ctrl+Alt+="),
    Action("text_smaller", "Smaller text", lambda p: p.comfort.scale(-1), "comfort", "Ctrl+Alt+-"),
    Action("text_reset", "Text at 100 %", lambda p: p.comfort.reset_scale(), "comfort", "Ctrl+Alt+0"),
    Action(
        "wheel_pans",
        "Wheel pans instead of zooming",
        lambda p: p.comfort.toggle_wheel_pans(),
        "comfort",
        checked=lambda p: p.comfort.wheel_pans,
    ),
    Action(
        "reduce_motion",
        "Reduce motion",
        lambda p: p.comfort.toggle_reduced_motion(),
        "comfort",
        checked=lambda p: p.comfort.reduces_motion,
    ),
    _mode(ColourMode.SYSTEM, "Colours of the system"),
    _mode(ColourMode.DARK, "Dark", "moon"),
    _mode(ColourMode.LIGHT, "Light", "sun"),
    _mode(ColourMode.HIGH_CONTRAST_DARK, "High contrast, dark"),
    _mode(ColourMode.HIGH_CONTRAST_LIGHT, "High contrast, light"),
)

NODE_ACTIONS = tuple(map(_of_canvas, NODE_COMMANDS))
BLOCK_ACTIONS = tuple(map(_of_canvas, BLOCK_COMMANDS))
ARRANGE_ACTIONS = tuple(map(_of_canvas, ARRANGE_COMMANDS))

RUN_ACTIONS = (
    Action("train", "Train", lambda p: p.view.train(), "", "Ctrl+Return", "play", enabled=_can_train),
    Action(
        "pause",
        "Pause or continue",
        lambda p: p.runs.toggle_pause(),
        "",
        "Ctrl+.",
        "pause",
        enabled=_can_pause,
        checked=_is_paused,
    ),
    Action("stop", "Stop", lambda p: p.runs.stop(), "", "Ctrl+Shift+.", "stop", enabled=_can_stop),
)

HELP_ACTIONS = (
    Action("reference", "Layer reference", lambda p: p.view.show_reference(), "", Key.HelpContents, "help"),
    Action("shortcuts", "Keyboard shortcuts", lambda p: p.view.show_shortcuts(), "", "Ctrl+/", "keyboard"),
    Action("plugins", "Plug-ins", lambda p: p.view.show_plugins()),
    Action("about", "About LayerLoom", lambda p: p.view.show_about(), "", icon="info"),
)

MENUS: Mapping[Menu, tuple[Action, ...]] = {
    Menu.FILE: FILE_ACTIONS,
    Menu.EDIT: EDIT_ACTIONS,
    Menu.NODE: NODE_ACTIONS,
    Menu.BLOCK: BLOCK_ACTIONS,
    Menu.ARRANGE: ARRANGE_ACTIONS,
    Menu.VIEW: VIEW_ACTIONS,
    Menu.RUN: RUN_ACTIONS,
    Menu.HELP: HELP_ACTIONS,
}
ACTIONS: tuple[Action, ...] = tuple(action for actions in MENUS.values() for action in actions)
