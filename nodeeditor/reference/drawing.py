"""Pictures of small uses, by the canvas's own painter."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from backend.reference.small_use import SmallUse
from nodeeditor.app import make_application
from nodeeditor.canvas.picture import Picture, PictureKind
from nodeeditor.canvas.scene import Scene
from nodeeditor.theme import ColourMode, Theme, ThemeKeeper

OFFSCREEN = "offscreen"


def picture_of(use: SmallUse, theme: Theme, scale: float) -> QImage:
    """The picture in a theme, ``scale`` pixels for each point."""
    scene = _scene(use, theme)
    try:
        return Picture(scene).image(scale)
    finally:
        scene.close()


def offscreen_drawing() -> Callable[[SmallUse], bytes]:
    """A function that draws SVG in the light theme, without a display; brings up what Qt needs for it."""
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = OFFSCREEN
    keeper = ThemeKeeper(make_application(), ColourMode.LIGHT)

    def draw(use: SmallUse) -> bytes:
        scene = _scene(use, keeper.theme)
        try:
            return Picture(scene).content(PictureKind.SVG, use.document)
        finally:
            scene.close()

    return draw


def _scene(use: SmallUse, theme: Theme) -> Scene:
    _, checker = use.checkers()
    return Scene(use.shown, checker, theme)
