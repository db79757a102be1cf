"""Writes the body of ``forward`` and the members of ``__init__``, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from backend.declare.layer import Code, Form, Site
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.long_work import Pausable, finish
from backend.source.block_calls import write_block
from backend.source.initial_weights import initial_lines
from backend.source.plan import Plan, Step, Value, input_lengths


@dataclass
class Written:
    """Statements, each on one line however long, and the names of the runtime functions that they call.

    ``of_nodes`` has the same for each node by itself.
    """

    members: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)
    of_nodes: dict[str, Written] = field(default_factory=dict)

    def since(self, members: int, lines: int, helpers: int) -> Written:
        """What was written after there were so many of each."""
        return Written(self.members[members:], self.lines[lines:], self.helpers[helpers:])


def write_forward(plan: Plan) -> Written:
    """All steps of the plan and the ``return``."""
    return finish(pausable_forward(plan))


def pausable_forward(plan: Plan) -> Pausable[Written]:
    """`write_forward` in pieces."""
    return _ForwardWriter(plan).write()


class _ForwardWriter:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.written = Written()
        self.lengths = input_lengths(plan)
        self.variables: dict[Value, Variable] = {
            (step.node, "out"): Variable(step.name, Form.PLAIN, plan.types[step.node, "out"])
            for step in plan.inputs
        }
        self.readers = _readers(plan)

    def write(self) -> Pausable[Written]:
        self._default_lengths()
        for index, step in enumerate(self.plan.steps):
            following = self.plan.steps[index + 1] if index + 1 < len(self.plan.steps) else None
            before = (len(self.written.members), len(self.written.lines), len(self.written.helpers))
            self._write_step(step, following)
            alone = self.written.of_nodes[step.node] = self.written.since(*before)
            alone.members += initial_lines((step.name, filled) for filled in step.initial)
            yield
        filled = ((step.name, each) for step in self.plan.steps for each in step.initial)
        self.written.members += initial_lines(filled, tuple(self.written.members))
        results = [self.variables[value].in_form(Form.PLAIN) for value in self.plan.outputs]
        self.written.lines.append(f"return {', '.join(results)}")
        return self.written

    def _default_lengths(self) -> None:
        for step in self.plan.inputs:
            name = f"{step.name}_lengths"
            if name in self.lengths.values():
                full = f"torch.full((len({step.name}),), {step.name}.shape[1], device={step.name}.device)"
                self.written.lines += [f"if {name} is None:", f"    {name} = {full}"]

    def _write_step(self, step: Step, following: Step | None) -> None:
        given = {port: self.variables[value] for port, value in step.arguments.items()}
        form, origin = self._form_of(step, list(given.values()))
        arguments = {port: variable.in_form(form) for port, variable in given.items()}
        site = Site(step.name, step.values, step.types, arguments, step.shaped, step.used, self.lengths)
        code = write_block(step, site) if step.parts else write_layer(step, site)
        self.written.members += [f"self.{name} = {constructor}" for name, constructor in code.members]
        self.written.lines += code.statements
        self.written.helpers += code.helpers
        self._assign(step, code, following, form, origin)

    def _form_of(self, step: Step, given: Sequence[Variable]) -> tuple[Form, str]:
        """The form the step works in, and the tensor whose batch and time sizes a folded result has."""
        form = step.shaped.form
        if form is Form.ANY:
            return given[0].form, given[0].origin
        origin = given[0].origin or given[0].in_form(Form.PLAIN) if given else ""
        return form, origin if form is Form.FOLDED else ""

    def _assign(self, step: Step, code: Code, following: Step | None, form: Form, origin: str) -> None:
        for port, expression in code.results.items():
            if port not in step.used:
                continue
            name = self._variable_name(step, port, following, form)
            # A layer that only passes a value on would otherwise add a line such as `drop = x`.
            if _is_handed_on(expression, name):
                name = expression
            variable = Variable(name, form, self.plan.types[step.node, port], origin)
            if expression != name:
                self.written.lines.append(f"{name} = {expression}  # {variable.comment}")
            self.variables[step.node, port] = variable

    def _variable_name(self, step: Step, port: str, following: Step | None, form: Form) -> str:
        """``x`` inside a chain; a name of its own where a value is read later, more than once, or folded."""
        value = (step.node, port)
        readers = self.readers.get(value, [])
        if len(step.used) > 1:
            return f"{step.name}_{port}"
        if following is None or readers != [following.node] or value in self.plan.outputs:
            return step.name
        # Unfolding reads the batch and time sizes of the tensor from before the fold; `x` is overwritten by
        # then.
        becomes_origin = following.shaped.form is Form.FOLDED and form is not Form.FOLDED
        return step.name if becomes_origin else "x"


def _is_handed_on(expression: str, name: str) -> bool:
    """Whether a layer gives a variable as it is, or its own weights; ``x`` lasts only until the next step."""
    if expression.isidentifier():
        return expression != "x" or name == "x"
    return expression.startswith("self.") and expression.replace(".", "_").isidentifier()


def write_target_steps(
    plan: Plan, given: Mapping[Value, Variable], lengths: Mapping[str, str]
) -> tuple[Mapping[str, Written], Mapping[Value, str]]:
    """The plan's steps between targets and losses: what each node becomes, and the text of every value."""
    writer = _ForwardWriter(plan)
    writer.variables, writer.lengths = dict(given), lengths
    written: dict[str, Written] = {}
    for step in plan.target_steps:
        writer.written = written[step.node] = Written()
        writer._write_step(step, None)
    return written, {value: variable.in_form(Form.PLAIN) for value, variable in writer.variables.items()}


def write_layer(step: Step, site: Site) -> Code:
    """What a declared layer becomes."""
    assert step.layer.write is not None, f"{step.layer.type} declares no source"
    return step.layer.write(site)


def _readers(plan: Plan) -> dict[Value, list[str]]:
    readers: dict[Value, list[str]] = {}
    for step in plan.steps:
        for value in step.arguments.values():
            readers.setdefault(value, []).append(step.node)
    return readers


@dataclass(frozen=True)
class Variable:
    """A value as the source holds it: its expression, its form, and of a folded one the tensor it came from."""

    text: str
    form: Form
    type: TensorType
    origin: str = ""

    def in_form(self, form: Form) -> str:
        """The expression of this value in another form."""
        if form in (self.form, Form.ANY):
            return self.text
        text = self._plain()
        if form is Form.FOLDED:
            return f"{text}.flatten(0, 1)"
        return f"{text}.transpose(1, 2)" if form is Form.CHANNELS_FIRST else text

    def _plain(self) -> str:
        if self.form is Form.FOLDED:
            return f"{self.text}.unflatten(0, {self.origin}.shape[:2])"
        return f"{self.text}.transpose(1, 2)" if self.form is Form.CHANNELS_FIRST else self.text

    @property
    def comment(self) -> str:
        """``(N*T, 8, 16, 16)``: the sizes as they are in this form."""
        return _comment(self.type, self.form)


@lru_cache(maxsize=4096)
def _comment(tensor_type: TensorType, form: Form) -> str:
    sizes = tensor_type.size_texts()
    if form is Form.FOLDED:
        sizes = [_fold_text(tensor_type.sizes[1]), *sizes[2:]]
    elif form is Form.CHANNELS_FIRST:
        sizes = [sizes[0], sizes[2], sizes[1]]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _fold_text(time: Size) -> str:
    text = str(time)
    return f"N*{text}" if text.isalnum() else f"N*({text})"
