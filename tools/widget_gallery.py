"""Shows all widgets, for those who build them: ``python -m tools.widget_gallery [dark|light]``."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from nodeeditor.icons import ACTION_GLYPHS, FAMILY_GLYPHS, paint_glyph, paint_logo, paint_tile, window_icon
from nodeeditor.theme import ColourMode, ThemeChoice, current, interface_font, title_font
from nodeeditor.theme.tokens import FAMILY_HUES
from nodeeditor.widgets import (
    Banner,
    Button,
    CardAction,
    ChoiceField,
    DocumentTabs,
    EmptyState,
    FieldFrame,
    FormRow,
    IconButton,
    KeyValueRow,
    ListField,
    NoticeCard,
    NumberField,
    NumberLimits,
    PairField,
    PathField,
    PrimaryButton,
    SearchField,
    SectionHeader,
    Status,
    StatusPill,
    SwitchField,
    TabStrip,
    TextField,
    TextLabel,
    ThinProgress,
    Tone,
)

GLYPH_CATEGORIES = {"embedding": "dense", "dropout": "normalisation", "merge": "shape", "output": "input"}


class Logo(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(26, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_logo(QPainter(self), QRectF(0, 0, 26, 26))


class Glyphs(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(520, 170)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current()
        for index, name in enumerate(FAMILY_GLYPHS):
            category = GLYPH_CATEGORIES.get(name, name if name in FAMILY_HUES else "shape")
            paint_tile(painter, QRectF(index * 30, 0, 24, 24), category, name, theme)
        for index, name in enumerate(ACTION_GLYPHS):
            place = QRectF(index % 20 * 26, 36 + index // 20 * 28, 16, 16)
            paint_glyph(painter, place, name, theme.text_second)


class Gallery(QWidget):
    def __init__(self, theme_choice: ThemeChoice) -> None:
        super().__init__()
        self._keeper = theme_choice
        self.setWindowTitle("LayerLoom widgets")
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addLayout(self._bar())
        banner = Banner()
        banner.show_message("The engine stopped at epoch 7. Nothing is lost.", Status.ERROR, "Resume")
        page.addWidget(banner)
        columns = QHBoxLayout()
        columns.setContentsMargins(16, 8, 16, 16)
        columns.setSpacing(24)
        columns.addLayout(self._places(), 1)
        columns.addLayout(self._form())
        page.addLayout(columns, 1)

    def _bar(self) -> QHBoxLayout:
        tabs = DocumentTabs()
        tabs.set_unsaved(tabs.add("ball_crnn"), True)
        tabs.add("caption_digits")
        switch = IconButton("sun", "Change the theme")
        switch.clicked.connect(self._switch_theme)
        search = SearchField("Search layers, commands, nodes", "Ctrl K")
        search.setFixedWidth(286)
        device = ChoiceField(("CPU", "CUDA"), font=interface_font())
        device.set_value("CPU")
        row = QHBoxLayout()
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(10)
        brand = TextLabel("LayerLoom", font=title_font())
        for widget in (Logo(), brand, tabs, IconButton("undo", "Undo"), IconButton("redo", "Redo"), search):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(StatusPill("No problems"))
        row.addWidget(TextLabel("84,005 parameters", Tone.SECOND))
        row.addWidget(device)
        row.addWidget(PrimaryButton("Train", "play"))
        row.addWidget(IconButton("pause", "Pause", framed=True))
        row.addWidget(IconButton("stop", "Stop", framed=True))
        row.addWidget(switch)
        return row

    def _places(self) -> QVBoxLayout:
        column = QVBoxLayout()
        strip = TabStrip(("Training", "Code", "Problems", "Runs", "Inside"))
        strip.set_badge(2, 3, Status.ERROR)
        column.addWidget(strip)
        column.addWidget(Glyphs())
        pills = QHBoxLayout()
        for state in Status:
            pills.addWidget(StatusPill(state.value.capitalize(), state))
        pills.addStretch(1)
        column.addLayout(pills)
        done, busy = ThinProgress(), ThinProgress()
        done.set_share(0.62)
        busy.set_share(None)
        column.addWidget(done)
        column.addWidget(busy)
        buttons = QHBoxLayout()
        off = PrimaryButton("Off", "play")
        off.setEnabled(False)
        for button in (PrimaryButton("Primary"), Button("Plain", "export"), Button("Words"), off):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        card = NoticeCard()
        card.body.addWidget(
            EmptyState(
                "block",
                "Draw a network",
                "Drag a layer onto the canvas, press Tab to search for one, or start from an example.",
                (CardAction("example", "Open an example", "open"), CardAction("data", "Start from data", "data")),
            )
        )
        column.addWidget(card, 1)
        return column

    def _form(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        panel = QWidget()
        panel.setFixedWidth(256)
        panel.setLayout(column)
        for row in form_rows():
            column.addWidget(row)
        column.addWidget(SectionHeader("Inputs"))
        for name, kind, filled in (("sequence", "float N, T, 256", True), ("initial h", "float 1, N, 64", False)):
            shown = KeyValueRow(name, tone=Tone.TEXT)
            shown.set_value(kind, Tone.SECOND if filled else Tone.QUIET)
            shown.set_dot(current().hue("recurrent"), filled=filled)
            column.addWidget(shown)
        column.addWidget(SectionHeader("Cost"))
        column.addWidget(KeyValueRow("Parameters", "82,432"))
        column.addWidget(KeyValueRow("MACs, T = 10", "819 k"))
        column.addStretch(1)
        outer = QVBoxLayout()
        outer.addWidget(panel)
        return outer

    def _switch_theme(self) -> None:
        self._keeper.set_mode(ColourMode.LIGHT if self._keeper.theme.dark else ColourMode.DARK)


def form_rows() -> list[FormRow]:
    one_up = NumberLimits(minimum=1)
    wrong = NumberField(one_up)
    rows: tuple[tuple[str, FieldFrame, Any], ...] = (
        ("Name", TextField(), "lstm"),
        ("Hidden units", NumberField(one_up), 64),
        ("Dropout", NumberField(NumberLimits(minimum=0, maximum=1, whole=False)), 0.25),
        ("Learning rate", NumberField(NumberLimits(minimum=0, whole=False)), 0.001),
        ("Sample rate", NumberField(one_up, suffix="Hz"), 16_000),
        ("Direction", ChoiceField(("forward", "backward", "both")), "forward"),
        ("Bias", SwitchField(), True),
        ("Kernel", PairField(2, one_up), 3),
        ("Stride", PairField(3, one_up), [1, 2, 2]),
        ("Padding", PairField(2, NumberLimits(minimum=0, words=("same", "valid"))), "same"),
        ("Axes", ListField(whole_numbers=True), [2, 3]),
        ("File", PathField(), "digits/train.csv"),
        ("Layers", wrong, 0),
    )
    made = []
    for label, field, value in rows:
        field.set_value(value)
        made.append(FormRow(label, field, "What this setting does."))
    wrong.set_error("Enter a whole number of at least 1; 0 is out of range.")
    return made


def main() -> int:
    application = QApplication(sys.argv)
    mode = ColourMode(sys.argv[1]) if len(sys.argv) > 1 else ColourMode.SYSTEM
    gallery = Gallery(ThemeChoice(application, mode))
    gallery.setWindowIcon(window_icon())
    gallery.resize(1500, 760)
    gallery.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
