"""Which of a block's places gives the sizes that its inside shows: said beside its name, and chosen there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from backend.check.blocks import BlockEntry
from backend.check.checker import Checker
from nodeeditor.icons import icon
from nodeeditor.theme import current

HEIGHT = 24
GLYPH = 14
MAX_PATH_LENGTH = 28
MAX_TYPES = 3


class EntryChooser(QToolButton):
    """Hidden where the block gets the same everywhere. Signals: ``entry_chosen(Entry)``."""

    entry_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the words
        self.setIconSize(QSize(GLYPH, GLYPH))
        self.setFixedHeight(HEIGHT)
        self.setToolTip("The block is placed with several sizes: choose the place whose sizes are shown")
        self.choices = QMenu(self)
        self.choices.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.clicked.connect(lambda: self.choices.popup(self.mapToGlobal(QPoint(0, self.height() + 4))))
        self._shown: tuple[list[BlockEntry], BlockEntry | None] = ([], None)

    def show_entries(self, checker: Checker) -> None:
        """Takes over the places that the check of a block knows, and the one that it shows."""
        found, shown = checker.entries(), checker.entry
        if self._shown == (found, shown):
            return
        self._shown = (found, shown)
        self.setVisible(len(found) > 1)
        if shown is None:
            return
        self.setText(f"as in {_shortened(way_words(shown))}")
        self.setAccessibleName(f"Shows the sizes as in {entry_words(shown)}")
        self.setIcon(icon("chevron_down", current().text_second, GLYPH))
        self.choices.clear()
        for entry in found:
            action = QAction(entry_words(entry).replace("&", "&&"), self.choices, checkable=True)
            action.setChecked(entry.entering == shown.entering)
            action.triggered.connect(partial(self.entry_chosen.emit, entry))
            self.choices.addAction(action)


def way_words(entry: BlockEntry) -> str:
    """``encoder › stage2 × 3``: the third time of a stage that is repeated, in a block."""
    return " › ".join(
        node if time == 1 else f"{node} × {time}" for node, time in zip(entry.way, entry.repetitions, strict=True)
    )


def entry_words(entry: BlockEntry) -> str:
    """The way, and the sizes of what enters there."""
    sizes = [", ".join(flows.size_texts()) for flows in entry.entering.values()]
    shown = " | ".join(sizes[:MAX_TYPES])
    return f"{way_words(entry)} · {shown}" if shown else way_words(entry)


def _shortened(words: str) -> str:
    return words if len(words) <= MAX_PATH_LENGTH else "…" + words[1 - MAX_PATH_LENGTH :]
