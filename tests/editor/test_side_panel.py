"""The side panel: parameters of nodes, the data section, and the training settings, edited by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from backend.declare.layer import LAYERS, Layer
from backend.declare.parameters import Json
from backend.document.edits import AddNode, Connect, SetParameters, SetSection
from backend.document.graph import Node, Wire
from nodeeditor.panels.node.pages import DocumentPage, NodePage, SeveralPage
from nodeeditor.panels.parameter_form import ParameterForm
from nodeeditor.widgets import FieldFrame, IconButton, KeyValueRow
from nodeeditor.widgets.focus import focus_stops
from nodeeditor.widgets.labels import FaultLabel
from nodeeditor.window.main_window import MainWindow
from tests.editor.fake_preview import PREVIEW


@pytest.fixture
def drawn(window: MainWindow, small_file: Path) -> MainWindow:
    window.program.files.open_paths([small_file])
    return window


def type_into(qtbot: QtBot, field: FieldFrame, text: str) -> None:
    line = field.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def node_page(window: MainWindow, node: str) -> NodePage:
    window.program.canvas.select([node])
    page = window.program.panels.node.page
    assert isinstance(page, NodePage)
    return page


def parameters(window: MainWindow, node: str) -> dict[str, Json]:
    return dict(window.program.session.current.document.node(node).parameters)


@pytest.mark.parametrize("layer", list(LAYERS), ids=lambda layer: layer.type)
def test_every_layer_has_a_form(window: MainWindow, layer: Layer) -> None:
    window.program.canvas.commands.add_layer(layer.type)
    page = window.program.panels.node.page
    assert isinstance(page, NodePage)
    assert list(page.form.fields) == [p.name for p in layer.parameters]


def test_typing_a_number_sets_the_parameter(qtbot: QtBot, drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    type_into(qtbot, page.form.fields["units"], "32")
    assert parameters(drawn, "head") == {"units": 32}
    drawn.program.actions["undo"].trigger()
    assert parameters(drawn, "head") == {"units": 10}
    qtbot.waitUntil(lambda: page.form.fields["units"].value() == 10)


def test_a_refused_number_changes_nothing_and_says_why(qtbot: QtBot, drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    type_into(qtbot, page.form.fields["units"], "0")
    assert parameters(drawn, "head") == {"units": 10}
    assert "at least 1" in page.form.fields["units"].error or "from 1" in page.form.fields["units"].error


def test_a_default_is_not_kept_in_the_document(qtbot: QtBot, drawn: MainWindow) -> None:
    default = LAYERS.get("dense").parameter("units").default
    page = node_page(drawn, "head")
    type_into(qtbot, page.form.fields["units"], str(default))
    assert parameters(drawn, "head") == {}


def test_reset_gives_the_default_back(qtbot: QtBot, drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    button = next(b for b in page.form.findChildren(IconButton) if b.accessibleName().startswith("Reset Units to"))
    assert button.isVisible()
    button.click()
    assert parameters(drawn, "head") == {}
    qtbot.waitUntil(lambda: not button.isVisible())


def test_what_is_typed_twice_is_two_steps(qtbot: QtBot, drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    for text in ("32", "2*64"):
        type_into(qtbot, page.form.fields["units"], text)
    assert parameters(drawn, "head") == {"units": 128}
    drawn.program.actions["undo"].trigger()
    assert parameters(drawn, "head") == {"units": 32}


def cost_texts(page: NodePage | DocumentPage) -> str:
    rows = [row for row in page._cost.findChildren(KeyValueRow) if row.isVisibleTo(page)]
    return "\n".join(row.accessibleName() for row in rows)


def test_multiply_adds_name_the_lengths_that_vary(qtbot: QtBot, drawn: MainWindow) -> None:
    assert " = 10" not in cost_texts(node_page(drawn, "head"))
    sequence = str(drawn.program.canvas.commands.add_layer("sequence"))
    dense = str(drawn.program.canvas.commands.add_layer("dense"))
    document = drawn.program.session.current.document
    document.apply(SetParameters(sequence, {"length": "L"}), Connect(Wire(sequence, "out", dense, "in")))
    page = node_page(drawn, dense)
    qtbot.waitUntil(lambda: "MACs, L = 10" in cost_texts(page))
    assert "Receptive field: 1 step" in cost_texts(page)


def test_the_model_tells_what_memory_it_takes(drawn: MainWindow) -> None:
    drawn.program.canvas.select([])
    page = drawn.program.panels.node.page
    assert isinstance(page, DocumentPage)
    assert "Training memory, batch 64" in cost_texts(page)
    assert "Receptive field" not in cost_texts(page)


def test_a_wrong_value_of_the_file_is_told_at_its_field(drawn: MainWindow) -> None:
    from_file = drawn.program.session.current.document
    page = node_page(drawn, "image")
    page.form.edited.emit("height", 8)
    page.form.show_values(
        drawn.program.session.current.checker.reports["image"].values.as_dict(), {"height": "tall"}
    )
    assert "received 'tall'" in page.form.fields["height"].error
    assert from_file is drawn.program.session.current.document


def test_the_name_is_the_label(qtbot: QtBot, drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    type_into(qtbot, page._name, "Digit scores")
    assert drawn.program.session.current.document.node("head").label == "Digit scores"


def test_several_values_are_said_where_one_would_stand(qtbot: QtBot, drawn: MainWindow) -> None:
    document = drawn.program.session.current.document
    document.apply(
        AddNode(Node("small", "dense", parameters={"units": 5, "bias": False})), AddNode(Node("large", "dense"))
    )
    drawn.program.canvas.select(["small", "large"])
    page = drawn.program.panels.node.page
    assert isinstance(page, SeveralPage)
    units, bias = page.form.fields["units"], page.form.fields["bias"]
    default = LAYERS.get("dense").defaults()["units"]
    line = units.focusProxy()
    assert isinstance(line, QLineEdit) and line.placeholderText() == f"5, {default}"
    assert bias.toolTip().startswith("Several values: off, on.")
    type_into(qtbot, units, "7")
    qtbot.waitUntil(lambda: line.placeholderText() == "")
    assert "Several" not in units.toolTip() and line.text() == "7"


def test_tab_goes_through_a_form_in_its_order(qtbot: QtBot, drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    drawn.activateWindow()
    drawn.program.panels.inspector.tabs.setFocus()
    reached: list[str] = []
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None and drawn.program.panels.inspector.isAncestorOf(focus)
        reached.append(focus.accessibleName())
    first = reached[: reached.index("Side panel") + 1]
    assert [name for name in first if name in ("Name", "Units", "Side panel")] == ["Name", "Units", "Side panel"]
    back = page.form.fields["units"].focusProxy()
    assert back is not None
    back.setFocus()
    while QApplication.focusWidget() is not drawn.program.panels.inspector.tabs:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)


def test_tab_goes_through_the_top_bar(qtbot: QtBot, drawn: MainWindow) -> None:
    """Though keys of the canvas stand in the menu of its first button."""
    drawn.activateWindow()
    stops = focus_stops(drawn.workbench.bar)
    stops[0].setFocus()
    assert stops[0].accessibleName() == "Menu"
    for expected in (*stops[1:], stops[0]):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected
    qtbot.mousePress(stops[0], Qt.MouseButton.LeftButton)
    assert drawn.workbench.menu.isVisible()
    drawn.workbench.menu.close()


def test_what_is_wrong_stands_below_its_field(qtbot: QtBot, drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    line = page.form.fields["units"].focusProxy()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, "2*")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    (fault,) = [fault for fault in page.findChildren(FaultLabel) if fault.isVisible()]
    assert "whole number" in fault.text()
    line.selectAll()
    qtbot.keyClicks(line, "2*8")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert not fault.isVisible() and page.form.fields["units"].value() == 16


def test_several_nodes_are_set_at_once(qtbot: QtBot, drawn: MainWindow) -> None:
    other = str(drawn.program.canvas.commands.add_layer("dense"))
    drawn.program.canvas.select(["head", other])
    page = drawn.program.panels.node.page
    assert isinstance(page, SeveralPage)
    type_into(qtbot, page.form.fields["units"], "77")
    assert parameters(drawn, "head")["units"] == parameters(drawn, other)["units"] == 77
    drawn.program.actions["undo"].trigger()
    assert parameters(drawn, "head") == {"units": 10} and "units" not in parameters(drawn, other)


def test_nothing_selected_shows_the_document_and_its_notes(qtbot: QtBot, drawn: MainWindow) -> None:
    drawn.program.canvas.select([])
    page = drawn.program.panels.node.page
    assert isinstance(page, DocumentPage)
    qtbot.keyClicks(page._notes, "A first try.")
    page.write_notes()
    assert drawn.program.session.current.document.section("notes") == "A first try."


def test_a_node_that_is_deleted_leaves_the_panel(qtbot: QtBot, drawn: MainWindow) -> None:
    node_page(drawn, "loss")
    drawn.program.canvas.editing.delete_selection()
    qtbot.waitUntil(lambda: isinstance(drawn.program.panels.node.page, DocumentPage))


def test_flows_and_cost_come_from_the_check(drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    names = [row.accessibleName() for row in page.findChildren(KeyValueRow)]
    assert "in: float[N, 64]" in names
    assert "out: float[N, 10]" in names
    assert "Parameters: 650" in names


def test_the_data_panel_shows_what_is_found_in_the_data(qtbot: QtBot, drawn: MainWindow) -> None:
    panel = drawn.program.panels.data
    drawn.program.layout.show_page("data")
    qtbot.waitUntil(lambda: panel.preview == PREVIEW, timeout=10_000)
    panel.form.fit_button.click()
    assert parameters(drawn, "digit")["classes"] == 3
    drawn.program.actions["undo"].trigger()
    assert "classes" not in parameters(drawn, "digit")


def test_nodes_without_a_field_are_bound_where_one_suits(qtbot: QtBot, window: MainWindow) -> None:
    document = window.program.session.current.document
    image, digit = (
        window.program.canvas.commands.add_layer("image"),
        window.program.canvas.commands.add_layer("class_target"),
    )
    window.program.layout.show_page("data")
    window.program.panels.data.form.source.changed.emit({"type": "digits"}, "type")
    qtbot.waitUntil(lambda: window.program.panels.data.preview == PREVIEW, timeout=10_000)
    qtbot.mouseClick(window.program.panels.data.form.fit_button, Qt.MouseButton.LeftButton)
    assert document.node(str(image)).parameters == {"field": "image", "height": 8, "width": 8}
    assert document.node(str(digit)).parameters == {"field": "digit", "classes": 3}


def test_a_failed_preview_is_a_sentence(qtbot: QtBot, drawn: MainWindow) -> None:
    drawn.program.layout.show_page("data")
    section = {"source": {"type": "npz", "path": "none.npz"}, "fields": {"image": {}, "digit": {}}}
    drawn.program.session.current.document.apply(SetSection("data", section))
    words = "the file is not there"
    qtbot.waitUntil(
        lambda: getattr(drawn.program.panels.data.form.preview, "text", str)() == words, timeout=10_000
    )


def test_choosing_a_source_proposes_its_fields(drawn: MainWindow) -> None:
    drawn.program.layout.show_page("data")
    drawn.program.panels.data.form.source.changed.emit({"type": "moving_ball"}, "type")
    section = drawn.program.session.current.document.section("data")
    assert list(section["fields"]) == ["clip", "direction"]
    assert section["fields"]["direction"]["transforms"] == [{"type": "classes"}]


def test_fields_are_added_renamed_and_removed(qtbot: QtBot, drawn: MainWindow) -> None:
    drawn.program.layout.show_page("data")
    panel, document = drawn.program.panels.data, drawn.program.session.current.document

    def fields() -> list[str]:
        return list(document.section("data")["fields"])

    panel.form.add_field()
    qtbot.waitUntil(lambda: "field1" in panel.form.cards)
    assert fields() == ["image", "digit", "field1"]
    panel.form.cards["field1"].renamed.emit("copy")
    qtbot.waitUntil(lambda: "copy" in panel.form.cards)
    panel.form.cards["copy"].renamed.emit("digit")
    assert "already" in panel.form.cards["copy"].name.error
    panel.form.cards["copy"].add_transform("scale")
    qtbot.waitUntil(lambda: document.section("data")["fields"]["copy"]["transforms"] == [{"type": "scale"}])
    panel.form.cards["copy"].removed.emit()
    assert fields() == ["image", "digit"]


def test_typing_in_a_transform_keeps_the_form(qtbot: QtBot, drawn: MainWindow) -> None:
    panel, document = drawn.program.panels.data, drawn.program.session.current.document
    drawn.program.layout.show_page("data")
    panel.form.cards["image"].add_transform("scale")
    qtbot.waitUntil(lambda: len(panel.form.cards["image"].transforms) == 1)
    form = panel.form
    low = form.cards["image"].transforms[0].form
    assert low is not None
    type_into(qtbot, low.fields["high"], "2")
    type_into(qtbot, low.fields["low"], "-1")
    section = document.section("data")
    assert section["fields"]["image"]["transforms"] == [{"type": "scale", "high": 2.0, "low": -1.0}]
    qtbot.wait(20)
    assert panel.form is form


def test_a_file_of_ones_own_is_opened_with_proposed_fields(
    qtbot: QtBot, drawn: MainWindow, tmp_path: Path
) -> None:
    drawn.program.panels.data.open_data(plants(tmp_path))
    section = drawn.program.session.current.document.section
    qtbot.waitUntil(lambda: section("data")["source"]["type"] == "csv_table", timeout=20_000)
    assert section("data")["source"]["path"] == "plants.csv"
    assert "kind" in section("data")["fields"]
    assert len(drawn.program.session.current.document.graph) == 5
    drawn.program.actions["undo"].trigger()
    assert section("data")["source"] == {"type": "digits"}


def test_data_dropped_on_an_empty_canvas_draws_a_first_network(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    document = window.program.session.current.document
    window.program.panels.data.open_data(plants(tmp_path))
    qtbot.waitUntil(lambda: len(document.graph) > 0, timeout=20_000)
    assert window.program.session.current.checker.problems() == []
    window.program.actions["undo"].trigger()
    assert len(document.graph) == 0 and document.section("data") is None


def test_a_file_that_is_no_data_is_told(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    other = tmp_path / "thing.xyz"
    other.write_text("?")
    window.program.panels.data.open_data(other)
    qtbot.waitUntil(window.program.notices.banner.isVisible, timeout=20_000)
    assert "thing.xyz" in window.program.notices.banner.accessibleName()


def plants(folder: Path) -> Path:
    """A small table with two numbers and a kind."""
    rows = [f"{number / 10},{number % 7},{'ab'[number % 2]}" for number in range(40)]
    table = folder / "plants.csv"
    table.write_text("length,width,kind\n" + "\n".join(rows))
    return table


def test_the_field_of_an_input_is_chosen_among_the_data(drawn: MainWindow) -> None:
    page = node_page(drawn, "digit")
    page.form.fields["field"].edited.emit("image")
    assert parameters(drawn, "digit")["field"] == "image"


def form_of(window: MainWindow) -> ParameterForm:
    form = window.program.panels.settings.form
    assert form is not None
    return form


def test_training_settings_are_written_as_far_as_they_differ(qtbot: QtBot, drawn: MainWindow) -> None:
    document = drawn.program.session.current.document
    drawn.program.layout.show_page("settings")
    type_into(qtbot, form_of(drawn).fields["epochs"], "3")
    assert document.section("training") == {"epochs": 3}
    type_into(qtbot, form_of(drawn).fields["epochs"], "20")
    assert document.section("training") is None


def test_another_optimizer_keeps_what_fits_it(qtbot: QtBot, drawn: MainWindow) -> None:
    document, panel = drawn.program.session.current.document, drawn.program.panels.settings
    drawn.program.layout.show_page("settings")
    panel.optimizer._set("learning_rate", 0.05)
    qtbot.waitUntil(lambda: panel.optimizer._given.get("learning_rate") == 0.05)
    panel.optimizer._choose("sgd")
    assert document.section("training")["optimizer"] == {"type": "sgd", "learning_rate": 0.05}
