"""The page of the installed plug-ins: what each brings, and why one was left out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from backend.declare.layer import LAYERS
from backend.plugins.plugin import Plugin
from nodeeditor.theme import current
from nodeeditor.widgets import Button, Status

PAGE_SIZE = (600, 480)
MARGIN = 20
NONE = (
    "No plug-in is installed. A plug-in is a Python package with layers of its own: "
    "install one with pip and restart LayerLoom. docs/plugins.md describes how to write one."
)


class PluginsPage(QDialog):
    """Can stay open beside the work."""

    def __init__(self, plugins: Sequence[Plugin], parent: QWidget) -> None:
        super().__init__(parent)
        self._plugins = plugins
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Plug-ins")
        self.resize(*PAGE_SIZE)
        self.text = QTextBrowser()
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(MARGIN)
        self.text.setAccessibleName("Installed plug-ins")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        close = Button("Close")
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(MARGIN, 8, MARGIN, MARGIN)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column.addLayout(buttons)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def _write(self) -> None:
        parts = [_plugin_html(plugin) for plugin in self._plugins]
        self.text.setHtml("".join(["<h2>Plug-ins</h2>", *(parts or [f"<p>{NONE}</p>"])]))


def _plugin_html(plugin: Plugin) -> str:
    theme = current()
    quiet = f"<span style='color:{theme.text_quiet.name()}'>"
    title = f"<h3>{escape(plugin.package)} {quiet}{escape(plugin.version)}</span></h3>"
    modules = f"<p>{quiet}{escape(', '.join(plugin.modules))}</span></p>"
    problem = ""
    if plugin.problem:
        problem = f"<p style='color:{Status.WARNING.text_colour(theme).name()}'>{escape(plugin.message)}</p>"
    rows = "".join(map(_layer_row, plugin.layers))
    return f"{title}{modules}{problem}<table cellspacing='0'>{rows}</table>"


def _layer_row(kind: str) -> str:
    layer = LAYERS.get(kind)
    name = f"<td style='padding:3px 18px 3px 0'><b>{escape(layer.name)}</b></td>"
    return f"<tr>{name}<td style='padding:3px 0'>{escape(layer.summary)}</td></tr>"
