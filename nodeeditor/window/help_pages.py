"""The reference of a layer as a page, written from its declaration."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from backend.declare.layer import Layer, Port
from nodeeditor.panels.parameter_form import default_text
from nodeeditor.theme import current

PAGE_SIZE = (620, 640)


class HelpPage(QDialog):
    """A page of rich text that can stay open beside the work."""

    def __init__(self, title: str, html: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(*PAGE_SIZE)
        self.text = QTextBrowser()
        self.text.setHtml(html)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(20)
        self.text.setAccessibleName(title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        buttons.setContentsMargins(16, 0, 16, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)


def reference_html(layer: Layer) -> str:
    """A layer's reference: summary, formula, ports, parameters with what they may be."""
    parts = [f"<h2>{escape(layer.name)}</h2>", f"<p>{escape(layer.summary)}</p>"]
    if layer.formula:
        parts.append(f"<p><code>{escape(layer.formula)}</code></p>")
    parts += _ports_html("Flows in", layer.inputs) + _ports_html("Flows out", layer.outputs)
    if layer.parameters:
        parts.append("<h3>Parameters</h3><table cellpadding='4'>")
        for parameter in layer.parameters:
            unit = f" [{escape(parameter.unit)}]" if parameter.unit else ""
            rule = f"{parameter.constraint}; default {default_text(parameter)}"
            parts.append(
                f"<tr><td><b>{escape(parameter.title)}</b>{unit}<br><code>{escape(parameter.name)}</code></td>"
                f"<td>{escape(parameter.meaning)}<br>{_quiet(rule)}</td></tr>"
            )
        parts.append("</table>")
    if layer.torch:
        parts.append(f"<p>{_quiet('Becomes')} <code>{escape(layer.torch)}</code></p>")
    return "".join(parts)


def _ports_html(title: str, ports: tuple[Port, ...]) -> list[str]:
    if not ports:
        return []
    rows = []
    for port in ports:
        marks = [word for word, holds in (("optional", port.optional), ("any number", port.many)) if holds]
        note = _quiet(f" ({', '.join(marks)})") if marks else ""
        rows.append(
            f"<tr><td><b>{escape(port.name.replace('_', ' '))}</b>{note}</td><td>{escape(port.meaning)}</td></tr>"
        )
    return [f"<h3>{title}</h3><table cellpadding='4'>", *rows, "</table>"]


def _quiet(text: str) -> str:
    return f"<span style='color:{current().text_quiet.name()}'>{escape(text)}</span>"
