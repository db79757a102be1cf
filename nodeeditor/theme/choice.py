"""The theme and reduced motion: the person's choice, or what the system asks for."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QStyleHints
from PySide6.QtWidgets import QApplication, QStyle

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
TELLS_CONTRAST = hasattr(QStyleHints, "accessibility")
"""From Qt 6.10 on."""
_kept: list[QStyleHints] = []
"""PySide takes what `QStyleHints.accessibility` returns for deleted once it has let the style hints go."""


class ThemeChoice(QObject):
    """One per application: applies the theme and follows the system where the person asked for that.

    Signals: ``changed(Theme)`` after a different theme was applied.
    """

    changed = Signal(object)

    def __init__(self, application: QApplication, mode: ColourMode = ColourMode.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._mode = mode
        self._theme: Theme | None = None
        hints = application.styleHints()
        _kept[:] = [hints]
        self._choose()
        hints.colorSchemeChanged.connect(self._choose)
        if TELLS_CONTRAST:
            hints.accessibility().contrastPreferenceChanged.connect(self._choose)

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
        # Setting the scheme makes Qt report a change, which leads here again.
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
        return theme_for(self._application.styleHints().colorScheme(), wants_contrast(self._application))


def wants_contrast(application: QApplication) -> bool:
    """Whether the system asks for high contrast."""
    if not TELLS_CONTRAST:
        return False
    preference = application.styleHints().accessibility().contrastPreference()
    return preference is Qt.ContrastPreference.HighContrast


def theme_for(scheme: Qt.ColorScheme, high_contrast: bool) -> Theme:
    """The theme that the system asks for; dark where it names no scheme."""
    if scheme is Qt.ColorScheme.Light:
        return HIGH_CONTRAST_LIGHT if high_contrast else LIGHT
    return HIGH_CONTRAST_DARK if high_contrast else DARK


_reduced = [False]


def reduce_motion(reduced: bool) -> None:
    """The person's own choice, beside that of the system."""
    _reduced[0] = reduced


def motion_allowed() -> bool:
    """Asked before each animation; without motion its end is shown at once."""
    duration = QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
    return not _reduced[0] and duration > 0
