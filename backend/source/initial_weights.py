"""Writes how weights start: lines at the end of ``__init__``, one loop for all tensors that start alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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
        parameter.name: chosen(_resolved(parameter, values, defaults))
        for parameter in layer.parameters
        if isinstance(parameter, InitialParameter)
    }
    if not any(choices.values()):
        return ()
    found = ((tensor, choices[tensor.parameter]) for tensor in layer.initial(values, types))
    return tuple(
        Filled(tensor, ZEROS if tensor.second else choice) for tensor, choice in found if choice is not None
    )


def _resolved(parameter: InitialParameter, values: Values, defaults: Values) -> Json:
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


def initial_lines(filled: Iterable[tuple[str, Filled]]) -> list[str]:
    """The statements that fill tensors, each given with the name of its layer."""
    groups: dict[tuple[bool, str, str, str], list[str]] = {}
    for name, each in filled:
        tensor, choice = each.tensor, each.choice
        place = f"self.{name}{tensor.path}"
        part = _part(tensor, choice)
        if tensor.computed:
            text = _call(f"torch.empty_like({place}){part}", choice, tensor.groups)
            groups[False, "", "", f"{place} = {text}{part}"] = []
            continue
        key = (tensor.part is not None, _noun(tensor), part, _call("{}", choice, tensor.groups))
        groups.setdefault(key, []).append(place)
    # Stable: a part of a tensor is filled after the whole of it, whichever layer comes first.
    return [line for key in sorted(groups, key=lambda key: key[0]) for line in _lines(key, groups[key])]


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


def _lines(key: tuple[bool, str, str, str], places: list[str]) -> Iterator[str]:
    _, noun, part, text = key
    if not places:
        yield text
        return
    indent, tensor = "", places[0]
    if len(places) > 1:
        yield f"for {noun} in ({', '.join(places)}):"
        indent, tensor = "    ", noun
    if part.endswith(")") and part.startswith(".chunk"):
        yield f"{indent}for part in {tensor}{part}:"
        indent, tensor, part = f"{indent}    ", "part", ""
    yield indent + text.replace("{}", f"{tensor}{part}")
