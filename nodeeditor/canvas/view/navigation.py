"""Where the canvas looks: at everything, the selection, one node; at round zoom factors; at earlier views."""

from __future__ import annotations

from collections.abc import Iterable

from nodeeditor.canvas.camera import ViewHistory
from nodeeditor.canvas.overlays.layout import Overlays
from nodeeditor.canvas.scene.geometry import bounding
from nodeeditor.canvas.view.viewport import Viewport


class Navigation:
    """Moves the camera of a viewport to what is in its scene; see `Camera` for moves by pixels."""

    def __init__(self, viewport: Viewport, overlays: Overlays) -> None:
        self._viewport, self._overlays = viewport, overlays
        self._camera = viewport.camera
        self.history = ViewHistory(self._camera)
        self._was_shown = False

    def show_first(self) -> None:
        """Brings everything into view when the canvas is seen first: only then does it have its size."""
        if not self._was_shown:
            self._was_shown = True
            self.fit_all()

    def fit_all(self) -> None:
        """Brings everything into view, and out from behind the overlays."""
        if self._was_shown:
            self.history.mark()
        scene = self._viewport.workspace.scene
        content = scene.content_rect()
        self._camera.fit(content)
        covered = 0
        # Making room for one overlay may push a card under a higher one, so this is repeated until the covered
        # height no longer grows. There are two overlays, so that it ends soon.
        while (hiding := self._overlays.covered_height(scene)) > covered:
            covered = hiding
            self._camera.fit(content, covered)

    def fit_selection(self) -> None:
        """Brings the selected nodes into view; everything where none is selected."""
        self.history.mark()
        workspace = self._viewport.workspace
        items = workspace.scene.node_items
        selected = bounding(items[node].card_rect() for node in workspace.selection.nodes)
        self._camera.fit(selected if not selected.isNull() else workspace.scene.content_rect())

    def reveal(self, node_id: str) -> None:
        """Selects a node and brings it into view."""
        workspace = self._viewport.workspace
        item = workspace.scene.node_items.get(node_id)
        if item is not None:
            self.history.mark()
            workspace.selection.set([node_id])
            self._camera.reveal(item.card_rect())

    def show_nodes(self, ids: Iterable[str]) -> None:
        """Brings nodes into view where none of them is."""
        items = self._viewport.workspace.scene.node_items
        rects = [items[node].card_rect() for node in ids if node in items]
        visible = self._camera.visible_rect()
        if rects and not any(rect.intersects(visible) for rect in rects):
            self._camera.reveal(bounding(rects))

    def zoom_in(self) -> None:
        self._camera.step(1)

    def zoom_out(self) -> None:
        self._camera.step(-1)

    def zoom_reset(self) -> None:
        """100 %."""
        self._camera.zoom_to(1.0)
