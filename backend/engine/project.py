"""A document as the engine needs it: checked, planned, written as source, with its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend import layers as layers
from backend.check.checker import Checker
from backend.data.plan import DataPlan, plan_of
from backend.declare.layer import LAYERS, Role
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.file import from_json, to_json
from backend.engine.binding import Binding, bind
from backend.errors import LoomError
from backend.source.model import write_model
from backend.source.objective import training_text
from backend.source.plan import Plan
from backend.training.settings import TrainingSettings, read_settings


@dataclass(frozen=True)
class Project:
    """``folder`` is where the paths of the data section begin; ``model_text`` is the exported model file."""

    document: Document
    folder: Path
    plan: Plan
    model_text: str
    training_text: str
    data: DataPlan
    binding: Binding
    settings: TrainingSettings

    @property
    def data_section(self) -> Json:
        return self.document.section("data")

    @property
    def monitor(self) -> tuple[str, bool]:
        """The name of the metric by which the best epoch is chosen, and whether higher is better."""
        wish = self.settings.values.monitor
        for metric in self.plan.metrics:
            if metric.node == wish:
                return metric.name, metric.layer.higher_is_better
        return "loss", False


CANVAS_ONLY = ("position", "collapsed", "docked", "colour")


def project_content(document: Document) -> dict[str, Json]:
    """What decides the course of a training: all but how it is drawn, notes, the device and unknown sections."""
    whole = to_json(document)
    blocks = {name: _without_drawing(block) for name, block in (whole.get("blocks") or {}).items()}
    return {
        "graph": _without_drawing(whole["graph"]),
        "blocks": blocks,
        "data": whole.get("data"),
        "training": {k: v for k, v in (whole.get("training") or {}).items() if k != "device"},
        "initialisation": whole.get("initialisation"),
    }


def _without_drawing(graph: Mapping[str, Json]) -> dict[str, Json]:
    """A graph, or the content of a block, without what is for the canvas alone."""
    if "nodes" not in graph:  # a block keeps its graph one level further in
        return {name: _without_drawing(part) if isinstance(part, dict) else part for name, part in graph.items()}
    drawn = [node for node in graph["nodes"] if not _is_annotation(node)]
    nodes = [{k: v for k, v in node.items() if k not in CANVAS_ONLY} for node in drawn]
    return {**graph, "nodes": nodes}


def _is_annotation(node: Mapping[str, Json]) -> bool:
    layer = LAYERS.find(node["type"])
    return layer is not None and layer.role is Role.ANNOTATION


def read_project(content: Mapping[str, Json], name: str, folder: Path) -> Project:
    """Raises `LoomError` with the first thing that keeps the document from being trained."""
    document = from_json(dict(content), name)
    checker = Checker(document)
    model = write_model(document, checker)
    for problem in checker.section_problems:
        if problem.blocks:
            raise LoomError(problem.message)
    if not model.plan.losses:
        raise LoomError("The graph has no loss, so there is nothing to minimise: add one, such as Cross-entropy")
    for metric in model.plan.metrics:
        if metric.name == "loss":
            raise LoomError(
                f"{metric.layer.name} {metric.node!r} can't be called 'loss', the sum of all losses is"
            )
    return Project(
        document,
        folder,
        model.plan,
        model.text,
        training_text(model.plan),
        plan_of(document.section("data")),
        bind(model.plan),
        read_settings(document.section("training")),
    )
