"""The size of text, less motion, and what the wheel does: at once, and at the next start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from nodeeditor.canvas.operations.arranging import MoveAnimation
from nodeeditor.canvas.overlays.graph_overlays import LEGEND_WIDTH, HeatLegend
from nodeeditor.canvas.overlays.hints import EmptyHint
from nodeeditor.canvas.overlays.navigation import ZoomControl
from nodeeditor.canvas.overlays.training_marks import RunningStrip
from nodeeditor.canvas.view.canvas_view import CanvasView
from nodeeditor.theme import canvas_font, interface_font, motion_allowed, reduce_motion
from nodeeditor.theme.fonts import SCALES, font_scale
from nodeeditor.theme.scaling import scale_text, scaled
from nodeeditor.widgets import FormRow, IconButton, KeyValueRow, SearchField, Status, StatusPill, TextField
from nodeeditor.widgets.field import FieldFrame
from nodeeditor.widgets.form import SHOW_HEIGHT
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.start_cards import StartCards
from nodeeditor.window.top_bar import TopBar
from tests.canvas.hand import child
from tests.editor.conftest import WindowMaker


@pytest.fixture(autouse=True)
def _as_it_was(qapp: QApplication) -> Iterator[None]:
    assert qapp is not None
    yield
    scale_text(1.0)
    reduce_motion(False)


def test_all_text_but_the_canvas_grows(window: MainWindow, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    window.program.canvas.select(["head"])
    before = {label: label.font().pixelSize() for label in window.findChildren(QLabel)}
    width = window.program.canvas.workspace.scene.node_items["head"].card.rect.width()
    for _ in SCALES:
        window.program.actions["text_larger"].trigger()
    assert font_scale() == SCALES[-1] and window.program.settings.text_scale == SCALES[-1]
    labels = {label: size for label, size in before.items() if label.font().pixelSize() > 0}
    assert len(labels) > 10
    assert [label.text() for label, size in labels.items() if label.font().pixelSize() != round(size * 1.5)] == []
    assert interface_font(13).pixelSize() == 20 and canvas_font(13).pixelSize() == 13
    assert window.program.canvas.workspace.scene.node_items["head"].card.rect.width() == width


def test_panels_grow_with_the_text(window: MainWindow, make_window: WindowMaker) -> None:
    palette, canvas, inspector = window.workbench.columns.sizes()
    for _ in SCALES:
        window.program.actions["text_larger"].trigger()
    wider = window.workbench.columns.sizes()
    assert wider[0] > 1.3 * palette and wider[2] > 1.3 * inspector and sum(wider) == palette + canvas + inspector
    window.program.actions["text_reset"].trigger()
    assert window.workbench.columns.sizes()[0] == pytest.approx(palette, abs=4)
    window.program.actions["text_larger"].trigger()
    assert make_window().program.panels.inspector.width() == pytest.approx(1.1 * inspector, abs=3)


def test_columns_and_rows_of_words_grow_with_the_text(window: MainWindow, qtbot: QtBot) -> None:
    header = window.program.panels.outline.tree.header()
    before = [header.sectionSize(column) for column in range(header.count() - 1)]
    row = KeyValueRow("Receptive field", "all past steps")
    qtbot.addWidget(row)
    row.resize(row.sizeHint())
    row.show()
    one_line = row.height()
    assert one_line == SHOW_HEIGHT
    for _ in SCALES:
        window.program.actions["text_larger"].trigger()
    assert [header.sectionSize(column) for column in range(header.count() - 1)] == pytest.approx(
        [1.5 * width for width in before], abs=3
    )
    row.resize(row.width() + 1, row.height())
    assert row.height() > scaled(SHOW_HEIGHT), "the value stands below where the line is full"
    row.resize(row.sizeHint())
    assert row.height() == scaled(SHOW_HEIGHT) == round(1.5 * one_line)


def test_labels_of_a_form_are_shortened_where_they_have_no_room(qtbot: QtBot) -> None:
    row = FormRow("Gradient clipping by the norm of all", TextField())
    qtbot.addWidget(row)
    row.resize(240, row.height())
    row.show()
    label = next(label for label in row.findChildren(QLabel) if label.text())
    assert label.fontMetrics().horizontalAdvance(label.text()) > label.width()
    picture = label.grab().toImage()
    edge = [picture.pixelColor(picture.width() - 1, y) for y in range(picture.height())]
    assert all(colour.alpha() == 0 or colour == edge[0] for colour in edge), "no letter is cut"


def test_what_lies_over_the_canvas_has_room_for_larger_text(window: MainWindow, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    for _ in SCALES:
        window.program.actions["text_larger"].trigger()
    QApplication.processEvents()
    zoom = child(window.program.canvas, ZoomControl)
    percent = next(button for button in zoom.findChildren(QToolButton) if button.text())
    assert percent.width() > percent.fontMetrics().horizontalAdvance("100 %")
    assert zoom.width() >= zoom.sizeHint().width()
    legend = child(window.program.canvas, HeatLegend)
    assert legend.width() == round(1.5 * LEGEND_WIDTH)


def test_the_way_back_is_exact(window: MainWindow) -> None:
    before = {label: label.font() for label in window.findChildren(QLabel)}
    for name in ("text_smaller", "text_larger", "text_larger", "text_larger", "text_reset"):
        window.program.actions[name].trigger()
    assert {label: label.font() for label in before} == before


def test_larger_text_and_back_leaves_the_same_picture(window: MainWindow, qtbot: QtBot, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    window.resize(1600, 1000)
    window.program.canvas.select(["head"])
    qtbot.wait(50)
    before, heights = pictures(window), plain_heights(window)
    for _ in SCALES:
        window.program.actions["text_larger"].trigger()
    qtbot.wait(50)
    larger = plain_heights(window)
    assert all(larger[part] == scaled(height) for part, height in heights.items())
    window.program.actions["text_reset"].trigger()
    qtbot.wait(50)
    assert plain_heights(window) == heights
    assert pictures(window) == before


def pictures(window: MainWindow) -> list[QImage]:
    """The bar and the panels, without a ring of the focus, which moves by itself as windows come and go."""
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()
    panels = window.program.panels
    parts = (child(window, TopBar), panels.palette, panels.inspector, panels.dock)
    return [part.grab().toImage() for part in parts]


def plain_heights(window: MainWindow) -> dict[QWidget, int]:
    """The heights of all buttons, fields and pills that are shown."""
    kinds = (IconButton, FieldFrame, StatusPill, SearchField)
    return {part: part.height() for kind in kinds for part in window.findChildren(kind) if part.isVisible()}


def test_the_size_is_kept(make_window: WindowMaker) -> None:
    make_window().program.actions["text_larger"].trigger()
    scale_text(1.0)
    assert make_window().program.accessibility is not None and font_scale() == 1.1


def test_motion_is_reduced_by_choice(window: MainWindow) -> None:
    system = motion_allowed()
    window.program.actions["reduce_motion"].trigger()
    assert not motion_allowed() and window.program.actions["reduce_motion"].isChecked()
    window.program.actions["reduce_motion"].trigger()
    assert motion_allowed() is system


def test_nothing_glides_or_turns_while_motion_is_reduced(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MoveAnimation, "duration_ms", 10_000)
    reduce_motion(True)
    for layer in ("dense", "relu"):
        window.program.canvas.commands.add_layer(layer)
    window.program.actions["tidy"].trigger()
    document, scene = window.program.session.current.document, window.program.canvas.workspace.scene
    for node in document.nodes():
        assert scene.node_items[node.id].position == QPointF(node.position.x, node.position.y)
    pill = StatusPill("Checking", Status.BUSY)
    qtbot.addWidget(pill)
    pill.show()
    assert not pill._clock._timer.isActive()


def roll(canvas: CanvasView) -> None:
    place = QPointF(canvas.viewport().rect().center())
    event = QWheelEvent(
        place,
        canvas.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def test_the_wheel_pans_where_that_is_chosen(window: MainWindow, small_file: Path) -> None:
    window.program.actions["wheel_pans"].trigger()
    window.program.files.open_paths([small_file])
    canvas = window.program.canvas
    scale, middle = canvas.camera.scale, canvas.camera.visible_rect().center()
    roll(canvas)
    assert canvas.camera.scale == scale and canvas.camera.visible_rect().center().y() > middle.y()
    window.program.actions["wheel_pans"].trigger()
    roll(canvas)
    assert canvas.camera.scale < scale


def test_the_strip_of_the_engine_is_as_wide_as_its_words(window: MainWindow) -> None:
    window.program.canvas.reading.set_running("Epoch 12 of 300, and some words")
    strip = child(window.program.canvas, RunningStrip)

    def room() -> float:
        return (strip.width() - strip.fontMetrics().horizontalAdvance(strip._state)) / font_scale()

    before = room()
    for _ in SCALES:
        window.program.actions["text_larger"].trigger()
        assert room() == pytest.approx(before, abs=1)
        parent = strip.parentWidget()
        assert parent is not None and abs(strip.geometry().center().x() - parent.rect().center().x()) <= 1


@pytest.mark.parametrize("size", [(960, 600), (1300, 800), (1600, 1000)])
def test_the_ways_to_begin_overlap_nothing_at_any_size_of_text(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    hint, cards = child(window.program.canvas, EmptyHint), child(window, StartCards)
    for _ in SCALES:
        room = window.program.deck.rect()
        places = [part.geometry() for part in (hint, cards) if part.isVisible()]
        assert all(room.contains(place) for place in places)
        assert len(places) < 2 or not places[0].intersects(places[1])
        window.program.actions["text_larger"].trigger()


@pytest.mark.parametrize("scale", SCALES)
def test_the_panel_of_data_is_never_cut_at_its_side(window: MainWindow, small_file: Path, scale: float) -> None:
    window.program.files.open_paths([small_file])
    while font_scale() != scale:
        window.program.actions["text_larger" if font_scale() < scale else "text_smaller"].trigger()
    window.program.layout.show_page("data")
    data = window.program.panels.data
    bar = data.verticalScrollBar().sizeHint().width()
    content = data.widget()
    assert content is not None
    assert content.minimumSizeHint().width() <= window.program.panels.inspector.minimumWidth() - bar


def test_back_at_the_usual_size_the_panels_are_exactly_as_before(window: MainWindow) -> None:
    columns = window.workbench.columns
    before = (columns.sizes(), columns.rows.sizes())
    for name in ("text_larger", "text_larger", "text_larger", "text_smaller", "text_smaller", "text_smaller"):
        window.program.actions[name].trigger()
    assert (columns.sizes(), columns.rows.sizes()) == before
