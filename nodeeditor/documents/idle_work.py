"""Works out lints and receptive fields of large graphs between events, a few milliseconds at a time."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject

from backend.check.checker import Checker
from backend.long_work import Pausable, without_garbage_collection
from nodeeditor.deferred import single_shot

SLICE_SECONDS = 0.004


class IdleWork(QObject):
    """Follows one check. What is half done when the check finds something new is begun anew."""

    def __init__(self, checker: Checker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checker = checker
        self._slices: Pausable[None] | None = None
        self._timer = single_shot(self, self._work)
        self._end = checker.subscribe(lambda _ids: self._begin())
        self._begin()

    def close(self) -> None:
        """Stops following the check."""
        self._end()
        self._slices = None
        self._timer.stop()

    def _begin(self) -> None:
        self._slices = None
        if self._checker.findings.is_pending:
            self._timer.start(0)
        else:
            self._timer.stop()

    def _work(self) -> None:
        if self._slices is None:
            self._slices = self._checker.findings.work_out_later()
        end = perf_counter() + SLICE_SECONDS
        try:
            with without_garbage_collection():
                while perf_counter() < end:
                    next(self._slices)
        except StopIteration:
            self._slices = None
            self._checker.tell_findings()
        else:
            self._timer.start(0)
