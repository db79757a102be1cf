"""The menu of a node, and what its commands do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Wire
from nodeeditor.commands.menus import node_menu
from nodeeditor.commands.table import ARRANGE, CLIPBOARD, NODE, VIEWPOINT
from tests.canvas.hand import IMAGE_TO_CONV, Hand


def actions(menu: QMenu) -> dict[str, QAction]:
    """All actions by their ids, those of sub-menus too."""
    return {action.objectName(): action for action in menu.findChildren(QAction) if action.objectName()}


def test_every_command_runs_on_anything(hand: Hand) -> None:
    commands = (*NODE, *ARRANGE, *VIEWPOINT, *CLIPBOARD)
    assert len({command.id for command in commands}) == len(commands)
    for ids in ([], ["conv1"], ["image", "conv1", "dense1", "label"]):
        for command in commands:
            hand.view.select(ids)
            if command.enabled(hand):
                command.call(hand)
            hand.view.inline.close()
            hand.view.prompts.search.hide()


def test_the_menu_of_a_node(wired: Document, hand: Hand) -> None:
    hand.view.select(["conv1"])
    found = actions(node_menu(hand))
    assert {"bypass", "replace", "collapse", "tidy", "colour_red", "delete", "copy"} <= found.keys()
    assert not found["align_left"].isEnabled()
    found["bypass"].trigger()
    assert wired.node("conv1").bypassed
    assert actions(node_menu(hand))["bypass"].isChecked()
    found["colour_red"].trigger()
    assert wired.node("conv1").colour == "red"


def test_the_menu_of_the_ground_and_of_a_wire(wired: Document, hand: Hand) -> None:
    assert "add_note" in actions(node_menu(hand))
    assert "bypass" not in actions(node_menu(hand))
    hand.view.workspace.selection.set(wires=[IMAGE_TO_CONV])
    bend = next(action for action in node_menu(hand).actions() if action.text() == "Add bend")
    bend.trigger()
    assert [node.type for node in wired.nodes()][-1] == "reroute"


def test_replacing_asks_and_keeps_the_wires(wired: Document, hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.view.commands.replace_selection()
    assert hand.search_field.accessibleName() == "Replace Conv 2-D with"
    QTest.keyClicks(hand.search_field, "max pool 3")
    QTest.keyClick(hand.search_field, Qt.Key.Key_Return)
    assert wired.wires() == [Wire("image", "out", "max_pool1", "in")]
    assert hand.view.selected_ids() == ["max_pool1"]
    assert wired.node("max_pool1").parameters == {"kernel": 3}
    assert wired.undo() == "Replace with Max pool 2-D"


def test_deleting_and_reconnecting(wired: Document, hand: Hand) -> None:
    wired.apply(AddNode(Node("relu1", "relu")), Connect(Wire("conv1", "out", "relu1", "in")))
    hand.view.select(["conv1"])
    hand.view.rewiring.delete_and_reconnect()
    assert wired.wires() == [Wire("image", "out", "relu1", "in")]


@pytest.mark.usefixtures("wired")
def test_pasting_with_wires(hand: Hand) -> None:
    hand.view.select(["conv1"])
    hand.view.editing.copy()
    assert "outside" in QGuiApplication.clipboard().text()
    hand.view.commands.paste()
    assert hand.document.wires() == [IMAGE_TO_CONV]
    hand.document.undo()
    hand.view.commands.paste(with_wires=True)
    assert Wire("image", "out", "conv2", "in") in hand.document.wires()
