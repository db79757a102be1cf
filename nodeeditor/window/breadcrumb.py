"""The path into a block, over the canvas: "ball_crnn › encoder › stage". A click goes back; a menu chooses the
placement.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from backend.check.blocks import BlockPlacement
from backend.check.checker import Checker
from nodeeditor.icons import icon
from nodeeditor.theme import current, interface_font, paint_ground
from nodeeditor.theme.scaling import fix_height, fix_icon, scaled
from nodeeditor.widgets import IconButton, TextLabel, Tone

HEIGHT = 32
BUTTON = 24
RADIUS = 8
PLACE = 16
MAX_NAME_LENGTH = 28
BESIDE_NAME = 6


class Breadcrumb(QWidget):
    """Hidden at the top of a document.

    Signals: ``chosen(depth)`` with how many blocks of the path to keep; ``placement_chosen(BlockPlacement)`` with
    the placement of the open block whose sizes are to be shown.
    """

    chosen = Signal(int)
    placement_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Path to the block")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 0, 10, 0)
        self._row.setSpacing(1)
        self._steps: list[QWidget] = []
        self.placements = PlacementChooser()
        self.placements.placement_chosen.connect(self.placement_chosen)
        self._row.addSpacing(BESIDE_NAME)
        self._row.addWidget(self.placements)
        self.placements.hide()
        self.move(PLACE, PLACE)
        self.hide()

    def show_path(self, title: str, path: Sequence[str]) -> None:
        """Shows the document's title and the blocks that were entered."""
        for step in self._steps:
            self._row.removeWidget(step)
            step.hide()
            step.deleteLater()
        self._steps = self._made(title, path)
        for place, step in enumerate(self._steps):
            self._row.insertWidget(place, step)
            step.show()
        self.setVisible(bool(path))
        self._fit()

    def show_placements(self, checker: Checker) -> None:
        """Shows which placement's sizes the open block has, if there are several."""
        self.placements.show_placements(checker)
        self._fit()

    def _fit(self) -> None:
        fix_height(self, HEIGHT)
        self.resize(self._row.sizeHint().width(), self.height())

    def _made(self, title: str, path: Sequence[str]) -> list[QWidget]:
        up = IconButton("chevron_left", "Leave the block", size=BUTTON)
        up.set_name("Leave the block", "Esc")
        up.clicked.connect(lambda: self.chosen.emit(len(path) - 1))
        steps: list[QWidget] = [up]
        for depth, name in enumerate((title, *path[:-1])):
            steps += [self._link(name, depth), TextLabel("›", Tone.QUIET)]
        here = TextLabel(_short(path[-1]) if path else "", font=interface_font(13, QFont.Weight.DemiBold))
        here.setContentsMargins(5, 0, 0, 0)
        return [*steps, here]

    def _link(self, name: str, depth: int) -> QToolButton:
        link = QToolButton()
        link.setAutoRaise(True)
        link.setText(_short(name).replace("&", "&&"))
        link.setToolTip(f"Back to {name}")
        link.setAccessibleName(f"Back to {name}")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        fix_height(link, BUTTON)
        link.clicked.connect(lambda: self.chosen.emit(depth))
        return link

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        paint_ground(QPainter(self), self.rect(), theme.panel, theme.hairline, RADIUS)


def _short(name: str) -> str:
    return name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - 1] + "…"


CHOOSER_HEIGHT = 24
GLYPH = 14
MAX_PATH_LENGTH = 28
MAX_TYPES = 3


class PlacementChooser(QToolButton):
    """Hidden if the block receives the same sizes at all placements.

    Signals: ``placement_chosen(BlockPlacement)``.
    """

    placement_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # puts the arrow after the text
        fix_icon(self, GLYPH)
        fix_height(self, CHOOSER_HEIGHT)
        self.setToolTip(
            "The block is placed several times with different sizes: choose the placement whose sizes are shown"
        )
        self.choices = QMenu(self)
        self.choices.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.clicked.connect(lambda: self.choices.popup(self.mapToGlobal(QPoint(0, self.height() + 4))))
        self._shown: tuple[list[BlockPlacement], BlockPlacement | None] = ([], None)

    def show_placements(self, checker: Checker) -> None:
        """Shows the placements that the check of a block found, and the chosen one."""
        found, shown = checker.placements(), checker.placement
        if self._shown == (found, shown):
            return
        self._shown = (found, shown)
        self.setVisible(len(found) > 1)
        if shown is None:
            return
        self.setText(f"as in {_shortened(path_text(shown))}")
        self.setAccessibleName(f"Shows the sizes of {placement_text(shown)}")
        self.setIcon(icon("chevron_down", current().text_second, scaled(GLYPH)))
        self.choices.clear()
        for placement in found:
            action = QAction(placement_text(placement).replace("&", "&&"), self.choices, checkable=True)
            action.setChecked(placement.types == shown.types)
            action.triggered.connect(partial(self.placement_chosen.emit, placement))
            self.choices.addAction(action)


def path_text(placement: BlockPlacement) -> str:
    """``encoder › stage2 × 3``: the third repetition of a stage inside a block."""
    return " › ".join(
        node if time == 1 else f"{node} × {time}"
        for node, time in zip(placement.path, placement.repetitions, strict=True)
    )


def placement_text(placement: BlockPlacement) -> str:
    """The path, and the sizes of the inputs there."""
    sizes = [str(flows) for flows in placement.types.values()]
    shown = " | ".join(sizes[:MAX_TYPES])
    return f"{path_text(placement)} · {shown}" if shown else path_text(placement)


def _shortened(words: str) -> str:
    return words if len(words) <= MAX_PATH_LENGTH else "…" + words[1 - MAX_PATH_LENGTH :]
