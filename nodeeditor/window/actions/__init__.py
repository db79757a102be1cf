"""Every action of the program, declared once.

This one table makes the menus, the buttons of the top bar, the shortcuts, the command palette and the page that
lists the shortcuts.
"""

from collections.abc import Mapping

from nodeeditor.window.actions.action import Action, Menu
from nodeeditor.window.actions.editing import ARRANGE_ACTIONS, BLOCK_ACTIONS, EDIT_ACTIONS, NODE_ACTIONS
from nodeeditor.window.actions.filing import FILE_ACTIONS
from nodeeditor.window.actions.running import HELP_ACTIONS, RUN_ACTIONS
from nodeeditor.window.actions.viewing import VIEW_ACTIONS

__all__ = ["ACTIONS", "MENUS", "Action", "Menu"]

MENUS: Mapping[Menu, tuple[Action, ...]] = {
    Menu.FILE: FILE_ACTIONS,
    Menu.EDIT: EDIT_ACTIONS,
    Menu.NODE: NODE_ACTIONS,
    Menu.BLOCK: BLOCK_ACTIONS,
    Menu.ARRANGE: ARRANGE_ACTIONS,
    Menu.VIEW: VIEW_ACTIONS,
    Menu.RUN: RUN_ACTIONS,
    Menu.HELP: HELP_ACTIONS,
}
ACTIONS: tuple[Action, ...] = tuple(action for actions in MENUS.values() for action in actions)
