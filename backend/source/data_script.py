"""The data of a document as part of a Python script that loads it alone.

The script runs the very functions that the engine runs, so it has the same data, bit for bit.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from backend.data.declarations import Function, Kind, fit_sees_all, plain, taken
from backend.data.fields import cuts_words
from backend.data.plan import DataPlan, FieldPlan, TransformStep, plan_of
from backend.declare.declaration import Deferred
from backend.declare.literals import literal, quoted
from backend.declare.parameters import FilePath, Json
from backend.errors import DataError
from backend.source.line_breaking import break_lines
from backend.source.pasting import pasted

INDENT = "    "
WITHOUT_ENDS = Deferred("backend.data.transforms.time_steps", "without_ends")
SERIES_LENGTHS = Deferred("backend.data.transforms.time_steps", "series_lengths")
AS_SINGLE = Deferred("backend.data.transforms.numbers", "as_single")
WITHOUT_INDEX_ENDS = Deferred("backend.data.transforms.step_indices", "without_index_ends")
REFUSE_CUT_TAGS = Deferred("backend.data.transforms.texts", "refuse_cut_tags")
INDEX_LENGTHS = Deferred("backend.data.transforms.step_indices", "index_lengths")


@dataclass(frozen=True)
class DataScript:
    """The parts of the script: import lines, constants and functions, and the body of ``prepare(folder)``.

    ``prepare`` takes the folder that the data section's paths are relative to. It returns ``fields``, by name a
    pair of values and lengths (``None`` unless ragged), and ``rows``, the row numbers by 'train', 'validation' and
    'test'. Where fields to invert were asked for, ``restore`` comes third: by field name a function from values to
    units, class names or texts.
    """

    imports: tuple[str, ...]
    functions: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def prepare(self) -> str:
        """The function ``prepare``, indented and with its docstring."""
        body = "\n".join(INDENT + line if line else "" for line in break_lines(self.lines, len(INDENT)))
        return f'def prepare(folder: Path):\n{INDENT}"""Loads, transforms and divides the data."""\n{body}'

    @property
    def text(self) -> str:
        """A whole module with ``prepare`` at its end."""
        return "\n\n\n".join(["\n".join(self.imports), *self.functions, self.prepare]) + "\n"


def data_script(section: Json, invert: Sequence[str] = (), tags: Collection[str] = ()) -> DataScript:
    """The script of a data section; ``tags`` are the fields of which no word may become several tokens.

    Raises `DataError` for a wrong section or an unknown field to invert.
    """
    plan = plan_of(section)
    known = [field_plan.name for field_plan in plan.fields]
    if unknown := [name for name in invert if name not in known]:
        raise DataError(f"there is no field {unknown[0]!r} to invert; there are {', '.join(known)}")
    body = _Body(plan, invert, tags)
    lines = tuple(body.lines())
    source = pasted(body.functions)
    return DataScript(source.imports, source.texts, lines)


class _Body:
    """Writes the lines of ``prepare`` and keeps the functions that they call."""

    def __init__(self, plan: DataPlan, invert: Sequence[str], tags: Collection[str]) -> None:
        self.plan = plan
        self.tags = tags
        self.invert = invert
        self.functions: list[Function] = []
        self.states = 0

    def lines(self) -> Iterator[str]:
        plan = self.plan
        yield from self.call("columns", plan.source.load, self.source_arguments())
        shares = named(taken(plan.split.divide, plan.split_values.as_dict()))
        yield from self.call("rows", plan.split.divide, ["columns", *shares])
        yield "fields = {}"
        if self.invert:
            yield "restore = {}"
        for field_plan in plan.fields:
            yield ""
            yield from self.field_lines(field_plan)
        yield ""
        yield "return fields, rows, restore" if self.invert else "return fields, rows"

    def source_arguments(self) -> list[str]:
        source = self.plan.source
        paths = {parameter.name for parameter in source.parameters if isinstance(parameter, FilePath)}
        values = taken(source.load, self.plan.source_values.as_dict())
        return [
            f"{name}=folder / {literal(value)}" if name in paths else f"{name}={literal(value)}"
            for name, value in values.items()
        ]

    def field_lines(self, field_plan: FieldPlan) -> Iterator[str]:
        yield f"values = columns[{quoted(field_plan.column)}]"
        if field_plan.name in self.tags and cuts_words(field_plan):
            self.functions.append(plain(REFUSE_CUT_TAGS))
            yield f"refuse_cut_tags(values, {quoted(field_plan.name)})"
        states = []
        for step in field_plan.steps:
            states.append((yield from self.step_lines(step)))
        yield f"fields[{quoted(field_plan.name)}] = {self.field_pair(field_plan)}"
        if field_plan.name in self.invert:
            steps = reversed(list(zip(field_plan.steps, states)))
            restored = reduce(lambda inner, step: self.inverse(inner, *step), steps, "values")
            yield f"restore[{quoted(field_plan.name)}] = lambda values: {restored}"

    def step_lines(self, step: TransformStep) -> Generator[str, None, str]:
        """Yields the lines that fit and apply a transform; returns the name of its state, if it has one."""
        fit, apply, values = step.transform.fit, step.transform.apply, step.values.as_dict()
        state = ""
        if fit is not None:
            self.states += 1
            state = f"state_{self.states}"
            seen = ["values", 'train=rows["train"]'] if fit_sees_all(fit) else ['values[rows["train"]]']
            yield from self.call(state, fit, [*seen, *named(taken(fit, values))])
        yield from self.call("values", apply, ["values", *with_state(apply, state), *named(taken(apply, values))])
        return state

    def inverse(self, inner: str, step: TransformStep, state: str) -> str:
        """The expression that undoes a transform, around the one that undoes what came after it."""
        if step.transform.invert is None:
            return inner
        function = plain(step.transform.invert)
        self.functions.append(function)
        arguments = [
            inner,
            *with_state(function, state),
            *named(taken(function, step.values.as_dict())),
        ]
        return f"{function.__name__}({', '.join(arguments)})"

    def field_pair(self, field_plan: FieldPlan) -> str:
        """Values and lengths of a field, as `backend.data.fields.finish_field` makes them."""
        kind = self.plan.kind(field_plan)
        if kind is Kind.TOKENS:
            return "(values, np.count_nonzero(values, axis=1))"
        if kind is Kind.INDICES:
            self.functions += [WITHOUT_INDEX_ENDS.function, INDEX_LENGTHS.function]
            return "(without_index_ends(values), index_lengths(values))"
        if kind is Kind.RAGGED:
            self.functions += [WITHOUT_ENDS.function, SERIES_LENGTHS.function]
            return "(without_ends(values), series_lengths(values))"
        if kind in (Kind.CLASS, Kind.MASK):
            return "(values, None)"
        self.functions.append(AS_SINGLE.function)
        return "(as_single(values), None)"

    def call(self, target: str, function: Function | Deferred, arguments: list[str]) -> Iterator[str]:
        """The lines of ``target = function(arguments)``; keeps the function."""
        called = plain(function)
        self.functions.append(called)
        yield f"{target} = {called.__name__}({', '.join(arguments)})"


def named(values: Mapping[str, Any]) -> list[str]:
    """Keyword arguments; JSON values print as Python that gives them back."""
    return [f"{name}={literal(value)}" for name, value in values.items()]


def with_state(function: Function | Deferred, state: str) -> list[str]:
    return [f"state={state}"] if "state" in taken(function, {"state": state}) and state else []
