"""Worked shapes: what a layer makes of the usual kinds of data, and what it refuses, by its own shape rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend.declare.declaration import Values
from backend.declare.layer import Layer, Role, ShapeError, Types
from backend.declare.size import symbol
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence
from backend.reference.drafting import needed_ports
from backend.reference.usage_example import UsageExample
from backend.source.forward import Written, write_forward
from backend.source.line_breaking import break_lines
from backend.source.objective import write_objective
from backend.source.plan import Plan
from backend.source.planner import make_plan
from backend.source.runtime_functions import included_functions

MAX_ROWS = 6
MAX_REFUSED = 2
TIME = symbol("T")

RAGGED_TOKENS = TensorType(Element.INT, (BATCH, TIME), steps=True, ragged="lengths", below=10)
USUAL_TYPES: tuple[TensorType, ...] = (
    floats(64),
    floats(64, 16, 16),
    sequence(TIME, 64),
    sequence(TIME, 64, ragged="lengths"),
    sequence(TIME, 3, 32, 32),
    floats(1, 16, 32, 32),
    RAGGED_TOKENS,
    integers(below=10),
)
"""Vectors, pictures, sequences, ragged ones, videos, volumes, ragged tokens, classes."""

COMPARED_TYPES: tuple[tuple[TensorType, TensorType], ...] = (
    (floats(10), integers(below=10)),
    (sequence(TIME, 10, ragged="lengths"), RAGGED_TOKENS),
    (floats(10, 32, 32), integers(32, 32, below=10)),
    (floats(1), floats(1)),
    (floats(1, 32, 32), floats(1, 32, 32)),
    (sequence(TIME, 1, ragged="lengths"), sequence(TIME, 1, ragged="lengths")),
)
"""Predictions with the targets of one sample, of each step, and of each pixel."""


@dataclass(frozen=True)
class Worked:
    """What arrives at each port, and what leaves by each output."""

    inputs: Types
    outputs: Types


@dataclass(frozen=True)
class Refused:
    """What arrives at each port, and the sentence that says why it does not fit."""

    inputs: Types
    sentence: str


def worked_shapes(layer: Layer, values: Values, shown: Types) -> tuple[tuple[Worked, ...], tuple[Refused, ...]]:
    """Rows of what is accepted, the usage example's types first, and some refusals by different rules."""
    accepted: list[Worked] = []
    refused: dict[str, Refused] = {}
    for types in _arriving(layer, shown):
        try:
            found = Worked(types, layer.shape(values, types).outputs)
        except ShapeError as error:
            refused.setdefault(error.rule, Refused(types, _sentence(layer, types, error)))
            continue
        if found not in accepted:
            accepted.append(found)
    return tuple(accepted[:MAX_ROWS]), tuple(refused.values())[:MAX_REFUSED]


def _arriving(layer: Layer, shown: Types) -> Iterator[Types]:
    yield shown
    ports = needed_ports(layer)
    if ports == ("prediction", "target"):
        yield from ({"prediction": prediction, "target": target} for prediction, target in COMPARED_TYPES)
    for kind in USUAL_TYPES if ports else ():
        yield dict.fromkeys(ports, kind)


def _sentence(layer: Layer, types: Mapping[str, TensorType], error: ShapeError) -> str:
    """As the check says it, without the name of a node."""
    received = f"; received {types[error.port]}" if error.port in types else ""
    advice = f": {error.advice}" if error.advice else ""
    return f"{layer.name} {error.expected}{received}{advice}."


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


def exported(layer: Layer, example: UsageExample) -> Exported:
    """Nothing for what leaves no trace in the code: notes, bends of wires, and data itself."""
    whole, _ = example.checkers()
    plan = make_plan(example.document, whole)
    if layer.role in (Role.LOSS, Role.METRIC):
        return _objective_code(plan, layer.role)
    written = write_forward(plan).of_nodes.get(example.node, Written())
    carried = included_functions(written.helpers, plan.runtimes)
    return Exported(tuple(break_lines(written.members)), tuple(break_lines(written.lines)), tuple(carried))


def _objective_code(plan: Plan, role: Role) -> Exported:
    """The body of the function that adds up a loss or a metric, and how its sums become a number."""
    objective = write_objective(plan)
    sums, value = objective.of_losses if role is Role.LOSS else objective.of_metrics
    lines = [*_body(sums), "", *value.splitlines()]
    return Exported((), tuple(lines), tuple(included_functions(objective.helpers, plan.runtimes)))


def _body(function: str) -> list[str]:
    """The lines of a function behind its signature and docstring, without their common indentation."""
    lines = [line for line in function.splitlines() if line.startswith("    ")]
    start = next(i for i, line in enumerate(lines) if line.strip().startswith(DOCSTRING)) + 1
    return [line.removeprefix("    ") for line in lines[start:]]
