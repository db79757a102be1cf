"""What a tool tip says at a point of the scene, and what keyboard and pointer alike can ask of a node."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPointF

from backend.check.problems import Problem, Severity
from nodeeditor.canvas.card import Card
from nodeeditor.canvas.hits import node_at, port_at, wire_at
from nodeeditor.canvas.scene import Scene
from nodeeditor.theme import Theme

WIDTH = 360
HEADS = {Severity.ERROR: "Does not fit", Severity.MISSING: "Still missing", Severity.WARNING: "Worth a look"}


def tip_at(scene: Scene, point: QPointF, scale: float) -> str:
    """A port's meaning and type, a node's problems, or a wire's ends and type; else the empty string."""
    port = port_at(scene, point, scale)
    if port is not None:
        return port[1].tip
    node = node_at(scene, point)
    if node is not None:
        return card_tip(node.card, scene.stage.paints.theme)
    wire = wire_at(scene, point, scale)
    return scene.wire_items[wire].look.tip if wire is not None else ""


def card_tip(card: Card, theme: Theme) -> str:
    """A card's problems with their fixes, as rich text; its name where that is all there is to say."""
    if not card.problems:
        return card.tip
    entries = "".join(_entry(problem, theme) for problem in card.problems)
    return (
        f"<table width={WIDTH} cellspacing=0><tr><td><b>{escape(card.full_title)}</b>{entries}</td></tr></table>"
    )


def _entry(problem: Problem, theme: Theme) -> str:
    colour = {Severity.ERROR: theme.error_text, Severity.WARNING: theme.warning_text}.get(
        problem.severity, theme.text_second
    )
    head = f"<span style='color:{colour.name()}'>● {HEADS[problem.severity]}</span>"
    fixes = "".join(f"<li>{escape(fix)}</li>" for fix in problem.fixes)
    listed = f"<ul style='margin:2px 0 0 -20px'>{fixes}</ul>" if fixes else ""
    return f"<p style='margin:6px 0 0 0'>{head}<br>{escape(problem.message)}{listed}</p>"
