"""Writes what a placed block becomes: members of its class, and the call."""

from __future__ import annotations

from itertools import groupby

from backend.check.blocks import BlockLayer
from backend.declare.layer import Code, Role, Site
from backend.declare.tensor_type import LengthTexts, TensorType
from backend.source.plan import Plan, Step, input_lengths


def write_block(step: Step, site: Site) -> Code:
    """One member for all repetitions; none where another placement that shares its weights has made it."""
    members = ((step.member, _constructor(step.parts)),) if step.member == step.name else ()
    if step.values.over_time:
        return _run_over_time(step, site, members)
    lengths = _length_arguments(step.parts[0], site)
    if len(step.parts) > 1 and lengths:
        return Code({step.layer.outputs[0].name: step.name}, members, _loop(step, site))
    first_states = [site.arguments.get(name, _zeros(step, site, name)) for name in _states(step)]
    arguments = [*(text for _, text in _entries(step, site)), *first_states]
    call = f"self.{step.member}({', '.join([*arguments, *lengths])})"
    ports = [port.name for port in step.layer.outputs]
    if len(ports) == 1:
        return Code({ports[0]: call}, members)
    names = {port: f"{step.name}_{port}" for port in ports if port in step.used}
    return Code(names, members, (f"{', '.join(names.get(port, '_') for port in ports)} = {call}",))


def _run_over_time(step: Step, site: Site, members: tuple[tuple[str, str], ...]) -> Code:
    """A loop over the steps: states go round, results are gathered and stacked."""
    states = _states(step)
    results = [port.name for port in step.layer.outputs if port.name not in states]
    variables = {name: f"{step.name}_{name}" for name in (*results, *states)}
    gone_through = _gone_through(step)
    sequence = gone_through[0]
    mask = _mask(step, site, sequence)
    used = [name for name in results if name in step.used]
    lists = {name: f"{variables[name]}_steps" for name in used}
    taken = [f"{text}[:, step]" if port in gone_through else text for port, text in _entries(step, site)]
    lengths = _length_arguments(step.parts[0], site)
    arguments = ", ".join([*taken, *(variables[name] for name in states), *lengths])
    leaving = [variables[name] if name in used else "_" for name in results]
    renewed = [f"{variables[name]}_next" if mask else variables[name] for name in states]
    lines = [
        *([f"{step.name}_mask = {mask}"] if mask else []),
        *(f"{variables[name]} = {site.arguments.get(name, _zeros(step, site, name))}" for name in states),
        *(f"{name} = []" for name in lists.values()),
        f"for step in range({site.arguments[sequence]}.shape[1]):",
        f"    {', '.join([*leaving, *renewed])} = self.{step.member}({arguments})",
        *(
            f"    {old} = hold({step.name}_mask[:, step], {new}, {old})"
            for old, new in _held(variables, states, mask)
        ),
        *(f"    {lists[name]}.append({variables[name]})" for name in used),
        *(f"{variables[name]} = torch.stack({lists[name]}, dim=1)" for name in used),
    ]
    helpers = ("step_mask", "hold") if mask else ()
    return Code({name: variables[name] for name in step.used}, members, tuple(lines), helpers)


def _gone_through(step: Step) -> list[str]:
    """The ports whose sequences are taken step by step."""
    assert isinstance(step.layer, BlockLayer)
    return [port for port, received in step.types.items() if received.steps and port not in step.layer.whole]


def _held(variables: dict[str, str], states: list[str], mask: str) -> list[tuple[str, str]]:
    """States and their new values, where samples that have ended keep what they remember."""
    return [(variables[name], f"{variables[name]}_next") for name in states] if mask else []


def _mask(step: Step, site: Site, sequence: str) -> str:
    key = step.types[sequence].ragged
    return f"step_mask({site.lengths[key]}, {site.arguments[sequence]})" if key is not None else ""


def _states(step: Step) -> list[str]:
    """The ids of the block's States, as its class takes them after the other inputs."""
    part = step.parts[0]
    return [entry.node for entry in part.inputs if entry.layer.role is Role.STATE]


def _entries(step: Step, site: Site) -> list[tuple[str, str]]:
    states = _states(step)
    return [(port, text) for port, text in site.arguments.items() if port not in states]


def _zeros(step: Step, site: Site, state: str) -> str:
    """A first state of zeros for each sample of the batch."""
    part = step.parts[0]
    received: TensorType = part.types[state, "out"]
    sizes = ", ".join(str(size) for size in received.sizes[1:])
    return f"torch.zeros(len({site.x}), {sizes}, device={site.x}.device)"


def _constructor(parts: tuple[Plan, ...]) -> str:
    """``Stage()``; repetitions in an ``nn.Sequential``, or in an ``nn.ModuleList`` where lengths are handed on."""
    if len(parts) == 1:
        return f"{parts[0].class_name}()"
    runs = [(name, len(list(run))) for name, run in groupby(part.class_name for part in parts)]
    items = [f"{name}()" if count == 1 else f"*({name}() for _ in range({count}))" for name, count in runs]
    # `nn.Sequential` passes a single argument on, so a block that also takes lengths needs a loop over a list.
    if input_lengths(parts[0]):
        return f"nn.ModuleList([{', '.join(items)}])"
    return f"nn.Sequential({', '.join(items)})"


def _length_arguments(part: Plan, site: Site) -> list[str]:
    """The lengths that the block's ``forward`` takes by name."""
    return [f"{name}={site.lengths[key]}" for key, name in input_lengths(part).items()]


def _loop(step: Step, site: Site) -> tuple[str, ...]:
    """Each repetition gets the result of the one before, and the lengths that its windows have left."""
    ((key, argument),) = input_lengths(step.parts[0]).items()
    (leaving,) = (step.parts[0].types[value].ragged for value in step.parts[0].outputs)
    first, own = site.lengths[key], f"{step.name}_lengths"
    shorter = LengthTexts({key: own})[leaving] if leaving is not None else own
    lengths = own if shorter != own else first
    return (
        f"{step.name} = {site.x}",
        *([f"{own} = {first}"] if shorter != own else []),
        f"for block in self.{step.member}:",
        f"    {step.name} = block({step.name}, {argument}={lengths})",
        *([f"    {own} = {shorter}"] if shorter != own else []),
    )
