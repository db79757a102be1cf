"""Which block of a document is shown: its top level, one of its blocks, a block inside that, and so on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from backend.check.blocks import BlockPlacement
from backend.check.checker import Checker
from backend.document.definitions import placed_block
from backend.document.document import Document
from backend.document.edits import Change
from nodeeditor.scheduling import IdleWork

Path = tuple[str, ...]
"""The names of the blocks that were entered one after the other; empty at the top."""


class FindingsWork(QObject):
    """Computes the lints and receptive fields of a large graph between events, anew after each check."""

    def __init__(self, checker: Checker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checker = checker
        self._work = IdleWork(self, checker.findings.work_out_later, lambda _result: checker.notify_findings())
        self._end = checker.subscribe(lambda _ids: self._begin())
        self._begin()

    def close(self) -> None:
        """Stops following the check."""
        self._end()
        self._work.stop()

    def _begin(self) -> None:
        if self._checker.findings.is_pending:
            self._work.start()
        else:
            self._work.stop()


class BlockNavigation(QObject):
    """Which block of one document canvas and panels show.

    Signals: ``moved()`` when it is another one; ``placement_changed()`` when the types at another placement of the
    open block may be shown; ``revealed(ids)`` with the nodes that undo or redo touched there.
    """

    moved = Signal()
    placement_changed = Signal()
    revealed = Signal(list)

    def __init__(self, whole: Document, checker: Checker) -> None:
        super().__init__()
        self.whole = whole
        self.whole_checker = checker
        self.path: Path = ()
        self._scopes: dict[str, Document] = {}
        self._inner: Checker | None = None
        self._idle = FindingsWork(checker, self)
        self._idle_inside: FindingsWork | None = None
        self._placements: dict[str, BlockPlacement] = {}
        self._names = whole.block_names
        self._placed: set[str] = set()
        # Undo and redo report one change each; the newest one is what they did.
        self._last: deque[Change] = deque(maxlen=1)
        self._end = whole.subscribe(self._on_change)

    @property
    def block(self) -> str:
        """The block that is open; empty at the top."""
        return self.path[-1] if self.path else ""

    @property
    def document(self) -> Document:
        return self._scope(self.block) if self.path else self.whole

    @property
    def checker(self) -> Checker:
        return self._inner or self.whole_checker

    def enter(self, block: str, node: str = "") -> None:
        """Goes into a block that is placed here, by ``node``; back to it if it is on the path already."""
        here = self.checker.placement if self.path else BlockPlacement((), (), {})
        if node and here is not None:
            self._placements[block] = BlockPlacement((*here.path, node), (*here.repetitions, 1), {})
        known = self.path.index(block) + 1 if block in self.path else None
        self.go(self.path[:known] if known else (*self.path, block))

    def up(self) -> None:
        self.go(self.path[:-1])

    def go(self, path: Path) -> None:
        """Shows another block; the canvas remembers the view of each."""
        if path == self.path:
            return
        old, self.path = self._inner, path
        self._placed = self._placed_steps()
        self._stop_inside()
        self._inner = Checker(self._scope(self.block), self.whole_checker) if path else None
        if self._inner is not None:
            self._inner.show_placement(self._placements.get(self.block))
            self._inner.subscribe(lambda _ids: self.placement_changed.emit())
            self._idle_inside = FindingsWork(self._inner, self)
        self.moved.emit()
        # The old check is closed after the views have left it, as they unsubscribe from it while they move.
        if old is not None:
            old.close()

    def show_placement(self, placement: BlockPlacement | None) -> None:
        """Shows the types in the open block at one of its placements; at the first for ``None``."""
        if self._inner is None:
            return
        if placement is None:
            self._placements.pop(self.block, None)
        else:
            self._placements[self.block] = placement
        self._inner.show_placement(placement)
        self.placement_changed.emit()

    def go_to(self, block: str) -> None:
        """Shows a block by a path to it, if possible the present one; the top level for the empty name."""
        if block != self.block:
            self.go(self.path[: self.path.index(block) + 1] if block in self.path else self._path_to(block))

    def undo(self) -> str:
        """Undoes the newest step, shows where it was, and returns its label."""
        return self._step(self.whole.undo)

    def redo(self) -> str:
        return self._step(self.whole.redo)

    def close(self) -> None:
        """Stops following the document."""
        self._end()
        self._idle.close()
        self._stop_inside()
        if self._inner is not None:
            self._inner.close()

    def _stop_inside(self) -> None:
        if self._idle_inside is not None:
            self._idle_inside.close()
            self._idle_inside.deleteLater()
            self._idle_inside = None

    def _scope(self, block: str) -> Document:
        return self._scopes.setdefault(block, self.whole.inside(block))

    def _on_change(self, change: Change) -> None:
        """Leaves blocks that no longer exist, and follows a renamed one."""
        self._last.append(change)
        before, self._names = self._names, self.whole.block_names
        gone = [name for name in self.path if name not in self._names]
        if not gone:
            self._leave_lost()
            return
        fresh = [name for name in self._names if name not in before]
        # A rename is a removal and an addition at the same place in the order of the blocks.
        if len(fresh) == len(gone) == 1 and before.index(gone[0]) == self._names.index(fresh[0]):
            self.go(tuple(fresh[0] if name in gone else name for name in self.path))
        else:
            self.go(self.path[: self.path.index(gone[0])])

    def _step(self, act: Callable[[], str]) -> str:
        self._last.clear()
        words = act()
        for change in tuple(self._last):
            self._show_change(change)
        return words

    def _leave_lost(self) -> None:
        """Nobody is left in a block that a change took out of the network."""
        placed = self._placed_steps()
        lost = next((n for n, step in enumerate(self.path) if step in self._placed - placed), None)
        if lost is not None:
            self.go(self.path[:lost])
        self._placed = placed

    def _placed_steps(self) -> set[str]:
        """The blocks of the path that are placed where they were entered from."""
        parents = ("", *self.path)
        return {block for parent, block in zip(parents, self.path) if block in self._placed_in(parent)}

    def _placed_in(self, block: str) -> set[str]:
        if block and block not in self._names:
            return set()
        return set(map(placed_block, (self.whole.block(block) if block else self.whole).nodes()))

    def _show_change(self, change: Change) -> None:
        places = {"": change, **{name: c for name, c in change.blocks.items() if name in self._names}}
        touched = {name: nodes for name, c in places.items() if (nodes := _touched(c))}
        if self.block not in touched and self.block not in change.blocks and touched:
            self.go_to(next(iter(touched)))
        self.revealed.emit([node for node in touched.get(self.block, ()) if node in self.document])

    def _path_to(self, block: str) -> Path:
        """The shortest path by placements; the block alone if it is placed nowhere."""
        paths: list[Path] = [()]
        seen = {""}
        for path in paths:
            state = self.whole.block(path[-1]) if path else self.whole
            for name in dict.fromkeys(map(placed_block, state.nodes())):
                if name == block:
                    return (*path, name)
                if name in self._names and name not in seen:
                    seen.add(name)
                    paths.append((*path, name))
        return (block,) if block in self._names else ()


def _touched(change: Change) -> list[str]:
    ends = {end for wire in change.connected | change.disconnected for end in (wire.source, wire.target)}
    return sorted(change.added | change.removed | change.changed | change.moved | ends)
