"""Loads plug-ins: imports their modules, examines what they declare, and lets it join whole or not at all."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable
from contextlib import redirect_stdout
from dataclasses import replace
from importlib import import_module
from importlib.metadata import Distribution
from pathlib import PurePath

from backend import layers as layers
from backend.declare.declaration import DeclaredTwiceError
from backend.declare.layer import LAYERS, Layer
from backend.plugins.examining import PluginError, examine
from backend.plugins.plugin import GROUP, Plugin
from backend.plugins.sheltering import sheltered

LEAVE_OUT = "update it, tell its author, or remove it with pip uninstall {package}"
SLOW = "imports torch when it is loaded, so that every start waits for it"
SLOW_ADVICE = "tell its author to name torch's parts by dotted path and to keep functions in a runtime module"


def load_plugins(found: Iterable[Distribution]) -> tuple[Plugin, ...]:
    """Loads each in the given order; what an earlier one has declared, a later one can't declare again."""
    return tuple(_load(_named(distribution)) for distribution in found)


def _named(distribution: Distribution) -> Plugin:
    modules = (entry.value for entry in distribution.entry_points if entry.group == GROUP)
    return Plugin(distribution.name, distribution.version, tuple(dict.fromkeys(modules)))


def _load(plugin: Plugin) -> Plugin:
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
    LAYERS.add(*(sheltered(replace(layer, plugin=plugin.package)) for layer in declared))
    loaded = replace(plugin, layers=tuple(layer.type for layer in declared))
    if "torch" in sys.modules and not had_torch:
        return replace(loaded, problem=SLOW, advice=SLOW_ADVICE)
    return loaded


def _declared(plugin: Plugin) -> list[Layer]:
    """What the modules add to the registry, which stays as it was. What they print goes to standard error.

    Raises `PluginError` where one can't be imported, or there is nothing.
    """
    with LAYERS.set_apart() as declared, redirect_stdout(sys.stderr):
        for module in plugin.modules:
            _import(module)
    if not declared:
        raise PluginError(f"{', '.join(plugin.modules)} declares no layer", "see docs/plugins.md, or remove it")
    return declared


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
        advice = "tell its author to choose a type of its own, or remove it"
        raise PluginError(f"{module} can't join: {error}", advice) from error
    except (Exception, SystemExit) as error:
        what = f"{_words(error)}{_place(error)}"
        raise PluginError(f"the module {module} fails when it is imported ({what})") from error


def _words(error: BaseException) -> str:
    text = (str(error).splitlines() or [""])[0][:160]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _place(error: BaseException) -> str:
    """The line that raised, without the folders of this machine."""
    frames = traceback.extract_tb(error.__traceback__)
    return f", {PurePath(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
