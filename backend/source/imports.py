"""The import lines of a generated file."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Sequence

USED = {
    "argparse.": "import argparse",
    "copy.": "import copy",
    "math.": "import math",
    "sys.": "import sys",
    "torch.": "import torch",
    "warnings.": "import warnings",
    "F.": "import torch.nn.functional as F",
    "Callable": "from collections.abc import Callable",
    "Path": "from pathlib import Path",
    "Tensor": "from torch import Tensor",
    "nn.": "from torch import nn",
    "save_model": "from safetensors.torch import save_model",
}
"""What our own texts may use, and where it comes from."""


def import_lines(body: str, given: Sequence[str] = ()) -> str:
    """The given lines and those that a body needs besides, each name once, in the usual order."""
    needed = [line for use, line in USED.items() if _mentions(body, use)]
    modules: set[tuple[str, str]] = set()
    names: dict[str, set[str]] = {}
    for statement in ast.parse("\n".join([*given, *needed])).body:
        if isinstance(statement, ast.Import):
            modules |= {(alias.name, alias.asname or "") for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            names.setdefault(statement.module or "", set()).update(map(_alias, statement.names))
    # Names are joined by module first: formatters want one line for each module, whoever asked for its names.
    lines = [(m, f"import {m} as {a}" if a else f"import {m}") for m, a in modules]
    lines += [(m, f"from {m} import {', '.join(sorted(found, key=_by_kind))}") for m, found in names.items()]
    groups = [[line for line in lines if _is_standard(line[0]) is standard] for standard in (True, False)]
    ordered = ["\n".join(text for _, text in sorted(group, key=_order)) for group in groups if group]
    return "\n\n".join(["from __future__ import annotations", *ordered])


def bound_names(texts: Iterable[str]) -> frozenset[str]:
    """The names that import lines and definitions bind at the top of a module."""
    found: set[str] = set()
    for statement in (node for text in texts for node in ast.parse(text).body):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
        elif isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign):
            found |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return frozenset(found | {"Data", "Path", "Callable"})


def _by_kind(name: str) -> tuple[bool, bool, str]:
    """Constants first, then classes, then functions, as formatters sort names."""
    return not (name.isupper() and len(name) > 1), not name[0].isupper(), name


def _alias(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _is_standard(module: str) -> bool:
    return module.split(".")[0] in sys.stdlib_module_names


def _order(line: tuple[str, str]) -> tuple[bool, str]:
    """Plain imports first, then those of names, each by module."""
    module, text = line
    return text.startswith("from"), module.lower()


def _mentions(body: str, name: str) -> bool:
    """Whether a name stands in a text by itself, or before a dot.

    The pattern begins with the name and looks back afterwards: so the search is many times faster.
    """
    literal, end = re.escape(name), "" if name.endswith(".") else r"\b"
    return re.search(rf"{literal}(?<![\w.]{literal}){end}", body) is not None
