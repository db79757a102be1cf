"""What helps to read a graph: costs as colours, streams that stand out, the engine at work, pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QToolTip, QWidget

from backend.document.document import Document
from backend.document.scope import BlockScope
from nodeeditor.canvas.heat import HeatKind, heat_of
from nodeeditor.canvas.legend import HeatLegend
from nodeeditor.canvas.picture import Picture
from nodeeditor.canvas.problem_card import ProblemCard
from nodeeditor.canvas.running import RunningStrip
from nodeeditor.canvas.streams import Streams, streams_of
from nodeeditor.canvas.workspace import Workspace

READING_MS = 20_000


class GraphOverlays:
    """Works on whatever document the canvas shows; what is switched on stays so for the next one."""

    def __init__(self, view: QWidget, problem_card: ProblemCard) -> None:
        self._view = view
        self._legend = HeatLegend(view)
        self._strip = RunningStrip(view)
        self._problem_card = problem_card
        self._workspace: Workspace | None = None
        self._ends: list[Callable[[], None]] = []
        self.heat_kind: HeatKind | None = None
        self.streams = Streams.NONE

    def follow(self, workspace: Workspace) -> None:
        """The canvas shows another document."""
        for end in self._ends:
            end()
        self._workspace = workspace
        self._ends = [workspace.checker.subscribe(lambda _ids: self._refresh())]
        workspace.selection.changed.connect(self._refresh_streams)
        self._refresh()

    def toggle_heat(self, kind: HeatKind) -> None:
        """Shows what nodes cost, or no longer."""
        self.heat_kind = None if self.heat_kind is kind else kind
        self._refresh()

    def toggle_streams(self, way: Streams) -> None:
        """Lets what lies upstream or downstream of the selection stand out, or no longer."""
        self.streams ^= way
        self._refresh()

    def set_running(self, state: str, share: float | None = None) -> None:
        """Says what the engine does, and the share of it that is done; an empty state takes the strip away."""
        self._strip.show_state(state, share)

    def show_problems(self) -> None:
        """Opens what is wrong with the chosen node, its fixes within reach of Tab; says so where nothing is."""
        assert self._workspace is not None
        scene, chosen = self._workspace.scene, self._workspace.selection.nodes
        item = scene.node_items.get(next(iter(chosen), ""))
        if item is None:
            return
        if item.card.problems:
            self._problem_card.open_for(self._workspace, item)
            self._problem_card.setFocus()
            return
        corner = self._workspace.camera.to_view(item.card_rect()).bottomLeft()
        words = f"{item.card.full_title}: no problems"
        QToolTip.showText(self._view.mapToGlobal(corner), words, self._view, QRect(), READING_MS)

    def save_picture(self, path: Path, document: Document) -> None:
        """Writes the selection, or everything where nothing is chosen; raises `LoomError` where it can't.

        A PNG gets the whole ``document`` in it, which may be more than the block that the canvas shows.
        """
        assert self._workspace is not None
        Picture(self._workspace.scene, self._workspace.selection.nodes).save(path, document)

    def _refresh(self) -> None:
        if self._workspace is None:
            return
        kind = self.heat_kind
        heat = heat_of(self._workspace.checker, kind) if kind is not None else None
        self._legend.show_heat(heat, isinstance(self._workspace.document, BlockScope))
        marks = heat.marks if heat is not None else None
        if marks != self._workspace.scene.stage.heat:
            self._workspace.scene.stage.heat = marks
            self._show()
        self._refresh_streams()

    def _refresh_streams(self) -> None:
        if self._workspace is None:
            return
        stage, chosen = self._workspace.scene.stage, self._workspace.selection.nodes
        lit = streams_of(self._workspace.document, chosen, self.streams) if self.streams and chosen else None
        if lit != stage.lit:
            stage.lit = lit
            self._show()

    def _show(self) -> None:
        assert self._workspace is not None
        self._workspace.scene.repaint()
        self._workspace.scene.redrawn.emit()
