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
    """Works the lints and receptive fields of a large graph out between events, anew after each check."""

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
    """The place that canvas and panels show of one document.

    Signals: ``moved()`` when it is another one; ``entry_changed()`` when the types of another place of the open
    block may be shown; ``revealed(ids)`` with the nodes that undo or redo touched there.
    """

    moved = Signal()
    entry_changed = Signal()
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
        self._entries: dict[str, BlockPlacement] = {}
        self._names = whole.block_names
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
        """Goes into a block that is placed here, by ``node``; back to it where it is on the way already."""
        here = self.checker.placement if self.path else BlockPlacement((), (), {})
        if node and here is not None:
            self._entries[block] = BlockPlacement((*here.path, node), (*here.repetitions, 1), {})
        known = self.path.index(block) + 1 if block in self.path else None
        self.go(self.path[:known] if known else (*self.path, block))

    def up(self) -> None:
        self.go(self.path[:-1])

    def go(self, path: Path) -> None:
        """Shows another place; the canvas keeps how each was left."""
        if path == self.path:
            return
        old, self.path = self._inner, path
        self._stop_inside()
        self._inner = Checker(self._scope(self.block), self.whole_checker) if path else None
        if self._inner is not None:
            self._inner.show_placement(self._entries.get(self.block))
            self._inner.subscribe(lambda _ids: self.entry_changed.emit())
            self._idle_inside = FindingsWork(self._inner, self)
        self.moved.emit()
        if old is not None:
            old.close()

    def show_placement(self, entry: BlockPlacement | None) -> None:
        """Shows what flows in the open block at one of its places; at the first for ``None``."""
        if self._inner is None:
            return
        if entry is None:
            self._entries.pop(self.block, None)
        else:
            self._entries[self.block] = entry
        self._inner.show_placement(entry)
        self.entry_changed.emit()

    def go_to(self, block: str) -> None:
        """Shows a block by a way that leads to it, the present one if it does; the top for the empty name."""
        if block != self.block:
            self.go(self.path[: self.path.index(block) + 1] if block in self.path else self._way_to(block))

    def undo(self) -> str:
        """Takes back the newest step, shows where that was, and returns its words."""
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
        """Leaves blocks that are no more, and follows one to its new name."""
        self._last.append(change)
        before, self._names = self._names, self.whole.block_names
        gone = [name for name in self.path if name not in self._names]
        if not gone:
            return
        fresh = [name for name in self._names if name not in before]
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

    def _show_change(self, change: Change) -> None:
        places = {"": change, **{name: c for name, c in change.blocks.items() if name in self._names}}
        touched = {name: nodes for name, c in places.items() if (nodes := _touched(c))}
        if self.block not in touched and self.block not in change.blocks and touched:
            self.go_to(next(iter(touched)))
        self.revealed.emit([node for node in touched.get(self.block, ()) if node in self.document])

    def _way_to(self, block: str) -> Path:
        """The shortest way by placements; straight in where the block is placed nowhere."""
        ways: list[Path] = [()]
        seen = {""}
        for way in ways:
            state = self.whole.block(way[-1]) if way else self.whole
            for name in dict.fromkeys(map(placed_block, state.nodes())):
                if name == block:
                    return (*way, name)
                if name in self._names and name not in seen:
                    seen.add(name)
                    ways.append((*way, name))
        return (block,) if block in self._names else ()


def _touched(change: Change) -> list[str]:
    ends = {end for wire in change.connected | change.disconnected for end in (wire.source, wire.target)}
    return sorted(change.added | change.removed | change.changed | change.moved | ends)
