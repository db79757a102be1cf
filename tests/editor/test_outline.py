"""The outline: the graph as a tree, in step with the canvas both ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from backend.document.edits import AddNode, Disconnect, RemoveNode
from backend.document.graph import Node, Wire
from nodeeditor.panels.outline.model import COLUMNS, LAYER, NAME, PROBLEMS, SHAPE
from nodeeditor.panels.outline.panel import OutlinePanel
from nodeeditor.window.main_window import MainWindow

FLOW = ["image", "digit", "flat", "head", "loss"]


@pytest.fixture
def drawn(qtbot: QtBot, window: MainWindow, small_file: Path) -> MainWindow:
    window.program.files.open_paths([small_file])
    window.program.layout.show_page("outline")
    qtbot.waitUntil(lambda: window.program.panels.outline.model.rowCount() > 0)
    return window


def rows(panel: OutlinePanel, block: str = "") -> list[str]:
    parent = panel.model.place_index(block)
    return [panel.model.index(row, NAME, parent).data() for row in range(panel.model.rowCount(parent))]


def row_of(panel: OutlinePanel, name: str, block: str = "", column: int = NAME) -> QModelIndex:
    return panel.model.index(rows(panel, block).index(name), column, panel.model.place_index(block))


def marked(panel: OutlinePanel) -> list[str]:
    return [index.data() for index in panel.tree.selectionModel().selectedRows()]


def test_nodes_stand_in_the_order_of_the_flow_with_layer_and_shape(drawn: MainWindow) -> None:
    panel = drawn.program.panels.outline
    assert rows(panel) == FLOW
    assert row_of(panel, "head", column=LAYER).data() == "Dense"
    assert row_of(panel, "head", column=SHAPE).data() == "float[N, 10]"
    said = row_of(panel, "head").data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "head, Dense, float[N, 10], no problems"


def test_the_model_keeps_to_qts_rules(drawn: MainWindow) -> None:
    panel, document = drawn.program.panels.outline, drawn.program.session.current.document
    tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    document.apply(AddNode(Node("relu", "relu")))
    panel._refresh()
    document.undo()
    panel._refresh()
    assert tester.model() is panel.model and panel.model.columnCount() == len(COLUMNS)


def test_the_arrows_walk_through_the_graph(qtbot: QtBot, drawn: MainWindow) -> None:
    panel = drawn.program.panels.outline
    panel.tree.setFocus()
    panel.tree.setCurrentIndex(row_of(panel, "flat"))
    assert drawn.program.canvas.selected_ids() == ["flat"]
    qtbot.keyClick(panel.tree, Qt.Key.Key_Down)
    assert drawn.program.canvas.selected_ids() == ["head"]
    qtbot.keyClick(panel.tree, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert drawn.program.canvas.selected_ids() == ["head", "loss"]
    assert panel.tree.hasFocus()


def test_enter_goes_to_the_canvas(qtbot: QtBot, drawn: MainWindow) -> None:
    panel = drawn.program.panels.outline
    panel.tree.setFocus()
    panel.tree.setCurrentIndex(row_of(panel, "flat"))
    qtbot.keyClick(panel.tree, Qt.Key.Key_Return)
    assert drawn.program.canvas.hasFocus() and drawn.program.canvas.selected_ids() == ["flat"]


def test_what_the_canvas_chooses_is_marked(drawn: MainWindow) -> None:
    drawn.program.canvas.select(["head", "loss", "image"])
    assert marked(drawn.program.panels.outline) == ["image", "head", "loss"]
    drawn.program.canvas.select([])
    assert marked(drawn.program.panels.outline) == []


def test_edits_are_followed(qtbot: QtBot, drawn: MainWindow) -> None:
    panel, document = drawn.program.panels.outline, drawn.program.session.current.document
    document.apply(Disconnect(Wire("flat", "out", "head", "in")))
    qtbot.waitUntil(lambda: bool(row_of(panel, "head", column=PROBLEMS).data()))
    drawn.program.canvas.select(["loss"])
    document.apply(AddNode(Node("relu", "relu")))
    qtbot.waitUntil(lambda: "relu" in rows(panel))
    assert marked(panel) == ["loss"]
    document.undo()
    qtbot.waitUntil(lambda: "relu" not in rows(panel))


def test_a_node_that_was_removed_just_now_is_an_empty_row(drawn: MainWindow) -> None:
    panel, document = drawn.program.panels.outline, drawn.program.session.current.document
    index = row_of(panel, "loss")
    wires = [Disconnect(wire) for wire in document.wires_into("loss")]
    document.apply(*wires, RemoveNode("loss"))
    assert index.data() is None


def test_a_block_is_read_when_it_is_opened_and_entered_where_a_node_of_it_is_chosen(
    qtbot: QtBot, drawn: MainWindow
) -> None:
    panel, canvas = drawn.program.panels.outline, drawn.program.canvas
    canvas.select(["flat", "head"])
    canvas.blocks.group("scores")
    qtbot.waitUntil(lambda: panel.model.place_index("scores").isValid())
    place = panel.model.place_index("scores")
    assert panel.model.hasChildren(place)
    panel.tree.expand(place)
    assert {"flat", "head"} <= set(rows(panel, "scores"))
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    panel.tree.selectionModel().setCurrentIndex(row_of(panel, "head", "scores"), flags)
    assert drawn.program.navigation.block == "scores"
    assert drawn.program.canvas.selected_ids() == ["head"]
    drawn.program.actions["undo"].trigger()
    qtbot.waitUntil(lambda: not panel.model.place_index("scores").isValid())


def test_a_hidden_outline_costs_nothing_and_is_right_when_it_is_seen(qtbot: QtBot, drawn: MainWindow) -> None:
    panel = drawn.program.panels.outline
    drawn.program.layout.show_page("code")
    drawn.program.session.current.document.apply(AddNode(Node("relu", "relu")))
    drawn.program.canvas.select(["relu"])
    qtbot.wait(120)
    assert "relu" not in rows(panel)
    drawn.program.layout.show_page("outline")
    assert "relu" in rows(panel) and marked(panel) == ["relu"]
