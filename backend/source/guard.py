"""Holds a generated text against what generated texts may contain, before anything runs it.

The writer prints only accepted values; this is the second lock on the same door (decision D4).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from backend.errors import LoomError

IMPORTABLE = frozenset({"__future__", "collections.abc", "math", "torch", "torch.nn.functional"})
IMPORTABLE_NAMES = frozenset({"Callable", "annotations", "Tensor", "nn"})
DUNDERS = frozenset({"__init__", "__all__"})
BUILTINS = frozenset(
    """abs bool dict enumerate float int isinstance len list max min range reversed sorted str sum super
    tuple zip None True False NotImplementedError ValueError""".split()
)
FORBIDDEN_ATTRIBUTES = frozenset(
    """load save hub jit ops classes utils compile package serialization storage from_file multiprocessing
    distributed sys os subprocess importlib builtins modules eval exec open numpy tofile share_memory_
    library export onnx register_hook register_forward_hook""".split()
)
ALLOWED_UTILS = frozenset(
    {
        "nn.utils.rnn.pack_padded_sequence",
        "nn.utils.rnn.pad_packed_sequence",
        "nn.utils.parametrizations.weight_norm",
        "nn.utils.parametrizations.spectral_norm",
    }
)
FORBIDDEN_NODES = (
    ast.AsyncFunctionDef,
    ast.Await,
    ast.Global,
    ast.Nonlocal,
    ast.Try,
    ast.With,
    ast.AsyncWith,
    ast.Yield,
    ast.YieldFrom,
    ast.Delete,
    ast.Lambda,
    ast.NamedExpr,
)


def inspect_source(text: str) -> None:
    """Raises `LoomError` where a generated model text holds anything but layers, sizes and tensor arithmetic."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise LoomError(f"the generated source is not valid Python ({error}); please report this graph") from None
    known = BUILTINS | frozenset(_bound_names(tree))
    for node in ast.walk(tree):
        reason = _objection(node, known)
        if reason:
            line = getattr(node, "lineno", 0)
            raise LoomError(f"the generated source holds {reason} in line {line}, which no layer may use")


def _objection(node: ast.AST, known: frozenset[str]) -> str:
    if isinstance(node, FORBIDDEN_NODES):
        return f"a {type(node).__name__}"
    if isinstance(node, ast.Import) and any(alias.name not in IMPORTABLE for alias in node.names):
        return f"an import of {node.names[0].name!r}"
    if isinstance(node, ast.ImportFrom) and (
        node.module not in IMPORTABLE or any(alias.name not in IMPORTABLE_NAMES for alias in node.names)
    ):
        return f"an import from {node.module!r}"
    if isinstance(node, ast.Name) and node.id not in known | DUNDERS:
        return f"the unknown name {node.id!r}"
    if isinstance(node, ast.Attribute) and _is_forbidden(node):
        return f"the attribute {node.attr!r}"
    return ""


def _is_forbidden(node: ast.Attribute) -> bool:
    if node.attr.startswith("_") and node.attr not in DUNDERS:
        return True
    if node.attr in FORBIDDEN_ATTRIBUTES:
        path = ast.unparse(node)
        return not any(allowed == path or allowed.startswith(path + ".") for allowed in ALLOWED_UTILS)
    return False


def _bound_names(tree: ast.Module) -> Iterator[str]:
    """Every name that the text itself binds: imports, definitions, arguments and assignments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
