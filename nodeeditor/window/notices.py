"""Messages to the person: one banner that stays until it is answered, and short texts that go by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nodeeditor.scheduling import single_shot
from nodeeditor.theme import current, interface_font, paint_ground
from nodeeditor.widgets import Banner, Status


@dataclass(frozen=True)
class BannerAction:
    """A button of a banner, and what it does."""

    label: str
    act: Callable[[], object]


@dataclass(frozen=True)
class _Message:
    text: str
    state: Status
    choices: tuple[BannerAction, ...] = ()
    dismiss: Callable[[], object] | None = None
    stays: bool = False
    subject: object = None


class Notices(QObject):
    """Messages that matter go to the banner and stay; passing ones go to the toast.

    The banner lies over the upper edge of the canvas, so that nothing moves when it comes and goes. A message
    takes the place of the one before, except of one that must be answered: that comes back afterwards.
    """

    def __init__(self, banner: Banner, toast: Toast) -> None:
        super().__init__(banner)
        self.banner = banner
        self.toast = toast
        self._messages: list[_Message] = []
        banner.acted.connect(lambda: self._on_acted(0))
        banner.other_chosen.connect(lambda number: self._on_acted(number + 1))
        toast.ground.installEventFilter(self)
        banner.dismissed.connect(self._on_dismissed)

    def warn(self, text: str) -> None:
        """Something could not be done."""
        self.offer(text, Status.ERROR)

    def offer(
        self,
        text: str,
        state: Status,
        action: str = "",
        act: Callable[[], object] | None = None,
        dismiss: Callable[[], object] | None = None,
    ) -> None:
        """A message with a button; ``dismiss`` is called if the person dismisses it."""
        choices = (BannerAction(action, act or _nothing),) if action else ()
        self._put(_Message(text, state, choices, dismiss))

    def ask(
        self,
        text: str,
        state: Status,
        *choices: BannerAction,
        dismiss: Callable[[], object] | None = None,
        subject: object = None,
    ) -> None:
        """A message that stays until it is answered, beneath later ones; there is one for each ``subject``."""
        if subject is not None:
            self._messages = [message for message in self._messages if message.subject != subject]
        self._put(_Message(text, state, choices, dismiss, stays=True, subject=subject))

    def withdraw(self, subject: object) -> None:
        """Takes back what was asked: there is nothing to answer any more."""
        self._messages = [message for message in self._messages if message.subject != subject]
        self._show()

    def clear(self) -> None:
        """Takes away the message, unless it must be answered."""
        self._messages = [message for message in self._messages if message.stays]
        self._show()

    def _put(self, message: _Message) -> None:
        self._messages = [known for known in self._messages if known.stays] + [message]
        self._show()

    def _show(self) -> None:
        if not self._messages:
            self.banner.hide()
            return
        message = self._messages[-1]
        first, *others = [choice.label for choice in message.choices] or [""]
        self.banner.show_message(message.text, message.state, first, others)
        self._place()

    def say(self, text: str) -> None:
        self.toast.say(text)

    def say_at_once(self, text: str) -> None:
        self.toast.say_at_once(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.banner.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = self.toast.ground.width()
        wrapped = self.banner.heightForWidth(width)
        height = wrapped if wrapped > 0 else self.banner.sizeHint().height()
        self.banner.setGeometry(0, 0, width, height)
        self.banner.raise_()

    def _on_acted(self, number: int) -> None:
        choices = self._messages.pop().choices if self._messages else ()
        self._show()
        if number < len(choices):
            choices[number].act()

    def _on_dismissed(self) -> None:
        dismiss = self._messages.pop().dismiss if self._messages else None
        self._show()
        if dismiss is not None:
            dismiss()


def _nothing() -> None:
    """What a button does that only takes its message away."""


SHOWN_MS = 4000
HEIGHT = 34
PADDING = 16
ABOVE_BOTTOM = 20


class Toast(QWidget):
    """Lies at the bottom of its parent and moves with it; the pointer passes through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ground = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = ""
        self._timer = single_shot(self, self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text if self.isVisible() else ""

    def say(self, text: str) -> None:
        """Shows a text for some seconds; the empty one takes it away."""
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text:
            self._place()
            self.raise_()
            self.update()
            self._timer.start(SHOWN_MS)

    def say_at_once(self, text: str) -> None:
        """Shows a text before what follows keeps the window from painting; until another is said."""
        self.say(text)
        self._timer.stop()
        self.ground.repaint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        paint_ground(painter, self.rect(), theme.card, theme.border, HEIGHT / 2)
        painter.setFont(interface_font())
        painter.setPen(theme.text)
        room = QRectF(self.rect()).adjusted(PADDING, 0, -PADDING, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._elided(int(room.width())))

    def _elided(self, width: int) -> str:
        metrics = QFontMetrics(interface_font())
        return metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, width)

    def _place(self) -> None:
        parent = self.ground
        wanted = QFontMetrics(interface_font()).horizontalAdvance(self._text) + 2 * PADDING + 4
        width = min(wanted, parent.width() - 40)
        self.setGeometry((parent.width() - width) // 2, parent.height() - HEIGHT - ABOVE_BOTTOM, width, HEIGHT)
