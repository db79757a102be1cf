"""The history, the clipboard, and what the canvas does to nodes, blocks and their places."""

from __future__ import annotations

from nodeeditor.canvas.commands import ARRANGE_COMMANDS, BLOCK_COMMANDS, NODE_COMMANDS
from nodeeditor.window.actions.action import Action, Key, of_canvas, on_nodes, on_selection
from nodeeditor.window.program import Program


def _can_undo(program: Program) -> bool:
    return bool(program.session.current.document.history.undo_label)


def _can_redo(program: Program) -> bool:
    return bool(program.session.current.document.history.redo_label)


EDIT_ACTIONS = (
    Action("undo", "Undo", lambda p: p.undo(), "history", "Ctrl+Z", "undo", enabled=_can_undo),
    Action("redo", "Redo", lambda p: p.redo(), "history", "Ctrl+Shift+Z", "redo", enabled=_can_redo),
    Action("cut", "Cut", lambda p: p.canvas.cut(), "clip", Key.Cut, "cut", True, on_selection),
    Action("copy", "Copy", lambda p: p.canvas.copy(), "clip", Key.Copy, "copy", True, on_selection),
    Action("paste", "Paste", lambda p: p.canvas.paste(), "clip", Key.Paste, "paste", True),
    Action(
        "duplicate",
        "Duplicate",
        lambda p: p.canvas.duplicate_selection(),
        "clip",
        "Ctrl+D",
        "duplicate",
        on_canvas=True,
        enabled=on_selection,
        also=("Shift+D",),
    ),
    Action(
        "delete",
        "Delete",
        lambda p: p.canvas.delete_selection(),
        "clip",
        Key.Delete,
        "trash",
        on_canvas=True,
        enabled=on_selection,
        also=("Backspace", "X"),
    ),
    Action(
        "select_all", "Select all", lambda p: p.canvas.select_all(), "select", Key.SelectAll, "", True, on_nodes
    ),
    Action(
        "add_layer",
        "Add layer…",
        lambda p: p.canvas.open_search(),
        "add",
        "Tab",
        "plus",
        on_canvas=True,
        also=("Shift+A",),
    ),
    Action(
        "search",
        "Search everything…",
        lambda p: p.view.open_command_palette(),
        "add",
        "Ctrl+K",
        "search",
        also=("Ctrl+Shift+P",),
    ),
)

NODE_ACTIONS = tuple(map(of_canvas, NODE_COMMANDS))
BLOCK_ACTIONS = tuple(map(of_canvas, BLOCK_COMMANDS))
ARRANGE_ACTIONS = tuple(map(of_canvas, ARRANGE_COMMANDS))
