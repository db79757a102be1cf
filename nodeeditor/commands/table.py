"""Every command of the program, by menu. A new command is one entry here.

This one table makes the menus, the menu of a node, the buttons of the top bar, the shortcuts, the command palette
and the page that lists the shortcuts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QKeySequence

from backend.document.arranging import Edge
from backend.document.graph_view import Streams
from backend.document.layout import FlowDirection
from nodeeditor.canvas.painting.heat_map import HeatKind
from nodeeditor.canvas.view.canvas_view import CanvasView
from nodeeditor.commands.command import Command, HasCanvas, Menu
from nodeeditor.theme import ColourMode
from nodeeditor.window.program import Program
from nodeeditor.window.run_control import RunState

Key = QKeySequence.StandardKey
CanvasCall = Callable[[CanvasView], object]
CanvasCondition = Callable[[CanvasView], bool]


def has_nodes(canvas: CanvasView) -> bool:
    return bool(canvas.workspace.scene.node_items)


def has_selection(canvas: CanvasView) -> bool:
    return bool(canvas.selected_ids())


def something_selected(canvas: CanvasView) -> bool:
    """A node or a wire."""
    return has_selection(canvas) or bool(canvas.workspace.selection.wires)


def one_selected(canvas: CanvasView) -> bool:
    return len(canvas.selected_ids()) == 1


def several_selected(canvas: CanvasView) -> bool:
    return len(canvas.selected_ids()) > 1


def layer_selected(canvas: CanvasView) -> bool:
    return one_selected(canvas) and not canvas.blocks.chosen


def block_selected(canvas: CanvasView) -> bool:
    return bool(canvas.blocks.chosen)


def block_meant(canvas: CanvasView) -> bool:
    """A block is selected, or open."""
    return bool(canvas.blocks.meant)


def inside_block(canvas: CanvasView) -> bool:
    return canvas.blocks.inside


def document_has_nodes(program: Program) -> bool:
    return program.has_nodes


def has_other_documents(program: Program) -> bool:
    return len(program.session.documents) > 1


def can_train(program: Program) -> bool:
    state = program.runs.state_of(program.session.current)
    return program.has_nodes and state in (RunState.IDLE, RunState.PAUSED)


def can_resume(program: Program) -> bool:
    return program.has_nodes and not program.runs.busy


def can_pause(program: Program) -> bool:
    return program.runs.state_of(program.session.current) in (RunState.RUNNING, RunState.PAUSED)


def can_stop(program: Program) -> bool:
    return can_pause(program) or program.runs.state_of(program.session.current) is RunState.STARTING


def canvas_command(
    name: str,
    text: str,
    call: CanvasCall,
    group: str,
    keys: QKeySequence.StandardKey | str = "",
    enabled: CanvasCondition | None = None,
    checked: CanvasCondition | None = None,
    icon: str = "",
    also: tuple[str, ...] = (),
) -> Command[HasCanvas]:
    """A command of the canvas that is shown; its keys mean something in text fields too."""
    return Command(
        name,
        text,
        lambda target: call(target.canvas),
        group,
        keys,
        icon,
        on_canvas=True,
        enabled=lambda target: enabled is None or enabled(target.canvas),
        checked=None if checked is None else lambda target: checked(target.canvas),
        also=also,
    )


def _align(edge: Edge, text: str) -> Command[HasCanvas]:
    name = f"align_{edge.name.lower()}"
    return canvas_command(name, text, lambda c: c.arranging.align(edge), "align", enabled=several_selected)


def _heat(kind: HeatKind, text: str, keys: str) -> Command[HasCanvas]:
    return canvas_command(
        f"heat_{kind.name.lower()}",
        text,
        lambda c: c.reading.toggle_heat(kind),
        "read",
        keys,
        has_nodes,
        lambda c: c.reading.heat_kind is kind,
    )


def _stream(direction: Streams, text: str, keys: str) -> Command[HasCanvas]:
    return canvas_command(
        f"stream_{str(direction.name).lower()}",
        text,
        lambda c: c.reading.toggle_streams(direction),
        "read",
        keys,
        has_nodes,
        lambda c: direction in c.reading.streams,
    )


def _page(number: int, name: str, text: str, icon: str) -> Command[Program]:
    return Command(f"show_{name}", text, lambda p: p.layout.show_page(name), "tabs", f"Ctrl+{number}", icon)


def _panel(name: str, text: str, keys: str) -> Command[Program]:
    return Command(
        f"part_{name}",
        text,
        lambda p: p.layout.toggle(name),
        "parts",
        keys,
        checked=lambda p: p.layout.is_shown(name),
    )


def _colours(mode: ColourMode, text: str, icon: str = "") -> Command[Program]:
    return Command(
        f"colours_{mode.value}",
        text,
        lambda p: p.accessibility.set_colour_mode(mode),
        "colours",
        icon=icon,
        checked=lambda p: p.accessibility.colour_mode is mode,
    )


FILE: tuple[Command[Program], ...] = (
    Command("new", "New", lambda p: p.files.new(), "open", Key.New, "new"),
    Command("open", "Open…", lambda p: p.files.open(), "open", Key.Open, "open"),
    Command("examples", "Examples…", lambda p: p.pages.show_examples(), "open", "Ctrl+Shift+O"),
    Command("open_data_file", "Open a data file…", lambda p: p.choose_data_file(), "data", icon="data"),
    Command("open_data_folder", "Open a data folder…", lambda p: p.choose_data_folder(), "data"),
    Command("save", "Save", lambda p: p.files.save(), "save", Key.Save, "save"),
    Command("save_as", "Save as…", lambda p: p.files.save_as(), "save", "Ctrl+Shift+S"),
    Command(
        "export_model",
        "Export model…",
        lambda p: p.files.export_model(),
        "export",
        "Ctrl+E",
        "export",
        enabled=document_has_nodes,
    ),
    Command(
        "export_script",
        "Export training script…",
        lambda p: p.files.export_script(),
        "export",
        "Ctrl+Shift+E",
        enabled=document_has_nodes,
    ),
    Command(
        "verify", "Verify the export", lambda p: p.verify(), "export", "", "check", enabled=document_has_nodes
    ),
    Command(
        "export_picture",
        "Export picture…",
        lambda p: p.files.export_picture(p.canvas),
        "export",
        "Ctrl+Alt+E",
        enabled=document_has_nodes,
    ),
    Command("close", "Close", lambda p: p.files.close(), "close", "Ctrl+W"),
    Command(
        "next_document",
        "Next document",
        lambda p: p.session.step(1),
        "documents",
        "Ctrl+Tab",
        enabled=has_other_documents,
        also=("Ctrl+PgDown",),
    ),
    Command(
        "previous_document",
        "Previous document",
        lambda p: p.session.step(-1),
        "documents",
        "Ctrl+Shift+Tab",
        enabled=has_other_documents,
        also=("Ctrl+PgUp",),
    ),
    Command("quit", "Quit", lambda p: p.pages.close_window(), "close", "Ctrl+Q"),
)

HISTORY: tuple[Command[Program], ...] = (
    Command("undo", "Undo", lambda p: p.undo(), "history", "Ctrl+Z", "undo", enabled=lambda p: p.can_undo),
    Command("redo", "Redo", lambda p: p.redo(), "history", "Ctrl+Shift+Z", "redo", enabled=lambda p: p.can_redo),
)
CLIPBOARD: tuple[Command[HasCanvas], ...] = (
    canvas_command("cut", "Cut", lambda c: c.editing.cut(), "clip", Key.Cut, has_selection, icon="cut"),
    canvas_command("copy", "Copy", lambda c: c.editing.copy(), "clip", Key.Copy, has_selection, icon="copy"),
    canvas_command("paste", "Paste", lambda c: c.commands.paste(), "clip", Key.Paste, icon="paste"),
    canvas_command(
        "duplicate",
        "Duplicate",
        lambda c: c.editing.duplicate_selection(),
        "clip",
        "Ctrl+D",
        has_selection,
        icon="duplicate",
        also=("Shift+D",),
    ),
    canvas_command(
        "delete",
        "Delete",
        lambda c: c.editing.delete_selection(),
        "clip",
        Key.Delete,
        something_selected,
        icon="trash",
        also=("Backspace", "X"),
    ),
)
ADD_LAYER = canvas_command(
    "add_layer", "Add layer…", lambda c: c.commands.open_search(), "add", "Tab", icon="plus", also=("Shift+A",)
)
EDIT: tuple[Command[Program], ...] = (
    *HISTORY,
    *CLIPBOARD,
    canvas_command(
        "select_all", "Select all", lambda c: c.editing.select_all(), "select", Key.SelectAll, has_nodes
    ),
    ADD_LAYER,
    Command(
        "search",
        "Search everything…",
        lambda p: p.show_command_palette(),
        "add",
        "Ctrl+K",
        "search",
        also=("Ctrl+Shift+P",),
    ),
)

NODE: tuple[Command[HasCanvas], ...] = (
    canvas_command(
        "edit_node",
        "Edit on the canvas",
        lambda c: c.commands.edit_node(c.selected_ids()[0]),
        "edit",
        "",
        layer_selected,
    ),
    canvas_command("rename", "Rename", lambda c: c.commands.rename_selection(), "edit", "F2", one_selected),
    canvas_command(
        "replace", "Replace with…", lambda c: c.commands.replace_selection(), "edit", "R", one_selected
    ),
    canvas_command(
        "bypass",
        "Bypass",
        lambda c: c.rewiring.toggle_bypass(),
        "state",
        "B",
        has_selection,
        lambda c: c.rewiring.is_bypassed(),
        also=("M",),
    ),
    canvas_command(
        "collapse",
        "Collapse",
        lambda c: c.arranging.toggle_collapsed(),
        "state",
        "H",
        has_selection,
        lambda c: c.arranging.is_collapsed(),
    ),
    canvas_command(
        "dock",
        "Dock onto the layer before",
        lambda c: c.arranging.toggle_docked(),
        "state",
        "K",
        has_selection,
        lambda c: c.arranging.is_docked(),
    ),
    canvas_command(
        "chain", "Connect in a chain", lambda c: c.rewiring.chain_selection(), "wires", "L", several_selected
    ),
    canvas_command(
        "delete_reconnect",
        "Delete and reconnect",
        lambda c: c.rewiring.delete_and_reconnect(),
        "wires",
        "Ctrl+Delete",
        has_selection,
    ),
    canvas_command(
        "duplicate_wired",
        "Duplicate with wires",
        lambda c: c.editing.duplicate_selection(with_wires=True),
        "wires",
        "Ctrl+Shift+D",
        has_selection,
    ),
    canvas_command(
        "paste_wired", "Paste with wires", lambda c: c.commands.paste(with_wires=True), "wires", "Ctrl+Shift+V"
    ),
    canvas_command(
        "frame_selection",
        "Frame selection",
        lambda c: c.arranging.frame_selection(),
        "notes",
        "Shift+F",
        has_selection,
    ),
    canvas_command("add_note", "Add note", lambda c: c.commands.add_note(), "notes", "Shift+N"),
)

BLOCK: tuple[Command[HasCanvas], ...] = (
    canvas_command(
        "open_block", "Open block", lambda c: c.commands.edit_node(c.selected_ids()[0]), "way", "", block_selected
    ),
    canvas_command("leave_block", "Leave block", lambda c: c.outside_wanted.emit(), "way", "Alt+Up", inside_block),
    canvas_command("group", "Group into block…", lambda c: c.blocks.ask_group(), "make", "Ctrl+G", has_selection),
    canvas_command(
        "expand_block", "Expand block", lambda c: c.blocks.expand(), "make", "Ctrl+Shift+G", block_selected
    ),
    canvas_command(
        "rename_block", "Rename block…", lambda c: c.blocks.ask_rename(), "definition", "Shift+F2", block_meant
    ),
    canvas_command(
        "rename_port",
        "Rename port…",
        lambda c: c.blocks.ask_port_name(c.blocks.chosen_port),
        "definition",
        "Ctrl+F2",
        lambda c: bool(c.blocks.chosen_port),
    ),
    canvas_command(
        "save_block",
        "Save block to library",
        lambda c: c.library_wanted.emit(c.blocks.meant),
        "definition",
        "",
        block_meant,
    ),
    canvas_command(
        "delete_unused_blocks",
        "Delete unused blocks",
        lambda c: c.blocks.delete_unused(),
        "definition",
        "",
        lambda c: bool(c.blocks.unused),
    ),
)

ARRANGE: tuple[Command[HasCanvas], ...] = (
    canvas_command(
        "tidy", "Tidy left to right", lambda c: c.arranging.tidy(FlowDirection.RIGHT), "tidy", "T", has_nodes
    ),
    canvas_command(
        "tidy_down",
        "Tidy top to bottom",
        lambda c: c.arranging.tidy(FlowDirection.DOWN),
        "tidy",
        "Shift+T",
        has_nodes,
    ),
    _align(Edge.LEFT, "Align left"),
    _align(Edge.CENTRE, "Align centres"),
    _align(Edge.RIGHT, "Align right"),
    _align(Edge.TOP, "Align top"),
    _align(Edge.MIDDLE, "Align middles"),
    _align(Edge.BOTTOM, "Align bottom"),
    canvas_command(
        "distribute_across",
        "Distribute horizontally",
        lambda c: c.arranging.distribute(True),
        "distribute",
        enabled=several_selected,
    ),
    canvas_command(
        "distribute_down",
        "Distribute vertically",
        lambda c: c.arranging.distribute(False),
        "distribute",
        enabled=several_selected,
    ),
)

ZOOM: tuple[Command[Program], ...] = (
    Command("zoom_in", "Zoom in", lambda p: p.canvas.navigation.zoom_in(), "zoom", Key.ZoomIn),
    Command("zoom_out", "Zoom out", lambda p: p.canvas.navigation.zoom_out(), "zoom", Key.ZoomOut),
    Command("zoom_reset", "Zoom to 100 %", lambda p: p.canvas.navigation.zoom_reset(), "zoom", "Ctrl+0"),
    Command(
        "fit",
        "Fit all into view",
        lambda p: p.canvas.navigation.fit_all(),
        "zoom",
        "F",
        "fit",
        on_canvas=True,
        enabled=document_has_nodes,
        also=("Home",),
    ),
)
VIEWPOINT: tuple[Command[HasCanvas], ...] = (
    canvas_command(
        "fit_selection", "Zoom to selection", lambda c: c.navigation.fit_selection(), "zoom", "Z", has_nodes
    ),
    canvas_command(
        "view_back", "Back to the previous view", lambda c: c.navigation.history.back(), "zoom", "Alt+Left"
    ),
    canvas_command(
        "view_forward", "Forward to the next view", lambda c: c.navigation.history.forward(), "zoom", "Alt+Right"
    ),
)
READING: tuple[Command[HasCanvas], ...] = (
    _stream(Streams.UP, "Highlight upstream of the selection", "["),
    _stream(Streams.DOWN, "Highlight downstream of the selection", "]"),
    _heat(HeatKind.PARAMETERS, "Colour by parameters", "Alt+1"),
    _heat(HeatKind.MACS, "Colour by multiply–accumulate operations (MACs)", "Alt+2"),
    _heat(HeatKind.MEMORY, "Colour by activation memory", "Alt+3"),
    canvas_command(
        "tell_problems",
        "Show the problems of the node",
        lambda c: c.reading.show_problems(),
        "read",
        "I",
        one_selected,
    ),
)
VIEW: tuple[Command[Program], ...] = (
    *ZOOM,
    *VIEWPOINT,
    *READING,
    _page(1, "node", "Node panel", ""),
    _page(2, "data", "Data panel", "data"),
    _page(3, "settings", "Training settings", "settings"),
    _page(4, "training", "Training curves", "chart"),
    _page(5, "code", "Code", "code"),
    _page(6, "problems", "Problems", "warning"),
    _page(7, "runs", "Runs", "runs"),
    _page(8, "outline", "Outline", ""),
    _page(9, "history", "History", ""),
    _panel("palette", "Layer palette", "Ctrl+B"),
    _panel("inspector", "Side panel", "Ctrl+Alt+B"),
    _panel("dock", "Bottom panel", "Ctrl+J"),
    Command("next_part", "Focus the next panel", lambda p: p.layout.focus_next(), "parts", "F6"),
    Command("menu", "Open the menu", lambda p: p.pages.open_menu(), "parts", "F10"),
    Command("text_larger", "Larger text", lambda p: p.accessibility.scale(1), "accessibility", "Ctrl+Alt+="),
    Command("text_smaller", "Smaller text", lambda p: p.accessibility.scale(-1), "accessibility", "Ctrl+Alt+-"),
    Command("text_reset", "Text at 100 %", lambda p: p.accessibility.reset_scale(), "accessibility", "Ctrl+Alt+0"),
    Command(
        "wheel_pans",
        "Pan with the wheel instead of zooming",
        lambda p: p.accessibility.toggle_wheel_pans(),
        "accessibility",
        checked=lambda p: p.accessibility.wheel_pans,
    ),
    Command(
        "reduce_motion",
        "Reduce motion",
        lambda p: p.accessibility.toggle_reduced_motion(),
        "accessibility",
        checked=lambda p: p.accessibility.reduces_motion,
    ),
    _colours(ColourMode.SYSTEM, "System colours"),
    _colours(ColourMode.DARK, "Dark", "moon"),
    _colours(ColourMode.LIGHT, "Light", "sun"),
    _colours(ColourMode.HIGH_CONTRAST_DARK, "High contrast, dark"),
    _colours(ColourMode.HIGH_CONTRAST_LIGHT, "High contrast, light"),
)

RUN: tuple[Command[Program], ...] = (
    Command("train", "Train", lambda p: p.train(), "", "Ctrl+Return", "play", enabled=can_train),
    Command(
        "pause",
        "Pause or continue",
        lambda p: p.runs.toggle_pause(),
        "",
        "Ctrl+.",
        "pause",
        enabled=can_pause,
        checked=lambda p: p.runs.state_of(p.session.current) is RunState.PAUSED,
    ),
    Command("resume", "Resume the last run", lambda p: p.resume(), enabled=can_resume),
    Command("stop", "Stop", lambda p: p.runs.stop(), "", "Ctrl+Shift+.", "stop", enabled=can_stop),
)

HELP: tuple[Command[Program], ...] = (
    Command("reference", "Layer reference", lambda p: p.show_reference(), "", Key.HelpContents, "help"),
    Command("shortcuts", "Keyboard shortcuts", lambda p: p.pages.show_shortcuts(), "", "Ctrl+/", "keyboard"),
    Command("plugins", "Plug-ins", lambda p: p.pages.show_plugins()),
    Command("about", "About LayerLoom", lambda p: p.pages.show_about(), "", icon="info"),
)

MENUS: Mapping[Menu, tuple[Command[Program], ...]] = {
    Menu.FILE: FILE,
    Menu.EDIT: EDIT,
    Menu.NODE: NODE,
    Menu.BLOCK: BLOCK,
    Menu.ARRANGE: ARRANGE,
    Menu.VIEW: VIEW,
    Menu.RUN: RUN,
    Menu.HELP: HELP,
}
COMMANDS: tuple[Command[Program], ...] = tuple(command for commands in MENUS.values() for command in commands)
