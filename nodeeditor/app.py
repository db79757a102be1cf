"""Starts the editor. The window is shown first; the engine, and with it torch, is started behind it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

import backend.layers  # noqa: F401 - declares the layers
from nodeeditor.engine_client import EngineClient
from nodeeditor.icons import window_icon
from nodeeditor.theme import ThemeKeeper
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.recovery import recovery_folder
from nodeeditor.window.settings import Settings

NO_DISPLAY = (
    "LayerLoom finds no display to open its window on. "
    "These commands need none: check, train, predict, evaluate, export, new, layers."
)


def run_editor(paths: Sequence[Path]) -> int:
    """Opens the window, with the given documents; the program's exit status."""
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    application = make_application()
    settings = Settings(QSettings())
    keeper = ThemeKeeper(application, settings.colour_mode)
    client = EngineClient()
    window = MainWindow(client, settings, keeper, recovery_folder())
    window.program.files.open_paths(paths)
    window.show()
    QTimer.singleShot(0, window, lambda: QTimer.singleShot(0, client.start))
    QTimer.singleShot(0, window, window.offer_recovered)
    status = application.exec()
    client.quit()
    return status


def has_display() -> bool:
    """Whether a window can be opened: always but on a Unix without a screen."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def make_application() -> QApplication:
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("LayerLoom")
    application.setOrganizationName("LayerLoom")
    application.setApplicationDisplayName("LayerLoom")
    application.setWindowIcon(window_icon())
    return application
