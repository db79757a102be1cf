"""The open documents of the program, without a widget."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from backend.check.checker import Checker
from backend.declare.layer import BLOCK_PREFIX, Role
from backend.declare.parameters import Json
from backend.document.difference import edits_between
from backend.document.document import Document, new_identity
from backend.document.edits import SetSection
from backend.document.file import document_name, from_json, load_stamped, save, to_json
from backend.document.journal import Recovered
from backend.document.stamp import FileStamp, stamp_of
from backend.errors import DocumentError, LoomError
from backend.lints.catalogue import lint
from backend.training.document_runs import DocumentRuns
from nodeeditor.documents.block_navigation import BlockNavigation


class Lack(Enum):
    LOSS = "No loss yet"
    DATA = "No data yet"


EXAMPLE_MARK = " (example)"


@dataclass(eq=False)
class OpenDocument:
    """A document, its check, and the file it came from. ``key`` tells it apart from all others, ever."""

    document: Document
    checker: Checker
    path: Path | None = None
    key: str = field(default_factory=lambda: uuid4().hex)
    stamp: FileStamp | None = None
    """What its file was like when it was read or written last."""
    differs: bool = False
    """Whether it differs from its file without a step of the history that says so."""
    navigation: BlockNavigation = field(init=False)

    def __post_init__(self) -> None:
        self.document.identity = self.document.identity or new_identity()
        self.navigation = BlockNavigation(self.document, self.checker)

    @property
    def title(self) -> str:
        return self.document.name

    @property
    def unsaved(self) -> bool:
        return self.document.history.modified or self.differs

    @property
    def folder(self) -> Path:
        """Where the document's relative paths begin."""
        return self.path.parent if self.path else Path.cwd()

    @property
    def runs(self) -> DocumentRuns:
        return DocumentRuns(self.path.parent if self.path else None, self.title, self.document.identity)

    @property
    def lacks(self) -> Lack | None:
        """What a training needs that is not there yet, however sound the graph is."""
        layers = [report.layer for report in self.checker.reports.values() if report.layer is not None]
        in_blocks = any(layer.type.startswith(BLOCK_PREFIX) for layer in layers)
        if not in_blocks and not any(layer.role is Role.LOSS for layer in layers):
            return Lack.LOSS
        section = self.document.section("data")
        return None if isinstance(section, dict) and section.get("source") else Lack.DATA

    @property
    def pristine(self) -> bool:
        """Whether nobody would miss it: new and empty."""
        return self.path is None and not self.unsaved and not len(self.document.graph)


def with_paths(section: Json, before: Path, after: Path | None) -> Json:
    """A data section whose relative path leads from another folder to the same file; absolute where none is given.

    A path that leads nowhere stays as it is.
    """
    if not isinstance(section, dict) or not isinstance(source := section.get("source"), dict):
        return section
    path = source.get("path")
    if before == after or not isinstance(path, str) or not path or Path(path).is_absolute():
        return section
    try:
        whole = (before / path).resolve()
        if not whole.exists():
            return section
        # Another drive of Windows has no relative way there.
        shown = Path(os.path.relpath(whole, after)).as_posix() if after is not None else whole.as_posix()
    except (OSError, ValueError):
        return section
    return {**section, "source": {**source, "path": shown}}


class Session(QObject):
    """The list of open documents and the current one; there is always one.

    Signals: ``opened(OpenDocument)``, ``closed(OpenDocument)``, ``current_changed(OpenDocument)``,
    ``saved(OpenDocument)``, ``restamped(OpenDocument)`` when it is held against another state of its file,
    ``copy_opened(OpenDocument, OpenDocument)`` with a copy of the file of the other, which is a document of its
    own now, and ``changed(OpenDocument)`` after an edit, a save or a renaming.
    """

    opened = Signal(object)
    closed = Signal(object)
    current_changed = Signal(object)
    saved = Signal(object)
    copy_opened = Signal(object, object)
    restamped = Signal(object)
    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.documents: list[OpenDocument] = []
        self._endings: dict[str, Callable[[], None]] = {}
        self.current = self.new()

    def new(self) -> OpenDocument:
        """Opens an empty document."""
        document = Document(self._free_name("untitled"))
        return self._add(OpenDocument(document, Checker(document, lint=lint)), replacing=False)

    def open(self, path: Path) -> OpenDocument:
        """Opens a file, or shows it where it is open already; raises `DocumentError`."""
        path = path.resolve()
        for opened in self.documents:
            if opened.path == path:
                self.activate(opened)
                return opened
        document, stamp = load_stamped(path)
        original = next((other for other in self.documents if other.document.identity == document.identity), None)
        if original is not None:
            document.identity = new_identity()
        added = OpenDocument(
            document, Checker(document, lint=lint), path, stamp=stamp, differs=original is not None
        )
        self._add(added)
        if original is not None:
            self.copy_opened.emit(added, original)
        return added

    def open_example(self, path: Path) -> OpenDocument:
        """Opens a copy of a document that comes with the program, which finds its data wherever it is saved.

        Raises `DocumentError`.
        """
        document, _ = load_stamped(path.resolve())
        document.name = self._free_name(f"{document.name}{EXAMPLE_MARK}")
        document.identity = new_identity()
        section = with_paths(document.section("data"), path.resolve().parent, None)
        document.apply(SetSection("data", section))
        document.history.forget()
        return self._add(OpenDocument(document, Checker(document, lint=lint)))

    def restore(self, document: Document) -> OpenDocument:
        """Opens a document that is in no file, such as a copy of another: one of its own."""
        document.identity = new_identity()
        return self._add(OpenDocument(document, Checker(document, lint=lint), differs=True))

    def recover(self, found: Recovered) -> OpenDocument:
        """Opens a document that a crash left unsaved, with its history."""
        document = found.document
        differs = found.differs or found.path is None
        opened = OpenDocument(
            document, Checker(document, lint=lint), found.path, stamp=found.stamp, differs=differs
        )
        twins = [other for other in self.documents if found.path is not None and other.path == found.path]
        self._add(opened)
        for twin in twins:
            # The file as it was opened again. One that was edited since stays, as another version.
            if not twin.unsaved:
                self.close(twin)
        return opened

    def save(self, opened: OpenDocument, path: Path) -> None:
        """Writes a document and makes the file its own; raises `LoomError`."""
        path = path.resolve()
        document, identity = opened.document, opened.document.identity
        if opened.path is not None and opened.path != path:
            # Another document from here on: the runs stay with the file that they were made from.
            document.identity = new_identity()
        section = document.section("data")
        moved = with_paths(section, opened.folder, path.parent)
        if moved != section:
            document.apply(SetSection("data", moved), label=f"Paths of the data from {path.parent.name}")
        try:
            opened.stamp = save(document, path)
        except LoomError:
            document.identity = identity
            if moved != section:
                document.undo()
            raise
        opened.path = path
        opened.differs = False
        opened.document.name = document_name(path)
        self.saved.emit(opened)
        self.changed.emit(opened)

    def take_theirs(self, opened: OpenDocument) -> None:
        """Makes a document equal to its file, in one step of its history; raises `DocumentError`."""
        assert opened.path is not None
        theirs, stamp = load_stamped(opened.path)
        opened.document.apply(*edits_between(opened.document, theirs), label="Take the file’s changes")
        opened.document.history.mark_saved()
        opened.differs = False
        self._restamp(opened, stamp)

    def keep_mine(self, opened: OpenDocument) -> None:
        """Holds a document against its file as that is now, so that a save may overwrite it."""
        assert opened.path is not None
        try:
            stamp = stamp_of(opened.path)
        except OSError as error:
            raise DocumentError(f"{opened.path}: can't be read: {error.strerror or error}") from None
        opened.differs = True
        self._restamp(opened, stamp)

    def mark_differing(self, opened: OpenDocument) -> None:
        """Counts a document as unsaved, because its file is gone or can't be read."""
        opened.differs = True
        self._restamp(opened, opened.stamp)

    def copy(self, opened: OpenDocument) -> OpenDocument:
        """Opens what a document holds under another name, without a file."""
        document = from_json(to_json(opened.document), self._free_name(f"{opened.title}_copy"))
        return self.restore(document)

    def _restamp(self, opened: OpenDocument, stamp: FileStamp | None) -> None:
        opened.stamp = stamp
        self.restamped.emit(opened)
        self.changed.emit(opened)

    def close(self, opened: OpenDocument) -> None:
        """Closes a document, saved or not."""
        place = self.documents.index(opened)
        self.documents.remove(opened)
        self._endings.pop(opened.key)()
        opened.navigation.close()
        opened.checker.close()
        self.closed.emit(opened)
        if not self.documents:
            self.new()
        elif opened is self.current:
            self.activate(self.documents[min(place, len(self.documents) - 1)])

    def activate(self, opened: OpenDocument) -> None:
        if opened is not self.current:
            self.current = opened
            self.current_changed.emit(opened)

    def step(self, steps: int) -> None:
        """Goes so many documents on, from the last one to the first."""
        place = self.documents.index(self.current) + steps
        self.activate(self.documents[place % len(self.documents)])

    def move(self, source: int, target: int) -> None:
        """Gives a document another place among the open ones."""
        self.documents.insert(target, self.documents.pop(source))

    def _add(self, opened: OpenDocument, replacing: bool = True) -> OpenDocument:
        # An empty document that nobody touched gives way to the first one that is opened.
        unused = self.current if replacing and self.current.pristine else None
        self.documents.append(opened)
        self._endings[opened.key] = opened.document.subscribe(lambda _change: self.changed.emit(opened))
        # Announced before it becomes current, so that its canvas exists when the views follow.
        self.opened.emit(opened)
        self.current = opened
        self.current_changed.emit(opened)
        if unused is not None:
            self.close(unused)
        return opened

    def _free_name(self, stem: str) -> str:
        taken = {opened.title for opened in self.documents}
        number = 1
        name = stem
        while name in taken:
            number += 1
            name = f"{stem}_{number}"
        return name
