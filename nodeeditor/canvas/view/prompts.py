"""Messages and questions of the canvas: hints beside the pointer, the search for a layer, the name prompt."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRectF, Signal
from PySide6.QtWidgets import QWidget

from nodeeditor.canvas.overlays.hints import PointerHint
from nodeeditor.canvas.overlays.name_prompt import NamePrompt
from nodeeditor.canvas.search.available_layers import offered_layers, ranked_layers
from nodeeditor.canvas.search.search_panel import SearchPanel
from nodeeditor.canvas.view.viewport import Viewport
from nodeeditor.canvas.workspace import ADD_WORDS, ALL, Choose, Fault, Offers


class Prompts(QObject):
    """The `Surface` of a canvas, for whatever document its viewport shows.

    Signals: ``status_message(text)``, empty to take the last one away; ``searching(whether)`` while the search for
    a layer is open.
    """

    status_message = Signal(str)
    searching = Signal(bool)

    def __init__(self, canvas: QWidget, viewport: Viewport, hint: PointerHint) -> None:
        super().__init__(canvas)
        self._viewport, self._hint = viewport, hint
        self.search = SearchPanel(canvas)
        self.search.shown.connect(self._on_searching)
        self.name_prompt = NamePrompt(canvas)

    def repaint_scene(self, rect: QRectF) -> None:
        """Has a rectangle of the scene painted again, with what gestures draw over it."""
        self._viewport.painter.repaint_scene(rect)

    def show_message(self, message: str, at: QPoint | None = None) -> None:
        """Shows a sentence in the status bar or, given a place, beside the pointer; an empty one hides it."""
        self._hint.show_text(message, at)
        self.status_message.emit(message if at is None else "")

    def show_hint(self, message: str, at: QPoint | None = None) -> None:
        """Shows a sentence that reports no error at a point of the viewport; an empty one hides it."""
        self._hint.show_text(message, at, calm=True)

    def ask_name(self, title: str, suggested: str, fault: Fault, accept: Callable[[str], object]) -> None:
        """Asks for a name beside the selection; ``fault`` says what is wrong with one."""
        self.name_prompt.ask(self._viewport.selection_point(), title, suggested, fault, accept)

    def ask_layer(self, at: QPoint, chosen: Choose, offers: Offers = ALL, words: str = ADD_WORDS) -> None:
        """Opens the search at a point of the viewport; ``words`` say what for."""
        self.search.set_words(words)
        workspace = self._viewport.workspace
        layers = offered_layers(workspace.document, workspace.checker)
        self.search.open_at(at, chosen, ranked_layers(layers, offers))

    def _on_searching(self, opened: bool) -> None:
        if not opened:
            self._viewport.gestures.settle()
        self.searching.emit(opened)
