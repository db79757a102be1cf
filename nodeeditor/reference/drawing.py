"""Pictures of the pages' examples, by the canvas's own painter."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from backend.reference.usage_example import UsageExample
from nodeeditor.canvas.painting.export import LARGEST_SIDE, Picture, PictureKind, fitted_image
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.theme import ColourMode, Theme, ThemeChoice

OFFSCREEN = "offscreen"
FONT = re.compile(rb'font-family="([^"]*)"')


def picture_of(example: UsageExample, theme: Theme, width: float, ratio: float = 1.0) -> QImage:
    """The picture in a theme, at most so many points wide, with ``ratio`` pixels for each point."""
    return fitted_image(_scene(example, theme), QSizeF(width, LARGEST_SIDE), ratio)


def offscreen_drawing() -> Callable[[UsageExample], bytes]:
    """A function that draws SVG in the light theme, without a display; brings up what Qt needs for it."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        os.environ["QT_QPA_PLATFORM"] = OFFSCREEN
        application = QApplication(sys.argv[:1])
    choice = ThemeChoice(application, ColourMode.LIGHT)

    def draw(example: UsageExample) -> bytes:
        scene = _scene(example, choice.theme)
        try:
            return FONT.sub(_with_generic_family, Picture(scene).content(PictureKind.SVG, example.document))
        finally:
            scene.close()

    return draw


def _with_generic_family(found: re.Match[bytes]) -> bytes:
    """Qt names one font alone, and a browser without it would write in the one with serifs."""
    family = found.group(1)
    return b'font-family="%s, %s"' % (family, b"monospace" if b"Mono" in family else b"sans-serif")


def _scene(example: UsageExample, theme: Theme) -> Scene:
    _, checker = example.checkers()
    return Scene(example.shown, checker, theme)
