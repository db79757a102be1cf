"""The steps that led to the present state of a graph, and those that were taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum

from backend.document.edits import Change, Edit
from backend.document.graph import GraphState
from backend.errors import DocumentError, LoomError


@dataclass
class HistoryStep:
    """One step: its label, the edits that take it back, and the number of the state it led to."""

    label: str
    inverses: tuple[Edit, ...]
    revision: int
    merge: str = ""


class TurnKind(Enum):
    """How a history went on."""

    STEP = "step"
    JOINED = "joined"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True)
class Turn:
    """How a history went on: a step, one that joined the newest, or an undo or redo with its label alone."""

    kind: TurnKind
    label: str
    edits: tuple[Edit, ...] = ()
    inverses: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class HistoryRecord:
    """All steps of a history, oldest first, and the numbers that tell whether its state is the saved one."""

    done: tuple[HistoryStep, ...]
    undone: tuple[HistoryStep, ...]
    saved_revision: int
    last_revision: int


class History:
    """Performs edits on a graph state in steps, each whole or not at all, and takes them back.

    It notifies no one: each change is returned to the document, which sends it to the subscribers.
    """

    def __init__(self, state: GraphState) -> None:
        self._state = state
        self._done: list[HistoryStep] = []
        self._undone: list[HistoryStep] = []
        self._saved_revision = 0
        self._last_revision = 0
        self._watchers: list[Callable[[Turn], None]] = []

    def watch(self, watcher: Callable[[Turn], None]) -> Callable[[], None]:
        """Calls ``watcher`` after every step, undo and redo; returns the function that ends it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def record(self) -> HistoryRecord:
        """All steps as they are now."""
        done, undone = (tuple(replace(step) for step in steps) for steps in (self._done, self._undone))
        return HistoryRecord(done, undone, self._saved_revision, self._last_revision)

    def take_record(self, record: HistoryRecord) -> None:
        """Goes on from another history of the same state."""
        self._done, self._undone = list(record.done), list(record.undone)
        self._saved_revision, self._last_revision = record.saved_revision, record.last_revision

    def apply(self, edits: Iterable[Edit], label: str, merge: str = "") -> Change:
        """Performs edits as one step: all of them, or none where one is refused (its error is raised).

        A step with the same non-empty ``merge`` as the newest one joins it, as the moves of one drag do.
        """
        newest = self._done[-1] if self._done else None
        joins = newest is not None and bool(merge) and newest.merge == merge
        return self._step(TurnKind.JOINED if joins else TurnKind.STEP, tuple(edits), label, merge)

    def replay(self, turn: Turn) -> None:
        """Does again what a watcher was told; raises `DocumentError` where that does not fit the present state."""
        if turn.kind in (TurnKind.UNDO, TurnKind.REDO):
            turned = self.undo() if turn.kind is TurnKind.UNDO else self.redo()
            if turned is None:
                raise DocumentError(f"there is nothing to {turn.kind.value}")
            return
        if turn.kind is TurnKind.JOINED and not self._done:
            raise DocumentError("there is no step that an edit could join")
        self._step(turn.kind, turn.edits, turn.label, "")

    def undo(self) -> tuple[str, Change] | None:
        """Takes back the newest step; returns its label and what it touched, ``None`` where there is none."""
        return self._turn_back(self._done, self._undone, TurnKind.UNDO)

    def redo(self) -> tuple[str, Change] | None:
        """Does the step again that was taken back last."""
        return self._turn_back(self._undone, self._done, TurnKind.REDO)

    def seal(self) -> None:
        """Ends merging: the next edit starts a step of its own."""
        if self._done:
            self._done[-1].merge = ""

    @property
    def undo_label(self) -> str:
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        return self._undone[-1].label if self._undone else ""

    def labels(self) -> tuple[list[str], list[str]]:
        """The labels of the steps that were done, and of those that redo would bring back, both oldest first."""
        return [step.label for step in self._done], [step.label for step in reversed(self._undone)]

    @property
    def revision(self) -> int:
        """The number of the present state: equal again after an undo, so that views can tell what they know."""
        return self._done[-1].revision if self._done else 0

    @property
    def modified(self) -> bool:
        """Whether the present state differs from what was last saved or loaded."""
        return self.revision != self._saved_revision

    def mark_saved(self) -> None:
        self._saved_revision = self.revision
        self.seal()

    def forget(self) -> None:
        """Makes the present state the one a fresh document starts with, as loading does."""
        self._done.clear()
        self._undone.clear()
        self._saved_revision = 0

    def _perform(self, edits: Iterable[Edit], change: Change) -> tuple[Edit, ...]:
        """Returns the inverses, newest first. What was done before a refused edit is taken back."""
        inverses: list[Edit] = []
        orders = {name: block.next_order for name, block in self._state.blocks.items()}
        order = self._state.next_order
        try:
            for edit in edits:
                inverses.append(edit.apply(self._state, change))
        except LoomError:
            for inverse in reversed(inverses):
                # With a change that is thrown away: no one is to hear of a step that did not happen.
                inverse.apply(self._state, Change())
            # No step refers to the places that it took: the same steps always give the same state.
            self._state.next_order = order
            for name, block in self._state.blocks.items():
                block.next_order = orders[name]
            raise
        return tuple(reversed(inverses))

    def _step(self, kind: TurnKind, edits: tuple[Edit, ...], label: str, merge: str) -> Change:
        change = Change()
        inverses = self._perform(edits, change)
        self._undone.clear()
        # Numbers are never used again: after an undo, another edit must not look like the state that was saved.
        self._last_revision += 1
        if kind is TurnKind.JOINED:
            newest = self._done[-1]
            # Newest first, in the order in which they are taken back.
            newest.inverses = (*inverses, *newest.inverses)
            newest.revision = self._last_revision
        else:
            self._done.append(HistoryStep(label, inverses, self._last_revision, merge))
        self._tell(Turn(kind, label, edits, inverses))
        return change

    def _tell(self, turn: Turn) -> None:
        for watcher in tuple(self._watchers):
            watcher(turn)

    def _turn_back(
        self, source: list[HistoryStep], destination: list[HistoryStep], kind: TurnKind
    ) -> tuple[str, Change] | None:
        if not source:
            return None
        step = source.pop()
        change = Change()
        # Performing the inverses returns theirs, so that redo is undo with the two stacks exchanged.
        destination.append(HistoryStep(step.label, self._perform(step.inverses, change), step.revision))
        # A drag after it is a step of its own: it must not join one that comes to the top again.
        self.seal()
        self._tell(Turn(kind, step.label))
        return step.label, change
