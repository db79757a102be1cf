"""The list of problems: a glyph for the severity, the place, the sentence, and a button for each fix."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QListView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from backend.check.problems import Problem, path_words
from backend.document.document import Document
from backend.lints.lint import Fix
from nodeeditor.icons import paint_glyph
from nodeeditor.panels.fixes import FixFinder, button_rects, paint_button
from nodeeditor.presentation import severity_colour, severity_glyph
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.scaling import scaled

PROBLEM_ROLE = Qt.ItemDataRole.UserRole
FIXES_ROLE = Qt.ItemDataRole.UserRole + 1
GLYPH = 16
MARGIN = 20
PLACE_WIDTH = 150
GAP = 12
PADDING = 7
BUTTONS_GAP = 6

Index = QModelIndex | QPersistentModelIndex


class FixButton(NamedTuple):
    """One fix of one row."""

    row: int
    fix: Fix


class ProblemModel(QAbstractListModel):
    def __init__(self, finder: FixFinder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._finder = finder
        self._problems: list[Problem] = []
        self._document: Document | None = None

    @property
    def problems(self) -> Sequence[Problem]:
        return self._problems

    def show(self, problems: list[Problem], document: Document) -> None:
        if problems == self._problems and document is self._document:
            return
        self.beginResetModel()
        self._problems, self._document = problems, document
        self.endResetModel()

    def place_of(self, problem: Problem) -> str:
        """The words for where a problem is: the node's label or id, or the section."""
        if not problem.node:
            return problem.rule.replace("_", " ").capitalize()
        if self._document is None or (problem.block and problem.block not in self._document.block_names):
            return problem.node
        nodes = self._document.block(problem.block) if problem.block else self._document
        node = problem.node if problem.node not in nodes.graph else nodes.node(problem.node).label or problem.node
        return f"block {path_words(problem.within)}: {node}" if problem.within else node

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._problems)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        problem = self._problems[index.row()]
        if role == PROBLEM_ROLE:
            return problem
        if role == FIXES_ROLE:
            return self._finder.fixes(problem)
        if role == Qt.ItemDataRole.DisplayRole:
            return problem.message
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = [f"{problem.severity}: {problem.message}"]
            return " ".join(words + [f"Fix: {fix.label}." for fix in self._finder.fixes(problem)])
        return None


class ProblemDelegate(QStyledItemDelegate):
    """Paints a row; the sentence takes as many lines as it needs."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        problem, model, view = index.data(PROBLEM_ROLE), index.model(), self.parent()
        assert isinstance(model, ProblemModel) and isinstance(view, ProblemList)
        theme = current()
        rect: QRect = option.rect
        painter.save()
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(rect, theme.selection if selected else theme.hover)
        colour = severity_colour(problem.severity, theme)
        glyph = QRectF(rect.x() + MARGIN, rect.y() + PADDING + 1, scaled(GLYPH), scaled(GLYPH))
        paint_glyph(painter, glyph, severity_glyph(problem.severity), colour)
        place = QRect(
            rect.x() + MARGIN + scaled(GLYPH) + 10, rect.y() + PADDING, scaled(PLACE_WIDTH), rect.height()
        )
        painter.setFont(_place_font())
        painter.setPen(theme.text)
        words = painter.fontMetrics().elidedText(
            model.place_of(problem), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignTop, words)
        painter.setFont(interface_font(13))
        painter.setPen(theme.text_second)
        painter.drawText(_sentence_rect(rect), Qt.TextFlag.TextWordWrap, problem.message)
        for fix, button in zip(index.data(FIXES_ROLE), self.buttons(rect, index)):
            at = FixButton(index.row(), fix)
            paint_button(painter, button, fix.label, at == view.hovered, at == view.held == view.hovered)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        assert isinstance(view, QListView)
        width = view.viewport().width()
        buttons = self.buttons(QRect(0, 0, width, 10_000), index)
        bottom = buttons[-1].bottom() + 1 if buttons else PADDING + self._text_height(width, index)
        return QSize(width, max(bottom, PADDING + scaled(GLYPH) + 2) + PADDING)

    def buttons(self, row: QRect, index: Index) -> list[QRect]:
        """Where the buttons of a row are that has this rectangle."""
        room = _sentence_rect(row)
        top = row.y() + PADDING + self._text_height(row.width(), index) + BUTTONS_GAP
        return button_rects(index.data(FIXES_ROLE), room.x(), top, room.width())

    def _text_height(self, width: int, index: Index) -> int:
        room = _sentence_rect(QRect(0, 0, width, 10_000))
        metrics = QFontMetrics(interface_font(13))
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, str(index.data())).height()


def _place_font() -> QFont:
    return interface_font(13, QFont.Weight.DemiBold)


def _sentence_rect(row: QRect) -> QRect:
    left = MARGIN + scaled(GLYPH) + scaled(10) + scaled(PLACE_WIDTH) + GAP
    return row.adjusted(left, PADDING, -MARGIN, 0)


class ProblemList(QListView):
    """Signals: ``fix_chosen(Problem, str)`` with the label of the fix. The context menu has the fixes for keys."""

    fix_chosen = Signal(object, str)

    def __init__(self, finder: FixFinder) -> None:
        super().__init__()
        self.hovered: FixButton | None = None
        self.held: FixButton | None = None
        self._delegate = ProblemDelegate(self)
        self.setModel(ProblemModel(finder, self))
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Problems")
        # Buttons for fixes make rows higher, and QListView keeps the heights that it asked for first.
        finder.found.connect(self.scheduleDelayedItemsLayout)

    def problem_model(self) -> ProblemModel:
        model = self.model()
        assert isinstance(model, ProblemModel)
        return model

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def button_at(self, point: QPoint) -> FixButton | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        rects = self._delegate.buttons(self.visualRect(index), index)
        hit = (fix for fix, rect in zip(index.data(FIXES_ROLE), rects) if rect.contains(point))
        return next((FixButton(index.row(), fix) for fix in hit), None)

    def button_rect(self, row: int, label: str) -> QRect:
        """Where the button of a fix is, for tests and tips."""
        index = self.model().index(row, 0)
        rects = self._delegate.buttons(self.visualRect(index), index)
        return next(rect for fix, rect in zip(index.data(FIXES_ROLE), rects) if fix.label == label)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.button_at(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        button = self.button_at(event.position().toPoint())
        if button is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.held = button
        self._hover(button)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, self.held = self.held, None
        if held is None:
            super().mouseReleaseEvent(event)
            return
        self.viewport().update()
        if held == self.button_at(event.position().toPoint()):
            self._choose(held)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid() or not index.data(FIXES_ROLE):
            return
        menu = QMenu(self)
        for fix in index.data(FIXES_ROLE):
            button = FixButton(index.row(), fix)
            menu.addAction(fix.label, partial(self._choose, button))
        at = event.globalPos() if by_mouse else self.viewport().mapToGlobal(self.visualRect(index).center())
        menu.popup(at)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def _choose(self, button: FixButton) -> None:
        problem = self.model().index(button.row, 0).data(PROBLEM_ROLE)
        self.fix_chosen.emit(problem, button.fix.label)

    def _hover(self, button: FixButton | None) -> None:
        if button != self.hovered:
            self.hovered = button
            shape = Qt.CursorShape.PointingHandCursor if button else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()
