"""What the canvas does with mouse and keys beside the declared actions; ``docs/decisions/0008`` says why."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence


@dataclass(frozen=True)
class Gesture:
    """``keys`` are sequences that no action on the canvas should take."""

    does: str
    how: str
    keys: tuple[str, ...] = ()


WITH_MOUSE = (
    Gesture("Move nodes", "drag; with Shift without snapping"),
    Gesture("Insert a node into a wire", "drop it on the wire"),
    Gesture("Duplicate", "Ctrl + drag"),
    Gesture("Draw a wire", "drag from a port"),
    Gesture("Add a layer that fits a port", "drag from the port into the void"),
    Gesture("Move the end of a wire", "drag the wire near that end"),
    Gesture("Cut wires", "Alt + drag, or Ctrl + right drag"),
    Gesture("Add a layer", "double click on the ground"),
    Gesture("Bend a wire", "double click on the wire"),
    Gesture("Edit the main parameter", "double click on the node"),
    Gesture("Select what is touched", "drag over the ground to the left"),
    Gesture("Select what lies inside", "drag over the ground to the right"),
    Gesture("Pan", "middle button, Space + drag, or two fingers"),
    Gesture("Zoom", "wheel, pinch, or Ctrl + wheel where the wheel pans"),
)

WITH_KEYS = (
    Gesture("Walk to the next node", "arrows", ("Left", "Right", "Up", "Down")),
    Gesture("Walk and add to the selection", "Ctrl + arrows", ("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down")),
    Gesture(
        "Move the selection by a step",
        "Shift + arrows, with Ctrl by five",
        ("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
    ),
    Gesture("Pan", "Ctrl + Alt + arrows", ("Ctrl+Alt+Left", "Ctrl+Alt+Right", "Ctrl+Alt+Up", "Ctrl+Alt+Down")),
    Gesture("Go through the ports of a node", "Tab, after walking to it"),
    Gesture("Draw a wire from the marked port", "W; arrows aim, Enter connects, Tab asks for a layer", ("W",)),
    Gesture("Edit the main parameter", "Enter", ("Return", "Enter")),
    Gesture("Leave what is begun, or the block", "Escape", ("Esc",)),
    Gesture("What a field means", "Shift + F1 in the field", ("Shift+F1",)),
)


def fixed_use(keys: QKeySequence) -> str:
    """What the canvas itself does with keys; empty where it leaves them alone."""
    for gesture in WITH_KEYS:
        if keys in [QKeySequence(own) for own in gesture.keys]:
            return gesture.does
    return ""
