"""The window of the layer reference: all layers at the left, found by words; the page of one at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from backend.declare.layer import LAYERS, Layer
from nodeeditor.panels.palette import LAYER_ROLE, PaletteItem, PaletteList
from nodeeditor.reference.browser import PageBrowser
from nodeeditor.widgets import SearchField
from nodeeditor.widgets.buttons import Button, IconButton

WINDOW_SIZE = (1080, 760)
LIST_WIDTH = 252
FIRST = "conv2d"


class ReferenceWindow(QDialog):
    """Can stay open beside the work. Layers can be dragged out of its list onto the canvas.

    Signals: ``layer_chosen(type)`` asks to add the layer to the canvas.
    """

    layer_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.resize(*WINDOW_SIZE)
        self._past: list[Layer] = []
        self._future: list[Layer] = []
        self._shown: Layer | None = None
        self.search = SearchField("Find a layer")
        self.list = PaletteList()
        self.list.palette_model().show_offer(PaletteItem(tuple(LAYERS)))
        self.page = PageBrowser()
        self.back = _step("chevron_left", "Back", "Alt+Left")
        self.forward = _step("chevron_right", "Forward", "Alt+Right")
        self.add = Button("Add to canvas", "plus")
        self._place()
        self._connect()

    def show_layer(self, layer: Layer) -> None:
        """Opens the page of a layer; the one before it can be gone back to."""
        if self._shown is not None and layer.type != self._shown.type:
            self._past.append(self._shown)
            self._future.clear()
        self._open(layer)

    def go_back(self) -> None:
        self._go(self._past, self._future)

    def go_forward(self) -> None:
        self._go(self._future, self._past)

    @property
    def layer(self) -> Layer | None:
        """The layer whose page is shown."""
        return self._shown

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.page.draw_again()

    def _place(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 12, 0, 0)
        field = QHBoxLayout()
        field.setContentsMargins(12, 0, 12, 0)
        field.addWidget(self.search)
        column.addLayout(field)
        column.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 10, 16, 0)
        buttons.setSpacing(2)
        for button in (self.back, self.forward):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.add)
        reading = QFrame()
        right = QVBoxLayout(reading)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(buttons)
        right.addWidget(self.page, 1)
        splitter = QSplitter()
        splitter.addWidget(side)
        splitter.addWidget(reading)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([LIST_WIDTH, WINDOW_SIZE[0] - LIST_WIDTH])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(splitter)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._find)
        self.search.moved.connect(self._move)
        self.search.returnPressed.connect(self.page.setFocus)
        self.search.left.connect(self.close)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.page.layer_wanted.connect(lambda name: self.show_layer(LAYERS.get(name)))
        self.list.layer_chosen.connect(self.layer_chosen)
        self.add.clicked.connect(self._choose)
        self.back.clicked.connect(self.go_back)
        self.forward.clicked.connect(self.go_forward)
        for keys, go in (("Alt+Left", self.go_back), ("Alt+Right", self.go_forward)):
            QShortcut(QKeySequence(keys), self).activated.connect(go)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self.search.setFocus)

    def _open(self, layer: Layer) -> None:
        self._shown = layer
        self.setWindowTitle(f"{layer.name} · Layer reference")
        self.page.show_layer(layer)
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._future))
        self._mark(layer)

    def _go(self, source: list[Layer], other: list[Layer]) -> None:
        if source and self._shown is not None:
            other.append(self._shown)
            self._open(source.pop())

    def _choose(self) -> None:
        if self._shown is not None:
            self.layer_chosen.emit(self._shown.type)

    def _mark(self, layer: Layer) -> None:
        """Marks the layer in the list, where the search leaves it in."""
        model = self.list.palette_model()
        for number in range(model.rowCount()):
            index = model.index(number)
            if index.data(LAYER_ROLE) is layer:
                unseen = not self.list.viewport().rect().contains(self.list.visualRect(index))
                self.list.setCurrentIndex(index)
                if unseen:
                    self.list.scrollTo(index, PaletteList.ScrollHint.PositionAtCenter)
                return
        self.list.clearSelection()

    def _on_current(self, index: QModelIndex) -> None:
        layer = index.data(LAYER_ROLE)
        if isinstance(layer, Layer) and layer is not self._shown:
            self.show_layer(layer)

    def _find(self, query: str) -> None:
        model = self.list.palette_model()
        model.search(query)
        if query.strip():
            self.list.setCurrentIndex(model.first_layer())
        elif self._shown is not None:
            self._mark(self._shown)

    def _move(self, steps: int) -> None:
        self.list.setCurrentIndex(self.list.palette_model().next_layer(self.list.currentIndex().row(), steps))


def _step(glyph: str, name: str, keys: str) -> IconButton:
    button = IconButton(glyph, name)
    button.set_name(name, keys)
    return button
