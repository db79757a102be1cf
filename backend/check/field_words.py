"""Receptive fields in words: "23 × 23 px", "past 255 steps", "whole input"."""

from __future__ import annotations

from collections.abc import Mapping

from backend.check.receptive_field import Field
from backend.check.report import NodeReport
from backend.check.views import Pattern, View
from backend.declare.parameters import Json
from backend.declare.reach import Extent

NOT_KNOWN = "not known"
WHOLE = "whole input"
ALL_PAST = "all past steps"


def field_words(field: Field, reports: Mapping[str, NodeReport]) -> str:
    """One phrase for an input; several are told by their names. Empty where there is no place to speak of."""
    phrases = {name: _phrase(views, reports.get(name)) for name, views in _inputs(field)}
    if len(set(phrases.values())) == 1:
        return next(iter(phrases.values()))
    return ", ".join(f"{name} {phrase}" for name, phrase in phrases.items())


def field_json(field: Field) -> Json:
    """By input and in the order of its axes: a number of places, "whole", "past", or nothing where not known."""
    return {name: [_json(view) for view in views.values()] for name, views in _inputs(field)}


def _inputs(field: Field) -> list[tuple[str, dict[int, View]]]:
    found: dict[str, dict[int, View]] = {}
    for place in sorted(field):
        found.setdefault(place.input, {})[place.axis] = field[place].view
    return list(found.items())


def _json(view: View) -> Json:
    if isinstance(view, Pattern):
        return view.size
    return None if view is Extent.UNKNOWN else view.value


def _phrase(views: Mapping[int, View], report: NodeReport | None) -> str:
    values = set(views.values())
    if Extent.UNKNOWN in values:
        return NOT_KNOWN
    if values == {Extent.WHOLE}:
        return WHOLE
    steps = views.get(1) if _has_steps(report) else None
    sides = [view for axis, view in views.items() if steps is None or axis != 1]
    parts = [_steps_phrase(steps)] if steps is not None else []
    if sides:
        sizes = ["all" if isinstance(view, Extent) else f"{view.size:,}" for view in sides]
        parts.append(" × ".join(sizes) + " px")
    return " · ".join(parts)


def _steps_phrase(view: View) -> str:
    if isinstance(view, Extent):
        return ALL_PAST if view is Extent.PAST else "all steps"
    if view.size == 1:
        return "1 step"
    return f"past {view.size - 1:,} steps" if view.is_past else f"{view.size:,} steps"


def _has_steps(report: NodeReport | None) -> bool:
    return report is not None and any(output.steps for output in report.outputs.values())
