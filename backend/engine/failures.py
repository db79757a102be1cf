"""What torch or the disk could not do, as a sentence that names the node and what it received."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import torch
from torch import Tensor

from backend.engine.build import GENERATED
from backend.engine.project import Project
from backend.errors import LoomError
from backend.source.forward import write_forward
from backend.source.plan import Plan, Step, input_lengths, title

OUT_OF_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")
OF_LOSSES = ("compute_loss_sums", "compute_sums")
"""The generated functions that compare the outputs with the targets: of the losses, and of the metrics."""
ADVICE = (
    "where sequences meet, they must have the same length, and each symbol for a length must mean one length "
    "only: check the sizes that are left open before it"
)


@contextmanager
def explained(project: Project, device: torch.device) -> Iterator[None]:
    """Turns errors of torch and of the disk into `LoomError`; the original stays as the cause."""
    try:
        yield
    except OSError as error:
        raise LoomError(f"{error.filename or 'the run folder'}: can't be written: {error.strerror}") from error
    except (MemoryError, RuntimeError, ValueError, IndexError) as error:
        raise LoomError(_sentence(error, project, device)) from error


def _sentence(error: Exception, project: Project, device: torch.device) -> str:
    batch_size = project.settings.values.batch_size
    if isinstance(error, MemoryError) or any(words in str(error) for words in OUT_OF_MEMORY):
        return (
            f"There is not enough memory on {device} for this model at a batch size of {batch_size}: take "
            "a smaller batch size, a smaller model, or a device with more memory"
        )
    if "more than 1 value per channel" in str(error):
        return (
            f"Batch normalisation can't learn from single samples: the batch size is {batch_size}, take 2 or more"
        )
    return f"The model does not run on this data: {_place(error, project) or _reason(error)}: {ADVICE}"


def _reason(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


def _place(error: Exception, project: Project) -> str:
    """The node at whose line the generated source failed, and the sizes of what its line reads; else nothing."""
    plan = project.plan
    for frame, line in reversed(_frames(error)):
        function = frame.f_code.co_name
        if function in OF_LOSSES:
            steps = plan.losses if function == OF_LOSSES[0] else plan.metrics
            statement = next(one for one in _statements(project, "", function) if _covers(one, line))
            names = " or ".join(title(step) for step in steps)
            return f"{names} can't compare what arrives, {_sizes(statement, frame)}"
        class_name = type(frame.f_locals.get("self")).__name__
        part = next((one for one in (plan, *plan.blocks) if one.class_name == class_name), None)
        if function == "forward" and part is not None:
            statements = _statements(project, class_name, function)
            number = next((i for i, one in enumerate(statements) if _covers(one, line)), -1)
            step = _writer_of(part, number)
            inside = f" of block {class_name}" if part is not plan else ""
            if step is not None:
                sizes = _sizes(statements[number], frame)
                return f"{title(step)}{inside} can't work on what arrives, {sizes}"
    return ""


def _frames(error: Exception) -> list[tuple[FrameType, int]]:
    """The calls of generated functions that led to an error, each with the line where it was."""
    found = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == GENERATED:
            found.append((trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return found


def _statements(project: Project, class_name: str, function: str) -> list[ast.stmt]:
    """The body of a function of the generated source: of a class, or of the module where no class is named."""
    body: list[ast.stmt] = ast.parse(project.training_text).body
    if class_name:
        body = next(one.body for one in body if isinstance(one, ast.ClassDef) and one.name == class_name)
    return next(one.body for one in body if isinstance(one, ast.FunctionDef) and one.name == function)


def _covers(statement: ast.stmt, line: int) -> bool:
    return statement.lineno <= line <= (statement.end_lineno or statement.lineno)


def _writer_of(part: Plan, number: int) -> Step | None:
    """The step that wrote a statement of ``forward``.

    The body is what each step writes, in order, after the lengths that are filled in. The text of a line alone
    would not do: two steps may have the same.
    """
    written = write_forward(part)
    writers: list[Step | None] = [None] * len(set(input_lengths(part).values()))
    for step in part.steps:
        writers += [step] * len(ast.parse("\n".join(written.of_nodes[step.node].lines)).body)
    return writers[number] if 0 <= number < len(writers) else None


def _sizes(statement: ast.stmt, frame: FrameType) -> str:
    """``x [2, 1, 8] and y [2, 3, 8]``: the tensors that a statement reads."""
    names = dict.fromkeys(
        one.id for one in ast.walk(statement) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    )
    found = {name: frame.f_locals.get(name) for name in names}
    return " and ".join(f"{name} {list(one.shape)}" for name, one in found.items() if isinstance(one, Tensor))
