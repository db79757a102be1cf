"""The commands of the canvas, declared once: for the node's menu, and for the window's table of actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.document.arranging import Edge
from backend.document.layout import FlowDirection
from nodeeditor.canvas.view.canvas_view import CanvasView

Condition = Callable[[CanvasView], bool]


def always(_canvas: CanvasView) -> bool:
    return True


def on_nodes(canvas: CanvasView) -> bool:
    return bool(canvas.workspace.scene.node_items)


def on_selection(canvas: CanvasView) -> bool:
    return bool(canvas.selected_ids())


def on_one(canvas: CanvasView) -> bool:
    return len(canvas.selected_ids()) == 1


def on_several(canvas: CanvasView) -> bool:
    return len(canvas.selected_ids()) > 1


def on_layer(canvas: CanvasView) -> bool:
    return on_one(canvas) and not canvas.blocks.chosen


def on_block(canvas: CanvasView) -> bool:
    return bool(canvas.blocks.chosen)


def inside(canvas: CanvasView) -> bool:
    return canvas.blocks.inside


def meant(canvas: CanvasView) -> bool:
    return bool(canvas.blocks.meant)


@dataclass(frozen=True)
class Command:
    """One thing that the canvas can do.

    ``group`` separates it from its neighbours in a menu; ``also`` are further keys, known from other editors.
    """

    id: str
    text: str
    call: Callable[[CanvasView], object]
    group: str
    keys: str = ""
    enabled: Condition = always
    checked: Condition | None = None
    also: tuple[str, ...] = ()


def _align(edge: Edge, text: str) -> Command:
    name = f"align_{edge.name.lower()}"
    return Command(name, text, lambda c: c.arranging.align(edge), "align", enabled=on_several)


def _edit_selected(canvas: CanvasView) -> None:
    canvas.commands.edit_node(canvas.selected_ids()[0])


NODE_COMMANDS: tuple[Command, ...] = (
    Command(
        "edit_node",
        "Edit on the canvas",
        _edit_selected,
        "edit",
        "",
        on_layer,
    ),
    Command("rename", "Rename", lambda c: c.commands.rename_selection(), "edit", "F2", on_one),
    Command("replace", "Replace with…", lambda c: c.commands.replace_selection(), "edit", "R", on_one),
    Command(
        "bypass",
        "Bypass",
        lambda c: c.rewiring.toggle_bypass(),
        "state",
        "B",
        on_selection,
        lambda c: c.rewiring.is_bypassed(),
        also=("M",),
    ),
    Command(
        "collapse",
        "Collapse",
        lambda c: c.arranging.toggle_collapsed(),
        "state",
        "H",
        on_selection,
        lambda c: c.arranging.is_collapsed(),
    ),
    Command("chain", "Connect in a chain", lambda c: c.rewiring.chain_selection(), "wires", "L", on_several),
    Command(
        "delete_reconnect",
        "Delete and reconnect",
        lambda c: c.rewiring.delete_and_reconnect(),
        "wires",
        "Ctrl+Delete",
        on_selection,
    ),
    Command(
        "duplicate_wired",
        "Duplicate with wires",
        lambda c: c.editing.duplicate_selection(with_wires=True),
        "wires",
        "Ctrl+Shift+D",
        on_selection,
    ),
    Command(
        "paste_wired", "Paste with wires", lambda c: c.commands.paste(with_wires=True), "wires", "Ctrl+Shift+V"
    ),
    Command(
        "frame_selection",
        "Frame selection",
        lambda c: c.arranging.frame_selection(),
        "notes",
        "Shift+F",
        on_selection,
    ),
    Command("add_note", "Add note", lambda c: c.commands.add_note(), "notes", "Shift+N"),
)

BLOCK_COMMANDS: tuple[Command, ...] = (
    Command("open_block", "Open block", _edit_selected, "way", "", on_block),
    Command("leave_block", "Leave block", lambda c: c.outside_wanted.emit(), "way", "Alt+Up", inside),
    Command("group", "Group into block…", lambda c: c.blocks.ask_group(), "make", "Ctrl+G", on_selection),
    Command("expand_block", "Expand block", lambda c: c.blocks.expand(), "make", "Ctrl+Shift+G", on_block),
    Command("rename_block", "Rename block…", lambda c: c.blocks.ask_rename(), "definition", "Shift+F2", meant),
    Command(
        "rename_port",
        "Rename port…",
        lambda c: c.blocks.ask_port_name(c.blocks.chosen_port),
        "definition",
        "Ctrl+F2",
        lambda c: bool(c.blocks.chosen_port),
    ),
    Command(
        "save_block",
        "Save block to library",
        lambda c: c.library_wanted.emit(c.blocks.meant),
        "definition",
        "",
        meant,
    ),
    Command(
        "delete_unused_blocks",
        "Delete unused blocks",
        lambda c: c.blocks.delete_unused(),
        "definition",
        "",
        lambda c: bool(c.blocks.unused),
    ),
)

ARRANGE_COMMANDS: tuple[Command, ...] = (
    Command("tidy", "Tidy left to right", lambda c: c.arranging.tidy(FlowDirection.RIGHT), "tidy", "T", on_nodes),
    Command(
        "tidy_down",
        "Tidy top to bottom",
        lambda c: c.arranging.tidy(FlowDirection.DOWN),
        "tidy",
        "Shift+T",
        on_nodes,
    ),
    _align(Edge.LEFT, "Align left"),
    _align(Edge.CENTRE, "Align centres"),
    _align(Edge.RIGHT, "Align right"),
    _align(Edge.TOP, "Align top"),
    _align(Edge.MIDDLE, "Align middles"),
    _align(Edge.BOTTOM, "Align bottom"),
    Command(
        "distribute_across",
        "Distribute across",
        lambda c: c.arranging.distribute(True),
        "distribute",
        enabled=on_several,
    ),
    Command(
        "distribute_down",
        "Distribute down",
        lambda c: c.arranging.distribute(False),
        "distribute",
        enabled=on_several,
    ),
)

SIGHT_COMMANDS: tuple[Command, ...] = (
    Command("fit_selection", "Zoom to selection", lambda c: c.navigation.fit_selection(), "zoom", "Z", on_nodes),
    Command("view_back", "Back to the view before", lambda c: c.navigation.history.back(), "zoom", "Alt+Left"),
    Command(
        "view_forward", "Forward to the next view", lambda c: c.navigation.history.forward(), "zoom", "Alt+Right"
    ),
)

CLIP_COMMANDS: tuple[Command, ...] = (
    Command("cut", "Cut", lambda c: c.editing.cut(), "clip", "Ctrl+X", on_selection),
    Command("copy", "Copy", lambda c: c.editing.copy(), "clip", "Ctrl+C", on_selection),
    Command("paste", "Paste", lambda c: c.commands.paste(), "clip", "Ctrl+V"),
    Command("duplicate", "Duplicate", lambda c: c.editing.duplicate_selection(), "clip", "Ctrl+D", on_selection),
    Command("delete", "Delete", lambda c: c.editing.delete_selection(), "clip", "Delete"),
)
"""These are also in the window's own table."""
