"""How weights start, chosen by hand: for a layer, and for the whole document."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from nodeeditor.panels.node.pages import DocumentPage
from nodeeditor.panels.parameter_form import ParameterForm
from nodeeditor.widgets import FieldFrame
from nodeeditor.window.main_window import MainWindow
from tests.editor.test_side_panel import node_page, parameters, type_into


@pytest.fixture
def drawn(window: MainWindow, small_file: Path) -> MainWindow:
    window.program.files.open_paths([small_file])
    return window


def choose(field: FieldFrame, words: str) -> None:
    combo = field.findChild(QComboBox)
    assert combo is not None
    index = combo.findText(words)
    assert index >= 0
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def numbers(page: QWidget, name: str) -> list[FieldFrame]:
    """The fields of a number of the chosen initialisations."""
    return [form.fields[name] for form in page.findChildren(ParameterForm) if name in form.fields]


def test_a_layer_chooses_and_gets_its_numbers(qtbot: QtBot, drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    choose(page.form.fields["initial_weight"], "Normal")
    assert parameters(drawn, "head")["initial_weight"] == {"type": "normal"}
    qtbot.waitUntil(lambda: len(numbers(page, "std")) == 1)
    type_into(qtbot, numbers(page, "std")[0], "0.5")
    assert parameters(drawn, "head")["initial_weight"] == {"type": "normal", "std": 0.5}
    choose(page.form.fields["initial_weight"], "Truncated normal")
    assert parameters(drawn, "head")["initial_weight"] == {"type": "truncated_normal", "std": 0.5}
    document = drawn.program.session.current.document
    for expected in ({"type": "normal", "std": 0.5}, {"type": "normal"}, None):
        document.undo()
        assert parameters(drawn, "head").get("initial_weight") == expected


def test_empty_takes_the_choice_back(drawn: MainWindow) -> None:
    page = node_page(drawn, "head")
    before = parameters(drawn, "head")
    choose(page.form.fields["initial_weight"], "Orthogonal")
    choose(page.form.fields["initial_weight"], "as document")
    assert parameters(drawn, "head") == before


def test_the_document_chooses_for_all(drawn: MainWindow) -> None:
    drawn.program.canvas.select([])
    page = drawn.program.panels.node.page
    assert isinstance(page, DocumentPage)
    document = drawn.program.session.current.document
    choose(page.defaults.fields["weight"], "Kaiming normal")
    assert document.section("initialisation") == {"weight": {"type": "kaiming_normal"}}
    document.undo()
    assert document.section("initialisation") is None
