"""Overlays that help to read a graph: the heat map of costs, highlighted streams, the running strip, pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from backend.document.document import Document
from backend.document.graph_view import Streams, streams_of
from nodeeditor.canvas.overlays.problem_card import ProblemCard
from nodeeditor.canvas.overlays.training_marks import RunningStrip
from nodeeditor.canvas.painting.export import Picture
from nodeeditor.canvas.painting.heat_map import HEAT_STEPS, Heat, HeatKind, heat_colour, heat_of, lowest_cost
from nodeeditor.canvas.workspace import Workspace
from nodeeditor.theme import canvas_fixed_font, canvas_font, current, with_alpha
from nodeeditor.theme.fonts import font_scale

READING_MS = 20_000


class GraphOverlays:
    """Works on the document that the canvas shows; what is switched on stays on for the next document."""

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
        """Switches the heat map of a cost on or off."""
        self.heat_kind = None if self.heat_kind is kind else kind
        self._refresh()

    def toggle_streams(self, direction: Streams) -> None:
        """Switches the highlight of all nodes upstream or downstream of the selection on or off."""
        self.streams ^= direction
        self._refresh()

    def set_running(self, state: str, share: float | None = None) -> None:
        """Shows what the engine does and the fraction that is done; an empty state hides the strip."""
        self._strip.show_state(state, share)

    def show_problems(self) -> None:
        """Opens the problem card of the selected node, or says that it has no problems."""
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
        """Writes the selection, or everything where nothing is selected; raises `LoomError` where it can't.

        A PNG gets the whole ``document`` in it, which may be more than the block that the canvas shows.
        """
        assert self._workspace is not None
        Picture(self._workspace.scene, self._workspace.selection.nodes).save(path, document)

    def _refresh(self) -> None:
        if self._workspace is None:
            return
        kind = self.heat_kind
        heat = heat_of(self._workspace.checker, kind) if kind is not None else None
        self._legend.show_heat(heat, bool(self._workspace.document.block_name))
        marks = heat.marks if heat is not None else None
        if marks != self._workspace.scene.context.heat:
            self._workspace.scene.context.heat = marks
            self._show()
        self._refresh_streams()

    def _refresh_streams(self) -> None:
        if self._workspace is None:
            return
        context, chosen = self._workspace.scene.context, self._workspace.selection.nodes
        lit = streams_of(self._workspace.document.graph, chosen, self.streams) if self.streams and chosen else None
        if lit != context.lit:
            context.lit = lit
            self._show()

    def _show(self) -> None:
        assert self._workspace is not None
        self._workspace.scene.repaint()
        self._workspace.scene.redrawn.emit()


LEGEND_WIDTH, LEGEND_HEIGHT = 292, 66
PLACE = 16
PADDING = 12
RADIUS = 8
BAR_TOP, BAR_HEIGHT = 30, 10
SCALE_PIXELS = 10
BELOW_BREADCRUMB = 40
NOTHING = "No node has a known cost."


class HeatLegend(QWidget):
    """The legend of the heat map."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._heat: Heat | None = None
        self._fit()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Scales with the size of the text."""
        self.resize(round(LEGEND_WIDTH * font_scale()), round(LEGEND_HEIGHT * font_scale()))

    def show_heat(self, heat: Heat | None, inside: bool = False) -> None:
        """Shows the legend of a heat map, or hides it; ``inside`` a block it stands below the breadcrumb."""
        self._heat = heat
        self.move(PLACE, PLACE + (BELOW_BREADCRUMB if inside else 0))
        if heat is not None:
            words = f"{heat.kind.value}, from 0 to {heat.kind.text_of(heat.largest)}"
            self.setAccessibleName(f"Legend: {words}; {heat.kind.text_of(heat.total)} in total")
        self.setVisible(heat is not None)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        heat, theme = self._heat, current()
        if heat is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(font_scale(), font_scale())
        painter.setPen(QPen(theme.hairline, 1))
        painter.setBrush(with_alpha(theme.panel, 0.96))
        painter.drawRoundedRect(QRectF(0.5, 0.5, LEGEND_WIDTH - 1, LEGEND_HEIGHT - 1), RADIUS, RADIUS)
        painter.setFont(canvas_font(12))
        painter.setPen(theme.text)
        head = QRectF(PADDING, 6, LEGEND_WIDTH - 2 * PADDING, 20)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, heat.kind.value)
        painter.setPen(theme.text_second)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(head, right, f"{heat.kind.text_of(heat.total)} in total")
        if heat.largest:
            self._paint_steps(painter, heat)
        else:
            painter.drawText(QPointF(PADDING, LEGEND_HEIGHT - PADDING - 6), NOTHING)

    def _paint_steps(self, painter: QPainter, heat: Heat) -> None:
        theme = current()
        width = (LEGEND_WIDTH - 2 * PADDING) / HEAT_STEPS
        painter.setFont(canvas_fixed_font(SCALE_PIXELS))
        for step in range(1, HEAT_STEPS + 1):
            left = PADDING + (step - 1) * width
            painter.fillRect(QRectF(left, BAR_TOP, width - 1, BAR_HEIGHT), heat_colour(theme, step))
            painter.setPen(theme.text_second)
            text = heat.kind.text_of(round(lowest_cost(step, heat.largest))).replace(" ", "")
            painter.drawText(QPointF(left, LEGEND_HEIGHT - 10), text if step > 1 else "> 0")
