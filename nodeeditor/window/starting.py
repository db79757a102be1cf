"""Brings the editor up: an empty window first, what fills it next, the engine and with it torch last."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from nodeeditor.icons import window_icon
from nodeeditor.theme import ThemeChoice
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.settings import Settings


def start_editor(paths: Sequence[Path]) -> int:
    """Opens the window with the given documents and runs it to its end; the program's exit status.

    Switches the garbage collector on again, which whoever loads this module may leave off until then.
    """
    application = make_application()
    settings = Settings(QSettings())
    theme_choice = ThemeChoice(application, settings.colour_mode)
    window = MainWindow(settings)
    window.show_at_once()
    # Most of the editor's modules are loaded here, behind the first paint.
    workbench = import_module(f"{__package__}.workbench")
    window.take(workbench.open_workbench(window, settings, theme_choice, paths))
    gc.freeze()
    gc.enable()
    status = application.exec()
    window.program.runs.client.quit()
    return status


def make_application() -> QApplication:
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("LayerLoom")
    application.setOrganizationName("LayerLoom")
    application.setApplicationDisplayName("LayerLoom")
    application.setWindowIcon(window_icon())
    return application
