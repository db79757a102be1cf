"""The training settings: epochs, optimizer, schedule, early stopping and checkpoints."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.declare.layer import Role
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import SetSection
from backend.training.declarations import OPTIMIZERS, SCHEDULES
from backend.training.settings import DEFAULT_OPTIMIZER, DEFAULT_SCHEDULE, SETTINGS, examine_settings
from nodeeditor.documents.following import Following
from nodeeditor.panels.declared_form import DeclaredForm
from nodeeditor.panels.parameter_form import ParameterForm
from nodeeditor.scheduling import single_shot
from nodeeditor.widgets import SectionHeader, TextLabel, Tone
from nodeeditor.widgets.field import FieldFrame

SECTION = "training"


class TrainingSettingsPanel(QScrollArea):
    """The form of the document's training section. What is at its default is not written into the file."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Training settings")
        self._following: Following | None = None
        self._metrics: tuple[str, ...] = ()
        self._timer = single_shot(self, self._refresh)
        self.form: ParameterForm | None = None
        self.optimizer = DeclaredForm(OPTIMIZERS, "Kind")
        self.optimizer.changed.connect(lambda value, part: self._set("optimizer", value, part))
        self.schedule = DeclaredForm(SCHEDULES, "Schedule")
        self.schedule.changed.connect(lambda value, part: self._set("schedule", value, part))
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(20, 10, 20, 16)
        self._column.setSpacing(0)
        self.later = TextLabel(
            "A training is under way: what is changed here is used from the next run on.", Tone.SECOND
        )
        self.later.setWordWrap(True)
        self.later.hide()
        self._column.addWidget(self.later)
        self._column.addWidget(SectionHeader("Training"))
        for part in (SectionHeader("Optimizer"), self.optimizer, SectionHeader("Learning rate"), self.schedule):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setWidget(holder)

    def set_document(self, document: Document, checker: Checker) -> None:
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker, lambda _change: self._timer.start())
        self._refresh()

    def show_training(self, is_trained: bool) -> None:
        """Whether the document is being trained, so that changes come too late for this run."""
        self.later.setVisible(is_trained)

    def faulty_field(self) -> FieldFrame | None:
        """A field that holds what can't be used, so that the document still has the value of before."""
        return next((field for field in self.findChildren(FieldFrame) if field.error), None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        """Shows the section while anybody sees it."""
        if self._following is None or not self.isVisible():
            return
        if self.form is None or self._present_metrics() != self._metrics:
            self._rebuild()
            return
        section = self._section()
        settings, _ = examine_settings(section)
        if self.form is not None:
            given = {name: value for name, value in section.items() if name in self.form.fields}
            self.form.show_values(settings.values.as_dict(), given)
        self.optimizer.show_value(section.get("optimizer", dict(DEFAULT_OPTIMIZER)))
        self.schedule.show_value(section.get("schedule", dict(DEFAULT_SCHEDULE)))

    def _rebuild(self) -> None:
        if self.form is not None:
            self.form.deleteLater()
        self._metrics = self._present_metrics()
        self.form = ParameterForm(SETTINGS.parameters, suggestions={"metric": ("loss", *self._metrics)})
        self.form.edited.connect(self._set_setting)
        self.form.reset.connect(lambda name: self._set(name, None, ""))
        self._column.insertWidget(2, self.form)
        self._refresh()

    def _present_metrics(self) -> tuple[str, ...]:
        if self._following is None:
            return ()
        reports = self._following.checker.reports
        return tuple(node for node, report in reports.items() if report.layer and report.layer.role is Role.METRIC)

    def _section(self) -> dict[str, Json]:
        section = self._following.document.section(SECTION) if self._following else None
        return dict(section) if isinstance(section, dict) else {}

    def _set_setting(self, name: str, value: Json) -> None:
        is_default = value == SETTINGS.parameter(name).default
        self._set(name, None if is_default else value, "")

    def _set(self, name: str, value: Json, part: str) -> None:
        """Changes one entry of the section; ``None`` takes it out."""
        if self._following is None:
            return
        section = {key: item for key, item in self._section().items() if key != name}
        if value is not None:
            section = {**self._section(), name: value}
        label = f"Set {(part if part not in ('', 'type') else name).replace('_', ' ')}"
        merge = "" if part == "type" else f"{SECTION} {name} {part}"
        self._following.document.apply(SetSection(SECTION, section or None), label=label, merge=merge)
        self._refresh()
