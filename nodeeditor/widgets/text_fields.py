"""Fields for a line of text, a list of texts or numbers, a path, and a search."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QStringListModel, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QFileDialog, QLineEdit, QWidget

from nodeeditor.icons import paint_glyph
from nodeeditor.theme import current, fixed_font, paint_ground
from nodeeditor.theme.fonts import SMALL_PIXELS
from nodeeditor.theme.scaling import fix_height, scaled
from nodeeditor.theme.tokens import FIELD_HEIGHT
from nodeeditor.widgets.buttons import IconButton
from nodeeditor.widgets.field import FieldFrame, LineEditor


class LineField(FieldFrame):
    """A field that is one line of text; sub-classes say what the text means."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = LineEditor(self)
        self._line.setPlaceholderText(placeholder)
        self._line.committed.connect(self._commit)
        self._add_editor(self._line)

    def set_suggestions(self, suggestions: Sequence[str]) -> None:
        """What is offered while the person types."""
        completer = QCompleter(self)
        completer.setModel(QStringListModel(list(suggestions), completer))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._line.setCompleter(completer)

    def _commit(self) -> None:
        raise NotImplementedError


class TextField(LineField):
    """A line of text; where it is optional, no text is ``None``."""

    def __init__(self, placeholder: str = "", *, optional: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self._optional = optional
        self._value: str | None = None if optional else ""

    def value(self) -> str | None:
        return self._value

    def set_value(self, value: str | None) -> None:
        self._value = value
        self._line.show_text(value or "")
        self.set_error("")

    def _commit(self) -> None:
        text = self._line.text()
        value = None if self._optional and not text else text
        if value != self._value:
            self._value = value
            self._line.replace_text(text)
            self.edited.emit(value)


Items = list[str | float]


class ListField(LineField):
    """Texts or numbers with commas between them; where it is optional, no text is ``None``."""

    def __init__(
        self,
        placeholder: str = "",
        *,
        whole_numbers: bool = False,
        decimals: bool = False,
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(placeholder, parent)
        self._read: type[int] | type[float] | type[str] = int if whole_numbers else float if decimals else str
        self._optional = optional
        self._value: Items | None = None if optional else []

    def value(self) -> Items | None:
        return self._value

    def set_value(self, value: Sequence[str | float] | None) -> None:
        self._value = None if value is None else [*value]
        self._line.show_text(", ".join(str(item) for item in value or ()))
        self.set_error("")

    def _commit(self) -> None:
        items = [item.strip() for item in self._line.text().split(",") if item.strip()]
        try:
            value: Items | None = [self._read(item) for item in items]
        except ValueError:
            numbers = "whole numbers" if self._read is int else "numbers"
            self.set_error(f"Enter {numbers} separated by commas, such as 2, 3.")
            return
        if not items and self._optional:
            value = None
        if value != self._value:
            self.set_value(value)
            self.edited.emit(value)
        else:
            self.set_error("")


class PathField(LineField):
    """The path of a file or folder, relative to ``base`` where it lies below; typed or looked for in a dialog."""

    def __init__(
        self,
        *,
        folder: bool = False,
        extensions: Sequence[str] = (),
        base: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._folder = folder
        self._extensions = tuple(extensions)
        self._base = base
        self._value = ""
        browse = IconButton("folder", "Choose a folder" if folder else "Choose a file", size=24, parent=self)
        browse.clicked.connect(self._browse)
        self._row.addWidget(browse)

    def value(self) -> str:
        return self._value

    def set_value(self, value: str | None) -> None:
        self._value = value or ""
        self._line.show_text(self._value, end=True)
        self.set_error("")

    def _commit(self) -> None:
        self._take(self._line.text().strip())

    def _browse(self) -> None:
        start = str((self._base or Path.cwd()) / self._value)
        if self._folder:
            chosen = QFileDialog.getExistingDirectory(self, "Choose a folder", start)
        else:
            patterns = " ".join(f"*{extension}" for extension in self._extensions)
            filters = f"Supported files ({patterns});;All files (*)" if patterns else "All files (*)"
            chosen, _ = QFileDialog.getOpenFileName(self, "Choose a file", start, filters)
        if chosen:
            self._take(self._shortened(Path(chosen)))

    def _take(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self._line.replace_text(value)
            self.set_error("")
            self.edited.emit(value)

    def _shortened(self, path: Path) -> str:
        # A relative path keeps the document valid when its folder is moved together with the data.
        if self._base is not None and path.is_relative_to(self._base):
            return path.relative_to(self._base).as_posix()
        return path.as_posix()


GLYPH = 14
GLYPH_ROOM = 24
CLEAR_SIZE = 22


class SearchField(QLineEdit):
    """A glyph, a line of text, and the shortcut at the right while there is no text.

    Signals: `QLineEdit`'s ``textChanged`` and ``returnPressed``; ``moved(steps)`` on the arrow keys up and down,
    so that a list can be walked without leaving the field; ``left()`` on Escape in an empty field.
    """

    moved = Signal(int)
    left = Signal()

    def __init__(self, placeholder: str, shortcut: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shortcut = shortcut
        self.setFrame(False)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        fix_height(self, FIELD_HEIGHT + 2)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._fit()
        self._clear = IconButton("close", "Clear", size=CLEAR_SIZE, parent=self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))

    def set_shortcut(self, shortcut: str) -> None:
        self._shortcut = shortcut
        self._fit()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Words end before the shortcut, or before the cross."""
        after = max(scaled(28), ceil(self._shortcut_width()) + 20) if self._shortcut else scaled(28)
        self.setTextMargins(scaled(GLYPH_ROOM + 4), 0, after, 0)

    def _shortcut_width(self) -> float:
        return QFontMetricsF(fixed_font(SMALL_PIXELS - 1)).horizontalAdvance(self._shortcut)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._clear.move(self.width() - self._clear.width() - 4, (self.height() - self._clear.height()) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if steps:
            self.moved.emit(steps)
        elif event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        fill = theme.field_hover if self.underMouse() else theme.field
        paint_ground(painter, self.rect(), fill, theme.accent if self.hasFocus() else theme.border)
        middle = self.height() / 2
        paint_glyph(
            painter,
            QRectF(scaled(10), middle - scaled(GLYPH) / 2, scaled(GLYPH), scaled(GLYPH)),
            "search",
            theme.text_quiet,
        )
        if self._shortcut and not self.text():
            self._paint_shortcut(painter)
        painter.end()
        super().paintEvent(event)

    def _paint_shortcut(self, painter: QPainter) -> None:
        painter.setFont(fixed_font(SMALL_PIXELS - 1))
        painter.setPen(current().text_quiet)
        wide = self._shortcut_width()
        if wide + 12 > self.width() - scaled(GLYPH_ROOM + 4):
            return
        room = QRectF(self.width() - wide - 12, 0, wide + 2, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._shortcut)
