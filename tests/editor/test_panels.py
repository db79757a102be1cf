"""Palette, code, problems and start cards, as a person meets them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QTabBar
from pytestqt.qtbot import QtBot

from backend.check.blocks import INSIDE_ONLY
from backend.check.checker import all_problems
from backend.check.problems import Severity
from backend.declare.layer import LAYERS
from backend.document.edits import AddNode, Disconnect
from backend.document.graph import Node
from nodeeditor.canvas import LAYER_MIME
from nodeeditor.panels.node.pages import NodePage
from nodeeditor.panels.palette import LAYER_ROLE, layer_mime
from nodeeditor.panels.palette.listing import chip_rects
from nodeeditor.panels.palette.rows import VARIANTS_ROLE
from nodeeditor.widgets import TextLabel
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.start_cards import ExampleCard
from tests.editor.conftest import Answers


def palette_texts(window: MainWindow) -> list[str]:
    model = window.program.panels.palette.list.palette_model()
    return [str(model.index(row).data()) for row in range(model.rowCount()) if model.index(row).data(LAYER_ROLE)]


def test_the_palette_lists_every_layer_variants_in_one_row(window: MainWindow) -> None:
    model = window.program.panels.palette.list.palette_model()
    indices = [model.index(row) for row in range(model.rowCount()) if model.index(row).data(LAYER_ROLE)]
    listed = [layer.name for i in indices for layer in (i.data(VARIANTS_ROLE) or [i.data(LAYER_ROLE)])]
    assert sorted(listed) == sorted(layer.name for layer in LAYERS if layer.role not in INSIDE_ONLY)
    texts = palette_texts(window)
    assert texts.count("Max pool") == 1 and "Max pool 1-D" not in texts and "Max pool with indices" in texts


def test_a_variant_is_chosen_by_keys_and_by_the_mouse(qtbot: QtBot, window: MainWindow) -> None:
    palette = window.program.panels.palette
    rows, model = palette.list, palette.list.palette_model()
    row = next(n for n in range(model.rowCount()) if model.index(n).data() == "Max pool")
    rows.setCurrentIndex(model.index(row))
    assert palette.current_layer() is LAYERS.get("max_pool2d")
    qtbot.keyClick(rows, Qt.Key.Key_Right)
    assert palette.current_layer() is LAYERS.get("max_pool3d")
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert [node.type for node in window.program.session.current.document.nodes()] == ["max_pool3d"]
    rows.scrollTo(model.index(row))
    ((_, chip), *_) = chip_rects(QRectF(rows.visualRect(model.index(row))), model.index(row).data(VARIANTS_ROLE))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=chip.center().toPoint())
    assert palette.current_layer() is LAYERS.get("max_pool1d")


def test_favourites_and_what_was_used_last_stand_first(window: MainWindow) -> None:
    palette = window.program.panels.palette
    for type_name in ("lstm", "dense"):
        palette.layer_chosen.emit(type_name)
    palette.list.favourite_toggled.emit("gru")
    assert palette_texts(window)[:3] == ["GRU", "Dense", "LSTM"]
    assert window.program.settings.layer_habits() == (["gru"], ["dense", "lstm"])
    palette.list.favourite_toggled.emit("gru")
    assert palette_texts(window)[:2] == ["Dense", "LSTM"]


def test_searching_and_enter_adds_the_best_layer(qtbot: QtBot, window: MainWindow) -> None:
    field = window.program.panels.palette.search_field
    qtbot.keyClicks(field, "bnrm")
    assert palette_texts(window)[0].startswith("Batch norm")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.program.session.current.document.nodes()[0].type.startswith("batch_norm")


def test_arrow_keys_walk_past_the_headings(qtbot: QtBot, window: MainWindow) -> None:
    palette = window.program.panels.palette
    qtbot.keyClick(palette.search_field, Qt.Key.Key_Down)
    first = palette.current_layer()
    for _ in range(20):
        qtbot.keyClick(palette.search_field, Qt.Key.Key_Down)
        assert palette.current_layer() is not None
    assert palette.current_layer() is not first


def test_a_double_click_adds_the_layer(qtbot: QtBot, window: MainWindow) -> None:
    view = window.program.panels.palette.list
    index = view.palette_model().first_layer()
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert [node.type for node in window.program.session.current.document.nodes()] == [index.data(LAYER_ROLE).type]


def test_a_drag_carries_the_type() -> None:
    data = layer_mime(LAYERS.get("dense"))
    assert bytes(data.data(LAYER_MIME).data()) == b"dense"


def test_the_code_follows_the_drawing(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    window.program.layout.show_page("code")
    code = window.program.panels.code
    qtbot.waitUntil(lambda: "nn.Linear(64, 10)" in code.text.toPlainText())
    window.program.canvas.select(["head"])
    page = window.program.panels.node.page
    assert isinstance(page, NodePage)
    page.form.edited.emit("units", 12)
    qtbot.waitUntil(lambda: "nn.Linear(64, 12)" in code.text.toPlainText())
    code.copy()
    assert QGuiApplication.clipboard().text() == code.text.toPlainText()


def test_a_drawing_with_problems_has_a_sentence_for_code(qtbot: QtBot, window: MainWindow) -> None:
    window.program.canvas.commands.add_layer("dense")
    window.program.layout.show_page("code")
    code = window.program.panels.code
    qtbot.waitUntil(lambda: code._stack.currentWidget() is code._empty)


def test_the_model_is_exported(window: MainWindow, answers: Answers, small_file: Path, tmp_path: Path) -> None:
    window.program.files.open_paths([small_file])
    answers.saves = tmp_path / "model.py"
    window.program.actions["export_model"].trigger()
    assert "class Small(nn.Module)" in (tmp_path / "model.py").read_text()
    assert window.program.notices.toast.text.startswith("Exported to")


def test_problems_are_counted_listed_and_revealed(qtbot: QtBot, window: MainWindow, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    assert window.workbench.bar.status.text() == "No problems"
    window.program.canvas.commands.add_layer("dense")
    window.program.canvas.select([])
    assert window.workbench.bar.status.text() == "1 problem"
    qtbot.mouseClick(window.workbench.bar.status, Qt.MouseButton.LeftButton)
    view = window.program.panels.problems.list
    qtbot.waitUntil(view.isVisible)
    problem = view.problem_model().index(0).data(Qt.ItemDataRole.UserRole)
    assert problem.severity is Severity.MISSING
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(0, 0)).center()
    )
    assert window.program.canvas.selected_ids() == [problem.node]


def test_an_empty_canvas_offers_the_examples(qtbot: QtBot, window: MainWindow) -> None:
    cards = window.findChildren(ExampleCard)
    assert cards and cards[0].isVisible()
    window.program.canvas.commands.add_layer("relu")
    assert not cards[0].isVisible()
    window.program.actions["undo"].trigger()
    qtbot.mouseClick(cards[0], Qt.MouseButton.LeftButton)
    assert len(window.program.session.current.document.graph) > 0


def test_names_of_somebodys_file_are_shown_not_interpreted(window: MainWindow) -> None:
    hostile = "<img src='/etc/passwd'><b>bold</b>"
    window.program.notices.warn(hostile)
    shown = [label for label in window.program.notices.banner.findChildren(QLabel) if label.text() == hostile]
    assert [label.textFormat() for label in shown] == [Qt.TextFormat.PlainText]
    assert TextLabel(hostile).textFormat() is Qt.TextFormat.PlainText


def test_bar_badge_and_list_count_the_same_problems(window: MainWindow, small_file: Path) -> None:
    program = window.program
    program.files.open_paths([small_file])
    document, checker = program.session.current.document, program.session.current.checker
    dock = program.panels.dock

    def counts() -> tuple[str, str, int]:
        badge = dock.tabs.tabButton(dock.index_of("problems"), QTabBar.ButtonPosition.RightSide)
        rows = program.panels.problems.list.model().rowCount()
        return window.workbench.bar.status.text(), badge.accessibleName() if badge else "", rows

    assert counts()[1:] == ("", 0)
    document.apply(AddNode(Node("lone", "relu")))
    wire = document.wires_into("head")[0]
    document.apply(Disconnect(wire))
    found = all_problems(checker)
    assert {problem.blocks for problem in found} == {True, False}
    assert counts() == (f"{len(found)} problems", str(len(found)), len(found))
