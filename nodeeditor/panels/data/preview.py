"""What the engine found in the data: rows and splits, each field with its kind, images, classes or samples."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from backend.check.problems import Problem, Severity
from backend.declare.parameters import Json
from nodeeditor.panels.node.elements import ProblemNotes
from nodeeditor.presentation import number_text
from nodeeditor.theme import current, fixed_font, interface_font
from nodeeditor.theme.scaling import scaled
from nodeeditor.widgets import KeyValueRow, TextLabel, Tone

PICTURE_HEIGHT = 44
PICTURE_GAP = 6
SHOWN_SAMPLES = 4
SHOWN_CLASSES = 12
BAR_ROW = 20
BAR_LABEL = 96
BAR_COUNT = 56


class PreviewView(QWidget):
    """The facts of a loaded data section, laid out field by field."""

    def __init__(self, preview: Json) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        rows = KeyValueRow("Rows")
        rows.set_value(f"{preview['rows']:,}")
        column.addWidget(rows)
        for name, count in preview["splits"].items():
            row = KeyValueRow(name.capitalize())
            row.set_value(f"{count:,}")
            column.addWidget(row)
        notes = ProblemNotes()
        column.addWidget(notes)
        notes.show_problems(
            [Problem("", "", "data", words, severity=Severity.WARNING) for words in preview["warnings"]]
        )
        for name, facts in preview["fields"].items():
            self._add_field(column, name, facts)

    def _add_field(self, column: QVBoxLayout, name: str, facts: Json) -> None:
        title = TextLabel(name, Tone.TEXT, interface_font(13, QFont.Weight.DemiBold), wraps=True)
        title.setContentsMargins(0, 10, 0, 0)
        column.addWidget(title)
        column.addWidget(TextLabel(facts_text(facts), Tone.SECOND, fixed_font(), wraps=True))
        if facts.get("pictures"):
            column.addWidget(PictureStrip(facts["pictures"], name))
        if facts.get("classes"):
            column.addWidget(ClassBars(facts["classes"], facts.get("colours", [])))
        elif not facts.get("pictures"):
            samples = "\n".join(facts.get("samples", [])[:SHOWN_SAMPLES])
            column.addWidget(TextLabel(samples, Tone.QUIET, fixed_font(), wraps=True))


def facts_text(facts: Json) -> str:
    """``picture float32 1×8×8 · 0 to 16``."""
    shape = "×".join("T" if size is None else str(size) for size in facts["shape"])
    words = [f"{facts['kind']} {facts['dtype']} {shape}".strip()]
    if "minimum" in facts:
        words.append(f"{number_text(facts['minimum'])} to {number_text(facts['maximum'])}")
        words.append(f"mean {number_text(facts['mean'])}")
    if "vocabulary" in facts:
        words.append(f"{len(facts['vocabulary'])} tokens, sequences of at most {facts['longest']}")
    elif "longest" in facts:
        words.append(f"at most {facts['longest']} steps")
    if "classes" in facts:
        words.append(f"{len(facts['classes'])} classes")
    return " · ".join(words)


class PictureStrip(QWidget):
    """Small pictures in rows, as many beside each other as there is room for."""

    def __init__(self, encoded: list[str], name: str) -> None:
        super().__init__()
        pixmaps = [decoded(text) for text in encoded]
        self._pictures = [pixmap for pixmap in pixmaps if not pixmap.isNull()]
        self.setAccessibleName(f"Images of {name}")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return round(places[-1].bottom()) + PICTURE_GAP if places else 0

    def sizeHint(self) -> QSize:
        return QSize(260, self.heightForWidth(260))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for pixmap, place in zip(self._pictures, self._places(self.width())):
            painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
            painter.setPen(current().hairline)
            painter.drawRect(place)

    def _places(self, width: int) -> list[QRectF]:
        places: list[QRectF] = []
        x = y = 2.0
        for pixmap in self._pictures:
            wide = min(pixmap.width() * PICTURE_HEIGHT / pixmap.height(), width - 4.0)
            high = wide * pixmap.height() / pixmap.width()
            if x > 2 and x + wide > width - 2:
                x, y = 2.0, y + PICTURE_HEIGHT + PICTURE_GAP
            places.append(QRectF(x, y, wide, high))
            x += wide + PICTURE_GAP
        return places


class ClassBars(QWidget):
    """How often each class occurs, as bars: in its own colour, where the pictures above show it so."""

    def __init__(self, classes: list[list[Json]], colours: Sequence[str] = ()) -> None:
        super().__init__()
        self._classes = classes[:SHOWN_CLASSES]
        self._colours = [QColor(colour) for colour in colours]
        self._left_out = len(classes) - len(self._classes)
        self._most = max((count for _, count in classes), default=1) or 1
        self.setFixedHeight(scaled(BAR_ROW) * (len(self._classes) + bool(self._left_out)) + 4)
        self.setAccessibleName("Classes: " + ", ".join(f"{name} {count}" for name, count in self._classes))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fixed_font())
        room = self.width() - scaled(BAR_LABEL) - scaled(BAR_COUNT)
        step, wide, last = scaled(BAR_ROW), scaled(BAR_LABEL), scaled(BAR_COUNT)
        for number, (name, count) in enumerate(self._classes):
            top = 2 + number * step
            painter.setPen(theme.text_second)
            label = painter.fontMetrics().elidedText(
                str(name), Qt.TextElideMode.ElideRight, scaled(BAR_LABEL) - 10
            )
            painter.drawText(QRectF(0, top, wide, step), Qt.AlignmentFlag.AlignVCenter, label)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(
                QRectF(self.width() - last, top, last, step),
                right,
                f"{count:,}",
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colours[number] if self._colours else theme.accent)
            painter.drawRoundedRect(QRectF(wide, top + step / 2 - 3, max(2.0, room * count / self._most), 6), 3, 3)
        if self._left_out:
            painter.setPen(theme.text_quiet)
            below = QRectF(0, 2 + len(self._classes) * step, self.width(), step)
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, f"and {self._left_out:,} more")


def decoded(text: str) -> QPixmap:
    """A PNG in base64; an empty pixmap where it is none."""
    pixmap = QPixmap()
    try:
        pixmap.loadFromData(base64.b64decode(text), "PNG")
    except (binascii.Error, ValueError):
        return QPixmap()
    return pixmap
