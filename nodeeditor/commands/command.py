"""What a command is: one thing that the program can do, declared once for menus, keys, palette and help."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from PySide6.QtGui import QKeySequence

from nodeeditor.canvas.view.canvas_view import CanvasView

Target = TypeVar("Target", contravariant=True)


class HasCanvas(Protocol):
    """What the commands of the canvas need: the canvas that is shown."""

    @property
    def canvas(self) -> CanvasView: ...


class Menu(StrEnum):
    """The menus, in their order."""

    FILE = "File"
    EDIT = "Edit"
    NODE = "Node"
    BLOCK = "Block"
    ARRANGE = "Arrange"
    VIEW = "View"
    RUN = "Run"
    HELP = "Help"


def always(_target: object) -> bool:
    return True


@dataclass(frozen=True)
class Command(Generic[Target]):
    """One thing that the program can do to a target: to the whole program, or to what has a canvas.

    ``group`` separates it from its neighbours in a menu. ``on_canvas`` limits the keys to the canvas, because they
    mean something in a text field too. ``checked`` makes it a command that is on or off. ``also`` are further keys
    for it, which people know from other editors.
    """

    id: str
    text: str
    call: Callable[[Target], object]
    group: str = ""
    keys: QKeySequence.StandardKey | str = ""
    icon: str = ""
    on_canvas: bool = False
    enabled: Callable[[Target], bool] = always
    checked: Callable[[Target], bool] | None = None
    also: tuple[str, ...] = ()

    @property
    def plain_text(self) -> str:
        """The text without the ellipsis that announces a dialog."""
        return self.text.removesuffix("…")

    @property
    def all_keys(self) -> list[QKeySequence]:
        """The declared keys and the further ones, as far as there are any."""
        found = (QKeySequence(self.keys), *map(QKeySequence, self.also))
        return [keys for keys in found if not keys.isEmpty()]


def native_text(keys: Iterable[QKeySequence]) -> str:
    """The first keys as this system writes them; empty where there are none."""
    return next((found.toString(QKeySequence.SequenceFormat.NativeText) for found in keys), "")
