"""Breaks statements that are longer than a line."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from backend.layout.expressions import PARENTHESES, Expressions, listed
from backend.layout.fitting import STEP, Group, IfBroken, Indent, Line, Piece, fitted
from backend.layout.operators import DISPLAYS, SourceText

WIDTH = 100
"""The longest line of generated files."""
COMMENT = "  # ("
"""How the shape comment begins that a statement may end with."""


def laid_out(lines: Iterable[str], indent: int = 0) -> list[str]:
    """Statements, each a line with its own indentation, in as many lines as they need behind ``indent`` spaces.

    A comment that leaves a statement no room moves above it. Statements must be written without needless
    parentheses and commas.
    """
    finished: list[str] = []
    for line in lines:
        finished += [line] if len(line) + indent <= WIDTH else _broken(line, indent)
    return finished


def _broken(line: str, indent: int) -> list[str]:
    own = len(line) - len(line.lstrip())
    code, mark, comment = line[own:].rpartition(COMMENT)
    node = _parsed(code) if mark else None
    if node is None:
        code, mark, comment = line[own:], "", ""
        node = _parsed(code)
    if node is None or not mark:
        return _printed(code, node, "", indent, own)
    if indent + own + len(code) <= WIDTH or (isinstance(node, ast.Assign) and _is_atom(node.value)):
        return [f"{' ' * own}# ({comment}", *_printed(code, node, "", indent, own)]
    return _printed(code, node, mark + comment, indent, own)


def _printed(code: str, node: ast.stmt | None, comment: str, indent: int, own: int) -> list[str]:
    if node is None or indent + own + len(code) <= WIDTH:
        return [" " * own + code + comment]
    text = fitted([_Statement(code).piece(node, indent + own), comment], indent + own, WIDTH)
    first, *others = text.split("\n")
    return [" " * own + first, *(line[indent:] for line in others)]


def _parsed(code: str) -> ast.stmt | None:
    """A statement, or the first line of a compound one; nothing where it is a piece of one, or of a docstring."""
    try:
        (statement,) = ast.parse(f"{code} pass" if code.endswith(":") else code).body
    except (SyntaxError, ValueError):
        return None
    return statement


def _is_atom(node: ast.expr) -> bool:
    """Whether a value has nothing to break."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name | ast.Constant)


class _Statement:
    def __init__(self, code: str) -> None:
        self.source = SourceText(code.encode())
        self.expressions = Expressions(self.source)

    def piece(self, node: ast.stmt, column: int) -> Piece:
        match node:
            case ast.Assign(targets=[target], value=value):
                return [self.target(target), " = ", self.right_side(value, column)]
            case ast.AnnAssign(target=target, annotation=annotation, value=ast.expr() as value):
                head = f"{self.source.of(target)}: {self.source.of(annotation)} = "
                return [head, self.right_side(value, column)]
            case ast.Return(value=ast.expr() as value):
                return ["return ", self.right_side(value, column)]
            case ast.Raise(exc=ast.expr() as value):
                return ["raise ", self.right_side(value, column)]
            case ast.Expr(value=ast.Call() as value):
                return _perhaps_parenthesised(self.expressions.piece(value, inside=False))
            case ast.Expr(value=value):
                return self.right_side(value, column)
            case ast.For(target=target, iter=value):
                return [f"for {self.source.of(target)} in ", self.right_side(value, column), ":"]
            case ast.If(test=value):
                return ["if ", self.right_side(value, column), ":"]
            case ast.FunctionDef():
                return self.signature(node)
        return self.source.of(node)

    def target(self, node: ast.expr) -> Piece:
        piece = self.expressions.piece(node)
        return _parenthesised_if_broken(piece) if self._is_bare(node) else piece

    def signature(self, node: ast.FunctionDef) -> Piece:
        defaults = [None] * (len(node.args.args) - len(node.args.defaults)) + list(node.args.defaults)
        parameters: list[Piece] = [
            self.source.of(argument) + (f" = {self.source.of(default)}" if default else "")
            for argument, default in zip(node.args.args, defaults)
        ]
        returns = f" -> {self.source.of(node.returns)}" if node.returns else ""
        return Group([f"def {node.name}(", Indent([Line(), Group(listed(parameters))]), Line(), f"){returns}:"])

    def right_side(self, node: ast.expr, column: int) -> Piece:
        """A value behind ``=`` or a keyword, with parentheses where it can't be broken without."""
        if isinstance(node, DISPLAYS) and not self._is_bare(node):
            return self.expressions.piece(node)
        if self.source.can_be_broken_in_brackets(node):
            return _perhaps_parenthesised(self.expressions.piece(node, inside=False))
        if _is_atom(node) and column + STEP + len(self.source.of(node)) > WIDTH:
            return self.source.of(node)
        return _parenthesised_if_broken(self.expressions.piece(node))

    def _is_bare(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Tuple) and self.source.is_bare(node)


def _parenthesised_if_broken(content: Piece) -> Piece:
    return Group([IfBroken("("), Indent([Line(), content]), Line(), IfBroken(")")])


def _perhaps_parenthesised(content: Piece) -> Piece:
    """Parentheses only where the text before the first bracket that can be broken doesn't fit without."""
    parts: list[Piece] = [IfBroken("("), Indent([Line(), content], of=PARENTHESES), Line(), IfBroken(")")]
    return Group(parts, name=PARENTHESES)
