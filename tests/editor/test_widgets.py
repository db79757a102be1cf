"""The widgets report what a person did, once, and never what the program did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, SignalInstance
from PySide6.QtGui import QFont, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nodeeditor.theme import ColourMode, ThemeChoice
from nodeeditor.widgets import (
    Banner,
    CardAction,
    ChoiceField,
    DocumentTabs,
    EmptyState,
    FieldFrame,
    FormRow,
    IconButton,
    KeyValueRow,
    ListField,
    NumberField,
    NumberLimits,
    PairField,
    PathField,
    PrimaryButton,
    SearchField,
    Status,
    StatusPill,
    SwitchField,
    TabStrip,
    TextField,
    ThinProgress,
)
from nodeeditor.widgets.form import DragLabel
from nodeeditor.widgets.number_field import Gauge
from tests.canvas.hand import focus_proxy
from tools.widget_gallery import Gallery

COUNT = NumberLimits(minimum=1, maximum=100)
SHARE = NumberLimits(minimum=0, maximum=1, whole=False)
RATE = NumberLimits(minimum=0, whole=False)


@pytest.fixture(autouse=True)
def theme_choice(qapp: QApplication) -> ThemeChoice:
    return ThemeChoice(qapp, ColourMode.DARK)


def shown(qtbot: QtBot, widget: Any) -> Any:
    qtbot.addWidget(widget)
    widget.resize(260, max(widget.sizeHint().height(), 28))
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def heard(signal: SignalInstance) -> list[tuple[Any, ...]]:
    caught: list[tuple[Any, ...]] = []
    signal.connect(lambda *values: caught.append(values))
    return caught


def line_of(field: FieldFrame, index: int = 0) -> QLineEdit:
    return field.findChildren(QLineEdit)[index]


def type_into(qtbot: QtBot, line: QLineEdit, text: str, *, enter: bool = True) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    if enter:
        qtbot.keyClick(line, Qt.Key.Key_Return)


def wheel(widget: QWidget, delta: int) -> None:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(widget.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


# numbers, without Qt


@given(st.integers(1, 100))
def test_whole_number_is_read_as_it_is_written(value: int) -> None:
    assert COUNT.read(COUNT.write(value)) == value


@given(st.floats(0, 1, allow_nan=False))
def test_fraction_is_read_as_it_is_written(value: float) -> None:
    assert SHARE.read(SHARE.write(value)) == value


@given(st.sampled_from([COUNT, SHARE]), st.floats(1, 100), st.integers(-300, 300))
def test_steps_stay_within_the_limits(limits: NumberLimits, start: float, steps: int) -> None:
    value = limits.stepped(int(start) if limits.whole else min(1.0, start), steps)
    assert limits.minimum is not None and limits.maximum is not None
    assert limits.minimum <= value <= limits.maximum
    assert isinstance(value, int) is limits.whole


@pytest.mark.parametrize(
    ("value", "steps", "expected"),
    [(0.001, 1, 0.002), (0.009, 1, 0.01), (0.01, -1, 0.009), (0.01, 1, 0.02), (0.3, -1, 0.2), (1e-5, 1, 2e-5)],
)
def test_unbounded_fraction_steps_in_its_leading_digit(value: float, steps: int, expected: float) -> None:
    assert RATE.stepped(value, steps) == expected


@pytest.mark.parametrize("text", ["", "abc", "1.5", "nan", "inf", "0", "101", "1e3", "--2"])
def test_text_that_is_no_such_number_is_refused_with_the_constraint(text: str) -> None:
    with pytest.raises(ValueError, match="a whole number from 1 to 100"):
        COUNT.read(text)


def test_words_and_nothing_are_read_where_they_are_allowed() -> None:
    limits = NumberLimits(optional=True, words=("same",), allows=str.isupper)
    assert [limits.read(text) for text in ("", "same", "T", "7")] == [None, "same", "T", 7]


# number field


def test_typed_number_is_reported_once(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(COUNT))
    field.set_value(64)
    edits = heard(field.edited)
    type_into(qtbot, line_of(field), "32")
    line_of(field).clearFocus()
    assert edits == [(32,)]
    assert field.value() == 32


def test_number_out_of_bounds_stays_in_red_until_it_is_taken_back(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(COUNT))
    field.set_value(64)
    edits = heard(field.edited)
    type_into(qtbot, line_of(field), "640")
    assert (edits, field.value(), line_of(field).text()) == ([], 64, "640")
    assert "from 1 to 100" in field.error and field.toolTip() == field.error
    type_into(qtbot, line_of(field), "10")
    assert (edits, field.error) == ([(10,)], "")


def test_escape_takes_back_what_was_typed(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(COUNT))
    field.set_value(64)
    type_into(qtbot, line_of(field), "7", enter=False)
    qtbot.keyClick(line_of(field), Qt.Key.Key_Escape)
    assert line_of(field).text() == "64"


def test_a_value_from_the_program_leaves_typing_alone(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(COUNT))
    type_into(qtbot, line_of(field), "7", enter=False)
    field.set_value(5)
    assert line_of(field).text() == "7"
    qtbot.keyClick(line_of(field), Qt.Key.Key_Escape)
    assert line_of(field).text() == "5"


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 51),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 49),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier, 60),
    ],
)
def test_arrow_keys_step(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, expected: int) -> None:
    field = shown(qtbot, NumberField(COUNT))
    field.set_value(50)
    edits = heard(field.edited)
    qtbot.keyClick(line_of(field), key, modifier)
    assert edits == [(expected,)]


def test_wheel_needs_the_focus(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    field = NumberField(COUNT, parent=window)
    field.show()
    field.set_value(50)
    edits = heard(field.edited)
    wheel(line_of(field), 120)
    assert edits == []
    line_of(field).setFocus()
    wheel(line_of(field), -60)
    wheel(line_of(field), -60)
    assert edits == [(49,)]


def test_dragging_the_label_steps(qtbot: QtBot) -> None:
    field = NumberField(COUNT)
    field.set_value(50)
    row = shown(qtbot, FormRow("Hidden units", field, "How many."))
    label = row.findChild(DragLabel)
    qtbot.mousePress(label, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    qtbot.mouseMove(label, QPoint(18, 5))
    qtbot.mouseRelease(label, Qt.MouseButton.LeftButton, pos=QPoint(18, 5))
    qtbot.mouseMove(label, QPoint(60, 5))
    assert field.value() == 53


def test_a_bounded_fraction_is_dragged_as_a_slider(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(NumberLimits(minimum=0, below=1, whole=False)))
    field.set_value(0.5)
    edits, ends = heard(field.edited), heard(field.settled)
    gauge = field.findChild(Gauge)
    middle = gauge.rect().center()
    qtbot.mousePress(gauge, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(gauge, QPoint(8 + (gauge.width() - 16) // 4, middle.y()))
    qtbot.mouseMove(gauge, QPoint(gauge.width() + 50, middle.y()))
    qtbot.mouseRelease(gauge, Qt.MouseButton.LeftButton, pos=middle)
    assert edits[-2:] == [(0.25,), (0.99,)] and ends == [()]


@pytest.mark.parametrize("limits", [COUNT, RATE, NumberLimits(minimum=-1e9, maximum=1e9, whole=False)])
def test_what_has_no_narrow_range_has_no_slider(qtbot: QtBot, limits: NumberLimits) -> None:
    assert shown(qtbot, NumberField(limits)).findChild(Gauge) is None


def test_a_bound_that_is_outside_is_refused_and_never_stepped_to() -> None:
    limits = NumberLimits(above=0, below=1, whole=False)
    assert limits.constraint == "a number above 0.0 and below 1.0"
    with pytest.raises(ValueError, match="out of range"):
        limits.read("1")
    assert (limits.read("0.999"), limits.stepped(0.98, 5), limits.at_share(0)) == (0.999, 0.99, 0.01)


def test_shift_f1_says_what_a_field_means(qtbot: QtBot) -> None:
    row = shown(qtbot, FormRow("Hidden units", NumberField(COUNT), "How many."))
    qtbot.keyClick(line_of(row.field), Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert QToolTip.text() == "How many."
    QToolTip.hideText()


def test_word_is_typed_in_place_of_a_number(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField(NumberLimits(minimum=0, words=("same",))))
    field.set_value(1)
    edits = heard(field.edited)
    type_into(qtbot, line_of(field), "same")
    assert edits == [("same",)]


# pair field


def test_linked_pair_is_one_number(qtbot: QtBot) -> None:
    field = shown(qtbot, PairField(2, COUNT))
    field.set_value(3)
    edits = heard(field.edited)
    type_into(qtbot, line_of(field), "5")
    assert edits == [(5,)]
    assert not line_of(field, 1).isVisible()


def test_parted_pair_is_a_list_and_links_again(qtbot: QtBot) -> None:
    field = shown(qtbot, PairField(2, COUNT))
    field.set_value([3, 5])
    edits = heard(field.edited)
    type_into(qtbot, line_of(field, 1), "7")
    link = field.findChildren(IconButton)[-1]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert edits == [([3, 7],), (3,), ([3, 3],)]


def test_pair_keeps_its_link_when_the_program_sets_one_number(qtbot: QtBot) -> None:
    field = shown(qtbot, PairField(2, COUNT))
    field.set_value([3, 5])
    field.set_value(4)
    assert field.value() == [4, 4]
    assert line_of(field, 1).isVisible()


def test_word_stands_for_all_axes(qtbot: QtBot) -> None:
    field = shown(qtbot, PairField(2, NumberLimits(minimum=0, words=("same",))))
    field.set_value("same")
    assert field.value() == "same"
    assert not field.findChildren(IconButton)[-1].isEnabled()


# the other fields


def test_choice_is_reported_by_its_value(qtbot: QtBot) -> None:
    field = shown(qtbot, ChoiceField([(None, "automatic"), ("cpu", "CPU")]))
    field.set_value(None)
    edits = heard(field.edited)
    combo = field.findChild(QComboBox)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert edits == [("cpu",)]
    field.set_options(["cpu", "cuda"])
    assert field.value() == "cpu"


def test_switch_is_toggled_by_mouse_and_space(qtbot: QtBot) -> None:
    field = shown(qtbot, SwitchField())
    edits = heard(field.edited)
    switch = field.focusProxy()
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert edits == [(True,), (False,)]


def test_optional_text_is_nothing_when_it_is_emptied(qtbot: QtBot) -> None:
    field = shown(qtbot, TextField(optional=True))
    field.set_value("lstm")
    edits = heard(field.edited)
    line_of(field).setFocus()
    line_of(field).selectAll()
    qtbot.keyClick(line_of(field), Qt.Key.Key_Delete)
    qtbot.keyClick(line_of(field), Qt.Key.Key_Return)
    assert edits == [(None,)]


@pytest.mark.parametrize(
    ("whole_numbers", "text", "expected"),
    [(False, "a, b ,,c", ["a", "b", "c"]), (True, "2, -1", [2, -1])],
)
def test_list_is_read_between_commas(qtbot: QtBot, whole_numbers: bool, text: str, expected: list[Any]) -> None:
    field = shown(qtbot, ListField(whole_numbers=whole_numbers))
    edits = heard(field.edited)
    type_into(qtbot, line_of(field), text)
    assert edits == [(expected,)]


def test_list_of_numbers_refuses_a_text(qtbot: QtBot) -> None:
    field = shown(qtbot, ListField(whole_numbers=True))
    edits = heard(field.edited)
    type_into(qtbot, line_of(field), "2, x")
    assert edits == [] and "whole numbers" in field.error


def test_browsed_path_is_relative_to_its_base(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "digits" / "train.csv"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(chosen), ""))
    field = shown(qtbot, PathField(extensions=(".csv",), base=tmp_path))
    edits = heard(field.edited)
    qtbot.mouseClick(field.findChild(IconButton), Qt.MouseButton.LeftButton)
    assert edits == [("digits/train.csv",)]


FIELDS: dict[str, tuple[Callable[[], FieldFrame], Any]] = {
    "text": (TextField, "lstm"),
    "number": (lambda: NumberField(COUNT), 3),
    "fraction": (lambda: NumberField(SHARE), 0.5),
    "pair": (lambda: PairField(3, COUNT), [1, 2, 3]),
    "choice": (lambda: ChoiceField(("a", "b")), "b"),
    "switch": (SwitchField, True),
    "list": (ListField, ["a"]),
    "path": (PathField, "a.csv"),
}


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_keeps_the_promises_of_fields(qtbot: QtBot, kind: str) -> None:
    make, value = FIELDS[kind]
    field = make()
    row = shown(qtbot, FormRow("Kernel size", field, "What it does."))
    edits = heard(field.edited)
    field.set_value(value)
    assert field.value() == value and edits == []
    assert field.accessibleName().startswith("Kernel size")
    assert focus_proxy(field).accessibleName().startswith("Kernel size")
    field.set_error("It is too large.")
    assert field.toolTip() == field.accessibleDescription() == "It is too large."
    row.grab()
    field.set_error("")
    assert field.toolTip() == "What it does."


# search, tabs, states


def test_search_walks_a_list_clears_and_leaves(qtbot: QtBot) -> None:
    search = shown(qtbot, SearchField("Find a layer", "Ctrl K"))
    moves, left = heard(search.moved), heard(search.left)
    qtbot.keyClicks(search, "conv")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Up)
    assert moves == [(1,), (-1,)]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert (search.text(), left) == ("", [])
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert left == [()]


def document_tabs(qtbot: QtBot) -> tuple[DocumentTabs, QTabBar]:
    tabs = DocumentTabs()
    for title in ("ball_crnn", "caption_digits"):
        tabs.add(title)
    tabs.set_unsaved(0, True)
    shown(qtbot, tabs).resize(500, 30)
    bar = tabs.findChild(QTabBar)
    assert isinstance(bar, QTabBar)
    return tabs, bar


def test_document_tab_is_chosen_and_closed(qtbot: QtBot) -> None:
    tabs, bar = document_tabs(qtbot)
    changes, closings, new = heard(tabs.current_changed), heard(tabs.close_requested), heard(tabs.new_requested)
    second = bar.tabRect(1)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=second.topLeft() + QPoint(20, 15))
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(second.right() - 14, second.center().y()))
    qtbot.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(0).center())
    qtbot.mouseClick(tabs.findChildren(IconButton)[-1], Qt.MouseButton.LeftButton)
    assert (changes, closings, new) == ([(1,)], [(1,), (0,)], [()])
    assert tabs.count() == 2
    assert bar.accessibleTabName(0) == "ball_crnn, unsaved"
    tabs.grab()


def test_badge_comes_and_goes(qtbot: QtBot) -> None:
    strip = shown(qtbot, TabStrip(("Training", "Problems")))
    wide = strip.tabRect(1).width()
    strip.set_badge(1, 3, Status.ERROR)
    assert strip.tabRect(1).width() > wide
    strip.set_badge(1, 0)
    assert strip.tabRect(1).width() == wide


def test_only_what_is_busy_and_visible_ticks(qtbot: QtBot) -> None:
    def ticking(widget: QObject) -> bool:
        return any(timer.isActive() for timer in widget.findChildren(QTimer))

    pill, bar = shown(qtbot, StatusPill("Checking", Status.BUSY)), shown(qtbot, ThinProgress())
    bar.set_share(None)
    assert ticking(pill) and ticking(bar)
    pill.show_state("No problems", Status.GOOD)
    bar.hide()
    assert not ticking(pill) and not ticking(bar)
    bar.show()
    assert ticking(bar)


def test_empty_state_reports_the_offer_that_was_taken(qtbot: QtBot) -> None:
    empty = shown(qtbot, EmptyState("block", "Draw", "Drag a layer.", (CardAction("example", "Open an example"),)))
    chosen = heard(empty.chosen)
    qtbot.mouseClick(empty.findChild(PrimaryButton), Qt.MouseButton.LeftButton)
    assert chosen == [("example",)]


def test_the_sentence_of_an_empty_state_keeps_its_lines_when_fonts_change(qtbot: QtBot) -> None:
    words = "Press Train: the loss and the metrics of every epoch are drawn here while the model trains."
    empty = shown(qtbot, EmptyState("block", "No training yet", words))
    sentence = next(label for label in empty.findChildren(QLabel) if label.text() == words)
    before = sentence.size()
    assert before.width() > 10 * sentence.fontMetrics().averageCharWidth()
    for weight in (QFont.Weight.Medium, QFont.Weight.Normal):
        font = sentence.font()
        font.setWeight(weight)
        sentence.setFont(font)
    assert sentence.size() == before


def test_banner_appears_acts_and_is_dismissed(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    banner = Banner(window)
    assert banner.isHidden()
    acted, dismissed = heard(banner.acted), heard(banner.dismissed)
    banner.show_message("The engine stopped.", Status.ERROR, "Resume")
    action, close = banner.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)[:2]
    for button in (action, close):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (acted, dismissed, banner.isHidden()) == ([()], [()], True)


def test_row_says_its_name_and_value(qtbot: QtBot) -> None:
    row = shown(qtbot, KeyValueRow("Parameters", "82,432"))
    row.set_value("1 M")
    assert row.accessibleName() == "Parameters: 1 M"


def test_gallery_shows_everything_in_both_themes(qtbot: QtBot, theme_choice: ThemeChoice) -> None:
    gallery = shown(qtbot, Gallery(theme_choice))
    for mode in (ColourMode.DARK, ColourMode.LIGHT):
        theme_choice.set_mode(mode)
        qtbot.waitUntil(lambda: gallery.palette().window().color() == theme_choice.theme.panel)
        assert gallery.grab().toImage().pixelColor(2, 2) == theme_choice.theme.panel


def test_a_learning_rate_slides_and_steps_by_factors() -> None:
    limits = NumberLimits(above=0, maximum=100, whole=False, typical=0.001)
    assert limits.is_logarithmic
    shares = [limits.share(value) for value in (1e-6, 1e-4, 1e-2, 1.0, 100.0)]
    assert shares == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert [limits.at_share(share) for share in (0.0, 0.5, 0.625, 1.0)] == [1e-6, 0.01, 0.1, 100.0]
    assert (limits.stepped(0.001, 1), limits.stepped(0.001, -1)) == (0.002, 0.0009)
    assert not NumberLimits(minimum=0, below=1, whole=False, typical=0.5).is_logarithmic


def test_more_documents_than_have_room_scroll_and_are_listed(qtbot: QtBot) -> None:
    tabs = DocumentTabs()
    qtbot.addWidget(tabs)
    tabs.resize(420, 30)
    tabs.show()
    chevron = next(part for part in tabs.findChildren(IconButton) if part.accessibleName() == "All open documents")
    for number in range(3):
        tabs.add(f"model {number}")
    qtbot.wait(10)
    assert not chevron.isVisible()
    for number in range(3, 12):
        tabs.add(f"model {number}")
    tabs.set_unsaved(4, True)
    qtbot.wait(10)
    assert chevron.isVisible() and tabs.sizeHint().width() > tabs.width()
    bar, strip = tabs.findChildren(QTabBar)[0], tabs.findChildren(QScrollArea)[0]

    def shown(index: int) -> bool:
        part = bar.tabRect(index).translated(bar.mapTo(strip, QPoint()))
        return strip.rect().contains(part)

    qtbot.wait(10)
    for index in (11, 5, 0):
        tabs.set_current(index)
        assert shown(index)
    menu = tabs.menu()
    actions = menu.actions()
    assert [action.text() for action in actions] == [
        f"model {number}{'  ●' if number == 4 else ''}" for number in range(12)
    ]
    assert [action.isChecked() for action in actions] == [True, *[False] * 11]
    actions[9].trigger()
    assert tabs.current() == 9 and shown(9)
    menu.close()
    before = strip.horizontalScrollBar().value()
    wheel(strip.viewport(), 120)
    assert strip.horizontalScrollBar().value() < before and tabs.current() == 9


@pytest.mark.parametrize("words", ["words and signs", "white space", "a"])
def test_a_choice_has_room_for_its_words(qtbot: QtBot, words: str) -> None:
    field = shown(qtbot, ChoiceField(("x", words)))
    assert field.minimumWidth() == 64
    field.set_value(words)
    (combo,) = field.findChildren(QComboBox)
    field.resize(field.minimumSize())
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    room = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    assert room.width() >= combo.fontMetrics().horizontalAdvance(words)
