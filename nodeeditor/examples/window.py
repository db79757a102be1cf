"""The window of the examples: all of them at the left, found by words; the chosen one at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from nodeeditor.examples.catalogue import (
    ARCHITECTURES_FOLDER,
    Example,
    find_examples,
)
from nodeeditor.examples.page import ExamplePage
from nodeeditor.examples.rows import EXAMPLE_ROLE, ExampleDelegate, ExamplesModel
from nodeeditor.theme.fonts import font_scale
from nodeeditor.widgets import PrimaryButton, SearchField

WINDOW_SIZE = (1080, 720)
LIST_WIDTH = 280
TRAINABLE, KNOWN = "Ready to train", "Known architectures"


class ExamplesWindow(QDialog):
    """Signals: ``chosen(path)`` asks to open a document; the window closes."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Examples")
        self.resize(*WINDOW_SIZE)
        groups = {TRAINABLE: find_examples(), KNOWN: find_examples(ARCHITECTURES_FOLDER)}
        self.search = SearchField("Find a network")
        self.list = QListView()
        self.model = ExamplesModel(groups, self)
        self.page = ExamplePage()
        self.open_button = PrimaryButton("Open")
        self._set_up_list()
        self._place()
        self.search.textChanged.connect(self._find)
        self.search.moved.connect(self._move)
        self.search.left.connect(self.close)
        self.search.returnPressed.connect(self._choose)
        self.open_button.clicked.connect(self._choose)
        self._move(1)

    @property
    def example(self) -> Example | None:
        """The example that is shown."""
        found = self.list.currentIndex().data(EXAMPLE_ROLE)
        return found if isinstance(found, Example) else None

    def _set_up_list(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(ExampleDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName("Examples")
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.activated.connect(self._choose)

    def _place(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 12, 0, 0)
        field = QHBoxLayout()
        field.setContentsMargins(12, 0, 12, 0)
        field.addWidget(self.search)
        column.addLayout(field)
        column.addWidget(self.list, 1)
        reading = QWidget()
        right = QVBoxLayout(reading)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.page, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(24, 8, 24, 20)
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        right.addLayout(buttons)
        splitter = QSplitter()
        splitter.addWidget(side)
        splitter.addWidget(reading)
        splitter.setStretchFactor(1, 1)
        width = round(LIST_WIDTH * font_scale())
        splitter.setSizes([width, WINDOW_SIZE[0] - width])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(splitter)

    def _find(self, query: str) -> None:
        self.model.search(query)
        self.list.setCurrentIndex(self.model.next_example(-1, 1))
        self.open_button.setEnabled(self.example is not None)

    def _move(self, steps: int) -> None:
        self.list.setCurrentIndex(self.model.next_example(self.list.currentIndex().row(), steps))

    def _on_current(self, index: QModelIndex) -> None:
        example = index.data(EXAMPLE_ROLE)
        if isinstance(example, Example):
            self.page.show_example(example)

    def _choose(self) -> None:
        example = self.example
        if example is not None:
            self.chosen.emit(example.path)
            self.close()
