"""What the program tells without being asked: one banner at a time, with something to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject

from nodeeditor.widgets import Banner, Status
from nodeeditor.window.toast import Toast


class Notices(QObject):
    """Messages that matter go to the banner and stay; passing ones go to the toast.

    The banner lies over the upper edge of the canvas, so that nothing moves when it comes and goes.
    """

    def __init__(self, banner: Banner, toast: Toast) -> None:
        super().__init__(banner)
        self.banner = banner
        self.toast = toast
        self._act: Callable[[], object] | None = None
        self._dismiss: Callable[[], object] | None = None
        banner.acted.connect(self._on_acted)
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
        """A message with a button; ``dismiss`` is called where the person waves it away."""
        self._act, self._dismiss = act, dismiss
        self.banner.show_message(text, state, action)
        self._place()

    def clear(self) -> None:
        self._act = self._dismiss = None
        self.banner.hide()

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

    def _on_acted(self) -> None:
        act = self._act
        self.clear()
        if act is not None:
            act()

    def _on_dismissed(self) -> None:
        dismiss, self._act, self._dismiss = self._dismiss, None, None
        if dismiss is not None:
            dismiss()
