"""The inside of a block as a document of its own, so that whatever shows or edits a graph can be pointed at it."""

from __future__ import annotations

from collections.abc import Callable

from backend.declare.parameters import Json
from backend.document.document import Document, Listener
from backend.document.edits import AddBlock, Change, Edit, EditInBlock, RemoveBlock
from backend.document.graph import GraphState

OWN_SECTIONS = ("title", "notes")
WHOLE = (AddBlock, RemoveBlock, EditInBlock)
"""The edits of definitions, which belong to the whole document."""


class BlockScope(Document):
    """One block of a document. Its edits are steps of the whole document, with one history across the border.

    Definitions belong to the whole document wherever they are edited from: blocks nest by being placed.
    Once the block is gone, the scope is an empty graph that refuses edits.
    """

    def __init__(self, whole: Document, block: str) -> None:
        super().__init__(block)
        self._whole = whole.root
        self.block_name = block

    @property
    def root(self) -> Document:
        return self._whole

    @property
    def exists(self) -> bool:
        return self.block_name in self._whole.block_names

    @property
    def _state(self) -> GraphState:
        return self._whole.block(self.block_name) if self.exists else GraphState()

    @property
    def block_names(self) -> tuple[str, ...]:
        return self._whole.block_names

    def block(self, name: str) -> GraphState:
        return self._whole.block(name)

    def section(self, name: str) -> Json:
        """A block has a title and notes of its own; all else belongs to the whole document."""
        return self._state.sections.get(name) if name in OWN_SECTIONS else self._whole.section(name)

    def apply(self, *edits: Edit, label: str = "Edit", merge: str = "") -> None:
        seen = [edit if isinstance(edit, WHOLE) else EditInBlock(self.block_name, edit) for edit in edits]
        self._whole.apply(*seen, label=label, merge=f"{self.block_name}: {merge}" if merge else "")

    def undo(self) -> str:
        return self._whole.undo()

    def redo(self) -> str:
        return self._whole.redo()

    def seal(self) -> None:
        self._whole.seal()

    @property
    def undo_label(self) -> str:
        return self._whole.undo_label

    @property
    def redo_label(self) -> str:
        return self._whole.redo_label

    def history(self) -> tuple[list[str], list[str]]:
        return self._whole.history()

    @property
    def revision(self) -> int:
        return self._whole.revision

    @property
    def modified(self) -> bool:
        return self._whole.modified

    def mark_saved(self) -> None:
        self._whole.mark_saved()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls ``listener`` with what changed inside this block."""

        def pass_on(change: Change) -> None:
            if self.block_name in change.blocks:
                listener(change.blocks[self.block_name])

        return self._whole.subscribe(pass_on)
