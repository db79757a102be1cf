"""The node panel: the page that fits the selection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.document.document import Document
from nodeeditor.documents.following import Following
from nodeeditor.panels.node.pages import DocumentPage, NodePage, SeveralPage
from nodeeditor.scheduling import single_shot

Page = NodePage | SeveralPage | DocumentPage


class NodePanel(QScrollArea):
    """Shows the selected node, what several have in common, or the document where nothing is selected.

    An edit is followed at the next turn of the event loop, so that its two notices cost one refresh.

    Signals: ``help_wanted()``; ``block_wanted(str)`` to open a block; ``place_wanted(str, str)`` to show a node
    in a block, the empty name for the network.
    """

    help_wanted = Signal()
    block_wanted = Signal(str)
    place_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Node")
        self._following: Following | None = None
        self._refresh_timer = single_shot(self, self._refresh)
        self._folder = Path()
        self._selected: tuple[str, ...] = ()
        self.page: Page | None = None

    def set_document(self, document: Document, checker: Checker, folder: Path) -> None:
        if self._following is not None:
            self._following.end()
        self.settle()
        self._folder = folder
        self._following = Following(
            document,
            checker,
            lambda _change: self._refresh_timer.start(),
            lambda _ids: self._refresh_timer.start(),
        )
        self._selected = ()
        self._rebuild()

    def set_selection(self, node_ids: Sequence[str]) -> None:
        if tuple(node_ids) != self._selected:
            self._selected = tuple(node_ids)
            self._rebuild()

    def settle(self) -> None:
        """Commits text that is being written."""
        if isinstance(self.page, DocumentPage):
            self.page.write_notes()
        elif isinstance(self.page, NodePage) and self.page.block is not None:
            self.page.block.settle()

    def _refresh(self) -> None:
        following = self._following
        if following is None:
            return
        present = tuple(node_id for node_id in self._selected if node_id in following.document)
        if present != self._selected or self.page is None or not self.page.fits(following.document):
            self._selected = present
            self._rebuild()
        else:
            self.page.refresh()

    def _rebuild(self) -> None:
        # Before the page is replaced: notes that are being written are committed only when it loses the focus.
        self.settle()
        if self._following is None:
            return
        self.page = self._page()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(20, 16, 20, 16)
        fills = isinstance(self.page, DocumentPage)
        column.addWidget(self.page, 1 if fills else 0)
        if not fills:
            column.addStretch(1)
        self.setWidget(holder)

    def _page(self) -> Page:
        assert self._following is not None
        document, checker = self._following.document, self._following.checker
        present = [node_id for node_id in self._selected if node_id in document]
        if not present:
            return DocumentPage(document, checker)
        if len(present) == 1:
            page = NodePage(document, checker, present[0], self._folder)
            page.help_wanted.connect(self.help_wanted)
            if page.block is not None:
                page.block.open_wanted.connect(self.block_wanted)
                page.block.place_wanted.connect(self.place_wanted)
            return page
        return SeveralPage(document, checker, present, self._folder)
