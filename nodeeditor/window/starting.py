"""Brings the editor up: the window first, the engine, and with it torch, behind it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

import backend.layers  # noqa: F401 - declares the layers
from backend.plugins.installed import Plugin, installed_plugins
from nodeeditor.engine_client import EngineClient
from nodeeditor.icons import window_icon
from nodeeditor.theme import ThemeChoice
from nodeeditor.widgets import Status
from nodeeditor.window.files import takes_a_while
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.notices import Notices
from nodeeditor.window.recovery import recovery_folder
from nodeeditor.window.settings import Settings


def start_editor(paths: Sequence[Path]) -> int:
    """Opens the window with the given documents and runs it to its end; the program's exit status.

    Switches the garbage collector on again, which whoever loads this module may leave off until then.
    """
    plugins = installed_plugins()
    application = make_application()
    settings = Settings(QSettings())
    theme_choice = ThemeChoice(application, settings.colour_mode)
    client = EngineClient()
    window = MainWindow(client, settings, theme_choice, recovery_folder())
    if any(map(takes_a_while, paths)):
        window.show()
        application.processEvents()
    window.program.files.open_paths(paths)
    window.show()
    tell_plugin_problems(plugins, window.program.notices, window.program.pages.show_plugins)
    gc.freeze()
    gc.enable()
    QTimer.singleShot(0, window, lambda: QTimer.singleShot(0, client.start))
    QTimer.singleShot(0, window, window.offer_recovered)
    status = application.exec()
    client.quit()
    return status


def make_application() -> QApplication:
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("LayerLoom")
    application.setOrganizationName("LayerLoom")
    application.setApplicationDisplayName("LayerLoom")
    application.setWindowIcon(window_icon())
    return application


def tell_plugin_problems(plugins: Sequence[Plugin], notices: Notices, show_page: Callable[[], object]) -> None:
    """A banner that stays, where a plug-in has a problem; its button opens the page with all of them."""
    troubled = [plugin for plugin in plugins if plugin.problem]
    if troubled:
        more = f" {len(troubled) - 1} more have problems." if len(troubled) > 1 else ""
        notices.offer(troubled[0].message + more, Status.WARNING, "Plug-ins", show_page)
