"""Holds a generated text against what generated texts may contain, before anything runs it.

The writer prints only accepted values; this is the second lock on the same door (decision D4).
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backend.errors import LoomError
from backend.layers.initialisation import TORCH_FUNCTIONS
from backend.long_work import without_garbage_collection

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
ALLOWED_INIT = frozenset(path.removeprefix("torch.") for path in TORCH_FUNCTIONS)
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

LEAVES = frozenset({"arg", "attr", "ctx", "id", "kind", "level", "module", "op", "ops", "type_comment"})
"""Fields that hold texts, or nodes without anything inside."""

Found = Mapping[type[ast.AST], Sequence[Any]]
"""All nodes of a tree by their type."""


def inspect_source(text: str) -> None:
    """Raises `LoomError` where a generated model text holds anything but layers, sizes and tensor arithmetic."""
    with without_garbage_collection():
        found = _nodes_by_type(_parsed(text))
    for node, reason in _objections(found):
        line = getattr(node, "lineno", 0)
        raise LoomError(f"the generated source holds {reason} in line {line}, which no layer may use")


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise LoomError(f"the generated source is not valid Python ({error}); please report this graph") from None


class _Branches(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each kind of node that may hold further nodes."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        names = () if kind is ast.Constant else tuple(name for name in kind._fields if name not in LEAVES)
        self[kind] = names
        return names


def _nodes_by_type(tree: ast.Module) -> Found:
    """What ``ast.walk`` finds in many times the time: a text is inspected after every edit."""
    found: defaultdict[type[ast.AST], list[ast.AST]] = defaultdict(list)
    nodes: list[ast.AST] = [tree]
    branches = _Branches()
    for node in nodes:
        found[type(node)].append(node)
        for name in branches[type(node)]:
            value = getattr(node, name, None)
            if isinstance(value, list):
                nodes += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                nodes.append(value)
    return found


def _objections(found: Found) -> Iterator[tuple[ast.AST, str]]:
    known = BUILTINS | DUNDERS | frozenset(_bound_names(found))
    for kind in FORBIDDEN_NODES:
        yield from ((node, f"a {kind.__name__}") for node in found.get(kind, ()))
    for node in found.get(ast.Import, ()):
        if any(alias.name not in IMPORTABLE for alias in node.names):
            yield node, f"an import of {node.names[0].name!r}"
    for node in found.get(ast.ImportFrom, ()):
        if node.module not in IMPORTABLE or any(alias.name not in IMPORTABLE_NAMES for alias in node.names):
            yield node, f"an import from {node.module!r}"
    for node in found.get(ast.Name, ()):
        if node.id not in known:
            yield node, f"the unknown name {node.id!r}"
    for node in found.get(ast.Attribute, ()):
        if _is_forbidden(node):
            yield node, f"the attribute {node.attr!r}"
    yield from ((node, f"{ast.unparse(node)!r}") for node in _other_initialisations(found))


def _other_initialisations(found: Found) -> Iterator[ast.AST]:
    """Uses of torch's module ``init`` besides calls of what is declared; a layer may have that name too."""
    called = set()
    for node in found.get(ast.Attribute, ()):
        if _is_init_module(node.value):
            called.add(node.value)
            if ast.unparse(node) not in ALLOWED_INIT:
                yield node
    yield from (node for node in found.get(ast.Attribute, ()) if _is_init_module(node) and node not in called)


def _is_init_module(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr != "init":
        return False
    return not (isinstance(node.value, ast.Name) and node.value.id == "self")


def _is_forbidden(node: ast.Attribute) -> bool:
    if node.attr.startswith("_") and node.attr not in DUNDERS:
        return True
    if node.attr in FORBIDDEN_ATTRIBUTES:
        path = ast.unparse(node)
        return not any(allowed == path or allowed.startswith(path + ".") for allowed in ALLOWED_UTILS)
    return False


def _bound_names(found: Found) -> Iterator[str]:
    """Every name that the text itself binds: imports, definitions, arguments and assignments."""
    for node in (*found.get(ast.Import, ()), *found.get(ast.ImportFrom, ())):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
    for node in (*found.get(ast.FunctionDef, ()), *found.get(ast.ClassDef, ())):
        yield node.name
    for node in found.get(ast.arg, ()):
        yield node.arg
    for node in found.get(ast.Name, ()):
        if isinstance(node.ctx, ast.Store):
            yield node.id
