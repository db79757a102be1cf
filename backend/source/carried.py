"""The runtime functions that a generated file carries, read as text: nothing here imports torch."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

RUNTIME = Path(__file__).resolve().parent.parent / "runtime"


def carried_functions(names: Iterable[str]) -> list[str]:
    """The source of the named functions and of those that they call, each once, in the order of their files."""
    known = _functions()
    wanted: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += _calls(known[name]) & known.keys()
    return [text for name, text in known.items() if name in wanted]


def carried_names() -> frozenset[str]:
    """What a generated file may define besides what the graph names."""
    return frozenset(_functions())


@lru_cache(maxsize=1)
def _functions() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path in sorted(RUNTIME.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                segment = ast.get_source_segment(text, node)
                assert segment is not None
                found[node.name] = segment
    return found


@lru_cache(maxsize=256)
def _calls(text: str) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
