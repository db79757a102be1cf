"""Writes how weights start: lines at the end of ``__init__``, one loop for all tensors that start alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from backend.declare.declaration import Values
from backend.declare.initialisation import (
    INITIALISATIONS,
    Chosen,
    InitialParameter,
    InitialTensor,
    chosen,
)
from backend.declare.layer import Layer, Types
from backend.declare.parameters import Json
from backend.layers.initialisation import DEFAULTS
from backend.layers.shared.source import call

MAX_LISTED = 6
"""How many tensors a loop names one by one, where all layers of some classes start alike."""
ZEROS = Chosen(INITIALISATIONS.get("zeros"), Values({}))


@dataclass(frozen=True)
class Filled:
    """A tensor of a layer and what it is filled with."""

    tensor: InitialTensor
    choice: Chosen


def document_defaults(section: Json) -> Values:
    """What a document's section ``initialisation`` chooses; nothing where it is missing or wrong."""
    return DEFAULTS.examine(section if isinstance(section, dict) else {})[0]


def filled_tensors(layer: Layer, values: Values, types: Types, defaults: Values) -> tuple[Filled, ...]:
    """The tensors of a layer that don't start as torch has them."""
    if layer.initial is None:
        return ()
    choices = {
        parameter.name: chosen(resolved(parameter, values, defaults))
        for parameter in layer.parameters
        if isinstance(parameter, InitialParameter)
    }
    if not any(choices.values()):
        return ()
    found = ((tensor, choices[tensor.parameter]) for tensor in layer.initial(values, types))
    return tuple(
        Filled(tensor, ZEROS if tensor.second else choice) for tensor, choice in found if choice is not None
    )


def resolved(parameter: InitialParameter, values: Values, defaults: Values) -> Json:
    """The layer's own choice, that of another parameter of it, or the document's default."""
    own = _first(values, parameter)
    if own is not None or not parameter.inherits:
        return own
    inherited = DEFAULTS.parameter(parameter.inherits)
    assert isinstance(inherited, InitialParameter)
    return _first(defaults, inherited)


def _first(values: Values, parameter: InitialParameter) -> Json:
    own = values[parameter.name]
    return values[parameter.otherwise] if own is None and parameter.otherwise else own


class _Group(NamedTuple):
    """What tensors have in common that are filled alike; ``call`` has a pair of braces for the tensor."""

    is_part: bool
    noun: str
    part: str
    call: str


def initial_lines(filled: Iterable[tuple[str, Filled]], members: Iterable[str] = ()) -> list[str]:
    """The statements that fill tensors, each given with the name of its layer.

    ``members`` are the statements that make the layers: where all layers of a class start alike, and they are
    many, they are not named one by one.
    """
    groups: dict[_Group, list[str]] = {}
    computed: list[str] = []
    for name, each in filled:
        tensor, choice = each.tensor, each.choice
        place, part = f"self.{name}{tensor.path}", _part(tensor, choice)
        if tensor.computed:
            text = _call(f"torch.empty_like({place}){part}", choice, tensor.groups)
            computed.append(f"{place} = {text}{part}")
            continue
        group = _Group(tensor.part is not None, _noun(tensor), part, _call("{}", choice, tensor.groups))
        groups.setdefault(group, []).append(place)
    classes = _classes(members)
    whole = {group: kinds for group, places in groups.items() if (kinds := _whole_classes(places, classes))}
    # Stable: a part of a tensor is filled after the whole of it, whichever layer comes first.
    listed = sorted((group for group in groups if group not in whole), key=lambda group: group.is_part)
    return [
        *_loop_over_layers(whole),
        *computed,
        *(line for group in listed for line in _listed(group, groups[group])),
    ]


def _classes(members: Iterable[str]) -> dict[str, str]:
    """The class of each layer by its place; none where some are wrapped, which change their class."""
    found: dict[str, str] = {}
    for member in members:
        place, _, constructor = member.partition(" = ")
        if "nn.utils.parametrizations." in constructor:
            return {}
        if match := re.match(r"nn\.\w+(?=\()", constructor):
            found[place] = match.group()
    return found


def _whole_classes(places: list[str], classes: Mapping[str, str]) -> tuple[str, ...]:
    """The classes all of whose layers have one of the places, if these are many and there is no other."""
    if {place.rpartition(".")[2] for place in places} not in ({"weight"}, {"bias"}):
        return ()  # recurrent layers have several weights
    owners = {place.rpartition(".")[0] for place in places}
    kinds = tuple(dict.fromkeys(classes.get(owner, "") for owner in owners))
    every = {owner for owner, kind in classes.items() if kind in kinds}
    return tuple(sorted(kinds)) if len(places) > MAX_LISTED and owners == every else ()


def _loop_over_layers(whole: Mapping[_Group, tuple[str, ...]]) -> Iterator[str]:
    for kinds in dict.fromkeys(whole.values()):
        yield "for layer in self.children():"
        kind = kinds[0] if len(kinds) == 1 else f"({', '.join(kinds)})"
        yield f"    if isinstance(layer, {kind}):"
        for group in (group for group, found in whole.items() if found == kinds):
            yield "        " + group.call.replace("{}", f"layer.{group.noun}{group.part}")


def _noun(tensor: InitialTensor) -> str:
    return "bias" if "bias" in tensor.path.rpartition(".")[2] else "weight"


def _part(tensor: InitialTensor, choice: Chosen) -> str:
    """What follows the tensor: the part that is meant, or all parts where each is filled for itself."""
    if tensor.part is not None:
        return f".chunk({tensor.parts})[{tensor.part}]"
    if not choice.initialisation.by_size:
        return ""
    if tensor.parts > 1:
        return f".chunk({tensor.parts})"
    return ".transpose(0, 1)" if tensor.transposed and choice.initialisation.by_fan else ""


def _call(tensor: str, choice: Chosen, groups: int) -> str:
    arguments: Mapping[str, Json] = choice.initialisation.arguments(choice.values)
    if choice.initialisation.by_group and groups > 1:
        arguments = {**arguments, "groups": groups}
    function = choice.initialisation.torch.removeprefix("torch.")
    named = call("", **arguments)[1:-1]
    return f"{function}({tensor}{', ' if named else ''}{named})"


def _listed(group: _Group, places: list[str]) -> Iterator[str]:
    indent, tensor, part = "", places[0], group.part
    if len(places) > 1:
        yield f"for {group.noun} in ({', '.join(places)}):"
        indent, tensor = "    ", group.noun
    if part.startswith(".chunk") and part.endswith(")"):
        yield f"{indent}for part in {tensor}{part}:"
        indent, tensor, part = f"{indent}    ", "part", ""
    yield indent + group.call.replace("{}", f"{tensor}{part}")
