"""Whether sequences have enough steps for the model: asked before it runs, of the data that it is to run on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from backend.check.checker import Checker
from backend.data.fields import Field
from backend.declare.tensor_type import first_lengths, windows
from backend.document.edits import SetParameters
from backend.document.file import from_json, to_json
from backend.engine.binding import Binding
from backend.engine.project import Project
from backend.errors import LoomError
from backend.source.plan import Plan, Step, title

LENGTH_PARAMETERS = ("length", "frames")


def refuse_too_few_steps(project: Project, binding: Binding, fields: Mapping[str, Field]) -> None:
    """Raises `LoomError` with the first node that has no result for as many steps as the data has.

    Where all samples are equally long, their steps are known as soon as the data is: the document is checked again
    with that number in place of the symbol. Ragged samples are padded up to the windows of the model.
    """
    plan = project.plan
    of_nodes = _steps_fed(plan, binding, fields)
    if not of_nodes:
        return
    by_symbol: dict[str, int] = {}
    for node, steps in of_nodes.items():
        by_symbol.setdefault(str(plan.types[node, "out"].sizes[1]), steps)
    document = from_json(to_json(project.document), project.document.name)
    for step in (*plan.inputs, *plan.targets):
        parameter = next((name for name in LENGTH_PARAMETERS if name in step.values.as_dict()), None)
        if parameter is not None and not step.values.as_dict().get("ragged"):
            # An input that reads what the model writes is not fed: it is as long as the one with the same symbol.
            found = of_nodes.get(step.node) or by_symbol.get(str(step.values[parameter]))
            if found is not None:
                document.apply(SetParameters(step.node, {parameter: found}))
    of_model = {step.node for step in plan.steps}
    for problem in Checker(document).problems():
        if problem.blocks and problem.node in of_model:
            counts = " and ".join(
                f"{of_nodes[step.node]} steps of field {step.values.field!r}"
                for step in (*plan.inputs, *plan.targets)
                if step.node in of_nodes
            )
            raise LoomError(f"The model does not run on {counts}: {problem.message}")


def _steps_fed(plan: Plan, binding: Binding, fields: Mapping[str, Field]) -> dict[str, int]:
    """The steps of what is fed, by the nodes of which the document leaves them open."""
    names = {step.name: step.node for step in (*plan.inputs, *plan.targets)}
    found = {}
    for feed in (*binding.inputs, *binding.targets):
        declared = plan.types[names[feed.name], "out"]
        if declared.steps and declared.ragged is None and not isinstance(declared.sizes[1], int):
            found[names[feed.name]] = fields[feed.field].values.shape[1] - feed.shorter
    return found


def short_samples(plan: Plan, fields: Mapping[str, Field]) -> Iterator[str]:
    """In words, for each ragged field the rows that are shorter than a window of the model."""
    told: dict[str, tuple[int, Step]] = {}
    for step in plan.steps:
        for made in step.shaped.outputs.values():
            if made.ragged is not None:
                field, least = first_lengths(made.ragged), shortest_length(made.ragged)
                if least > told.get(field, (1, step))[0]:
                    told[field] = least, step
    for field, (least, step) in told.items():
        lengths = fields[field].lengths if field in fields else None
        short = np.flatnonzero(lengths < least) if lengths is not None else np.empty(0)
        if lengths is not None and len(short):
            row = int(short[0])
            yield (
                f"{title(step)} needs {least} steps: {len(short)} of {len(lengths)} rows of field {field!r} are "
                f"shorter (row {row + 1} has {lengths[row]}), and zeros stand in place of the missing ones"
            )


def shortest_length(key: str) -> int:
    """The shortest sample of which the windows of a ragged key leave a step without padding."""
    needed = 1
    for window in reversed(list(windows(key))):
        needed = max(1, (needed - window.more) * window.stride - window.rest)
    return needed
