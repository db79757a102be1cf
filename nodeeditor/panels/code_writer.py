"""Writes the source between the events of the canvas, a few milliseconds at a time."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, Signal

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import Change
from backend.errors import LoomError
from backend.long_work import Pausable, without_garbage_collection
from backend.source.model import ModelSource, pausable_model
from nodeeditor.panels.follower import Following
from nodeeditor.timing import single_shot

TURN_SECONDS = 0.004
"""How long events have to wait at most, but for the few steps that can't be cut."""


class SourceWriter(QObject):
    """Follows a document. What is half written when an edit comes is begun anew.

    Signals: ``outdated()`` at once after an edit that may change the source, ``written(str)`` with the source, and
    ``refused(str)`` with the sentence that says why there is none.
    """

    outdated = Signal()
    written = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._following: Following | None = None
        self._running: Pausable[ModelSource] | None = None
        self._timer = single_shot(self, self._work)

    @property
    def following(self) -> Following | None:
        return self._following

    def follow(self, document: Document, checker: Checker) -> None:
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker, self._on_change, lambda _ids: self._outdate())
        self._outdate()

    def begin(self) -> None:
        """Writes the source of the document as it is now."""
        self._running = None
        self._timer.start(0)

    def stop(self) -> None:
        self._running = None
        self._timer.stop()

    def _on_change(self, change: Change) -> None:
        if _changes_source(change):
            self._outdate()

    def _outdate(self) -> None:
        self.stop()
        self.outdated.emit()

    def _work(self) -> None:
        if self._following is None:
            return
        if self._running is None:
            self._running = pausable_model(self._following.document, self._following.checker)
        end = perf_counter() + TURN_SECONDS
        try:
            with without_garbage_collection():
                while perf_counter() < end:
                    next(self._running)
        except StopIteration as result:
            self._running = None
            self.written.emit(result.value.text)
        except LoomError as error:
            self._running = None
            self.refused.emit(str(error))
        else:
            self._timer.start(0)


def _changes_source(change: Change) -> bool:
    """Anything but where nodes lie."""
    inside = any(_changes_source(inner) for inner in change.blocks.values())
    return bool(change.structural or change.changed or change.sections or inside)
