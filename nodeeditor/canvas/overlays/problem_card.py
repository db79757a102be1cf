"""The card that opens at a node with problems: the message of each, and a button for each fix."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from backend.check.problems import Problem, Severity
from backend.lints.fixer import Fixer
from backend.lints.lint import Fix
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.canvas.workspace import Workspace
from nodeeditor.theme import Theme, current, interface_font, paint_ground
from nodeeditor.theme.tokens import RADIUS
from nodeeditor.widgets import Button, TextLabel

HEADS = {Severity.ERROR: "Error", Severity.MISSING: "Incomplete", Severity.WARNING: "Warning"}
WIDTH = 360
PADDING = 12
AWAY = 6
KEPT = 10
"""How far the pointer may be from node and card before the card closes."""


class ProblemCard(QFrame):
    """One at a time over the canvas. It closes when the pointer leaves it and its node, and with every edit.

    Fixes are looked for when the card is open; inside a block they are steps of the whole document.
    """

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._node = QRect()
        self._workspace: Workspace | None = None
        self._rows: list[tuple[Problem, QVBoxLayout]] = []
        self.buttons: list[Button] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(PADDING, PADDING - 2, PADDING, PADDING)
        self._column.setSpacing(4)
        self._body: QWidget | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._find_fixes)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()

    def open_for(self, workspace: Workspace, item: NodeItem) -> None:
        """Opens below a node."""
        self._workspace = workspace
        self._node = workspace.camera.to_view(item.card_rect())
        self.setAccessibleName(f"Problems of {item.card.full_title}")
        self._fill(item)
        self._place()
        self.show()
        self.raise_()
        self._later.start()

    def follow_pointer(self, point: QPoint) -> None:
        """Closes the card if the pointer is neither over it nor over its node."""
        near = self._node.united(self.geometry()).adjusted(-KEPT, -KEPT, KEPT, KEPT)
        if self.isVisible() and not near.contains(point):
            self.close_card()

    def close_card(self) -> None:
        """Hides the card and gives the focus back to the canvas."""
        self._later.stop()
        if self.isVisible():
            had_keys = self.hasFocus() or any(button.hasFocus() for button in self.buttons)
            self.hide()
            if had_keys:
                self._view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keeps its size to what is in it."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return done

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.follow_pointer(self._view.mapFromGlobal(QCursor.pos()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        paint_ground(QPainter(self), self.rect(), theme.panel, theme.border, RADIUS)

    def _fill(self, item: NodeItem) -> None:
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = QWidget()
        rows = QVBoxLayout(self._body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(TextLabel(item.card.full_title, font=interface_font(13, QFont.Weight.DemiBold)))
        self._rows, self.buttons = [], []
        for problem in item.card.problems:
            rows.addLayout(self._row(problem))
        self._column.addWidget(self._body)

    def _row(self, problem: Problem) -> QVBoxLayout:
        row = QVBoxLayout()
        row.setSpacing(5)
        head = TextLabel(f"● {HEADS[problem.severity]}", font=interface_font(12))
        palette = head.palette()
        palette.setColor(head.foregroundRole(), _head_colour(problem.severity, current()))
        head.setPalette(palette)
        row.addWidget(head)
        row.addWidget(self._wrapped(problem.message))
        self._rows.append((problem, row))
        return row

    def _wrapped(self, text: str) -> TextLabel:
        words = TextLabel(text, font=interface_font(12), wraps=True)
        room = WIDTH - 2 * PADDING
        # A layout would ask for the height at the width that the label prefers, not at that of the card.
        words.setFixedSize(room, words.heightForWidth(room))
        return words

    def _find_fixes(self) -> None:
        """One problem a turn, so that nothing waits for a long search."""
        if self._workspace is None or not self._rows or not self.isVisible():
            return
        problem, row = self._rows.pop(0)
        for fix in Fixer(self._workspace.document, self._workspace.checker).fixes(problem):
            button = Button(fix.label, "bolt")
            button.setToolTip(fix.label)
            button.setMaximumWidth(WIDTH - 2 * PADDING)
            button.clicked.connect(partial(self._apply, fix))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.buttons.append(button)
        if self._rows:
            self._later.start()

    def _apply(self, fix: Fix) -> None:
        """The edit of the document closes the card, as any other would."""
        if self._workspace is not None:
            self._workspace.document.apply(*fix.edits, label=fix.label)

    def _place(self) -> None:
        """Below the node, above it where there is no room, always within the view."""
        self.resize(WIDTH, self.sizeHint().height())
        room = self._view.rect()
        top = self._node.bottom() + AWAY
        if top + self.height() > room.height():
            top = self._node.top() - AWAY - self.height()
        left = min(max(self._node.left(), 0), room.width() - self.width())
        self.move(left, min(max(top, 0), max(0, room.height() - self.height())))


def _head_colour(severity: Severity, theme: Theme) -> QColor:
    colours = {Severity.ERROR: theme.error_text, Severity.WARNING: theme.warning_text}
    return colours.get(severity, theme.text_second)
