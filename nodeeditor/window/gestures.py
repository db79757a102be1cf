"""What the canvas does with mouse and keys beside the declared actions; ``docs/decisions/0008`` says why."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence


@dataclass(frozen=True)
class GestureHelp:
    """``keys`` are sequences that no action on the canvas should take."""

    does: str
    how: str
    keys: tuple[str, ...] = ()


WITH_MOUSE = (
    GestureHelp("Move nodes", "drag; with Shift without snapping"),
    GestureHelp("Insert a node into a wire", "drop it on the wire"),
    GestureHelp("Duplicate", "Ctrl + drag"),
    GestureHelp("Draw a wire", "drag from a port"),
    GestureHelp("Add a layer that fits a port", "drag from the port into the void"),
    GestureHelp("Move the end of a wire", "drag the wire near that end"),
    GestureHelp("Cut wires", "Alt + drag, or Ctrl + right drag"),
    GestureHelp("Add a layer", "double click on the ground"),
    GestureHelp("Bend a wire", "double click on the wire"),
    GestureHelp("Edit the main parameter", "double click on the node"),
    GestureHelp("Select what is touched", "drag over the ground to the left"),
    GestureHelp("Select what lies inside", "drag over the ground to the right"),
    GestureHelp("Pan", "middle button, Space + drag, or two fingers"),
    GestureHelp("Zoom", "wheel, pinch, or Ctrl + wheel where the wheel pans"),
)

WITH_KEYS = (
    GestureHelp("Walk to the next node", "arrows", ("Left", "Right", "Up", "Down")),
    GestureHelp(
        "Walk and add to the selection", "Ctrl + arrows", ("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down")
    ),
    GestureHelp(
        "Move the selection by a step",
        "Shift + arrows, with Ctrl by five",
        ("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
    ),
    GestureHelp("Pan", "Ctrl + Alt + arrows", ("Ctrl+Alt+Left", "Ctrl+Alt+Right", "Ctrl+Alt+Up", "Ctrl+Alt+Down")),
    GestureHelp("Go through the ports of a node", "Tab, after walking to it"),
    GestureHelp("Draw a wire from the marked port", "W; arrows aim, Enter connects, Tab asks for a layer", ("W",)),
    GestureHelp("Edit the main parameter", "Enter", ("Return", "Enter")),
    GestureHelp("Leave what is begun, or the block", "Escape", ("Esc",)),
    GestureHelp("What a field means", "Shift + F1 in the field", ("Shift+F1",)),
)


def fixed_use(keys: QKeySequence) -> str:
    """What the canvas itself does with keys; empty where it leaves them alone."""
    for gesture in WITH_KEYS:
        if keys in [QKeySequence(own) for own in gesture.keys]:
            return gesture.does
    return ""
