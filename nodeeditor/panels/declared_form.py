"""A choice among declared things (optimizers, data sources, transforms, splits) and the form of the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.declare.declaration import Declaration, Registry
from backend.declare.parameters import Json, ParameterError
from nodeeditor.panels.parameter_form import ParameterForm
from nodeeditor.theme import interface_font
from nodeeditor.widgets import ChoiceField, FormRow, TextLabel, Tone


class DeclaredForm(QWidget):
    """Shows ``{"type": ..., parameters}`` of one registry.

    Signals: ``changed(object, str)`` with the new value and the name of the parameter that was changed.
    """

    changed = Signal(object, str)

    def __init__(
        self,
        registry: Registry[Any],
        title: str,
        base: Path | None = None,
        suggestions: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__()
        self._registry = registry
        self._base = base
        self._suggestions = suggestions or {}
        self._given: dict[str, Json] = {}
        self._declaration: Declaration | None = None
        self.form: ParameterForm | None = None
        self.choice = ChoiceField([(declared.type, declared.name) for declared in registry])
        self.choice.edited.connect(self._choose)
        self._summary = TextLabel("", Tone.QUIET, interface_font(12), wraps=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(FormRow(title, self.choice))
        self._summary.setContentsMargins(0, 0, 0, 6)
        self._summary.hide()
        self._column.addWidget(self._summary)

    def show_value(self, given: Json) -> None:
        """Shows a part of the document; one of an unknown type leaves the choice empty."""
        self._given = dict(given) if isinstance(given, dict) else {}
        declaration = self._registry.find(str(self._given.get("type")))
        if declaration is not self._declaration:
            self._rebuild(declaration)
        self.choice.set_value(declaration.type if declaration else None)
        if declaration is not None and self.form is not None:
            parameters = self._parameters()
            values, _ = declaration.examine(parameters)
            self.form.show_values(values.as_dict(), parameters)

    def set_suggestions(self, suggestions: Mapping[str, Sequence[str]]) -> None:
        if suggestions != self._suggestions:
            self._suggestions = suggestions
            self._rebuild(self._declaration)
            self.show_value(self._given)

    def _rebuild(self, declaration: Declaration | None) -> None:
        if self.form is not None:
            self.form.deleteLater()
            self.form = None
        self._declaration = declaration
        self._summary.setText(declaration.summary if declaration else "")
        self._summary.setVisible(declaration is not None)
        if declaration is None:
            return
        self.form = ParameterForm(declaration.parameters, self._base, self._suggestions)
        self.form.edited.connect(self._set)
        self.form.reset.connect(self._reset)
        self._column.addWidget(self.form)

    def _parameters(self) -> dict[str, Json]:
        return {name: value for name, value in self._given.items() if name != "type"}

    def _choose(self, type_name: str) -> None:
        """Takes another declared thing, with those parameters that fit it too."""
        declaration = self._registry.get(type_name)
        kept = {name: value for name, value in self._parameters().items() if _accepts(declaration, name, value)}
        self.changed.emit({"type": type_name, **kept}, "type")

    def _set(self, name: str, value: Json) -> None:
        assert self._declaration is not None
        new = {**self._given, name: value}
        if value == self._declaration.parameter(name).default:
            del new[name]
        self.changed.emit(new, name)

    def _reset(self, name: str) -> None:
        self.changed.emit({key: value for key, value in self._given.items() if key != name}, name)


def _accepts(declaration: Declaration, name: str, value: Json) -> bool:
    for parameter in declaration.parameters:
        if parameter.name == name:
            try:
                parameter.accept(value)
            except ParameterError:
                return False
            return True
    return False
