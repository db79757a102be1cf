"""The parts that the main window places, made once and handed around as one value."""

from __future__ import annotations

from dataclasses import dataclass

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
from nodeeditor.window.canvas_deck import CanvasDeck
from nodeeditor.window.dock import ProgressLine, TabbedPages


@dataclass(frozen=True)
class Parts:
    """Everything around and under the top bar. The panels know nothing of each other."""

    deck: CanvasDeck
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


def make_parts(deck: CanvasDeck) -> Parts:
    inspector, dock = TabbedPages("Side panel", 8), TabbedPages("Bottom panel", 8)
    parts = Parts(
        deck=deck,
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
        inspector=inspector,
        dock=dock,
        progress=ProgressLine(),
    )
    inspector.add_page("node", "Node", parts.node)
    inspector.add_page("data", "Data", parts.data)
    inspector.add_page("settings", "Training", parts.settings)
    dock.add_page("training", "Training", parts.training)
    dock.add_page("code", "Code", parts.code)
    dock.add_page("problems", "Problems", parts.problems)
    dock.add_page("runs", "Runs", parts.runs)
    dock.add_page("outline", "Outline", parts.outline)
    dock.add_page("history", "History", parts.history)
    dock.head.addWidget(parts.progress, 1)
    return parts
