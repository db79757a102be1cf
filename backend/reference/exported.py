"""What a node of a small use becomes in the exported file, as the compiler writes it."""

from __future__ import annotations

from dataclasses import dataclass

from backend.declare.layer import Layer, Role
from backend.layout.statements import laid_out
from backend.reference.small_use import SmallUse
from backend.source.carried import carried_functions
from backend.source.forward import Written, write_forward
from backend.source.objective import write_objective
from backend.source.plan import Plan
from backend.source.planner import make_plan

DEFINITION, DOCSTRING = "def ", '"""'


@dataclass(frozen=True)
class Exported:
    """Lines of ``__init__`` and of ``forward``, or of the function that computes a loss or a metric.

    ``carried`` are the texts of the functions that come along in the file.
    """

    members: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.members or self.lines)


def exported(layer: Layer, use: SmallUse) -> Exported:
    """Nothing for what leaves no trace in the code: notes, bends of wires, and data itself."""
    whole, _ = use.checkers()
    plan = make_plan(use.document, whole)
    if layer.role in (Role.LOSS, Role.METRIC):
        return _judging(plan, layer.role)
    written = write_forward(plan).of_nodes.get(use.node, Written())
    carried = carried_functions(written.helpers, plan.runtimes)
    return Exported(tuple(laid_out(written.members)), tuple(laid_out(written.lines)), tuple(carried))


def _judging(plan: Plan, role: Role) -> Exported:
    """The body of ``compute_loss`` or ``compute_sums``, and how a metric's sums become its number."""
    objective = write_objective(plan)
    loss, sums, table = objective.functions
    lines = _body(loss) if role is Role.LOSS else [*_body(sums), "", *table.splitlines()]
    return Exported((), tuple(lines), tuple(carried_functions(objective.helpers, plan.runtimes)))


def _body(function: str) -> list[str]:
    """The lines of a function behind its signature and docstring, without their common indentation."""
    lines = [line for line in function.splitlines() if line.startswith("    ")]
    start = next(i for i, line in enumerate(lines) if line.strip().startswith(DOCSTRING)) + 1
    return [line.removeprefix("    ") for line in lines[start:]]
