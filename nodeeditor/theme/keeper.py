"""Which theme is in force: the person's choice, or the system's colour scheme and its changes."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from nodeeditor.theme import style
from nodeeditor.theme.tokens import DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT, Theme


class ColourMode(Enum):
    """What the person chose. The value is what settings remember."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"
    HIGH_CONTRAST_DARK = "high_contrast_dark"
    HIGH_CONTRAST_LIGHT = "high_contrast_light"


SCHEMES = {
    ColourMode.SYSTEM: Qt.ColorScheme.Unknown,
    ColourMode.DARK: Qt.ColorScheme.Dark,
    ColourMode.LIGHT: Qt.ColorScheme.Light,
    ColourMode.HIGH_CONTRAST_DARK: Qt.ColorScheme.Dark,
    ColourMode.HIGH_CONTRAST_LIGHT: Qt.ColorScheme.Light,
}
THEMES = {
    ColourMode.DARK: DARK,
    ColourMode.LIGHT: LIGHT,
    ColourMode.HIGH_CONTRAST_DARK: HIGH_CONTRAST_DARK,
    ColourMode.HIGH_CONTRAST_LIGHT: HIGH_CONTRAST_LIGHT,
}


class ThemeKeeper(QObject):
    """One per application: applies the theme and follows the system where the person asked for that.

    Signals: ``changed(Theme)`` after a different theme was applied.
    """

    changed = Signal(object)

    def __init__(self, application: QApplication, mode: ColourMode = ColourMode.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._mode = mode
        self._theme: Theme | None = None
        self._choose()
        application.styleHints().colorSchemeChanged.connect(self._choose)

    @property
    def theme(self) -> Theme:
        return self._theme or DARK

    @property
    def mode(self) -> ColourMode:
        return self._mode

    def set_mode(self, mode: ColourMode) -> None:
        self._mode = mode
        self._choose()

    def _choose(self) -> None:
        self._application.styleHints().setColorScheme(SCHEMES[self._mode])  # for title bars and native dialogs
        theme = self._wanted()
        if theme is self._theme:
            return
        first = self._theme is None
        self._theme = theme
        style.apply(self._application, theme)
        if not first:
            self.changed.emit(theme)

    def _wanted(self) -> Theme:
        if self._mode is not ColourMode.SYSTEM:
            return THEMES[self._mode]
        scheme = self._application.styleHints().colorScheme()
        return LIGHT if scheme is Qt.ColorScheme.Light else DARK
