"""The layer reference: opened by F1, walked by links, searched, drawn in the theme in force."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend.check.blocks import BlockLayers
from backend.declare.layer import LAYERS
from backend.reference.page import page_name, page_of, picture_name
from backend.reference.usage_example import BLOCK, block_use, usage_example
from nodeeditor.reference.drawing import picture_of
from nodeeditor.reference.window import ReferenceWindow
from nodeeditor.theme import DARK, LIGHT
from nodeeditor.window.main_window import MainWindow

MARKS = re.compile(r"^```.*$|!\[.*\]\(.*\)|(?<=\])\(\w+\.md\)|---", re.MULTILINE)
LETTERS = re.compile(r"[\W_]+")
TYPES = ("conv2d", "lstm", "cross_entropy", "embedding", "add", "note", "block_state", "frame", "reroute")


@pytest.fixture
def reference(window: MainWindow, qtbot: QtBot) -> Iterator[ReferenceWindow]:
    shown = ReferenceWindow(window)
    qtbot.addWidget(shown)
    shown.show()
    yield shown
    shown.close()


def test_f1_opens_the_reference_of_the_selected_layer(qtbot: QtBot, window: MainWindow) -> None:
    for kind, name in (("lstm", "LSTM"), ("dense", "Dense")):
        window.program.canvas.commands.add_layer(kind)
        qtbot.keyClick(window, Qt.Key.Key_F1)
        titles = [widget.windowTitle() for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        assert [title for title in titles if "reference" in title] == [f"{name} · Layer reference"]


@pytest.mark.parametrize("kind", TYPES)
def test_a_page_shows_words_and_picture(reference: ReferenceWindow, kind: str) -> None:
    layer = LAYERS.get(kind)
    reference.show_layer(layer)
    text = reference.page.toPlainText()
    assert layer.name in text and layer.summary in text
    assert [line for line in layer.formula.splitlines() if line not in text.replace("\xa0", " ")] == []
    image = reference.page.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(picture_name(layer)))
    assert isinstance(image, QImage) and image.width() > 200


@pytest.mark.usefixtures("qapp")
def test_qt_reads_all_of_every_page() -> None:
    """Qt's Markdown reader loses text without a word where a table holds what it does not understand."""
    for layer in LAYERS:
        markdown, document = page_of(layer).markdown, QTextDocument()
        document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        text = LETTERS.sub("", MARKS.sub("", markdown))
        assert LETTERS.sub("", document.toPlainText()) == text, layer.type


def test_a_page_opens_at_its_beginning(qtbot: QtBot, window: MainWindow) -> None:
    shown = ReferenceWindow(window)
    qtbot.addWidget(shown)
    shown.show_layer(LAYERS.get("conv2d"))
    shown.show()
    qtbot.waitExposed(shown)
    assert shown.page.textCursor().position() == 0
    assert shown.page.verticalScrollBar().value() == 0 < shown.page.verticalScrollBar().maximum()


def test_links_lead_on_and_back(reference: ReferenceWindow) -> None:
    reference.show_layer(LAYERS.get("conv2d"))
    link = page_name(LAYERS.get("conv1d"))
    assert f'href="{link}"' in reference.page.toHtml()
    reference.page.anchorClicked.emit(QUrl(link))
    assert reference.layer is LAYERS.get("conv1d") and not reference.forward.isEnabled()
    reference.back.click()
    assert reference.layer is LAYERS.get("conv2d") and not reference.back.isEnabled()
    reference.forward.click()
    assert reference.layer is LAYERS.get("conv1d")


def test_the_search_shows_the_best_match(reference: ReferenceWindow, qtbot: QtBot) -> None:
    reference.show_layer(LAYERS.get("conv2d"))
    qtbot.keyClicks(reference.search, "gru")
    assert reference.layer is LAYERS.get("gru")
    reference.search.clear()
    assert reference.list.currentIndex().data() == "GRU"


def test_a_layer_is_added_from_its_page(reference: ReferenceWindow, qtbot: QtBot) -> None:
    reference.show_layer(LAYERS.get("relu"))
    with qtbot.waitSignal(reference.layer_chosen) as caught:
        reference.add.click()
    assert caught.args == ["relu"]


def test_a_block_of_the_document_has_a_page(reference: ReferenceWindow) -> None:
    document, _ = block_use()
    layer = BlockLayers(document).find(f"block:{BLOCK}")
    assert layer is not None
    reference.show_layer(layer)
    assert layer.name in reference.page.toPlainText()


@pytest.mark.usefixtures("qapp")
def test_pictures_are_painted_in_the_theme() -> None:
    example = usage_example(LAYERS.get("dense"))
    corner = [picture_of(example, theme, 800).pixelColor(1, 1) for theme in (DARK, LIGHT)]
    assert corner == [DARK.canvas, LIGHT.canvas]
