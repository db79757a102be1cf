"""Heat map of the cost of nodes: six steps of colour, each about three times the cost of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import log10

from PySide6.QtGui import QColor

from backend.check.checker import Checker, at_assumed_steps
from backend.check.memory import result_bytes
from backend.check.node_check import NodeReport
from nodeeditor.presentation import bytes_text, count_text
from nodeeditor.theme import Theme
from nodeeditor.theme.colours import contrast

HEAT_STEPS = 6
HEAT_STEPS_PER_DECADE = 2


class HeatKind(Enum):
    """The cost that is shown. The value is the title of the legend."""

    PARAMETERS = "Parameters"
    MACS = "MACs per sample"
    MEMORY = "Activation memory per sample"

    def of(self, report: NodeReport) -> int:
        """A node's cost, with symbolic lengths replaced by the assumed number of steps."""
        if self is HeatKind.PARAMETERS:
            return report.weights
        if self is HeatKind.MACS:
            return at_assumed_steps(report.macs)
        return result_bytes(report)

    def text_of(self, value: float) -> str:
        return bytes_text(value) if self is HeatKind.MEMORY else count_text(value)


@dataclass(frozen=True)
class HeatMark:
    """What a node costs: a step of the scale, and the cost as text."""

    step: int
    cost_text: str


@dataclass(frozen=True)
class Heat:
    """The marks of all nodes, and what the legend says about them."""

    kind: HeatKind
    marks: Mapping[str, HeatMark]
    largest: int
    total: int


def heat_of(checker: Checker, kind: HeatKind) -> Heat:
    """The step of a node follows its share of the costliest node's; nodes without cost have step 0."""
    costs = {node: kind.of(report) for node, report in checker.reports.items()}
    largest = max(costs.values(), default=0)
    marks = {
        node: HeatMark(step_of(cost, largest), kind.text_of(cost) if cost else "") for node, cost in costs.items()
    }
    return Heat(kind, marks, largest, sum(costs.values()))


def step_of(cost: int, largest: int) -> int:
    """From 1 to `HEAT_STEPS`, 0 for no cost."""
    # Costs span many orders of magnitude: on a linear scale one large layer would put all others into the lowest
    # step.
    return max(1, HEAT_STEPS - int(log10(largest / cost) * HEAT_STEPS_PER_DECADE)) if cost > 0 else 0


def lowest_cost(step: int, largest: int) -> float:
    """The lowest cost in a step."""
    return largest / float(10 ** ((HEAT_STEPS - step + 1) / HEAT_STEPS_PER_DECADE)) if step > 1 else 0.0


ON_DARK = tuple(map(QColor, ("#26324f", "#264e6e", "#2a6f7d", "#3f9478", "#92b551", "#f5d63d")))
ON_LIGHT = tuple(map(QColor, ("#fdf1bd", "#fbcf86", "#f3a066", "#d96763", "#a03a73", "#571a69")))
HEAT_INKS = (QColor("#ffffff"), QColor("#101318"))


def heat_colour(theme: Theme, step: int) -> QColor:
    """The ground of a card at a step from 1; step 0 is a plain card."""
    ramp = ON_DARK if theme.dark else ON_LIGHT
    return theme.card if step == 0 else ramp[step - 1]


def heat_ink(theme: Theme, step: int) -> QColor:
    """The colour of words on that ground."""
    ground = heat_colour(theme, step)
    return theme.text_second if step == 0 else max(HEAT_INKS, key=lambda ink: contrast(ink, ground))
