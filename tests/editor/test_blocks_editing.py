"""Blocks in the window: grouping, entering, coming back, undo across the border, what the panels show."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from backend.document.edits import EditInBlock, SetParameters
from backend.document.file import load
from backend.document.graph import Node
from nodeeditor.canvas.overlays.graph_overlays import HeatLegend
from nodeeditor.canvas.overlays.name_prompt import NamePrompt
from nodeeditor.commands.palette import CommandPalette
from nodeeditor.panels.node.elements import NotesField
from nodeeditor.panels.node.pages import DocumentPage, NodePage
from nodeeditor.panels.palette import LAYER_ROLE, layer_mime
from nodeeditor.widgets import ChoiceField
from nodeeditor.window.breadcrumb import Breadcrumb
from nodeeditor.window.main_window import MainWindow
from tests.canvas.hand import Hand, child
from tests.source.test_blocks import graph, residual

EXAMPLES = Path(__file__).parents[2] / "examples"
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
FRAMES = ["conv1", "relu1", "pool1", "conv2", "relu2", "pool2"]


@pytest.fixture
def hand(window: MainWindow) -> Hand:
    """A hand on the canvas of the CRNN example."""
    window.program.files.open_paths([EXAMPLES / "ball_crnn.loom.json"])
    QApplication.processEvents()
    return Hand(window.program.canvas)


def group(hand: Hand, ids: list[str], name: str) -> None:
    """By the keyboard, as a person would."""
    hand.view.select(ids)
    hand.view.setFocus()
    hand.key(Qt.Key.Key_G, CTRL)
    prompt = child(hand.view, NamePrompt)
    assert prompt is not None and prompt.isVisible()
    prompt.field.selectAll()
    QTest.keyClicks(prompt.field, name)
    QTest.keyClick(prompt.field, Qt.Key.Key_Return)


def way(window: MainWindow) -> list[str]:
    crumbs = window.program.canvas.findChild(Breadcrumb)
    assert crumbs is not None
    links = [step.text() for step in crumbs.findChildren(QToolButton) if step.text() and not step.isHidden()]
    return links if crumbs.isVisible() else []


def palette_names(window: MainWindow) -> list[str]:
    model = window.program.panels.palette.list.palette_model()
    return [model.index(row).data() for row in range(model.rowCount()) if model.index(row).data(LAYER_ROLE)]


def test_grouping_asks_for_a_name_and_refuses_a_wrong_one(window: MainWindow, hand: Hand) -> None:
    document = window.program.session.current.document
    hand.view.select(FRAMES)
    hand.view.setFocus()
    hand.key(Qt.Key.Key_G, CTRL)
    prompt = child(hand.view, NamePrompt)
    assert prompt is not None and prompt.field.text() == "block"
    QTest.keyClicks(prompt.field, "no name")
    QTest.keyClick(prompt.field, Qt.Key.Key_Return)
    assert prompt.isVisible() and "letters" in prompt.words.text()
    QTest.keyClick(prompt.field, Qt.Key.Key_Escape)
    assert not prompt.isVisible() and not document.block_names
    group(hand, FRAMES, "frames")
    assert [*document.block_names] == hand.view.selected_ids() == ["frames"]
    assert window.program.session.current.checker.problems() == []
    hand.key(Qt.Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert set(hand.view.selected_ids()) == set(FRAMES)
    assert document.history.undo_label == "Expand block frames"


def test_what_can_not_be_grouped_is_said(hand: Hand) -> None:
    said: list[str] = []
    hand.view.status_message.connect(said.append)
    hand.view.select(["clip", "conv1"])
    hand.view.blocks.ask_group()
    assert "leave it out" in said[-1]
    prompt = child(hand.view, NamePrompt)
    assert prompt is not None and not prompt.isVisible()


def test_double_click_enters_and_escape_leaves(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.double_click(hand.body("frames"))
    assert hand.document.name == "frames" and "conv1" in hand.document
    assert way(window) == ["ball_crnn"]
    assert {"Block input", "State", "Next state"} <= set(palette_names(window))
    assert "frames" not in palette_names(window) and "Video" not in palette_names(window)
    QTest.keyClick(hand.view, Qt.Key.Key_Escape)
    assert hand.document is window.program.session.current.document and way(window) == []
    assert "frames" in palette_names(window) and "State" not in palette_names(window)
    assert hand.view.selected_ids() == ["frames"]


def test_blocks_nest_and_the_way_leads_back(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.key(Qt.Key.Key_Return)
    group(hand, ["conv1", "relu1", "pool1"], "stage")
    hand.key(Qt.Key.Key_Return)
    assert hand.document.name == "stage" and way(window) == ["ball_crnn", "frames"]
    assert str(hand.view.workspace.checker.reports["conv1"].outputs["out"]).startswith("float[N, ")
    hand.key(Qt.Key.Key_Up, ALT)
    assert hand.document.name == "frames"
    hand.key(Qt.Key.Key_Return)
    crumbs = hand.view.findChild(Breadcrumb)
    assert crumbs is not None
    first = next(step for step in crumbs.findChildren(QToolButton) if step.text() == "ball_crnn")
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert hand.document is window.program.session.current.document


def test_undo_shows_where_the_change_was(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.key(Qt.Key.Key_Return)
    hand.view.select(["conv1"])
    hand.document.apply(SetParameters("conv1", {"filters": 12}), label="More filters")
    window.program.navigation.up()
    hand.view.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert hand.document.name == "frames"
    assert hand.document.node("conv1").parameters["filters"] != 12
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert hand.document is window.program.session.current.document and "conv1" in hand.document
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "frames" in hand.document


def test_a_block_that_is_renamed_stays_open_and_one_that_goes_is_left(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.key(Qt.Key.Key_Return)
    hand.view.blocks.rename("frames", "encoder")
    assert hand.document.name == "encoder" and "conv1" in hand.document
    assert window.program.session.current.document.node("frames").type == "block:encoder"
    window.program.undo()
    assert hand.document.name == "frames"
    window.program.session.current.document.undo()
    assert hand.document is window.program.session.current.document and "conv1" in hand.document


def test_layers_added_inside_stay_inside(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.key(Qt.Key.Key_Return)
    window.program.panels.palette.layer_chosen.emit("dropout")
    hand.view.select(["conv1"])
    hand.view.editing.copy()
    hand.view.commands.paste()
    document = window.program.session.current.document
    inside = {node.id for node in document.block("frames").nodes()}
    assert {"dropout1", "conv3"} <= inside and "dropout1" not in document
    assert {node for node in hand.view.workspace.scene.node_items} == inside


def test_the_code_shows_the_whole_and_the_panel_the_inside(qtbot: QtBot, window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.key(Qt.Key.Key_Return)
    window.program.layout.show_page("code")
    qtbot.waitUntil(
        lambda: "class Frames(nn.Module):" in window.program.panels.code.text.toPlainText(), timeout=5000
    )
    assert "class BallCrnn(nn.Module):" in window.program.panels.code.text.toPlainText()
    hand.view.select(["conv1"])
    page = window.program.panels.node.page
    assert isinstance(page, QWidget) and getattr(page, "node_id", "") == "conv1"


def test_the_canvas_follows_edits_of_the_inside_from_elsewhere(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.key(Qt.Key.Key_Return)
    window.program.session.current.document.apply(EditInBlock("frames", SetParameters("conv1", {"filters": 99})))
    assert "99" in hand.view.workspace.scene.node_items["conv1"].card.summary


def test_the_panel_writes_of_a_block_and_shows_where_it_is(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    page = window.program.panels.node.page
    assert isinstance(page, NodePage) and page.block is not None
    assert list(page.form.fields) == ["repeat", "over_time", "shared_as"]
    notes = page.block.findChild(NotesField)
    assert notes is not None
    QTest.keyClicks(notes, "Sees one frame.")
    window.program.panels.node.settle()
    document = window.program.session.current.document
    assert document.block("frames").sections == {"notes": "Sees one frame."}
    opening = next(b for b in page.block.findChildren(QPushButton) if b.text() == "Open block")
    QTest.mouseClick(opening, Qt.MouseButton.LeftButton)
    assert hand.document.name == "frames" and hand.document.section("notes") == "Sees one frame."
    whole = window.program.panels.node.page
    assert isinstance(whole, DocumentPage)
    hand.view.select(["conv1"])
    hand.view.blocks.group("first")
    window.program.navigation.up()
    window.program.panels.node.place_wanted.emit("frames", "first")
    assert hand.document.name == "frames" and hand.view.selected_ids() == ["first"]
    assert document.undo() and document.undo() == "Write notes"
    assert not document.block("frames").sections


def test_a_next_state_chooses_among_the_states(window: MainWindow) -> None:
    window.program.files.open_paths([EXAMPLES / "lstm_from_parts.loom.json"])
    window.program.navigation.enter("lstm_cell")
    hand = Hand(window.program.canvas)
    assert len(hand.view.workspace.scene.state_arcs()) == 2
    hand.view.select(["next_h"])
    page = window.program.panels.node.page
    assert isinstance(page, NodePage)
    chooser = page.form.fields["state"]
    assert isinstance(chooser, ChoiceField) and page.states_offered == ("h", "c")
    chooser.edited.emit("c")
    assert window.program.session.current.checker.blocked
    window.program.undo()
    assert not window.program.session.current.checker.blocked


def test_a_block_goes_to_the_library_and_into_another_document(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    window.program.actions["save_block"].trigger()
    assert palette_names(window).count("frames") == 2
    window.program.files.new()
    assert palette_names(window).count("frames") == 1
    palette = window.program.panels.palette
    QTest.keyClicks(palette.search_field, "frames")
    QTest.keyClick(palette.search_field, Qt.Key.Key_Return)
    document = window.program.session.current.document
    assert [*document.block_names] == ["frames"] and "frames1" in document
    index = palette.list.currentIndex()
    data = layer_mime(index.data(LAYER_ROLE), next(window.program.settings.library_folder.glob("*.json")))
    Hand(window.program.canvas).drop_data(data, QPointF(0, 200))
    assert [*document.block_names] == ["frames"] and "frames2" in document


def test_copies_between_documents_carry_their_blocks(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.view.editing.copy()
    window.program.files.new()
    window.program.canvas.commands.paste()
    document = window.program.session.current.document
    assert [*document.block_names] == ["frames"] and document.node("frames").type == "block:frames"


def test_a_document_with_blocks_survives_saving(window: MainWindow, hand: Hand, tmp_path: Path) -> None:
    group(hand, FRAMES, "frames")
    path = tmp_path / "grouped.loom.json"
    window.program.session.save(window.program.session.current, path)
    assert load(path).block_names == ("frames",)


def test_a_port_gets_another_name_and_keeps_its_wires(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    window.program.navigation.enter("frames")
    (port,) = (node.id for node in window.program.navigation.document.nodes() if node.type == "block_input")
    hand.view.select([port])
    hand.view.setFocus()
    hand.key(Qt.Key.Key_F2, CTRL)
    prompt = child(hand.view, NamePrompt)
    prompt.field.selectAll()
    QTest.keyClicks(prompt.field, "pictures")
    QTest.keyClick(prompt.field, Qt.Key.Key_Return)
    assert hand.view.selected_ids() == ["pictures"]
    window.program.navigation.up()
    card = hand.view.workspace.scene.node_items["frames"].card
    assert [spot.name for spot in card.inputs] == ["pictures"] and card.inputs[0].connected
    assert not window.program.session.current.checker.blocked
    window.program.undo()
    assert port in window.program.navigation.whole.block("frames").graph


def test_the_search_goes_into_blocks(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.key(Qt.Key.Key_K, CTRL)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, CommandPalette)
    QTest.keyClicks(popup.field, "conv2")
    rows = map(popup.model().index, range(popup.model().rowCount()))
    found = [index for index in rows if popup.model().entry(index).kind == "Go to conv2 in frames"]
    popup.list.clicked.emit(found[0])
    assert window.program.navigation.block == "frames" and hand.view.selected_ids() == ["conv2"]


def test_costs_are_told_below_the_way_into_a_block(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    window.program.actions["heat_parameters"].trigger()
    window.program.navigation.enter("frames")
    crumbs, legend = child(hand.view, Breadcrumb), child(hand.view, HeatLegend)
    assert crumbs.isVisible() and legend.isVisible()
    assert not crumbs.geometry().intersects(legend.geometry())


def test_the_inside_shows_the_sizes_of_the_place_it_was_entered_by(window: MainWindow) -> None:
    """And of another one, by the menu beside the block's name."""
    document = window.program.session.current.document
    image = Node("image", "image", parameters={"channels": 8, "height": 6, "width": 6})
    nodes = [image, Node("first", "block:residual"), Node("pool", "max_pool2d"), Node("second", "block:residual")]
    wires = ("image > first.entry", "first.result > pool", "pool > second.entry")
    document.apply(*residual(), *graph(nodes, *wires))
    view = window.program.canvas
    view.commands.edit_node("second")
    crumbs = view.findChild(Breadcrumb)
    assert crumbs is not None and crumbs.placements.isVisible() and crumbs.placements.text() == "as in second"

    def height() -> object:
        return view.workspace.checker.reports["conv"].outputs["out"].sizes[2]

    assert height() == 3
    first, _ = crumbs.placements.choices.actions()
    assert first.text() == "first · float[N, 8, 6, 6]"
    first.trigger()
    assert height() == 6 and crumbs.placements.text() == "as in first"
    document.apply(SetParameters("image", {"channels": 8, "height": 1, "width": 1}))
    window.program.navigation.up()
    view.commands.edit_node("second")
    assert view.workspace.checker.placement is not None


def test_nobody_is_left_in_a_block_that_undo_or_redo_takes_out(window: MainWindow, hand: Hand) -> None:
    group(hand, FRAMES, "frames")
    hand.view.select(["frames"])
    hand.view.blocks.expand()
    window.program.undo()
    window.program.navigation.enter("frames", "frames")
    assert hand.document.name == "frames"
    window.program.session.current.document.redo()
    assert window.program.navigation.path == ()
    window.program.undo()
    window.program.navigation.enter("frames", "frames")
    hand.key(Qt.Key.Key_Return)
    window.program.undo()
    assert window.program.navigation.path == ()
