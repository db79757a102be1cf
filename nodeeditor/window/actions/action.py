"""What an action is: one thing that the program can do, and the menu that it stands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QKeySequence

from nodeeditor.canvas.commands import Command
from nodeeditor.window.program import Condition, Program


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


def always(_program: Program) -> bool:
    return True


def on_nodes(program: Program) -> bool:
    return program.has_nodes


def on_selection(program: Program) -> bool:
    return program.has_selection


@dataclass(frozen=True)
class Action:
    """One thing that the program can do.

    ``group`` separates it from its neighbours in the menu. ``on_canvas`` limits the shortcut to the canvas, for
    keys that mean something in a text field too. ``checked`` makes it an action that is on or off. ``also`` are
    further keys for it, by which people know it from other editors.
    """

    id: str
    text: str
    call: Callable[[Program], object]
    group: str = ""
    shortcut: QKeySequence.StandardKey | str = ""
    icon: str = ""
    on_canvas: bool = False
    enabled: Condition = always
    checked: Condition | None = None
    also: tuple[str, ...] = ()

    @property
    def plain_text(self) -> str:
        """The text without the ellipsis that announces a dialog."""
        return self.text.removesuffix("…")

    @property
    def all_keys(self) -> list[QKeySequence]:
        """The declared shortcut and the others, as far as there are any."""
        found = (QKeySequence(self.shortcut), *map(QKeySequence, self.also))
        return [keys for keys in found if not keys.isEmpty()]


Key = QKeySequence.StandardKey


def of_canvas(command: Command) -> Action:
    """A command of the canvas as an action of the program; its keys mean something in text fields too."""
    checked = command.checked
    return Action(
        command.id,
        command.text,
        lambda p: command.call(p.canvas),
        command.group,
        command.keys,
        on_canvas=True,
        enabled=lambda p: command.enabled(p.canvas),
        checked=(lambda p: checked(p.canvas)) if checked is not None else None,
        also=command.also,
    )
