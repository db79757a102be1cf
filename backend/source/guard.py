"""Holds a generated text against what generated texts may contain, before anything runs it.

The writer prints only accepted values; this is the second lock on the same door (decision D4).
"""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

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
    with _no_collection():
        nodes = _nodes(_parsed(text))
    known = BUILTINS | DUNDERS | frozenset(_bound_names(nodes))
    for node in nodes:
        reason = _objection(node, known)
        if reason:
            line = getattr(node, "lineno", 0)
            raise LoomError(f"the generated source holds {reason} in line {line}, which no layer may use")


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise LoomError(f"the generated source is not valid Python ({error}); please report this graph") from None


@contextmanager
def _no_collection() -> Iterator[None]:
    """While a tree of many thousands of nodes grows, the collector would walk over it again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _nodes(tree: ast.Module) -> list[ast.AST]:
    """All nodes, as ``ast.walk`` finds them in several times the time; a text is inspected after every edit."""
    nodes: list[ast.AST] = [tree]
    for node in nodes:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                nodes += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                nodes.append(value)
    return nodes


def _objection(node: ast.AST, known: frozenset[str]) -> str:
    if isinstance(node, ast.Name):
        return "" if node.id in known else f"the unknown name {node.id!r}"
    if isinstance(node, ast.Attribute):
        return f"the attribute {node.attr!r}" if _is_forbidden(node) else ""
    if isinstance(node, FORBIDDEN_NODES):
        return f"a {type(node).__name__}"
    if isinstance(node, ast.Import) and any(alias.name not in IMPORTABLE for alias in node.names):
        return f"an import of {node.names[0].name!r}"
    if isinstance(node, ast.ImportFrom) and (
        node.module not in IMPORTABLE or any(alias.name not in IMPORTABLE_NAMES for alias in node.names)
    ):
        return f"an import from {node.module!r}"
    return ""


def _is_forbidden(node: ast.Attribute) -> bool:
    if node.attr.startswith("_") and node.attr not in DUNDERS:
        return True
    if node.attr in FORBIDDEN_ATTRIBUTES:
        path = ast.unparse(node)
        return not any(allowed == path or allowed.startswith(path + ".") for allowed in ALLOWED_UTILS)
    return False


def _bound_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Every name that the text itself binds: imports, definitions, arguments and assignments."""
    for node in nodes:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                yield node.id
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
