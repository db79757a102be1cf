"""The tokens are readable, the glyphs lie in their grid, the theme applies, and the style paints everything."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QLineEdit,
    QListWidget,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSlider,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QTabWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from backend.declare.tensor_type import Element
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.highlight import inks
from nodeeditor.icons import FAMILY_GLYPHS, GLYPHS, glyph_path, icon, paint_tile, window_icon
from nodeeditor.icons.drawing import parse_path
from nodeeditor.theme import (
    DARK,
    HIGH_CONTRAST_DARK,
    HIGH_CONTRAST_LIGHT,
    LIGHT,
    ColourMode,
    Theme,
    ThemeChoice,
    current,
    mix,
    paint_ground,
)
from nodeeditor.theme.choice import theme_for
from nodeeditor.theme.colours import contrast, readable
from nodeeditor.theme.tokens import FAMILY_HUES

READABLE_TEXTS = ("text", "text_second", "text_quiet", "accent_text", "good_text", "warning_text", "error_text")
pytestmark = pytest.mark.usefixtures("qapp")
ALL_THEMES = (DARK, LIGHT, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT)
all_themes = pytest.mark.parametrize("theme", ALL_THEMES, ids=lambda theme: theme.name)


@all_themes
@pytest.mark.parametrize("ground", ["canvas", "panel", "field", "card"])
@pytest.mark.parametrize("text", READABLE_TEXTS)
def test_text_is_readable_on_every_ground(theme: Theme, ground: str, text: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@all_themes
def test_every_word_of_code_is_readable(theme: Theme) -> None:
    assert (
        min(contrast(ink, ground) for ink in inks(theme).values() for ground in (theme.panel, theme.field)) >= 4.5
    )


@pytest.mark.parametrize("theme", [HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT], ids=lambda theme: theme.name)
def test_high_contrast_is_high(theme: Theme) -> None:
    """WCAG 2.2: 7:1 for text at level AAA (1.4.6), 3:1 for outlines (1.4.11)."""
    for ground in (theme.canvas, theme.panel, theme.field, theme.card):
        assert min(contrast(text, ground) for text in (theme.text, theme.text_second, theme.text_muted)) >= 7
        assert min(contrast(edge, ground) for edge in (theme.hairline, theme.card_outline)) >= 3


@all_themes
@pytest.mark.usefixtures("qapp")
def test_wires_and_ports_stand_out_from_the_canvas(theme: Theme) -> None:
    """WCAG 2.2 section 1.4.11: 3:1 for what carries meaning; more where more contrast is asked for."""
    paints = Paints(theme)
    colours = [paint(element) for paint in (paints.wire, paints.element) for element in (None, *Element)]
    colours += [theme.line(family) for family in FAMILY_GLYPHS]
    wanted = 4.5 if theme in (HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT) else 3
    assert min(contrast(colour, theme.canvas) for colour in colours) >= wanted


@all_themes
@pytest.mark.parametrize("state", ["good", "warning", "error", "accent"])
def test_words_of_a_state_are_readable_on_its_tint(theme: Theme, state: str) -> None:
    assert contrast(getattr(theme, f"{state}_text"), theme.tint(getattr(theme, state))) >= 4.5


@all_themes
@pytest.mark.parametrize("ground", ["accent_fill", "accent_hover", "accent_pressed"])
def test_words_on_the_accent_are_readable(theme: Theme, ground: str) -> None:
    assert contrast(theme.on_accent, getattr(theme, ground)) >= 4.5


@all_themes
def test_selected_text_is_readable(theme: Theme) -> None:
    assert contrast(theme.text, theme.selection) >= 4.5


@all_themes
@pytest.mark.parametrize("category", [*FAMILY_HUES, "a plug-in's own"])
def test_glyph_stands_out_from_its_tile(theme: Theme, category: str) -> None:
    tile = theme.tile(category)
    assert contrast(theme.ink(category), mix(theme.card, tile, tile.alphaF())) >= 2.9


def test_contrast_of_black_and_white_is_the_largest() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)


def test_readable_leaves_alone_what_is_readable_already() -> None:
    assert readable(DARK.text, (DARK.panel,), DARK.text) == DARK.text


@pytest.mark.parametrize("name", GLYPHS)
def test_glyph_lies_within_its_grid(name: str) -> None:
    bounds = glyph_path(name).boundingRect()
    assert not bounds.isEmpty()
    assert QRectF(0, 0, 16, 16).contains(bounds)


@pytest.mark.parametrize("text", ["M1 1X2 2", "M1", "O3 3", "1 2"])
def test_broken_path_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"path command|needs"):
        parse_path(text)


def test_icon_is_sharp_at_twice_the_size_and_fainter_when_disabled() -> None:
    play = icon("play", QColor("white"), 16)
    assert play.pixmap(QSize(16, 16), 2.0).size() == QSize(32, 32)
    normal = play.pixmap(QSize(16, 16), 1.0).toImage().pixelColor(6, 8)
    disabled = play.pixmap(QSize(16, 16), 1.0, QIcon.Mode.Disabled).toImage().pixelColor(6, 8)
    assert normal.alpha() > 2 * disabled.alpha() > 0


def test_icons_are_made_once() -> None:
    assert icon("undo", DARK.text) is icon("undo", DARK.text)
    assert not window_icon().pixmap(256, 256).isNull()


@all_themes
@pytest.mark.parametrize("glyph", [*FAMILY_GLYPHS, "a plug-in's own"])
def test_tile_is_painted_for_any_glyph(theme: Theme, glyph: str) -> None:
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_tile(painter, QRectF(0, 0, 24, 24), "dense", glyph, theme)
    painter.end()
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(12, 1).alpha() > 0


def test_a_line_lies_inside_its_ground_and_is_sharp() -> None:
    image = QImage(20, 20, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_ground(painter, QRectF(2, 2, 16, 16), DARK.field, DARK.error, 4)
    painter.end()
    row = [image.pixelColor(x, 10) for x in (1, 2, 3)]
    assert (row[0].alpha(), row[1], row[2]) == (0, DARK.error, DARK.field)


@pytest.fixture
def theme_choice(qapp: QApplication) -> ThemeChoice:
    return ThemeChoice(qapp, ColourMode.DARK)


def test_keeper_applies_the_chosen_theme(theme_choice: ThemeChoice, qapp: QApplication) -> None:
    assert current() is theme_choice.theme is DARK
    theme_choice.set_mode(ColourMode.LIGHT)
    assert current() is theme_choice.theme is LIGHT
    assert qapp.palette().window().color() == LIGHT.panel


def test_keeper_reports_a_change_once(theme_choice: ThemeChoice, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme_choice.changed) as caught:
        theme_choice.set_mode(ColourMode.LIGHT)
    assert caught.args == [LIGHT]
    with qtbot.assertNotEmitted(theme_choice.changed):
        theme_choice.set_mode(ColourMode.LIGHT)


def test_keeper_starts_dark_where_the_system_says_nothing(qapp: QApplication) -> None:
    if qapp.styleHints().colorScheme() is not Qt.ColorScheme.Light:
        assert ThemeChoice(qapp).theme is DARK


def everything() -> QWidget:
    """A window with one of each of Qt's widgets, in the states that are painted differently."""
    window = QWidget()
    form = QFormLayout(window)
    combo, editable = QComboBox(), QComboBox()
    for box in (combo, editable):
        box.addItems(["one", "two"])
    editable.setEditable(True)
    checked, partly, radio = QCheckBox("on"), QCheckBox("partly"), QRadioButton("one")
    checked.setChecked(True)
    partly.setTristate(True)
    partly.setCheckState(Qt.CheckState.PartiallyChecked)
    radio.setChecked(True)
    primary, flat = QPushButton("primary"), QPushButton("flat")
    primary.setProperty("primary", True)
    flat.setFlat(True)
    menu_button, tool = QPushButton("menu"), QToolButton()
    menu_button.setMenu(QMenu(menu_button))
    tool.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
    progress, busy = QProgressBar(), QProgressBar()
    progress.setValue(40)
    busy.setRange(0, 0)
    tree, table = QTreeWidget(), QTableWidget(3, 3)
    parent = QTreeWidgetItem(["parent"])
    parent.addChild(QTreeWidgetItem(["child"]))
    tree.addTopLevelItem(parent)
    tree.setCurrentItem(parent)
    table.setSortingEnabled(True)
    table.selectRow(1)
    tabs, splitter, texts = QTabWidget(), QSplitter(), QPlainTextEdit("text\n" * 50)
    for title in ("first", "second"):
        tabs.addTab(QListWidget(), title)
        splitter.addWidget(QWidget())
    sliders = [QSlider(direction) for direction in Qt.Orientation]
    scroll = QScrollBar(Qt.Orientation.Horizontal)
    bar = QMenuBar()
    bar.addMenu("File").addAction("Open")
    off = QPushButton("off")
    off.setEnabled(False)
    for widget in (
        *(QLineEdit("text"), QSpinBox(), QDoubleSpinBox(), combo, editable, checked, partly, radio, primary, flat),
        *(menu_button, tool, progress, busy, tree, table, tabs, splitter, texts, *sliders, scroll, bar, off),
        QGroupBox("group"),
    ):
        form.addRow(widget)
    return window


@pytest.mark.parametrize("mode", [ColourMode.DARK, ColourMode.LIGHT])
@pytest.mark.parametrize("enabled", [True, False])
def test_style_paints_every_widget(
    theme_choice: ThemeChoice, qtbot: QtBot, mode: ColourMode, enabled: bool
) -> None:
    theme_choice.set_mode(mode)
    window = everything()
    qtbot.addWidget(window)
    window.setEnabled(enabled)
    window.show()
    picture = QPixmap(window.size())
    window.render(picture)
    assert picture.toImage().pixelColor(1, 1) == theme_choice.theme.panel


@pytest.mark.usefixtures("theme_choice")
def test_menu_shows_its_shortcut_and_check(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    action = menu.addAction(icon("open"), "Open")
    action.setShortcut("Ctrl+O")
    snap = menu.addAction("Snap")
    snap.setCheckable(True)
    snap.setChecked(True)
    menu.addSeparator()
    menu.addMenu("Recent")
    menu.setActiveAction(action)
    menu.ensurePolished()
    picture = QPixmap(menu.sizeHint())
    menu.render(picture)
    assert menu.sizeHint().height() >= 3 * 28


def test_look_brings_neither_plots_nor_torch() -> None:
    heavy = (
        "import sys, nodeeditor.widgets; print([m for m in ('pyqtgraph', 'numpy', 'torch') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("scheme", "high", "expected"),
    [
        (Qt.ColorScheme.Dark, False, DARK),
        (Qt.ColorScheme.Light, False, LIGHT),
        (Qt.ColorScheme.Dark, True, HIGH_CONTRAST_DARK),
        (Qt.ColorScheme.Light, True, HIGH_CONTRAST_LIGHT),
        (Qt.ColorScheme.Unknown, True, HIGH_CONTRAST_DARK),
    ],
)
def test_the_system_s_wish_for_contrast_is_met(scheme: Qt.ColorScheme, high: bool, expected: Theme) -> None:
    assert theme_for(scheme, high) is expected


def test_a_change_of_the_wish_is_followed(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    theme_choice = ThemeChoice(qapp)
    monkeypatch.setattr("nodeeditor.theme.choice.wants_contrast", lambda _application: True)
    if hasattr(qapp.styleHints(), "accessibility"):
        qapp.styleHints().accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
        assert theme_choice.theme in (HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT)
    theme_choice.set_mode(ColourMode.LIGHT)
    assert theme_choice.theme is LIGHT, "a person's own choice comes first"
