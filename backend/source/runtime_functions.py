"""The runtime functions that a generated file includes, read as text: nothing here imports torch."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from backend.declare.layer import RUNTIME
from backend.errors import LoomError


def included_functions(names: Iterable[str], runtimes: Iterable[str] = (RUNTIME,)) -> list[str]:
    """The source of the named functions and of those that they call, each once, in the order of their files.

    Raises `LoomError` where no runtime has one of the names.
    """
    known = _functions_of_all(runtimes)
    wanted: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in known:
            raise LoomError(f"no runtime module has the function {name!r} that a layer's code calls")
        if name not in wanted:
            wanted.add(name)
            waiting += _calls(known[name]) & known.keys()
    return [text for name, text in known.items() if name in wanted]


def includable_names(runtimes: Iterable[str] = (RUNTIME,)) -> frozenset[str]:
    """What a generated file may define besides what the graph names."""
    return frozenset(_functions_of_all(runtimes))


def _functions_of_all(runtimes: Iterable[str]) -> Mapping[str, str]:
    return {name: text for runtime in runtimes for name, text in functions_of(runtime).items()}


@lru_cache(maxsize=64)
def functions_of(runtime: str) -> Mapping[str, str]:
    """The functions and classes at the top of a module, or of a package's modules; never imported.

    Raises `LoomError` where there is no such module, or its text is no Python.
    """
    found: dict[str, str] = {}
    for path in _files_of(runtime):
        text = path.read_text(encoding="utf-8")
        for node in _tree(text, path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                segment = ast.get_source_segment(text, node)
                assert segment is not None
                found[node.name] = segment
    return found


def _tree(text: str, path: Path) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise LoomError(f"{path} is not valid Python: {error}") from None


def _files_of(runtime: str) -> list[Path]:
    try:
        spec = find_spec(runtime)
    except ImportError:
        spec = None
    if spec is not None and spec.submodule_search_locations is not None:
        return sorted(path for place in spec.submodule_search_locations for path in Path(place).glob("*.py"))
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        raise LoomError(f"there is no runtime module {runtime!r} with a text that can be read")
    return [Path(spec.origin)]


@lru_cache(maxsize=256)
def _calls(text: str) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
