"""Gestures of the mouse, one class each."""

from nodeeditor.canvas.gestures.band import RubberBand
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.gestures.choose import cuts, gesture_for
from nodeeditor.canvas.gestures.copy import CopyNodes
from nodeeditor.canvas.gestures.cut import CutWires
from nodeeditor.canvas.gestures.drop import LAYER_MIME, SOURCE_MIME, Dragged, DropLayer, dragged_layer
from nodeeditor.canvas.gestures.key_wire import KeyWire
from nodeeditor.canvas.gestures.move import MoveGesture
from nodeeditor.canvas.gestures.pan import Pan
from nodeeditor.canvas.gestures.resize import Resize
from nodeeditor.canvas.gestures.wire import DragWire

__all__ = [
    "LAYER_MIME",
    "SOURCE_MIME",
    "CopyNodes",
    "CutWires",
    "DragWire",
    "Dragged",
    "DropLayer",
    "Gesture",
    "KeyWire",
    "MoveGesture",
    "Pan",
    "Resize",
    "RubberBand",
    "cuts",
    "dragged_layer",
    "gesture_for",
]
