"""Files that are dragged over the window: what a drop would do with them, said where they would land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nodeeditor.theme import current, interface_font, paint_ground, with_alpha
from nodeeditor.window.files import is_document

MAX_NAMES = 3
GROUND_ALPHA = 0.82
MARGIN = 8
RING_WIDTH = 2.0


@dataclass(frozen=True)
class FileDrop:
    """What was dragged, by what is done with it; ``refusal`` is the sentence where nothing can be done."""

    documents: tuple[Path, ...] = ()
    data: tuple[Path, ...] = ()
    refusal: str = ""

    @property
    def words(self) -> str:
        opened = f"Open {names(self.documents)}" if self.documents else ""
        used = f"Use {names(self.data)} as data" if self.data else ""
        return f"{opened} · {used[0].lower()}{used[1:]}" if opened and used else opened or used


def read_drop(mime: QMimeData) -> FileDrop:
    """Looks at the names, and into pictures for a document that they may carry; nothing is opened or changed."""
    urls = mime.urls()
    foreign = [url for url in urls if not url.isLocalFile()]
    if foreign:
        return FileDrop(refusal=f"{foreign[0].toString()} is not a file on this computer: download it first")
    paths = [Path(url.toLocalFile()) for url in urls]
    documents = tuple(path for path in paths if is_document(path))
    data = tuple(path for path in paths if path not in documents)
    if len(data) > 1:
        return FileDrop(refusal=f"Data is one file or one folder, and these are {len(data)}: {names(data)}")
    return FileDrop(documents, data)


def names(paths: Sequence[Path]) -> str:
    """The names of the first files, and how many more there are."""
    shown = [path.name for path in paths[:MAX_NAMES]]
    more = len(paths) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(shown) if len(shown) < MAX_NAMES else f"{', '.join(shown[:-1])} and {shown[-1]}"


class DropHint(QWidget):
    """Lies over the part of the window where dragged files would land, with the words for what would be done."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = ""
        self.hide()

    def show_over(self, target: QRect, words: str) -> None:
        self.words = words
        self.setAccessibleName(words)
        self.setGeometry(target)
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current(), QPainter(self)
        painter.fillRect(self.rect(), with_alpha(theme.panel, GROUND_ALPHA))
        frame = self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        paint_ground(painter, frame, None, theme.accent, MARGIN, RING_WIDTH)
        painter.setFont(interface_font(16, QFont.Weight.DemiBold))
        painter.setPen(theme.text)
        room = frame.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.words)
