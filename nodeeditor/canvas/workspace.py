"""What gestures work with: the document, its check, the scene, the camera, and messages to the user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

from backend.check.checker import Checker
from backend.declare.layer import Layer
from backend.declare.parameters import Json
from backend.document.document import Document
from nodeeditor.canvas.camera import Camera
from nodeeditor.canvas.scene.context import Selection
from nodeeditor.canvas.scene.scene import Scene


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is, in pixels of the viewport and in the scene, and which keys are held."""

    view: QPoint
    scene: QPointF
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def extends(self) -> bool:
        """Whether the selection is added to."""
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        return bool(self.modifiers & keys)


Choose = Callable[[str, Mapping[str, Json]], object]
"""Called with the type that was chosen and the parameters that were typed with it."""
Fits = Callable[[Layer], int]
"""How well a layer fits; 0 if it does not."""
Fault = Callable[[str], str]
"""What is wrong with a name; empty if nothing is."""


@dataclass(frozen=True)
class Offers:
    """Which layers a search offers: those that fit, the best first; with ``others`` the rest after them."""

    fits: Fits | None = None
    others: bool = False


ALL = Offers()
ADD_WORDS = "Add a layer"


class Surface(Protocol):
    """What the view does for gestures."""

    def repaint_scene(self, rect: QRectF) -> None:
        """Paints a rectangle of the scene again, with what gestures draw over it."""

    def show_message(self, message: str, at: QPoint | None = None) -> None:
        """Shows a sentence in the status bar or, given a place, beside the pointer; an empty one hides it."""

    def show_hint(self, message: str, at: QPoint | None = None) -> None:
        """Shows a sentence that reports no error at a place of the viewport; an empty one hides it."""

    def ask_name(self, title: str, suggested: str, fault: Fault, accept: Callable[[str], object]) -> None:
        """Asks for a name beside the selection; ``fault`` says what is wrong with one."""

    def ask_layer(self, at: QPoint, chosen: Choose, offers: Offers = ALL, words: str = ADD_WORDS) -> None:
        """Opens the search at a point of the viewport; ``words`` say what for."""


@dataclass(frozen=True)
class Workspace:
    """One document on one canvas."""

    document: Document
    checker: Checker
    scene: Scene
    camera: Camera
    surface: Surface

    @property
    def selection(self) -> Selection:
        return self.scene.context.selection

    def selected_ids(self) -> list[str]:
        """The selected nodes in the order of the document."""
        document = self.document
        return sorted((node for node in self.selection.nodes if node in document), key=document.order_of)
