"""A form of declared parameters: a suitable field for each, with meaning, limits and a reset button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from backend.declare.initialisation import INITIALISATIONS, Initialisation, InitialParameter
from backend.declare.parameters import (
    Choice,
    FilePath,
    Flag,
    Integer,
    Integers,
    Json,
    Length,
    Number,
    Numbers,
    Parameter,
    ParameterError,
    Sizes,
    Text,
    Texts,
    is_symbol,
)
from nodeeditor.widgets import (
    ChoiceField,
    FieldFrame,
    FormRow,
    IconButton,
    ListField,
    NumberField,
    NumberLimits,
    PairField,
    PathField,
    SwitchField,
    TextField,
)
from nodeeditor.widgets.form import BESIDE, FoldingSection

INDENT = 12
"""Of the rows that belong to the one above them."""
NOTHING_VARIOUS: Mapping[str, Sequence[Json]] = MappingProxyType({})


def field_for(parameter: Parameter, base: Path | None = None, suggestions: Sequence[str] = ()) -> FieldFrame:
    """The field that fits a parameter; ``base`` is where relative paths begin."""
    match parameter:
        case Flag():
            return SwitchField()
        case InitialParameter():
            return InitialField(parameter)
        case Choice():
            return ChoiceField([(option, option.replace("_", " ")) for option in parameter.options])
        case Integer() | Number() | Length():
            return NumberField(limits_of(parameter), suffix=parameter.unit)
        case Sizes():
            limits = limits_of(parameter)
            return PairField(parameter.rank, limits) if parameter.rank > 1 else NumberField(limits)
        case FilePath():
            return PathField(folder=parameter.folder, extensions=parameter.extensions, base=base)
        case Texts():
            return ListField(optional=parameter.optional)
        case Integers():
            return ListField(whole_numbers=True, optional=parameter.optional)
        case Numbers():
            return ListField(decimals=True, optional=parameter.optional)
        case Text() if parameter.suggests and suggestions:
            return _chooser(parameter, suggestions)
        case Text():
            return TextField("none" if parameter.optional else "", optional=parameter.optional)
    raise TypeError(f"no field for a {parameter.kind} parameter")


def limits_of(parameter: Parameter) -> NumberLimits:
    """The limits that a number field checks itself; the declaration decides in the end."""
    match parameter:
        case Integer():
            return NumberLimits(minimum=parameter.minimum, maximum=parameter.maximum, optional=parameter.optional)
        case Number():
            return NumberLimits(
                minimum=parameter.minimum,
                maximum=parameter.maximum,
                above=parameter.above,
                below=parameter.below,
                typical=parameter.default,
                whole=False,
                optional=parameter.optional,
            )
        case Length():
            return NumberLimits(minimum=1, maximum=parameter.maximum, allows=is_symbol)
        case Sizes():
            return NumberLimits(
                minimum=parameter.minimum,
                maximum=parameter.maximum,
                words=parameter.words,
                optional=parameter.optional,
            )
    raise TypeError(f"a {parameter.kind} parameter has no limits")


def _chooser(parameter: Text, suggestions: Sequence[str]) -> ChoiceField:
    nothing: list[tuple[Json, str]] = [(None, "none")] if parameter.optional else []
    return ChoiceField([*nothing, *((name, name) for name in suggestions)])


class InitialField(ChoiceField):
    """The type of an initialisation; the parameters of the chosen one have rows of their own below."""

    def __init__(self, parameter: InitialParameter) -> None:
        super().__init__([(None, parameter.empty_text), *((one.type, one.name) for one in parameter.options)])

    def set_value(self, value: Json) -> None:
        super().set_value(value["type"] if isinstance(value, dict) else value)


class ParameterForm(QWidget):
    """Rows for declared parameters; advanced ones are folded away, each group by itself.

    Signals: ``edited(str, object)`` with a parameter's name and its accepted value, and ``reset(str)`` when its
    default is wanted. ``settled()`` ends what was edited as one, such as a drag. A value that the declaration
    refuses is told at its field and not reported.
    """

    edited = Signal(str, object)
    reset = Signal(str)
    settled = Signal()

    def __init__(
        self,
        parameters: Sequence[Parameter],
        base: Path | None = None,
        suggestions: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__()
        self.fields: dict[str, FieldFrame] = {}
        self._rows: dict[str, _Row] = {}
        self._unshown: dict[str, FoldingSection] = {}
        self._parameters = {parameter.name: parameter for parameter in parameters}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        offered = suggestions or {}
        plain = [parameter for parameter in parameters if not parameter.advanced]
        folded: dict[str, list[Parameter]] = {}
        for parameter in parameters:
            if parameter.advanced:
                folded.setdefault(parameter.group or "More", []).append(parameter)
        for parameter in plain:
            column.addWidget(self._row(parameter, base, offered))
        for title, advanced in folded.items():
            fold = FoldingSection(title)
            for parameter in advanced:
                fold.body.addWidget(self._row(parameter, base, offered))
                if parameter.group:
                    self._unshown[parameter.name] = fold
            column.addWidget(fold)

    def show_values(
        self,
        values: Mapping[str, Json],
        given: Mapping[str, Json],
        various: Mapping[str, Sequence[Json]] = NOTHING_VARIOUS,
    ) -> None:
        """Shows accepted values; ``given`` are those that the document holds, right or wrong.

        ``various`` are those that stand for several, of which ``values`` have none.
        """
        # What a document chooses in a group is seen at once; from then on folding is up to the person.
        for name in self._unshown.keys() & given.keys():
            self._unshown[name].open()
        self._unshown.clear()
        for name, field in self.fields.items():
            field.set_value(values[name])
            field.show_various(", ".join(map(value_text, various.get(name, ()))))
            field.set_error(self._refusal(name, given))
            self._rows[name].show_differs(name in given)
            self._rows[name].show_value(values[name])

    def _refusal(self, name: str, given: Mapping[str, Json]) -> str:
        if name not in given:
            return ""
        try:
            self._parameters[name].accept(given[name])
        except ParameterError as error:
            return sentence(error)
        return ""

    def _row(self, parameter: Parameter, base: Path | None, offered: Mapping[str, Sequence[str]]) -> FormRow:
        suggests = parameter.suggests if isinstance(parameter, Text) else ""
        field = field_for(parameter, base, offered.get(suggests, ()))
        field.settled.connect(self.settled)
        self.fields[parameter.name] = field
        row = _InitialRow(parameter, field) if isinstance(parameter, InitialParameter) else _Row(parameter, field)
        if isinstance(row, _InitialRow):
            row.edited.connect(lambda value: self._take(parameter, value))
        else:
            field.edited.connect(lambda value: self._take(parameter, value))
        self._rows[parameter.name] = row
        row.reset_wanted.connect(lambda: self.reset.emit(parameter.name))
        return row

    def _take(self, parameter: Parameter, value: Json) -> None:
        try:
            accepted = parameter.accept(value)
        except ParameterError as error:
            self.fields[parameter.name].set_error(sentence(error))
            return
        self.edited.emit(parameter.name, accepted)


class _Row(FormRow):
    """A row with a small button that gives the default back, shown while the value differs from it.

    Signals: ``reset_wanted()``.
    """

    reset_wanted = Signal()

    def __init__(self, parameter: Parameter, field: FieldFrame) -> None:
        super().__init__(parameter.title, field, hint_of(parameter))
        self._words = f"Reset {parameter.title} to {default_text(parameter)}"
        self._reset = IconButton("reset", self._words, size=BESIDE, parent=self)
        self._reset.clicked.connect(self.reset_wanted)
        self._reset.hide()
        self.add_beside(self._reset)

    def show_differs(self, differs: bool) -> None:
        """Whether the document holds a value of its own."""
        if not differs and self._reset.hasFocus():
            self.field.setFocus()
        self._reset.setVisible(differs)

    def show_value(self, value: Json) -> None:
        """For rows that show more of a value than their field."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction(self._words.replace("&", "&&"), self.reset_wanted.emit)
        action.setEnabled(not self._reset.isHidden())
        menu.popup(event.globalPos())


class _InitialRow(_Row):
    """The choice of an initialisation and, below, the parameters of the chosen one.

    Signals: ``edited(object)`` with the whole value.
    """

    edited = Signal(object)

    def __init__(self, parameter: InitialParameter, field: FieldFrame) -> None:
        super().__init__(parameter, field)
        self._value: Json = None
        self._chosen: Initialisation | None = None
        self._form: ParameterForm | None = None
        field.edited.connect(self._choose)

    def show_value(self, value: Json) -> None:
        self._value = value
        found = INITIALISATIONS.get(value["type"]) if value is not None else None
        if found is not self._chosen:
            self._rebuild(found)
        if found is not None and self._form is not None:
            given = self._given()
            self._form.show_values(found.examine(given)[0].as_dict(), given)

    def _rebuild(self, found: Initialisation | None) -> None:
        if self._form is not None:
            self._form.deleteLater()
        self._chosen, self._form = found, None
        column = self.layout()
        if found is None or not found.parameters or column is None:
            return
        self._form = ParameterForm(found.parameters)
        self._form.setContentsMargins(INDENT, 0, 0, 0)
        self._form.edited.connect(lambda name, value: self._tell({**self._value, name: value}))
        self._form.reset.connect(self._take_out)
        self._form.settled.connect(self.field.settled)
        column.addWidget(self._form)

    def _given(self) -> dict[str, Json]:
        return {name: item for name, item in (self._value or {}).items() if name != "type"}

    def _choose(self, kind: str | None) -> None:
        """Takes another initialisation, with those parameters that fit it too, such as the standard deviation."""
        given = self._given() if kind is not None else {}
        wrong = {item.parameter for item in INITIALISATIONS.get(kind).examine(given)[1]} if given else set()
        kept = {name: item for name, item in given.items() if name not in wrong}
        self._tell({"type": kind, **kept} if kind is not None else None)
        # A choice is a step of its own, apart from the numbers that are set after it.
        self.field.settled.emit()

    def _take_out(self, name: str) -> None:
        self._tell({key: item for key, item in self._value.items() if key != name})

    def _tell(self, value: Json) -> None:
        # Kept before the document shows it again, so that two bounds can be set one after the other.
        self._value = value
        self.edited.emit(value)


def hint_of(parameter: Parameter) -> str:
    """The tool tip of a parameter: what it means, what it may be, what it is by default."""
    meaning = parameter.meaning[:1].upper() + parameter.meaning[1:].rstrip(".")
    return f"{meaning}.\nMust be {parameter.constraint}; default {default_text(parameter)}."


def default_text(parameter: Parameter) -> str:
    return value_text(parameter.default)


def value_text(value: Json) -> str:
    """A value in few words."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, dict):
        return ", ".join([str(value["type"]), *(f"{k} {v}" for k, v in value.items() if k != "type")])
    if isinstance(value, list):
        return "×".join(map(str, value))
    return str(value) if value != "" else "nothing"


def sentence(error: Exception) -> str:
    """An error's text as a sentence."""
    text = str(error)
    return text if text.endswith(".") or text.endswith("?") else text + "."
