"""Writes what a placed block becomes: members of its class, and the call."""

from __future__ import annotations

from itertools import groupby

from backend.declare.layer import Code, Site
from backend.source.lengths import input_lengths
from backend.source.plan import Plan, Step


def write_block(step: Step, site: Site) -> Code:
    """One member for all repetitions; none where another placement that shares its weights has made it."""
    first = step.parts[0]
    members = ((step.member, _constructor(step.parts)),) if step.member == step.name else ()
    lengths = _length_arguments(first, site)
    arguments = ", ".join([*site.arguments.values(), *lengths])
    if len(step.parts) > 1 and lengths:
        return Code({step.layer.outputs[0].name: step.name}, members, _loop(step, site, lengths))
    call = f"self.{step.member}({arguments})"
    ports = [port.name for port in step.layer.outputs]
    if len(ports) == 1:
        return Code({ports[0]: call}, members)
    names = {port: f"{step.name}_{port}" for port in ports if port in step.used}
    unpacked = ", ".join(names.get(port, "_") for port in ports)
    return Code(names, members, (f"{unpacked} = {call}",))


def _constructor(parts: tuple[Plan, ...]) -> str:
    """``Stage()``; repetitions in an ``nn.Sequential``, or in an ``nn.ModuleList`` where lengths are handed on."""
    if len(parts) == 1:
        return f"{parts[0].class_name}()"
    runs = [(name, len(list(run))) for name, run in groupby(part.class_name for part in parts)]
    items = [f"{name}()" if count == 1 else f"*({name}() for _ in range({count}))" for name, count in runs]
    if input_lengths(parts[0]):
        return f"nn.ModuleList([{', '.join(items)}])"
    return f"nn.Sequential({', '.join(items)})"


def _length_arguments(part: Plan, site: Site) -> list[str]:
    """The lengths that the block's ``forward`` takes by name."""
    return [f"{name}={site.lengths[key]}" for key, name in input_lengths(part).items()]


def _loop(step: Step, site: Site, lengths: list[str]) -> tuple[str, ...]:
    return (
        f"{step.name} = {site.x}",
        f"for block in self.{step.member}:",
        f"    {step.name} = block({', '.join([step.name, *lengths])})",
    )
