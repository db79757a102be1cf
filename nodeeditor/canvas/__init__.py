"""The canvas: nodes and wires of a document, drawn and edited with the mouse."""

from nodeeditor.canvas.gestures.drop import LAYER_MIME, SOURCE_MIME
from nodeeditor.canvas.view.canvas_view import CanvasView

__all__ = ["LAYER_MIME", "SOURCE_MIME", "CanvasView"]
