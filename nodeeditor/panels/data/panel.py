"""The data panel: edits the document's data section and shows what the engine finds in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.data.declarations import RESERVED_COLUMNS, SOURCES
from backend.data.plan import read_section
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import SetSection
from nodeeditor.documents.following import Following
from nodeeditor.panels.data.fitting import fit_nodes
from nodeeditor.panels.data.form import DataForm
from nodeeditor.panels.data.preview import PreviewView
from nodeeditor.panels.data.section import Section, adoption, declared_columns, fields_of, source_type
from nodeeditor.scheduling import single_shot
from nodeeditor.widgets import Button, TextLabel, Tone

SECTION = "data"
PREVIEW_DELAY_MS = 500
SHOWN_PROBLEMS = 3


class DataPanel(QScrollArea):
    """Its form is built, and the data looked at, only while the panel is seen.

    Signals: ``preview_wanted(object, object)`` with the section and its folder, a moment after the last change;
    ``proposal_wanted(object, object)`` with the path of new data and the folder; ``drawn()`` when an empty drawing
    got its first network; ``said(str)`` with what was done.

    Whoever loads the data answers with `show_preview`, `show_failure` or `adopt`.
    """

    preview_wanted = Signal(object, object)
    proposal_wanted = Signal(object, object)
    drawn = Signal()
    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Data")
        self._following: Following | None = None
        self._folder = Path()
        self._asked: Section | None = None
        self._found: tuple[str, ...] = ()
        self._guessed = ""
        self._outdated = True
        self.preview: Json = None
        self.form = DataForm({}, (), self._folder)
        self._refresh_timer = single_shot(self, self._refresh)
        self._preview_timer = single_shot(self, self._ask_preview, PREVIEW_DELAY_MS)

    def set_document(self, document: Document, checker: Checker, folder: Path) -> None:
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker, lambda _change: self._refresh_timer.start())
        self._folder = folder
        self.preview = self._asked = None
        self._found = ()
        self._outdated = True
        self._refresh()

    def show_preview(self, preview: Json) -> None:
        """What was found; the columns are offered from now on."""
        if self._asked is None:
            return
        self.preview = preview
        self._found = tuple(name for name in preview["columns"] if name not in RESERVED_COLUMNS)
        if not self.form.fits(self._section(), self._columns()):
            self._rebuild()
        self._show_preview()

    def show_failure(self, message: str, settings: Json = None) -> None:
        """Why nothing can be shown, with a button where other settings of the source would read the data."""
        if self._asked is not None:
            self.preview = None
            self._show_preview(message, settings)

    def open_data(self, path: Path) -> None:
        """Asks for a section that fits the person's file or folder."""
        self._guessed = ""
        self.proposal_wanted.emit(path, self._folder)

    def adopt(self, path: Path, proposed: Document) -> None:
        """Adopts a proposed document as one step: all of it into an empty drawing, else only its data section.

        If the person did not ask for a proposal, the chosen kind of source is kept.
        """
        if self._following is None:
            return
        kind, self._guessed = self._guessed, ""
        found = source_type(proposed.section(SECTION))
        if kind and found != kind:
            words = (
                f"{path.name} looks like {SOURCES.get(found).name}: choose that kind, or add the fields by hand."
            )
            self.show_failure(words)
            return
        document = self._following.document
        was_empty = not len(document.graph)
        document.apply(*adoption(document, proposed), label=f"Use data of {path.name}")
        words = "Drew a first network" if was_empty else "Proposed fields"
        if was_empty:
            self.drawn.emit()
        self.said.emit(f"{words} for {path.name}: change it as you like")

    def fit(self) -> None:
        """Makes the input and target nodes fit the data."""
        if self._following is not None and self.preview is not None:
            count = fit_nodes(self._following.document, self._following.checker, self.preview)
            words = f"{count} node{'s' if count > 1 else ''} fitted" if count else "All nodes already fit the data"
            self.said.emit(f"{words} to the data" if count else words)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _section(self) -> Section:
        section = self._following.document.section(SECTION) if self._following else None
        return dict(section) if isinstance(section, dict) else {}

    def _columns(self) -> tuple[str, ...]:
        """The columns that were found in the data, or those that its source declares."""
        return self._found or tuple(declared_columns(self._section().get("source")))

    def _change(self, section: Section, words: str, part: str) -> None:
        if self._following is not None:
            merge = f"{SECTION} {part}" if part else ""
            self._following.document.apply(SetSection(SECTION, section or None), label=words, merge=merge)
            self._show_section()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        section = self._section()
        if self._asked is not None and _place(section) != _place(self._asked):
            self._found = ()
        if not self._show_section():
            self._rebuild()
        self._ask_preview_soon()

    def _show_section(self) -> bool:
        """Shows the section in the present form, at once: the next edit builds on it. Whether it fits the form."""
        fits = not self._outdated and self.form.fits(self._section(), self._columns())
        if fits:
            self.form.show_section(self._section())
        return fits

    def _rebuild(self) -> None:
        """Builds the form anew, at the same place: other fields, or other columns to choose from."""
        place = self.verticalScrollBar().value()
        self._outdated = False
        self.form = DataForm(self._section(), self._columns(), self._folder)
        self.form.changed.connect(self._change)
        self.form.fit_wanted.connect(self.fit)
        self.form.data_chosen.connect(self.open_data)
        self.setWidget(self.form)
        self._show_preview()
        # The new form has its height, and with it the bar its range, only after the layout of the next turn.
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(place))

    def _show_preview(self, words: str = "Loading…", settings: Json = None) -> None:
        """The preview, or a message in its place."""
        if self._section():
            self.form.set_preview(PreviewView(self.preview) if self.preview else self._failure(words, settings))
        self.form.fit_button.setEnabled(self.preview is not None)

    def _failure(self, words: str, settings: Json) -> QWidget:
        said = TextLabel(words, Tone.SECOND, wraps=True)
        if not settings:
            return said
        named = " and ".join(f"{name} to {value!r}" for name, value in settings.items())
        button = Button(f"Set {named}", "check")
        button.clicked.connect(lambda: self._set_source(settings, f"Set {named}"))
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(said)
        column.addWidget(button)
        return shown

    def _set_source(self, settings: Json, words: str) -> None:
        section = self._section()
        self._change({**section, "source": {**section["source"], **settings}}, words, "")

    def _ask_preview_soon(self) -> None:
        section = self._section()
        if section and self.isVisible() and section != self._asked:
            self._preview_timer.start()

    def _ask_preview(self) -> None:
        self._asked = self._section()
        plan, problems = read_section(self._asked)
        path = _place(self._asked)[1]
        if path and not fields_of(self._asked):
            self._guessed = source_type(self._asked)
            self.proposal_wanted.emit(self._folder / path, self._folder)
        elif plan is None:
            sentences = [f"{problem.place}: {problem.message}" for problem in problems[:SHOWN_PROBLEMS]]
            self.show_failure("\n".join(sentences))
        else:
            self.preview_wanted.emit(self._asked, self._folder)


def _place(section: Section) -> tuple[str, str]:
    """Where the data come from: the type of the source and its path."""
    source = section.get("source")
    path = source.get("path") if isinstance(source, dict) else None
    return source_type(section), path if isinstance(path, str) else ""
