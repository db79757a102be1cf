"""Loads plug-ins: imports their modules, examines what they declare, and adds all of it or nothing."""

from __future__ import annotations

import ctypes
import re
import sys
import traceback
from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from importlib import import_module
from importlib.metadata import Distribution
from pathlib import PurePath
from threading import Thread
from typing import Any

from backend import layers as layers
from backend.budgets import PLUGIN_SECONDS
from backend.declare.declaration import DeclaredTwiceError, Registry, Values
from backend.declare.layer import (
    LAYERS,
    RUNTIME,
    Category,
    Code,
    Layer,
    Port,
    Role,
    Shaped,
    ShapeError,
    Site,
    Types,
)
from backend.declare.parameters import Parameter
from backend.errors import LoomError, shortened
from backend.plugins.plugin import GROUP, Plugin
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
    """Raises `PluginError` with the first reason why these layers can't be added to the known ones."""
    for layer in declared:
        reason = _objection(layer)
        if reason:
            raise PluginError(f"layer {shortened(getattr(layer, 'type', layer))} {reason}")
    taken = {layer.runtime: layer.plugin for layer in known}
    for runtime in sorted({layer.runtime for layer in declared} - taken.keys()):
        _examine_runtime(runtime, [RUNTIME, *(other for other in taken if other != RUNTIME)])


def _objection(layer: Any) -> str:
    """What is wrong with a declaration, as the end of a sentence; accepts anything, as authors make mistakes."""
    if not isinstance(layer, Layer):
        return "is not a Layer"
    if not TYPE.fullmatch(layer.type):
        return "needs a type of lower-case letters, digits and underscores"
    if layer.role not in ROLES:
        return "must be an operation, a loss or a metric"
    if not isinstance(layer.category, Category) or layer.category in OURS:
        return f"can't be in the category {layer.category!s}"
    if not all(isinstance(text, str) and text for text in (layer.name, layer.summary)):
        return "needs a name and a summary"
    if not callable(layer.shape) or not callable(layer.write):
        return "needs a shape rule and a writer of its code"
    if not all(isinstance(port, Port) for port in (*layer.inputs, *layer.outputs)) or not layer.inputs:
        return "needs ports, one of them an input"
    if not all(isinstance(parameter, Parameter) for parameter in layer.parameters):
        return "has parameters that are not of a declared kind"
    if layer.role is Role.LOSS and "weight" not in {parameter.name for parameter in layer.parameters}:
        return "is a loss and needs a parameter 'weight', its weight in the sum of all losses"
    return _wrong_values(layer)


def _wrong_values(layer: Layer) -> str:
    names = [parameter.name for parameter in layer.parameters]
    if len(set(names)) < len(names):
        return "has two parameters with the same name"
    for given in (layer.defaults().as_dict(), layer.example):
        try:
            layer.accept(given)
        except LoomError as error:
            return f"does not accept its own values: {error}"
    return ""


def _examine_runtime(runtime: str, others: Sequence[str]) -> None:
    """Its functions must have new names, and hold nothing that is forbidden in exported files."""
    try:
        own = functions_of(runtime)
        for other in others:
            for name in own.keys() & functions_of(other).keys():
                raise PluginError(f"its function {name} in {runtime} has the same name as one in {other}")
        inspect_source(
            file_text([*included_functions(own, (RUNTIME, runtime)), "class Model(nn.Module):\n    pass"])
        )
    except PluginError:
        raise
    except LoomError as error:
        message = str(error).replace("the generated source holds", f"the functions of {runtime} hold")
        raise PluginError(message) from error


LEAVE_OUT = "update it, tell its author, or remove it with pip uninstall {package}"
SLOW = "imports torch when it is loaded, which slows every start down"
SLOW_ADVICE = "tell its author to refer to torch by dotted path and to keep functions in a runtime module"


def load_plugins(found: Iterable[Distribution]) -> tuple[Plugin, ...]:
    """Loads each in the given order; what an earlier one has declared, a later one can't declare again."""
    return tuple(_load_named(distribution) for distribution in found)


def _load_named(distribution: Distribution) -> Plugin:
    try:
        modules = (entry.value for entry in distribution.entry_points if entry.group == GROUP)
        plugin = Plugin(distribution.name, distribution.version, tuple(dict.fromkeys(modules)))
    # The texts of a package may say anything, and each parser of them raises something else.
    except Exception as error:
        package = str(getattr(distribution, "_path", "a damaged package"))
        advice = LEAVE_OUT.format(package="it")
        return Plugin(package, "", (), problem=f"its entry points can't be read ({_words(error)})", advice=advice)
    return _load(plugin)


def _load(plugin: Plugin) -> Plugin:
    # It may have been imported before, by the program or by another plug-in; only the one that does it is named.
    had_torch = "torch" in sys.modules
    try:
        declared = _declared(plugin)
        examine(declared, LAYERS)
    except PluginError as error:
        advice = error.advice or LEAVE_OUT.format(package=plugin.package)
        return replace(plugin, problem=str(error), advice=advice)
    except Exception as error:
        advice = LEAVE_OUT.format(package=plugin.package)
        return replace(plugin, problem=f"its declarations can't be used ({_words(error)})", advice=advice)
    # Only here, after all of them passed: a plug-in is loaded whole or not at all.
    LAYERS.add(*(guarded(replace(layer, plugin=plugin.package)) for layer in declared))
    loaded = replace(plugin, layers=tuple(layer.type for layer in declared))
    if "torch" in sys.modules and not had_torch:
        return replace(loaded, problem=SLOW, advice=SLOW_ADVICE)
    return loaded


def _declared(plugin: Plugin) -> list[Layer]:
    """What the modules add to the registry, which is left unchanged. Their prints go to standard error.

    Raises `PluginError` where one can't be imported, or there is nothing.
    """
    # Standard output belongs to the command: with --json it holds one object and nothing else.
    with LAYERS.set_apart() as declared, redirect_stdout(sys.stderr):
        for module in plugin.modules:
            _in_time(module)
    if not declared:
        raise PluginError(f"{', '.join(plugin.modules)} declares no layer", "see docs/plugins.md, or remove it")
    return declared


def _in_time(module: str) -> None:
    """Imports a module in a thread of its own, so that one that hangs can be left behind."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            _import(module)
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=work, name=f"import {module}", daemon=True)
    thread.start()
    thread.join(PLUGIN_SECONDS.most)
    if thread.is_alive():
        # It ends as soon as it runs Python again, so that it declares nothing later.
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
        raise PluginError(f"importing {module} takes more than {PLUGIN_SECONDS.most} seconds")
    if failed:
        raise failed[0]


def _import(module: str) -> None:
    if ":" in module:
        raise PluginError(f"its entry point must name a module; received {module!r}")
    try:
        import_module(module)
    except ImportError as error:
        raise PluginError(
            f"the module {module} can't be imported ({_words(error)})", "install what it needs, or remove it"
        ) from error
    except DeclaredTwiceError as error:
        advice = "tell its author to choose another type, or remove it"
        raise PluginError(f"{module} can't be added: {error}", advice) from error
    # A module may call sys.exit where something is missing, or raise what is no Exception: that must not end the
    # program. Ctrl+C is not met here, because it reaches the main thread alone.
    except BaseException as error:
        what = f"{_words(error)}{_place(error)}"
        raise PluginError(f"the module {module} fails when it is imported ({what})") from error


def _words(error: BaseException) -> str:
    try:
        text = (str(error).splitlines() or [""])[0][:160]
    # An exception of a plug-in writes its words itself, and may fail at that too.
    except BaseException:
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _place(error: BaseException) -> str:
    """The line that raised, without the folders of this machine."""
    frames = traceback.extract_tb(error.__traceback__)
    return f", {PurePath(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""


def guarded(layer: Layer) -> Layer:
    """The same layer, whose shape rule, writer and summary raise only what the program expects."""
    own = _GuardedLayer(layer)
    return replace(layer, shape=own.shape, write=own.write, summarise=own.summarise)


class _GuardedLayer:
    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def shape(self, values: Values, types: Types) -> Shaped:
        try:
            shaped = self._layer.shape(values, types)
            missing = {port.name for port in self._layer.outputs} - shaped.outputs.keys()
        except ShapeError:
            raise
        except Exception as error:
            raise self._unchecked(f"fails with {_words(error)}") from error
        if missing:
            raise self._unchecked(f"gives no type for its output {min(missing)!r}")
        return shaped

    def write(self, site: Site) -> Code:
        assert self._layer.write is not None
        try:
            return self._layer.write(site)
        except LoomError:
            raise
        except Exception as error:
            raise LoomError(
                f"{self._layer.name} {site.name!r} can't be written, as its plug-in {self._layer.plugin!r} "
                f"fails with {_words(error)}: tell its author, or remove the layer"
            ) from error

    def summarise(self, values: Values) -> str:
        try:
            # Called while cards are painted, where an exception could not be handled.
            return str(self._layer.summarise(values))
        except Exception:
            return ""

    def _unchecked(self, what: str) -> ShapeError:
        expected = f"can't be checked, as the shape rule of its plug-in {self._layer.plugin!r} {what}"
        return ShapeError("plug-in", expected, "tell its author, or remove the layer", port="")
