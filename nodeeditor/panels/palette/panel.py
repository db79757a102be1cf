"""The palette: search field and list, in step with the document and the library."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.declare.layer import LAYERS, Layer
from backend.document.document import Document
from backend.document.edits import Change
from backend.document.library import LibraryBlock
from nodeeditor.canvas.search.available_layers import offered_layers
from nodeeditor.documents.following import Following
from nodeeditor.panels.palette.listing import PaletteList
from nodeeditor.panels.palette.rows import LAYER_ROLE, PaletteItem
from nodeeditor.widgets import SearchField

MAX_RECENT = 5


class Palette(QWidget):
    """Search field and list. Favourites and what was used last stand first.

    Signals: ``layer_chosen(str)`` asks to add a layer of that type, ``file_chosen(path)`` a block of the library;
    ``rename_wanted(path)`` and ``removal_wanted(path)`` of a block of the library; ``habits_changed(favourites,
    recent)`` with types of layers that are to be remembered.
    """

    layer_chosen = Signal(str)
    file_chosen = Signal(object)
    rename_wanted = Signal(object)
    removal_wanted = Signal(object)
    habits_changed = Signal(tuple, tuple)

    def __init__(self) -> None:
        super().__init__()
        self.search_field = SearchField("Find a layer")
        self.search_field.textChanged.connect(self._search)
        self.search_field.moved.connect(self._move)
        self.search_field.returnPressed.connect(self._choose_current)
        self.list = PaletteList()
        self.list.layer_chosen.connect(self.layer_chosen)
        self.list.file_chosen.connect(self.file_chosen)
        self.list.rename_wanted.connect(self.rename_wanted)
        self.list.removal_wanted.connect(self.removal_wanted)
        self._following: Following | None = None
        self._library: tuple[LibraryBlock, ...] = ()
        self._favourites: tuple[str, ...] = ()
        self._recent: tuple[str, ...] = ()
        self.list.favourite_toggled.connect(self._toggle_favourite)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 11, 0, 0)
        layout.setSpacing(4)
        field_line = QVBoxLayout()
        field_line.setContentsMargins(11, 0, 11, 0)
        field_line.addWidget(self.search_field)
        layout.addLayout(field_line)
        layout.addWidget(self.list, 1)

    def set_document(self, document: Document, checker: Checker) -> None:
        """Offers what can stand in a document, or in the block that is open."""
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker)
        self._following.also(document.root.subscribe(self._on_change))
        self._show_offer()

    def set_library(self, blocks: Sequence[LibraryBlock]) -> None:
        self._library = tuple(blocks)
        self._show_offer()

    def set_habits(self, favourites: Sequence[str], recent: Sequence[str]) -> None:
        """The types of layers that a person marked, and those that they used last."""
        self._favourites, self._recent = tuple(favourites), tuple(recent)
        self._show_offer()

    def _toggle_favourite(self, type_name: str) -> None:
        known = type_name in self._favourites
        others = tuple(name for name in self._favourites if name != type_name)
        self._favourites = others if known else (*others, type_name)
        self.habits_changed.emit(self._favourites, self._recent)
        self._show_offer()

    def _on_change(self, change: Change) -> None:
        if change.blocks:
            self._show_offer()
        if self._following is None or len(change.added) != 1:
            return  # what is pasted, opened or tidied in was not looked for here
        (node,) = change.added
        document = self._following.document
        if node in document and LAYERS.find(document.node(node).type) is not None:
            used = document.node(node).type
            self._recent = (used, *(name for name in self._recent if name != used))[:MAX_RECENT]
            # The list shows it when it is shown anew: rows must not move under the pointer.
            self.habits_changed.emit(self._favourites, self._recent)

    def _show_offer(self) -> None:
        if self._following is not None:
            layers = offered_layers(self._following.document, self._following.checker)
            bar = self.list.verticalScrollBar()
            place = bar.value()
            self.list.favourites = self._favourites
            self.list.palette_model().show_offer(
                PaletteItem(tuple(layers), self._library, self._favourites, self._recent)
            )
            self._mark_first()
            bar.setValue(place)

    def current_layer(self) -> Layer | None:
        """The layer that is marked in the list."""
        layer = self.list.currentIndex().data(LAYER_ROLE)
        return layer if isinstance(layer, Layer) else None

    def _move(self, steps: int) -> None:
        model = self.list.palette_model()
        self.list.setCurrentIndex(model.next_layer(self.list.currentIndex().row(), steps))

    def _choose_current(self) -> None:
        self.list.choose_current()

    def _search(self, query: str) -> None:
        if not query:
            self._show_offer()
        self.list.palette_model().search(query)
        self._mark_first()

    def _mark_first(self) -> None:
        """While one searches, Enter takes the best match."""
        if self.search_field.text().strip():
            self.list.setCurrentIndex(self.list.palette_model().first_layer())
