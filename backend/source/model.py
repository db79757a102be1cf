"""Writes the model file: the module's class and ``example_inputs``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from backend.check.checker import ASSUMED_STEPS, Checker
from backend.declare.size import Size, free_symbols, substitute
from backend.declare.tensor_type import Element, TensorType
from backend.document.document import Document
from backend.long_work import Pausable, finish, without_garbage_collection
from backend.source.forward import Written, pausable_forward
from backend.source.imports import import_lines
from backend.source.inspection import inspect_source
from backend.source.line_breaking import WIDTH, break_lines
from backend.source.plan import Plan, input_lengths
from backend.source.planner import pausable_plan
from backend.source.runtime_functions import included_functions

UNBROKEN = "\N{NO-BREAK SPACE}"
MAX_COUNTED_DOWN = 6
"""Of more outputs than these, the signature does not say how many there are."""
MAX_STEPS = ASSUMED_STEPS * 2**14
"""How long an example sequence may become."""


@dataclass(frozen=True)
class ModelSource:
    """The text of a stand-alone Python file, and the name of the class in it."""

    text: str
    class_name: str
    plan: Plan


def write_model(document: Document, checker: Checker) -> ModelSource:
    """Raises `LoomError` with the first problem where the graph can't be built."""
    with without_garbage_collection():
        source = finish(pausable_model(document, checker))
        inspect_source(source.text)
        return source


def pausable_model(document: Document, checker: Checker) -> Pausable[ModelSource]:
    """`write_model` in pieces, the document as it is meanwhile, for a text that is only shown: not inspected."""
    plan = yield from pausable_plan(document, checker)
    classes, helpers = yield from pausable_classes(plan)
    parts = [*included_functions(helpers, plan.runtimes), *classes, example_inputs_text(plan)]
    exported = f'__all__ = ["{plan.class_name}", "example_inputs"]'
    return ModelSource(file_text(parts, exported), plan.class_name, plan)


def file_text(parts: list[str], after_imports: str = "") -> str:
    """Definitions two lines apart, below the imports that they use."""
    body = "\n\n\n".join(parts)
    return "\n\n".join(part for part in (import_lines(body), after_imports) if part) + "\n\n\n" + body + "\n"


def class_texts(plan: Plan) -> tuple[list[str], list[str]]:
    """The classes of the blocks and, last, of the model; and the runtime functions that they call."""
    return finish(pausable_classes(plan))


def pausable_classes(plan: Plan) -> Pausable[tuple[list[str], list[str]]]:
    """`class_texts` in pieces."""
    written: list[tuple[Plan, Written]] = []
    for part in (*plan.blocks, plan):
        written.append((part, (yield from pausable_forward(part))))
    yield
    helpers = [name for _, lines in written for name in lines.helpers]
    return [class_text(part, lines) for part, lines in written], helpers


def class_text(plan: Plan, written: Written) -> str:
    """The module's class, without imports."""
    lines = [f"class {plan.class_name}(nn.Module):", *_docstring(plan)]
    if written.members:
        lines += ["    def __init__(self) -> None:", "        super().__init__()"]
        lines += [*indented(break_lines(written.members, 8), 8), ""]
    lines += indented(break_lines([f"def forward({', '.join(_signature(plan))}) -> {_returns(plan)}:"], 4), 4)
    lines += indented(break_lines(written.lines, 8), 8)
    return "\n".join(lines)


def indented(lines: Iterable[str], spaces: int) -> list[str]:
    return [f"{' ' * spaces}{line}" if line else "" for line in lines]


def _docstring(plan: Plan) -> list[str]:
    inputs = [f"{s.name} {_sizes(plan.types[s.node, 'out'])}" for s in plan.inputs]
    outputs = [_sizes(plan.types[value]) for value in plan.outputs]
    lines = [*_enumeration('"""Takes', inputs), "", *_enumeration("Returns", outputs), '"""']
    return [*indented(lines, 4), ""]


def _enumeration(verb: str, items: Sequence[str]) -> list[str]:
    """A sentence in lines that are broken between items, never within one."""
    text = f"{verb} {', '.join(item.replace(' ', UNBROKEN) for item in items)}."
    return [line.replace(UNBROKEN, " ") for line in wrap(text, WIDTH - 4, break_long_words=False)]


def _sizes(tensor_type: TensorType) -> str:
    return f"({', '.join(tensor_type.size_texts())}{',' if tensor_type.rank == 1 else ''})"


def _signature(plan: Plan) -> list[str]:
    lengths = dict.fromkeys(input_lengths(plan).values())
    return [
        "self",
        *(f"{step.name}: Tensor" for step in plan.inputs),
        *(f"{name}: Tensor | None = None" for name in lengths),
    ]


def _returns(plan: Plan) -> str:
    count = len(plan.outputs)
    if count > MAX_COUNTED_DOWN:
        return "tuple[Tensor, ...]"
    return "Tensor" if count == 1 else f"tuple[{', '.join(['Tensor'] * count)}]"


def example_inputs_text(plan: Plan) -> str:
    types = [plan.types[step.node, "out"] for step in plan.inputs]
    lines = ['"""One random tensor for each input; ``time`` is the length wherever it may vary."""']
    if any(free_symbols(size) - {"N"} for t in types for size in t.sizes):
        lines.append(f"time = {_steps_enough(plan)} if time is None else time")
    tensors = [_random_tensor(t) for t in types]
    lines.append(f"return ({tensors[0]},)" if len(tensors) == 1 else f"return {', '.join(tensors)}")
    head = "def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:"
    return "\n".join([head, *indented(break_lines(lines, 4), 4)])


def _random_tensor(tensor_type: TensorType) -> str:
    sizes = []
    for size in tensor_type.sizes:
        symbols = free_symbols(size)
        sizes.append("batch" if "N" in symbols else "time" if symbols else str(substitute(size, {})))
    if tensor_type.element is Element.INT:
        below = tensor_type.below or 2
        return f"torch.randint(0, {below}, ({', '.join(sizes)}))"
    return f"torch.randn({', '.join(sizes)})"


def _steps_enough(plan: Plan) -> int:
    """A length from which every strided layer leaves something."""
    found = {size for part in (plan, *plan.blocks) for t in part.types.values() for size in t.sizes}
    sizes = [(size, free_symbols(size)) for size in found if not isinstance(size, int)]
    steps = ASSUMED_STEPS
    while steps < MAX_STEPS and any(_is_empty(size, dict.fromkeys(names, steps)) for size, names in sizes):
        steps *= 2
    return steps


def _is_empty(size: Size, known: dict[str, int]) -> bool:
    number = substitute(size, known)
    return isinstance(number, int) and number < 1
