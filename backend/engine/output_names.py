"""What a model's outputs are called in a prediction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from backend.document.document import Document
from backend.engine.answers import grading
from backend.source.plan import Plan, Value


def output_names(plan: Plan, document: Document) -> dict[Value, str]:
    """For each output the Output node that it goes to, or the field of the target that it is held against.

    An Output node has its label, or else its id. Where several would have the same name, or none, they are called
    after the nodes that make them.
    """
    labels = dict(_labels(plan, document))
    wished = {value: labels.get(value) or _field(plan, value) or value[0] for value in plan.outputs}
    counts = Counter(wished.values())
    return {value: name if counts[name] == 1 else f"{name} of {value[0]}" for value, name in wished.items()}


def _labels(plan: Plan, document: Document) -> Iterator[tuple[Value, str]]:
    made = {step.node for step in plan.steps}
    for node in document.nodes():
        wires = document.wires_into(node.id) if node.type == "output" else []
        while wires and wires[0].source not in made:  # bends and bypassed layers make nothing
            wires = document.wires_into(wires[0].source)
        if wires:
            yield (wires[0].source, wires[0].output), node.label or node.id


def _field(plan: Plan, value: Value) -> str:
    graded = grading(plan, value)
    return str(graded[1].values.field) if graded is not None and graded[1].values.field else ""
