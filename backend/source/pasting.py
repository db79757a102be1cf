"""Functions as source text that stands alone: with the helpers, the constants and the imports that they name.

What is needed is found in the syntax tree, so no list beside a function can be wrong.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module

from backend.data.declarations import Function

OWN_PACKAGES = ("layerloom", __name__.partition(".")[0])


@dataclass(frozen=True)
class PastedSource:
    """Import lines, and the texts of constants and functions, each once and what is needed first."""

    imports: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass
class _Collector:
    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name to module and text, in the order in which they must stand."""
    plain_imports: set[str] = field(default_factory=set)
    from_imports: dict[str, set[str]] = field(default_factory=dict)

    def add(self, module: str, name: str) -> None:
        """Adds what a name stands for in a module, after everything that it needs."""
        node = _bindings(module).get(name)
        if isinstance(node, ast.Import):
            self.plain_imports.add(_alias_text(node.names, name))
        elif isinstance(node, ast.ImportFrom) and _is_own(node.module or "", module):
            self.add(node.module or "", name)
        elif isinstance(node, ast.ImportFrom):
            self.from_imports.setdefault(node.module or "", set()).add(_alias_text(node.names, name))
        elif node is not None:
            self._add_text(module, name, node)

    def _add_text(self, module: str, name: str, node: ast.stmt) -> None:
        if name in self.found:
            if self.found[name][0] != module:
                raise ValueError(f"{name!r} is defined in {module} and in {self.found[name][0]}")
            return
        self.found[name] = (module, "")
        used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        for other in sorted(used - {name}):
            self.add(module, other)
        del self.found[name]
        decorators = [f"@{ast.unparse(each)}\n" for each in getattr(node, "decorator_list", ())]
        self.found[name] = (module, "".join(decorators) + (ast.get_source_segment(_source(module), node) or ""))

    def import_lines(self) -> Iterable[str]:
        lines = [(text.split()[0], f"import {text}") for text in self.plain_imports]
        lines += [
            (module, f"from {module} import {', '.join(sorted(names))}")
            for module, names in self.from_imports.items()
        ]
        return [line for _, line in sorted(lines, key=_import_order)]


def pasted(functions: Iterable[Function]) -> PastedSource:
    """The source of functions and of everything that they need, from their own package, to run elsewhere.

    NumPy and ``Path`` are imported in any case.
    """
    collector = _Collector({}, {"numpy as np"}, {"pathlib": {"Path"}})
    for function in functions:
        collector.add(function.__module__, function.__name__)
    texts = tuple(text for _, text in collector.found.values())
    return PastedSource(tuple(collector.import_lines()), texts)


@lru_cache(maxsize=64)
def _source(module: str) -> str:
    return inspect.getsource(import_module(module))


@lru_cache(maxsize=64)
def _bindings(module: str) -> dict[str, ast.stmt]:
    """The statement at the top of a module that gives each of its names a meaning."""
    bindings: dict[str, ast.stmt] = {}
    for node in ast.parse(_source(module)).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            bindings.update({alias.asname or alias.name: node for alias in node.names})
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bindings[node.name] = node
        elif isinstance(node, ast.Assign):
            bindings.update({target.id: node for target in node.targets if isinstance(target, ast.Name)})
    return bindings


def _is_own(imported: str, module: str) -> bool:
    """Whether an import is of LayerLoom or of the plug-in itself: then its text is pasted, not its import."""
    return imported.split(".")[0] in (*OWN_PACKAGES, module.split(".")[0])


def _alias_text(aliases: list[ast.alias], name: str) -> str:
    alias = next(alias for alias in aliases if name == (alias.asname or alias.name))
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _import_order(line: tuple[str, str]) -> tuple[bool, bool, str]:
    """The standard library first, then plain imports before those of names."""
    module, text = line
    return module.split(".")[0] not in sys.stdlib_module_names, text.startswith("from"), module.lower()
