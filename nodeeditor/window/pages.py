"""What opens beside or over the window: the reference, the examples, pages of help, and the menu.

None of it is seen at the start, so that its modules are imported when a person first asks for it.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from backend.declare.declaration import Deferred
from backend.declare.layer import LAYERS, Layer
from backend.plugins.installed import installed_plugins
from nodeeditor.commands.shortcuts import Shortcuts
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.files import FileCommands

make_reference = Deferred("nodeeditor.reference.window", "ReferenceWindow")
make_examples = Deferred("nodeeditor.examples.window", "ExamplesWindow")
make_shortcuts_page = Deferred("nodeeditor.commands.shortcuts_page", "ShortcutsPage")
make_plugins_page = Deferred("nodeeditor.window.plugins_page", "PluginsPage")

MENU_AT = 40
FIRST_LAYER = "conv2d"
ABOUT = (
    "<h3>LayerLoom</h3><p>Draw neural networks and make them real: shapes on every wire, live training, "
    "clean PyTorch code.</p>"
)


class Pages:
    """Opens each page over the window; the reference is kept, and so is what was read in it."""

    def __init__(
        self, window: QWidget, deck: CanvasDeck, files: FileCommands, shortcuts: Shortcuts, menu: QMenu
    ) -> None:
        self.window = window
        self._deck, self._files, self._shortcuts, self._menu = deck, files, shortcuts, menu
        self._reference: Any = None

    def open_menu(self) -> None:
        self._menu.popup(self.window.mapToGlobal(QPoint(MENU_AT, MENU_AT)))

    def show_examples(self) -> None:
        """The examples and the known architectures; the chosen one is opened beside the open documents."""
        examples = make_examples(self.window)
        examples.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        examples.chosen.connect(self._files.open_example)
        examples.show()

    def show_reference(self, layer: Layer | None) -> None:
        """The reference, open at a layer, or where it was left."""
        if self._reference is None:
            self._reference = make_reference(self.window)
            self._reference.layer_chosen.connect(lambda name: self._deck.current.commands.add_layer(name))
        if layer is not None or self._reference.layer is None:
            self._reference.show_layer(layer or LAYERS.get(FIRST_LAYER))
        self._reference.show()
        self._reference.raise_()
        self._reference.activateWindow()

    def show_shortcuts(self) -> None:
        make_shortcuts_page(self._shortcuts, self.window).show()

    def show_plugins(self) -> None:
        make_plugins_page(installed_plugins(), self.window).show()

    def show_about(self) -> None:
        QMessageBox.about(self.window, "About LayerLoom", ABOUT)

    def close_window(self) -> bool:
        return self.window.close()
