"""The proofs that the editor asks for: one after the other, in processes beside this one, beside any preview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from queue import SimpleQueue
from threading import Lock

from backend.check.checker import Checker
from backend.document.file import from_json
from backend.engine.interpreters import Interpreters
from backend.engine.verify import Subject, verify
from backend.errors import LoomError
from backend.training.events import Event, Unverified, Verify, Verifying


class Proofs:
    """A queue of proofs. ``run`` works it off in a thread of its own; the rest is called from any other."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self._queue: SimpleQueue[Verify] = SimpleQueue()
        self._lock = Lock()
        self._cancelled: set[int] = set()
        self._sides: Interpreters | None = None
        self._in_hand = 0

    def put(self, command: Verify) -> None:
        self._queue.put(command)

    def cancel(self, command_id: int) -> None:
        """Ends a proof at once, or keeps it from being begun."""
        with self._lock:
            self._cancelled.add(command_id)
            if self._sides is not None and self._in_hand == command_id:
                self._sides.cancel()

    def take(self) -> Verify:
        """Waits for the next proof."""
        return self._queue.get()

    def prove(self, command: Verify) -> None:
        """Tells how far it is and what came of it; nothing more of one that was cancelled."""
        try:
            found = self._found(command)
        except LoomError as error:
            found = Unverified(command.id, str(error))
        if found is not None and not self._is_cancelled(command.id):
            self._tell(found)

    def _found(self, command: Verify) -> Event | None:
        document = from_json(dict(command.document), command.name)
        subject = Subject(document, Checker(document))
        assert subject.source.text  # what keeps the model from being built is said before any process is started
        with Interpreters() as sides:
            if not self._begin(command.id, sides):
                return None
            try:
                found = verify(subject, sides, lambda done, runs: self._tell(Verifying(command.id, done, runs)))
            finally:
                self._end()
        return replace(found, id=command.id)

    def _begin(self, command_id: int, sides: Interpreters) -> bool:
        with self._lock:
            self._in_hand, self._sides = command_id, sides
            return command_id not in self._cancelled

    def _end(self) -> None:
        with self._lock:
            self._sides = None

    def _is_cancelled(self, command_id: int) -> bool:
        with self._lock:
            return command_id in self._cancelled
