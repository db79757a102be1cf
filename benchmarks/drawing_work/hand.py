"""A hand that follows a script in the editor's window by events of mouse and keyboard, and counts them.

Each line of a script is one of these:

    layer WORDS          Tab, the words into the search, Return
    type WORDS           the words into the search that is open, Return
    press KEYS           one key after the other
    pull PORT X Y        drags from a port into the void, so far away on the screen
    wire PORT PORT       drags from a port to another
    extend NODE          a click with Shift: chooses the node besides
    below NODE Y         moves the pointer, without a click, to the void below a node

Nodes are called by their ids, ports ``node.port``. What the mouse is to touch has to be in view: moving the view
is part of the work.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nodeeditor.canvas import CanvasView
from nodeeditor.window.main_window import MainWindow

LEFT, NO_KEYS, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class Effort:
    """What it took: ``characters`` are those of the typed ``words``, the spaces between them included."""

    clicks: int = 0
    drags: int = 0
    keys: int = 0
    words: int = 0
    characters: int = 0

    @property
    def actions(self) -> int:
        """Clicks, drags and single keys."""
        return self.clicks + self.drags + self.keys


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing takes the keys"
    return widget


@dataclass
class Hand:
    """Works in the document that the window shows."""

    window: MainWindow
    effort: Effort = field(default_factory=Effort)

    @property
    def canvas(self) -> CanvasView:
        return self.window.program.canvas

    def follow(self, script: str) -> Effort:
        """Does what a script says, beginning with the pointer at a corner of the canvas."""
        doing = {
            "layer": self._layer,
            "type": self._type,
            "press": self._press,
            "pull": self._pull,
            "wire": self._wire,
            "extend": self._extend,
            "below": self._below,
        }
        QCursor.setPos(self.canvas.viewport().mapToGlobal(QPoint(60, 200)))
        for line in filter(None, script.splitlines()):
            verb, _, rest = line.partition(" ")
            doing[verb](rest)
            QApplication.processEvents()
        return self.effort

    def _layer(self, words: str) -> None:
        self._press("Tab")
        self._type(words)

    def _type(self, words: str) -> None:
        QTest.keyClicks(focused(), words)
        self.effort.words += len(words.split())
        self.effort.characters += len(words)
        self._press("Return")

    def _press(self, keys: str) -> None:
        for name in keys.split():
            pressed = QKeySequence(name)[0]  # type: ignore[index]  # the stubs of PySide6 lack it
            QTest.keyClick(focused(), pressed.key(), pressed.keyboardModifiers())
            self.effort.keys += 1

    def _pull(self, line: str) -> None:
        port, across, down = line.split()
        start = self._port(port)
        self._drag(start, start + QPoint(int(across), int(down)))

    def _wire(self, line: str) -> None:
        source, target = line.split()
        self._drag(self._port(source), self._port(target))

    def _drag(self, start: QPoint, end: QPoint) -> None:
        view = self.canvas.viewport()
        QTest.mouseMove(view, start)
        QTest.mousePress(view, LEFT, NO_KEYS, start)
        for step in range(1, 5):
            QTest.mouseMove(view, start + (end - start) * step / 4)
        QTest.mouseRelease(view, LEFT, NO_KEYS, end)
        self.effort.drags += 1

    def _extend(self, node: str) -> None:
        place = self._in_view(self._item_middle(node), node)
        QTest.mouseMove(self.canvas.viewport(), place)
        QTest.mouseClick(self.canvas.viewport(), LEFT, SHIFT, place)
        self.effort.clicks += 1

    def _below(self, line: str) -> None:
        node, down = line.split()
        place = self._in_view(self._item_middle(node) + QPointF(0, int(down)), line)
        QTest.mouseMove(self.canvas.viewport(), place)

    def _port(self, name: str) -> QPoint:
        node, _, port = name.partition(".")
        item = self.canvas.workspace.scene.node_items[node]
        is_input = item.card.port(port, True) is not None
        return self._in_view(item.position + item.card.place_of(port, is_input), name)

    def _item_middle(self, node: str) -> QPointF:
        return self.canvas.workspace.scene.node_items[node].card_rect().center()

    def _in_view(self, place: QPointF, name: str) -> QPoint:
        found = self.canvas.camera.to_view_point(place)
        if not self.canvas.viewport().rect().contains(found):
            raise ValueError(f"{name} is out of view: the script has to move the view first")
        return found
