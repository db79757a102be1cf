"""Whether what a plug-in declares can join: sound declarations, new names, code that may be exported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from backend.declare.declaration import Registry
from backend.declare.layer import RUNTIME, Category, Layer, Port, Role
from backend.declare.parameters import Parameter
from backend.errors import LoomError, shortened
from backend.source.inspection import inspect_source
from backend.source.model import file_text
from backend.source.runtime_functions import functions_of, included_functions

TYPE = re.compile(r"[a-z][a-z0-9_]{0,63}")
ROLES = (Role.OPERATION, Role.LOSS, Role.METRIC)
OURS = (Category.INPUT, Category.BLOCK, Category.CANVAS)


class PluginError(LoomError):
    """Why a plug-in is left out: what completes "Plug-in 'waves': ...", and what to do if that is known."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(reason)
        self.advice = advice


def examine(declared: Sequence[Layer], known: Registry[Layer]) -> None:
    """Raises `PluginError` with the first thing for which these layers can't join the known ones."""
    for layer in declared:
        reason = _objection(layer)
        if reason:
            raise PluginError(f"layer {shortened(getattr(layer, 'type', layer))} {reason}")
    taken = {layer.runtime: layer.plugin for layer in known}
    for runtime in sorted({layer.runtime for layer in declared} - taken.keys()):
        _examine_runtime(runtime, [RUNTIME, *(other for other in taken if other != RUNTIME)])


def _objection(layer: Any) -> str:
    """What is wrong with a declaration, as the end of a sentence; of anything at all, as authors err."""
    if not isinstance(layer, Layer):
        return "is no Layer"
    if not TYPE.fullmatch(layer.type):
        return "needs a type of small letters, digits and underscores"
    if layer.role not in ROLES:
        return "must be an operation, a loss or a metric"
    if not isinstance(layer.category, Category) or layer.category in OURS:
        return f"can't stand in the category {layer.category!s}"
    if not all(isinstance(text, str) and text for text in (layer.name, layer.summary)):
        return "needs a name and a summary"
    if not callable(layer.shape) or not callable(layer.write):
        return "needs a shape rule and the code that it becomes"
    if not all(isinstance(port, Port) for port in (*layer.inputs, *layer.outputs)) or not layer.inputs:
        return "needs ports, one of them an input"
    if not all(isinstance(parameter, Parameter) for parameter in layer.parameters):
        return "has parameters of no declared kind"
    if layer.role is Role.LOSS and "weight" not in {parameter.name for parameter in layer.parameters}:
        return "is a loss and needs a parameter 'weight', how much it counts in the sum of all"
    return _wrong_values(layer)


def _wrong_values(layer: Layer) -> str:
    names = [parameter.name for parameter in layer.parameters]
    if len(set(names)) < len(names):
        return "has two parameters of one name"
    for given in (layer.defaults().as_dict(), layer.example):
        try:
            layer.accept(given)
        except LoomError as error:
            return f"does not accept its own values: {error}"
    return ""


def _examine_runtime(runtime: str, others: Sequence[str]) -> None:
    """Its functions have names of their own, and hold nothing that no exported file may hold."""
    try:
        own = functions_of(runtime)
        for other in others:
            for name in own.keys() & functions_of(other).keys():
                raise PluginError(f"its function {name} in {runtime} has the name of one in {other}")
        inspect_source(
            file_text([*included_functions(own, (RUNTIME, runtime)), "class Model(nn.Module):\n    pass"])
        )
    except PluginError:
        raise
    except LoomError as error:
        message = str(error).replace("the generated source holds", f"the functions of {runtime} hold")
        raise PluginError(message) from error
