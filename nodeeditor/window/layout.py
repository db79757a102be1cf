"""The panels, and how they share the window: palette, canvas over dock, side panel. Larger text gets more room."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

from nodeeditor.panels.code import CodePanel
from nodeeditor.panels.data.panel import DataPanel
from nodeeditor.panels.history import HistoryPanel
from nodeeditor.panels.node.panel import NodePanel
from nodeeditor.panels.outline.panel import OutlinePanel
from nodeeditor.panels.palette import Palette
from nodeeditor.panels.problems import ProblemsPanel
from nodeeditor.panels.runs import RunsPanel
from nodeeditor.panels.training.training_panel import TrainingPanel
from nodeeditor.panels.training_settings import TrainingSettingsPanel
from nodeeditor.theme.scaling import room_scale, scaled
from nodeeditor.widgets.focus import FocusOrder
from nodeeditor.window.dock import ProgressLine, TabbedPages
from nodeeditor.window.empty_grounds import COLUMN_WIDTHS, ROW_HEIGHTS
from nodeeditor.window.settings import Settings

MIN_PALETTE_WIDTH = 160
MIN_INSPECTOR_WIDTH = 264
MAX_SIDE_SHARE = 0.6
"""Of the window's width, what palette and side panel grow to with the text; of its height, the dock."""
MAX_DOCK_SHARE = 0.4
MAX_FIRST_DOCK_SHARE = 0.34


@dataclass(frozen=True)
class Panels:
    """Everything around the canvas. The panels know nothing of each other."""

    palette: Palette
    node: NodePanel
    data: DataPanel
    settings: TrainingSettingsPanel
    training: TrainingPanel
    code: CodePanel
    problems: ProblemsPanel
    runs: RunsPanel
    outline: OutlinePanel
    history: HistoryPanel
    inspector: TabbedPages
    dock: TabbedPages
    progress: ProgressLine


def make_panels() -> Panels:
    panels = Panels(
        palette=Palette(),
        node=NodePanel(),
        data=DataPanel(),
        settings=TrainingSettingsPanel(),
        training=TrainingPanel(),
        code=CodePanel(),
        problems=ProblemsPanel(),
        runs=RunsPanel(),
        outline=OutlinePanel(),
        history=HistoryPanel(),
        inspector=TabbedPages("Side panel", 8),
        dock=TabbedPages("Bottom panel", 8),
        progress=ProgressLine(),
    )
    inspector, dock = panels.inspector, panels.dock
    inspector.add_page("node", "Node", panels.node)
    inspector.add_page("data", "Data", panels.data)
    inspector.add_page("settings", "Training", panels.settings)
    dock.add_page("training", "Training", panels.training)
    dock.add_page("code", "Code", panels.code)
    dock.add_page("problems", "Problems", panels.problems)
    dock.add_page("runs", "Runs", panels.runs)
    dock.add_page("outline", "Outline", panels.outline)
    dock.add_page("history", "History", panels.history)
    dock.head.addWidget(panels.progress, 1)
    return panels


class Columns(QSplitter):
    """The two splitters. Sizes that a person gave them are remembered."""

    def __init__(self, panels: Panels, canvas: QWidget, settings: Settings) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._panels = panels
        self._settings = settings
        self.rows = QSplitter(Qt.Orientation.Vertical)
        self._fill(self.rows, (canvas, panels.dock), 0)
        self._fill(self, (panels.palette, self.rows, panels.inspector), 1)
        self._scale = scale = room_scale()
        palette, middle, inspector = COLUMN_WIDTHS
        self.setSizes([round(palette * scale), middle, round(inspector * scale)])
        self.rows.setSizes([ROW_HEIGHTS[0], round(ROW_HEIGHTS[1] * scale)])
        self._keep_readable()
        self._is_first = True
        self._plain_sizes: tuple[float, ...] = (palette, inspector, ROW_HEIGHTS[1])
        for splitter in (self, self.rows):
            splitter.splitterMoved.connect(lambda _place, _index: self._remember_sizes())

    def restore(self) -> None:
        """Restores the sizes of the last session."""
        for name, splitter in (("rows", self.rows), ("columns", self)):
            state = self._settings.layout(name)
            if state is not None:
                self._is_first = False
                splitter.restoreState(state)

    def remember(self) -> None:
        self._settings.set_layout("rows", self.rows.saveState())
        self._settings.set_layout("columns", self.saveState())

    def follow_text(self) -> None:
        """Scales the panels with the text, as far as the canvas keeps enough room.

        From the sizes that they were given at 100 %, so that going back there brings back exactly those.
        """
        if self._scale == 1:
            self._remember_sizes()
        self._scale = room_scale()
        self._keep_readable()
        palette, inspector, dock = (size * self._scale for size in self._plain_sizes)
        whole = sum(self.sizes())
        # The canvas keeps its share of the window, however large the text becomes.
        share = min(1.0, MAX_SIDE_SHARE * whole / max(palette + inspector, 1.0)) if self._scale > 1 else 1.0
        palette, inspector = round(palette * share), round(inspector * share)
        self.setSizes([palette, whole - palette - inspector, inspector])
        height = sum(self.rows.sizes())
        dock = min(dock, max(MAX_DOCK_SHARE * height, self._plain_sizes[2])) if self._scale > 1 else dock
        self.rows.setSizes([height - round(dock), round(dock)])

    def _remember_sizes(self) -> None:
        """The person, or a session before, gave the panels their sizes."""
        palette, _, inspector = self.sizes()
        sizes = (palette, inspector, self.rows.sizes()[1])
        self._plain_sizes = tuple(size / self._scale for size in sizes)

    def showEvent(self, event: QShowEvent) -> None:
        """Larger text gets its room from the first; in a low window the dock takes no more than its share."""
        super().showEvent(event)
        if self._is_first and self._scale > 1:
            self.follow_text()
        height, dock = sum(self.rows.sizes()), self.rows.sizes()[1]
        if self._is_first and dock > MAX_FIRST_DOCK_SHARE * height:
            dock = round(MAX_FIRST_DOCK_SHARE * height)
            self.rows.setSizes([height - dock, dock])
        self._is_first = False
        self._remember_sizes()

    def _keep_readable(self) -> None:
        self._panels.palette.setMinimumWidth(scaled(MIN_PALETTE_WIDTH))
        self._panels.inspector.setMinimumWidth(scaled(MIN_INSPECTOR_WIDTH))

    @staticmethod
    def _fill(splitter: QSplitter, widgets: tuple[QWidget, ...], growing: int) -> None:
        for widget in widgets:
            splitter.addWidget(widget)
        splitter.setStretchFactor(growing, 1)
        splitter.setChildrenCollapsible(False)


class Layout(QObject):
    """Which panels are shown, which of their pages is in front, and where F6 leads.

    Signals: ``changed()`` after another panel or page is shown.
    """

    changed = Signal()

    def __init__(self, panels: Panels, focus_order: FocusOrder, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = {"palette": panels.palette, "inspector": panels.inspector, "dock": panels.dock}
        self._paged = (panels.inspector, panels.dock)
        self._focus_order = focus_order

    def show_page(self, name: str) -> None:
        """Brings a page of the side panel or the dock to the front."""
        for pages in self._paged:
            if pages.show_page(name):
                pages.show()
                self.changed.emit()

    def toggle(self, name: str) -> None:
        panel = self._shown[name]
        panel.setVisible(not panel.isVisible())
        self.changed.emit()

    def is_shown(self, name: str) -> bool:
        return not self._shown[name].isHidden()

    def focus_next(self) -> None:
        """Moves the focus to the next part of the window."""
        self._focus_order.step()
