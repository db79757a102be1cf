"""The ways to begin: one's own data, an example, a known architecture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from backend.document.edits import SetSection
from backend.document.file import load
from backend.errors import LoomError
from nodeeditor.commands.palette import example_entries
from nodeeditor.documents.session import OpenDocument
from nodeeditor.examples.catalogue import ARCHITECTURES_FOLDER, EXAMPLES_FOLDER, FIRST_TO_LEARN, find_examples
from nodeeditor.examples.window import EXAMPLE_ROLE, ExamplesWindow
from nodeeditor.panels.data.form import DataForm
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.start_cards import ExampleCard, StartCard
from tests.canvas.hand import child, focus_proxy
from tests.editor.conftest import Answers


def names(window: ExamplesWindow) -> list[str]:
    rows = [window.model.index(row).data(EXAMPLE_ROLE) for row in range(window.model.rowCount())]
    return [row.name for row in rows if row is not None]


@pytest.fixture
def examples(window: MainWindow) -> ExamplesWindow:
    window.program.actions["examples"].trigger()
    found = window.findChildren(ExamplesWindow)
    assert len(found) == 1 and found[0].isVisible()
    return found[0]


def test_the_first_to_learn_exist_and_come_first() -> None:
    assert [example.name for example in find_examples()][: len(FIRST_TO_LEARN)] == list(FIRST_TO_LEARN)


def test_the_window_lists_every_example_and_architecture(examples: ExamplesWindow) -> None:
    files = {path.name.removesuffix(".loom.json") for path in ARCHITECTURES_FOLDER.glob("*.loom.json")}
    assert files | set(FIRST_TO_LEARN) <= set(names(examples))


def test_a_name_is_found_before_a_word_of_the_notes(qtbot: QtBot, examples: ExamplesWindow) -> None:
    qtbot.keyClicks(examples.search, "resnet50")
    assert names(examples)[0] == "resnet50"
    examples.search.setText("handwritten digits of scikit-learn")
    assert names(examples)[0] == "digits_cnn"


def test_the_page_shows_picture_size_and_notes(qtbot: QtBot, examples: ExamplesWindow) -> None:
    examples.search.setText("lenet5")
    example = examples.example
    assert example is not None
    qtbot.waitUntil(lambda: "parameters" in examples.page.size_words.text())
    assert examples.page.size_words.text().startswith(f"{len(load(example.path).graph)} nodes · ")
    assert examples.page.notes.text() == example.notes
    assert not examples.page.drawing.grab().toImage().isNull()


def test_nothing_found_can_not_be_opened(examples: ExamplesWindow) -> None:
    examples.search.setText("qqqqqqqqzzzz")
    assert names(examples) == [] and not examples.open_button.isEnabled()


def test_enter_opens_what_was_found(qtbot: QtBot, window: MainWindow, examples: ExamplesWindow) -> None:
    qtbot.keyClicks(examples.search, "lenet5")
    qtbot.keyClick(examples.search, Qt.Key.Key_Return)
    assert window.program.session.current.title == "lenet5 (example)"
    assert not examples.isVisible()


def test_search_everything_knows_the_examples(window: MainWindow) -> None:
    entry = next(entry for entry in example_entries(window.program) if entry.names[0] == "digits_cnn")
    entry.choose()
    assert window.program.session.current.title == "digits_cnn (example)"


def test_own_data_is_asked_for_in_the_data_panel(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(DataForm, "choose_file", lambda form: asked.append(form._folder))
    window.program.actions["open_data_file"].trigger()
    assert len(asked) == 1 and window.program.panels.data.isVisible()


@pytest.mark.parametrize("size", [(900, 500), (1200, 800), (2400, 1400)])
def test_own_data_and_all_examples_are_offered_at_every_size(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    cards = [card for card in window.findChildren(StartCard) if card.isVisible()]
    others = [card.accessibleName() for card in cards if not isinstance(card, ExampleCard)]
    assert others == ["Your data…", "All examples…"]
    assert all(not a.geometry().intersects(b.geometry()) for a in cards for b in cards if a is not b)


def test_the_cards_make_way_for_the_search_of_a_layer(qtbot: QtBot, window: MainWindow) -> None:
    canvas = window.program.canvas
    card = child(window, StartCard)
    qtbot.keyClick(canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.prompts.search.isVisible()
    assert not card.isVisible()
    qtbot.keyClick(focus_proxy(canvas.prompts.search), Qt.Key.Key_Escape)
    assert card.isVisible()


def forecast(window: MainWindow) -> OpenDocument:
    window.program.files.open_example(EXAMPLES_FOLDER / "forecast_lstm.loom.json")
    return window.program.session.current


def test_an_example_opens_as_an_untitled_copy(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    file = EXAMPLES_FOLDER / "forecast_lstm.loom.json"
    before = file.read_bytes()
    opened = forecast(window)
    assert (opened.title, opened.path, opened.unsaved) == ("forecast_lstm (example)", None, False)
    assert opened.document.identity != load(file).identity
    answers.saves = tmp_path / "mine.loom.json"
    assert window.program.files.save()
    assert opened.path == tmp_path / "mine.loom.json" and file.read_bytes() == before
    assert forecast(window).document.identity != opened.document.identity


def test_the_data_of_an_example_is_found_wherever_it_is_saved(window: MainWindow, tmp_path: Path) -> None:
    opened = forecast(window)
    original = load(EXAMPLES_FOLDER / "forecast_lstm.loom.json").section("data")["source"]["path"]
    (tmp_path / "deep").mkdir()
    for path in (tmp_path / "mine.loom.json", tmp_path / "deep" / "other.loom.json"):
        window.program.session.save(opened, path)
        found = path.parent / load(path).section("data")["source"]["path"]
        assert found.resolve() == (EXAMPLES_FOLDER / original).resolve()


def test_saving_into_another_folder_keeps_a_relative_path_to_the_data(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    session = window.program.session
    opened = session.new()
    section = {"source": {"type": "csv", "path": "table.csv"}}
    opened.document.apply(SetSection("data", section))
    session.save(opened, tmp_path / "first.loom.json")
    assert opened.document.section("data") == section  # no such file where the program was started
    session.save(opened, tmp_path / "deep" / "second.loom.json")
    assert opened.document.section("data")["source"]["path"] == "../table.csv"


def test_another_file_is_another_document_and_the_first_file_is_not(window: MainWindow, tmp_path: Path) -> None:
    session = window.program.session
    opened = session.new()
    first = opened.document.identity
    session.save(opened, tmp_path / "a.loom.json")
    assert opened.document.identity == first
    session.save(opened, tmp_path / "b.loom.json")
    assert opened.document.identity == load(tmp_path / "b.loom.json").identity != first
    with pytest.raises(LoomError):
        session.save(opened, tmp_path / "b.loom.json" / "c.loom.json")
    assert opened.document.identity == load(tmp_path / "b.loom.json").identity
