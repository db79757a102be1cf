"""Accessibility settings: colours and contrast, the size of the text, reduced motion, and what the wheel does."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from nodeeditor.theme import ColourMode, ThemeChoice, reduce_motion
from nodeeditor.theme.fonts import SCALES, font_scale
from nodeeditor.theme.scaling import scale_text
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.settings import Settings


class Accessibility(QObject):
    """Each choice takes effect at once and is remembered.

    Signals: ``text_scaled()`` once text is larger or smaller.
    """

    text_scaled = Signal()

    def __init__(self, settings: Settings, theme_choice: ThemeChoice, deck: CanvasDeck) -> None:
        super().__init__(deck)
        self._settings = settings
        self._theme_choice = theme_choice
        self._deck = deck
        deck.set_wheel_pans(settings.wheel_pans)
        reduce_motion(settings.reduces_motion)

    @property
    def colour_mode(self) -> ColourMode:
        return self._theme_choice.mode

    def set_colour_mode(self, mode: ColourMode) -> None:
        self._settings.colour_mode = mode
        self._theme_choice.set_mode(mode)

    @property
    def wheel_pans(self) -> bool:
        return self._settings.wheel_pans

    def toggle_wheel_pans(self) -> None:
        self._settings.wheel_pans = not self._settings.wheel_pans
        self._deck.set_wheel_pans(self._settings.wheel_pans)

    @property
    def reduces_motion(self) -> bool:
        return self._settings.reduces_motion

    def toggle_reduced_motion(self) -> None:
        self._settings.reduces_motion = not self._settings.reduces_motion
        reduce_motion(self._settings.reduces_motion)

    def scale(self, steps: int) -> None:
        """Makes the text so many sizes larger, or smaller where it is negative."""
        place = SCALES.index(font_scale()) + steps
        self._set_scale(SCALES[min(len(SCALES) - 1, max(0, place))])

    def reset_scale(self) -> None:
        self._set_scale(1.0)

    def _set_scale(self, scale: float) -> None:
        before = font_scale()
        self._settings.text_scale = scale
        scale_text(scale)
        if scale != before:
            self.text_scaled.emit()
        self._deck.message.emit(f"Text at {scale:.0%}")
