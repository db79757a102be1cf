"""The problems tab: everything that the check finds, a sentence each; a click shows the place."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from backend.check.checker import Checker
from backend.check.problems import Problem, Severity
from backend.document.document import Document
from nodeeditor.icons import paint_glyph
from nodeeditor.panels.follower import Following
from nodeeditor.theme import Theme, current, interface_font
from nodeeditor.widgets import EmptyState

PROBLEM_ROLE = Qt.ItemDataRole.UserRole
GLYPH = 16
MARGIN = 20
PLACE_WIDTH = 150
GAP = 12
PADDING = 7

Index = QModelIndex | QPersistentModelIndex


def severity_colour(severity: Severity, theme: Theme) -> QColor:
    return theme.error_text if severity is Severity.ERROR else theme.warning_text


def severity_glyph(severity: Severity) -> str:
    return {Severity.ERROR: "error", Severity.MISSING: "unlink", Severity.WARNING: "warning"}[severity]


class ProblemModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problems: list[Problem] = []
        self._document: Document | None = None

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
        if self._document is not None and problem.node in self._document:
            return self._document.node(problem.node).label or problem.node
        return problem.node

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._problems)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        problem = self._problems[index.row()]
        if role == PROBLEM_ROLE:
            return problem
        if role == Qt.ItemDataRole.DisplayRole:
            return problem.message
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{problem.severity}: {problem.message}"
        return None


class ProblemDelegate(QStyledItemDelegate):
    """A glyph for the severity, the place, and the sentence over as many lines as it needs."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        problem = index.data(PROBLEM_ROLE)
        model = index.model()
        assert isinstance(model, ProblemModel)
        theme = current()
        rect: QRect = option.rect
        painter.save()
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(rect, theme.selection if selected else theme.hover)
        colour = severity_colour(problem.severity, theme)
        glyph = QRectF(rect.x() + MARGIN, rect.y() + PADDING + 1, GLYPH, GLYPH)
        paint_glyph(painter, glyph, severity_glyph(problem.severity), colour)
        place = QRect(rect.x() + MARGIN + GLYPH + 10, rect.y() + PADDING, PLACE_WIDTH, rect.height())
        painter.setFont(_place_font())
        painter.setPen(theme.text)
        words = painter.fontMetrics().elidedText(
            model.place_of(problem), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignTop, words)
        painter.setFont(interface_font(13))
        painter.setPen(theme.text_second)
        painter.drawText(_sentence_rect(rect), Qt.TextFlag.TextWordWrap, problem.message)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        assert isinstance(view, QListView)
        width = view.viewport().width()
        room = _sentence_rect(QRect(0, 0, width, 10_000))
        bounds = QFontMetrics(interface_font(13)).boundingRect(room, Qt.TextFlag.TextWordWrap, str(index.data()))
        return QSize(width, max(bounds.height(), GLYPH + 2) + 2 * PADDING)


def _place_font() -> QFont:
    return interface_font(13, QFont.Weight.DemiBold)


def _sentence_rect(row: QRect) -> QRect:
    left = MARGIN + GLYPH + 10 + PLACE_WIDTH + GAP
    return row.adjusted(left, PADDING, -MARGIN, 0)


class ProblemList(QListView):
    def __init__(self) -> None:
        super().__init__()
        self.setModel(ProblemModel(self))
        self.setItemDelegate(ProblemDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Problems")

    def problem_model(self) -> ProblemModel:
        model = self.model()
        assert isinstance(model, ProblemModel)
        return model

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class ProblemsPanel(QWidget):
    """Signals: ``place_chosen(str)`` with the node's id, or the empty string for a section of the document."""

    place_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._following: Following | None = None
        self.list = ProblemList()
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState("check", "No problems", "The model is complete and can be trained."))
        self._stack.addWidget(self.list)

    def set_document(self, document: Document, checker: Checker) -> None:
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker, on_check=lambda _ids: self._refresh())
        self._refresh()

    def select_first(self) -> None:
        self.list.setCurrentIndex(self.list.model().index(0, 0))

    def _refresh(self) -> None:
        if self._following is None:
            return
        problems = self._following.checker.problems()
        self.list.problem_model().show(problems, self._following.document)
        self._stack.setCurrentIndex(1 if problems else 0)

    def _choose(self, index: QModelIndex) -> None:
        self.place_chosen.emit(index.data(PROBLEM_ROLE))
