"""The bar at the top: documents, history, search, status of the check, device and training."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from nodeeditor.commands.action_set import ActionSet
from nodeeditor.documents.session import OpenDocument
from nodeeditor.icons import paint_logo
from nodeeditor.theme import current, interface_font
from nodeeditor.theme.scaling import fix_height, fix_max_width, fix_min_width, scaled
from nodeeditor.theme.tokens import BAR_HEIGHT
from nodeeditor.widgets import (
    ChoiceField,
    DocumentTabs,
    IconButton,
    PrimaryButton,
    SearchField,
    Status,
    StatusPill,
    TextLabel,
    Tone,
)
from nodeeditor.widgets.focus import step_focus
from nodeeditor.window.dock import progress_share
from nodeeditor.window.files import FileCommands
from nodeeditor.window.run_control import RunControl

LOGO = 24
SEARCH_WIDTH = 290
NARROWEST_SEARCH = 120
GLYPH_ALONE = 36
ROOM_FOR_COUNT = 1360
ROOM_FOR_NAME = 1200
ROOM_FOR_WORDS = 900
"""From which widths the number of parameters, the program's name, and what else can be left out are shown."""
AUTOMATIC_DEVICE = ("", "Auto")


class TopBar(QWidget):
    """Signals: ``search_wanted()``, ``problems_wanted()``, ``device_chosen(str)``. Tab stays here, F6 leads on."""

    search_wanted = Signal()
    problems_wanted = Signal()
    device_chosen = Signal(str)

    def __init__(self, actions: ActionSet, menu: QMenu) -> None:
        super().__init__()
        fix_height(self, BAR_HEIGHT)
        self.documents = DocumentTabs()
        self.status = StatusPill("No problems", Status.GOOD)
        self.status.clicked.connect(self.problems_wanted)
        self.count = TextLabel("", Tone.SECOND)
        self.device = ChoiceField([AUTOMATIC_DEVICE])
        self.device.set_value(AUTOMATIC_DEVICE[0])
        fix_min_width(self.device, 78)
        fix_max_width(self.device, 110)
        self.device.set_name("Device", "Where the model is trained")
        self.device.edited.connect(lambda name: self.device_chosen.emit(name))
        self.train = PrimaryButton("Train", "play")
        fix_min_width(self.train, 96)
        self.train.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        follow_action(self.train, actions["train"])
        self._pause = action_button(actions["pause"], "pause", framed=True)
        search = _SearchButton("Search layers, commands, nodes")
        follow_keys(actions["search"], search.show_keys)
        search.pressed.connect(self.search_wanted)
        self._menu, self._search = _MenuButton(menu), search
        self._steps = [action_button(actions[name], name) for name in ("undo", "redo")]
        self._place(actions)

    def _place(self, actions: ActionSet) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 14, 0)
        row.setSpacing(8)
        row.addWidget(self._menu)
        row.addSpacing(12)
        row.addWidget(self.documents)
        row.addSpacing(8)
        for button in self._steps:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._search, 8)
        row.addStretch(1)
        for part in (self.status, self.count, self.device, self.train):
            row.addWidget(part)
            row.addSpacing(2)
        row.addWidget(self._pause)
        row.addWidget(action_button(actions["stop"], "stop", framed=True))

    def show_devices(self, devices: Sequence[str], chosen: str) -> None:
        """Offers the engine's devices; the one chosen before is kept where it exists."""
        self.device.set_options([AUTOMATIC_DEVICE, *((name, device_words(name)) for name in devices)])
        self.device.set_value(chosen if chosen in devices else "")

    def show_paused(self, paused: bool) -> None:
        """While a training is paused there is one button to go on."""
        self.train.setText("Resume" if paused else "Train")
        self._pause.setVisible(not paused)

    def show_check(self, words: str, state: Status) -> None:
        self.status.show_state(words, state)
        self.status.setMinimumWidth(self.status.sizeHint().width())

    def show_count(self, parameters: int) -> None:
        self.count.setText(f"{parameters:,} parameter{'' if parameters == 1 else 's'}")

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step_focus(self, forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._leave_out()

    def _leave_out(self) -> None:
        """In a narrow bar, or with large text: what the menu, the keys or a tool tip have too."""
        self.count.setVisible(self.width() >= scaled(ROOM_FOR_COUNT))
        self._menu.set_short(self.width() < scaled(ROOM_FOR_NAME))
        is_tight = self.width() < scaled(ROOM_FOR_WORDS)
        fix_min_width(self._search, GLYPH_ALONE if is_tight else NARROWEST_SEARCH)
        for button in self._steps:
            button.setVisible(not is_tight)
        self.status.set_short(is_tight)
        self.status.setMinimumWidth(self.status.sizeHint().width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.panel)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.hairline)


class _MenuButton(QToolButton):
    """The logo and the name of the program; opens the main menu.

    The menu is not the button's own: else keys that are meant for the canvas would act while the button has the
    focus.
    """

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self._menu = menu
        self._is_short = False
        self.pressed.connect(self._open)
        self.setAutoRaise(True)
        self.setAccessibleName("Menu")
        self.setToolTip("Menu (F10)")
        self.setFont(interface_font(14, QFont.Weight.DemiBold))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        self.setDown(False)

    def set_short(self, is_short: bool) -> None:
        """The logo alone."""
        self._is_short = is_short
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def sizeHint(self) -> QSize:
        if self._is_short:
            return QSize(scaled(8 + LOGO + 26), scaled(34))
        words = self.fontMetrics().horizontalAdvance("LayerLoom")
        return QSize(scaled(8 + LOGO + 10 + 26) + words, scaled(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.pressed if self.isDown() else theme.hover)
            painter.drawRoundedRect(self.rect(), 8, 8)
        paint_logo(painter, QRectF(scaled(7), (self.height() - scaled(LOGO)) / 2, scaled(LOGO), scaled(LOGO)))
        if not self._is_short:
            painter.setFont(self.font())
            painter.setPen(theme.text)
            words = QRectF(scaled(8 + LOGO + 10), 0, self.width(), self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, "LayerLoom")
        paint_menu_mark(
            painter, QRectF(self.width() - scaled(18), self.height() / 2 - scaled(2), scaled(8), scaled(4))
        )


def paint_menu_mark(painter: QPainter, rect: QRectF) -> None:
    """The small chevron of a button with a menu."""
    painter.setPen(current().text_quiet)
    painter.drawLine(rect.topLeft(), rect.center() + (rect.bottomLeft() - rect.topLeft()) / 2)
    painter.drawLine(rect.center() + (rect.bottomLeft() - rect.topLeft()) / 2, rect.topRight())


class _SearchButton(SearchField):
    """Looks like a search field, and opens the command palette.

    Signals: ``pressed()``.
    """

    pressed = Signal()

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        fix_min_width(self, NARROWEST_SEARCH)
        fix_max_width(self, SEARCH_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_keys(self, keys: str) -> None:
        self.set_shortcut(keys.replace("+", " "))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()


def action_button(action: QAction, glyph: str, framed: bool = False) -> IconButton:
    """A button with a glyph that does an action, and is enabled and named as it is."""
    button = IconButton(glyph, action.text(), framed=framed)
    follow_action(button, action)
    follow_keys(action, lambda keys: button.set_name(action.text(), keys))
    return button


def follow_keys(action: QAction, show: Callable[[str], None]) -> None:
    """Shows the keys of an action, now and whenever they change."""

    def follow() -> None:
        show(action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))

    action.changed.connect(follow)
    follow()


def follow_action(button: IconButton | PrimaryButton, action: QAction) -> None:
    button.clicked.connect(action.trigger)

    def follow() -> None:
        button.setEnabled(action.isEnabled())

    action.changed.connect(follow)
    follow()


def device_words(name: str) -> str:
    """``CPU`` and ``CUDA 0`` for what torch calls ``cpu`` and ``cuda:0``."""
    kind, _, number = name.partition(":")
    return f"{kind.upper()} {number}".strip()


class DocumentTabsSync(QObject):
    """Keeps the tabs in step with the session, which decides, and passes on what a person does with them."""

    def __init__(self, tabs: DocumentTabs, files: FileCommands, runs: RunControl) -> None:
        super().__init__(tabs)
        self._tabs = tabs
        self._files = files
        self._session = files.session
        self._runs = runs
        self._order: list[OpenDocument] = []
        for opened in self._session.documents:
            self._add(opened)
        self._session.opened.connect(self._add)
        self._session.closed.connect(self._remove)
        self._session.changed.connect(self._show)
        self._session.current_changed.connect(self._follow)
        tabs.current_changed.connect(self._activate)
        tabs.close_requested.connect(lambda index: files.close_document(self._order[index]))
        tabs.new_requested.connect(files.new)
        tabs.moved.connect(self._moved)
        runs.state_changed.connect(lambda _state: self._show_progress())
        runs.progressed.connect(self._show_progress)
        self._follow(self._session.current)

    def _add(self, opened: OpenDocument) -> None:
        self._order.append(opened)
        # Adding and removing a tab changes the current one, which would activate a document that nobody chose.
        with QSignalBlocker(self._tabs):
            self._tabs.add(opened.title)
        self._show(opened)

    def _remove(self, opened: OpenDocument) -> None:
        index = self._order.index(opened)
        self._order.remove(opened)
        with QSignalBlocker(self._tabs):
            self._tabs.remove(index)

    def _show(self, opened: OpenDocument) -> None:
        if opened in self._order:
            index = self._order.index(opened)
            self._tabs.set_title(index, opened.title, str(opened.path or "not saved yet"))
            self._tabs.set_unsaved(index, opened.unsaved)

    def _show_progress(self) -> None:
        """The mark on the tab of the document that is being trained; no other tab has one."""
        for index, opened in enumerate(self._order):
            trains = self._runs.trains(opened)
            self._tabs.set_progress(index, progress_share(self._runs.log) if trains else None)

    def _follow(self, opened: OpenDocument) -> None:
        if opened in self._order:
            self._tabs.set_current(self._order.index(opened))

    def _activate(self, index: int) -> None:
        if 0 <= index < len(self._order):
            self._session.activate(self._order[index])

    def _moved(self, source: int, target: int) -> None:
        self._order.insert(target, self._order.pop(source))
        self._session.move(source, target)
