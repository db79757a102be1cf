"""Status: a pill with words, and a thin progress bar."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nodeeditor.theme import Theme, current, interface_font, motion_allowed, paint_ground, paint_ring
from nodeeditor.theme.scaling import fix_height, fix_min_width, scaled

PILL_HEIGHT = 26
PILL_PADDING = 12
DOT = 8
DOT_ROOM = 16
TICK_MS = 60
TICKS_PER_TURN = 16
FULL_TURN = 360 * 16
BAR_HEIGHT = 5
BUSY_SHARE = 0.3
TICKS_PER_PASS = 32


class Status(Enum):
    """A state with its token; `BUSY` and `INFO` take the accent."""

    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"
    BUSY = "busy"
    INFO = "info"

    def colour(self, theme: Theme) -> QColor:
        return {Status.GOOD: theme.good, Status.WARNING: theme.warning, Status.ERROR: theme.error}.get(
            self, theme.accent
        )

    def text_colour(self, theme: Theme) -> QColor:
        return {
            Status.GOOD: theme.good_text,
            Status.WARNING: theme.warning_text,
            Status.ERROR: theme.error_text,
        }.get(self, theme.accent_text)

    @property
    def glyph(self) -> str:
        return {Status.GOOD: "check", Status.WARNING: "warning", Status.ERROR: "error", Status.BUSY: "clock"}.get(
            self, "info"
        )


class _Clock(QObject):
    """Repaints a widget regularly while something moves in it, it can be seen, and motion is wanted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.ticks = TICKS_PER_PASS // 2
        self._widget = widget
        self._wanted = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        widget.installEventFilter(self)

    def want(self, wanted: bool) -> None:
        self._wanted = wanted
        self._run(self._widget.isVisible())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Python may have taken a closed window apart, attributes first, while Qt still hides its widgets.
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide) and vars(self):
            self._run(event.type() == QEvent.Type.Show)
        return super().eventFilter(watched, event)

    def _run(self, visible: bool) -> None:
        # A timer on a hidden widget would keep waking the processor for nothing.
        if not (self._wanted and visible and motion_allowed()):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _tick(self) -> None:
        self.ticks += 1
        self._widget.update()


class StatusPill(QAbstractButton):
    """A dot and words on the tint of a state; it can be pressed to see more. The dot turns while busy."""

    def __init__(self, text: str = "", state: Status = Status.GOOD, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = _Clock(self)
        self._state = state
        self._is_short = False
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        fix_height(self, PILL_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_state(text, state)

    def show_state(self, text: str, state: Status) -> None:
        self._state = state
        self.setText(text)
        self._clock.want(state is Status.BUSY)
        self.set_short(self._is_short)

    def set_short(self, is_short: bool) -> None:
        """Shows the count alone, or the dot where there is none; the words are the tool tip."""
        self._is_short = is_short
        self.setToolTip(self.text() if is_short else "")
        self.updateGeometry()
        self.update()

    @property
    def shown(self) -> str:
        first = self.text().partition(" ")[0]
        return self.text() if not self._is_short else first if first.isdecimal() else ""

    def sizeHint(self) -> QSize:
        words = QFontMetrics(interface_font()).horizontalAdvance(self.shown)
        if not self.shown:
            return QSize(scaled(2 * PILL_PADDING + DOT), scaled(PILL_HEIGHT))
        return QSize(words + 2 * scaled(PILL_PADDING) + scaled(DOT_ROOM), scaled(PILL_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        colour = self._state.colour(theme)
        paint_ground(painter, self.rect(), theme.tint(colour), None, scaled(PILL_HEIGHT) / 2)
        if self.underMouse():
            paint_ground(painter, self.rect(), theme.hover, None, scaled(PILL_HEIGHT) / 2)
        if self.hasFocus():
            paint_ring(painter, self.rect(), scaled(PILL_HEIGHT) / 2)
        dot = QRectF(scaled(PILL_PADDING), (scaled(PILL_HEIGHT) - scaled(DOT)) / 2, scaled(DOT), scaled(DOT))
        if self._state is Status.BUSY:
            self._paint_turning(painter, dot.adjusted(-1, -1, 1, 1))
        else:
            paint_ground(painter, dot, colour, None, scaled(DOT) / 2)
        painter.setFont(interface_font())
        painter.setPen(self._state.text_colour(theme))
        words = QRectF(self.rect()).adjusted(scaled(PILL_PADDING) + scaled(DOT_ROOM), 0, -scaled(PILL_PADDING), 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.shown)

    def _paint_turning(self, painter: QPainter, rect: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current().accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        start = -self._clock.ticks * FULL_TURN // TICKS_PER_TURN
        painter.drawArc(rect, start, FULL_TURN * 2 // 3)
        painter.restore()


class ThinProgress(QWidget):
    """A thin bar from 0 to 1; ``None`` is busy without a known end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = 0.0
        self._clock = _Clock(self)
        fix_height(self, BAR_HEIGHT)
        fix_min_width(self, 64)
        self.setAccessibleName("Progress")

    @property
    def share(self) -> float | None:
        return self._share

    def set_share(self, share: float | None) -> None:
        self._share = None if share is None else min(1.0, max(0.0, share))
        self._clock.want(share is None)
        self.setAccessibleDescription("busy" if share is None else f"{share:.0%}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        room = QRectF(self.rect())
        paint_ground(painter, room, theme.pressed, None, scaled(BAR_HEIGHT) / 2)
        if self._share is None:
            place = (self._clock.ticks % TICKS_PER_PASS) / TICKS_PER_PASS
            start = (1 + BUSY_SHARE) * place - BUSY_SHARE
            left, right = max(0.0, start), min(1.0, start + BUSY_SHARE)
        else:
            left, right = 0.0, self._share
        if right > left:
            bar = QRectF(room.width() * left, 0, room.width() * (right - left), scaled(BAR_HEIGHT))
            paint_ground(painter, bar, theme.accent, None, scaled(BAR_HEIGHT) / 2)
