"""Tabs: the underlined ones of the docks, and the documents in the top bar."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QTabBar, QWidget

from nodeeditor.icons import paint_glyph
from nodeeditor.scheduling import single_shot
from nodeeditor.theme import current, interface_font, paint_ground, paint_ring
from nodeeditor.theme.fonts import SMALL_PIXELS
from nodeeditor.theme.scaling import fix_height, scaled
from nodeeditor.widgets.buttons import IconButton
from nodeeditor.widgets.status import Status

BADGE_HEIGHT = 16
DOCUMENT_HEIGHT = 30
PADDING = 14
DOT = 7
DOT_ROOM = 16
CLOSE = 18
NARROWEST, WIDEST = 96, 200


class TabStrip(QTabBar):
    """The underlined tabs of a dock. ``set_badge`` puts a count after the title of a tab."""

    def __init__(self, titles: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for title in titles:
            self.addTab(title)

    def set_badge(self, index: int, count: int, state: Status = Status.INFO) -> None:
        """A count of 0 takes the badge away."""
        old = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
        badge = Badge(count, state, self) if count else None
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, badge)
        if old is not None:
            old.deleteLater()


class Badge(QWidget):
    """A small count on the tint of a state."""

    def __init__(self, count: int, state: Status, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = str(count) if count < 1000 else "999+"
        self._state = state
        self.setFont(interface_font(SMALL_PIXELS - 1, QFont.Weight.DemiBold))
        self._fit()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self._text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        wide = QFontMetrics(self.font()).horizontalAdvance(self._text) + scaled(10)
        self.setFixedSize(max(scaled(BADGE_HEIGHT), wide), scaled(BADGE_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        paint_ground(painter, self.rect(), theme.tint(self._state.colour(theme)), None, scaled(BADGE_HEIGHT) / 2)
        painter.setFont(self.font())
        painter.setPen(self._state.text_colour(theme))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class DocumentTabs(QWidget):
    """The open documents: a dot where something is unsaved, a cross to close, and a plus for a new one.

    Where they have no room, the row scrolls with the current one in view, and a chevron lists all.

    Signals: ``current_changed(index)``, ``close_requested(index)`` (the tab stays until ``remove``),
    ``new_requested()``, ``moved(from, to)`` when a person dragged a tab elsewhere.
    """

    current_changed = Signal(int)
    close_requested = Signal(int)
    new_requested = Signal()
    moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = _DocumentBar(self)
        self._bar.currentChanged.connect(self.current_changed)
        self._bar.currentChanged.connect(lambda _index: self._show_current())
        self._bar.close_pressed.connect(self.close_requested)
        self._bar.tabMoved.connect(self.moved)
        self._strip = _TabScroll(self._bar)
        self._all = IconButton("chevron_down", "All open documents", size=24, parent=self)
        self._all.clicked.connect(self._list_all)
        self._new = IconButton("plus", "New document", size=28, parent=self)
        self._new.clicked.connect(self.new_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._strip)
        row.addWidget(self._all)
        row.addWidget(self._new)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._all.hide()
        self._after_layout = single_shot(self, self._fit)
        self._bar.laid_out.connect(self._on_laid_out)

    def sizeHint(self) -> QSize:
        return QSize(self._bar.sizeHint().width() + self._new.width(), self._bar.height())

    def minimumSizeHint(self) -> QSize:
        beside = self._all.width() + self._new.width()
        return QSize(min(scaled(NARROWEST) + beside, self.sizeHint().width()), self._bar.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Not at once: showing the chevron resizes this, and Qt takes a widget that is hidden while it is being
        # shown for visible from then on.
        self._after_layout.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._after_layout.start()

    def menu(self) -> QMenu:
        """All open documents, the current one checked, with a dot where something is unsaved."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for index in range(self.count()):
            dot = f"  {UNSAVED}" if self._bar.marks(index).unsaved else ""
            action = menu.addAction(self._bar.tabText(index).replace("&", "&&") + dot)
            action.setToolTip(self._bar.tabToolTip(index))
            action.setCheckable(True)
            action.setChecked(index == self.current())
            action.triggered.connect(lambda _checked=False, chosen=index: self.set_current(chosen))
        return menu

    def _list_all(self) -> None:
        self.menu().popup(self._all.mapToGlobal(QPoint(0, self._all.height())))

    def _on_laid_out(self) -> None:
        """The row wants another room, and what it gets is seen once the bar is laid out again."""
        self._bar.resize(self._bar.sizeHint())
        self.updateGeometry()
        self._after_layout.start()

    def _fit(self) -> None:
        """Tabs keep a width that can be read; where they have no room, the row scrolls and a list is offered."""
        self._bar.resize(self._bar.sizeHint())
        self._all.setVisible(self._bar.width() + self._new.width() > self.width())
        self.updateGeometry()
        self._show_current()

    def _show_current(self) -> None:
        if self._all.isVisibleTo(self):
            self._strip.show_part(self._bar.tabRect(self.current()))
        else:
            self._strip.horizontalScrollBar().setValue(0)

    def count(self) -> int:
        return self._bar.count()

    def current(self) -> int:
        """The index of the current tab, -1 where there is none."""
        return self._bar.currentIndex()

    def set_current(self, index: int) -> None:
        self._bar.setCurrentIndex(index)

    def add(self, title: str, hint: str = "") -> int:
        index = self._bar.addTab(title)
        self._bar.setTabToolTip(index, hint)
        return index

    def remove(self, index: int) -> None:
        self._bar.removeTab(index)

    def set_title(self, index: int, title: str, hint: str = "") -> None:
        self._bar.setTabText(index, title)
        self._bar.setTabToolTip(index, hint)

    def set_unsaved(self, index: int, unsaved: bool) -> None:
        self._bar.set_marks(index, replace(self._bar.marks(index), unsaved=unsaved))

    def set_progress(self, index: int, share: float | None) -> None:
        """The part of a training that is done, 0 to 1; ``None`` takes the mark away."""
        self._bar.set_marks(index, replace(self._bar.marks(index), trained_share=share))


@dataclass(frozen=True)
class TabMarks:
    unsaved: bool = False
    trained_share: float | None = None

    @property
    def words(self) -> str:
        unsaved = ", unsaved" if self.unsaved else ""
        return unsaved + (", training" if self.trained_share is not None else "")


UNSAVED = "●"


class _TabScroll(QScrollArea):
    """A part of the row of tabs; the wheel moves it."""

    def __init__(self, bar: QTabBar) -> None:
        super().__init__()
        self._tabs = bar
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(bar)
        for part in (self.viewport(), bar):
            part.setAutoFillBackground(False)

    def show_part(self, part: QRect) -> None:
        """Scrolls no farther than it takes to show all of a tab; of one that is too wide, its beginning."""
        bar = self.horizontalScrollBar()
        bar.setValue(max(bar.value(), part.right() + 1 - self.viewport().width()))
        bar.setValue(min(bar.value(), part.left()))

    def sizeHint(self) -> QSize:
        return QSize(self._tabs.sizeHint().width(), self._tabs.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(NARROWEST), self._tabs.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._tabs.width() > self.viewport().width():
            self.show_part(self._tabs.tabRect(self._tabs.currentIndex()))


class _DocumentBar(QTabBar):
    """Signals: ``close_pressed(index)``; ``laid_out()`` when tabs came, went or have other words."""

    close_pressed = Signal(int)
    laid_out = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMovable(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(interface_font())
        fix_height(self, DOCUMENT_HEIGHT)

    def tabLayoutChange(self) -> None:
        super().tabLayoutChange()
        self.laid_out.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the row scrolls, and the current document stays

    def marks(self, index: int) -> TabMarks:
        found = self.tabData(index)
        return found if isinstance(found, TabMarks) else TabMarks()

    def set_marks(self, index: int, marks: TabMarks) -> None:
        if marks != self.marks(index):
            self.setTabData(index, marks)
            self.update()
        self.setAccessibleTabName(index, self.tabText(index) + marks.words)

    def tabSizeHint(self, index: int) -> QSize:
        words = QFontMetrics(interface_font()).horizontalAdvance(self.tabText(index))
        wanted = words + scaled(2 * PADDING + DOT_ROOM + CLOSE)
        return QSize(min(scaled(WIDEST), max(scaled(NARROWEST), wanted)), scaled(DOCUMENT_HEIGHT))

    def minimumTabSizeHint(self, _index: int) -> QSize:
        return QSize(scaled(NARROWEST), scaled(DOCUMENT_HEIGHT))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.tabAt(event.position().toPoint())
        middle = event.button() == Qt.MouseButton.MiddleButton
        left = event.button() == Qt.MouseButton.LeftButton
        if index >= 0 and (middle or (left and self._close_rect(index).contains(event.position()))):
            self.close_pressed.emit(index)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index in range(self.count()):
            self._paint_tab(painter, index)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        theme = current()
        rect = self.tabRect(index)
        selected = index == self.currentIndex()
        pointer = self.mapFromGlobal(self.cursor().pos())
        hovered = self.underMouse() and rect.contains(pointer)
        if selected or hovered:
            paint_ground(painter, rect, theme.field if selected else theme.hover)
        if selected and self.hasFocus():
            paint_ring(painter, rect)
        painter.setFont(interface_font())
        painter.setPen(theme.text if selected else theme.text_second)
        self._paint_title(painter, rect, index)
        self._paint_progress(painter, rect, index)
        if selected or hovered:
            close = self._close_rect(index)
            over = hovered and close.contains(QPointF(pointer))
            if over:
                paint_ground(painter, close, theme.pressed, None, 5)
            paint_glyph(painter, close.adjusted(3, 3, -3, -3), "close", theme.text if over else theme.text_quiet)

    def _paint_title(self, painter: QPainter, rect: QRect, index: int) -> None:
        unsaved = self.marks(index).unsaved
        beside = scaled(2 * PADDING + CLOSE) + (scaled(DOT_ROOM) if unsaved else 0)
        room = rect.width() - beside + 6
        title = painter.fontMetrics().elidedText(self.tabText(index), Qt.TextElideMode.ElideRight, room)
        left = rect.left() + scaled(PADDING)
        painter.drawText(QRectF(left, rect.top(), room, rect.height()), Qt.AlignmentFlag.AlignVCenter, title)
        if unsaved:
            x = left + painter.fontMetrics().horizontalAdvance(title) + 9
            dot = QRectF(x, rect.center().y() - scaled(DOT) / 2 + 1, scaled(DOT), scaled(DOT))
            paint_ground(painter, dot, current().accent, None, scaled(DOT) / 2)

    def _paint_progress(self, painter: QPainter, rect: QRect, index: int) -> None:
        share = self.marks(index).trained_share
        if share is not None:
            track = QRectF(rect.left() + scaled(PADDING), rect.bottom() - 4, rect.width() - scaled(2 * PADDING), 3)
            paint_ground(painter, track, current().border, None, 1.5)
            track.setWidth(max(3.0, track.width() * share))
            paint_ground(painter, track, current().accent, None, 1.5)

    def _close_rect(self, index: int) -> QRectF:
        rect = self.tabRect(index)
        return QRectF(
            rect.right() - scaled(CLOSE) - 6,
            rect.center().y() - scaled(CLOSE) / 2 + 1,
            scaled(CLOSE),
            scaled(CLOSE),
        )
