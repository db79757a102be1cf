"""Where an expression may be broken into lines."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from backend.layout.fitting import Expandable, Group, IfBroken, Indent, Line, Piece
from backend.layout.operators import Chain, Operator, Part, SourceText, value_of

PARENTHESES = "parentheses"
"""The group of those that stand around the right side of a statement only where it is broken."""
SIGNS: dict[type[ast.unaryop], str] = {ast.Not: "not ", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}


def listed(items: Sequence[Piece], inside: bool = True) -> Piece:
    """Items with commas, one a line where they are broken, then with a comma after the last of several."""
    if len(items) == 1:
        return items[0]
    parts = [items[0]]
    for item in items[1:]:
        parts += [",", _line(inside), item]
    return [*parts, IfBroken(",", of="" if inside else PARENTHESES)]


def brackets(opening: str, content: Piece, closing: str, inside: bool = True) -> Piece:
    """Content that may stand on lines of its own between its brackets."""
    group = Group([opening, Indent([Line(), content]), Line(), closing])
    return group if inside else Expandable(group, PARENTHESES)


class Expressions:
    """Pieces of the expressions of one statement.

    ``inside`` tells those that stand within brackets from those that are broken at their operators only where
    their statement gets parentheses.
    """

    def __init__(self, source: SourceText) -> None:
        self.source = source

    def piece(self, node: ast.expr, inside: bool = True) -> Piece:
        match node:
            case ast.Attribute() | ast.Call() | ast.Subscript():
                return self.chain(node, inside)
            case ast.BinOp() | ast.BoolOp() | ast.Compare():
                return _group(self.operation(self.source.operands(node), inside), inside)
            case ast.IfExp():
                return self.condition(node, inside)
            case ast.UnaryOp():
                return [SIGNS[type(node.op)], self.operand(node.operand, inside)]
            case ast.Starred():
                return ["*", self.piece(node.value, inside)]
            case ast.Lambda():
                head = self.source.text[node.col_offset : node.body.col_offset].decode()
                return [head, self.piece(node.body, inside)]
        return self.display(node, inside)

    def display(self, node: ast.expr, inside: bool) -> Piece:
        """Lists, tuples and the like; what has no brackets is never broken."""
        match node:
            case ast.Tuple(elts=[single]) if not self.source.is_bare(node):
                return brackets("(", [self.piece(single), ","], ")", inside)
            case ast.Tuple(elts=[_, *_] as items) if self.source.is_bare(node):
                return listed([self.piece(item, inside) for item in items], inside)
            case ast.Tuple(elts=[_, *_] as items):
                return brackets("(", listed([self.piece(item) for item in items]), ")", inside)
            case ast.List(elts=[_, *_] as items):
                return brackets("[", listed([self.piece(item) for item in items]), "]", inside)
            case ast.Dict(keys=[_, *_] as keys, values=values):
                pairs = [self.pair(key, value) for key, value in zip(keys, values)]
                return brackets("{", listed(pairs), "}", inside)
            case ast.ListComp(elt=item, generators=loops):
                return brackets("[", self.comprehension(self.piece(item), loops), "]", inside)
            case ast.GeneratorExp(elt=item, generators=loops):
                return brackets("(", self.comprehension(self.piece(item), loops), ")", inside)
            case ast.DictComp(key=key, value=value, generators=loops):
                return brackets("{", self.comprehension(self.pair(key, value), loops), "}", inside)
        return self.source.of(node)

    def pair(self, key: ast.expr | None, value: ast.expr) -> Piece:
        return ["**" if key is None else f"{self.source.of(key)}: ", self.piece(value)]

    def comprehension(self, first: Piece, loops: Sequence[ast.comprehension]) -> Piece:
        parts: list[Piece] = [Group(first)]
        for loop in loops:
            parts += [Line(" "), f"for {self.source.of(loop.target)} in ", self.piece(loop.iter)]
            parts += [part for test in loop.ifs for part in (Line(" "), "if ", self.piece(test))]
        return Group(parts)

    def condition(self, node: ast.IfExp, inside: bool) -> Piece:
        body, test, other = (self.piece(part, inside) for part in (node.body, node.test, node.orelse))
        line = _line(inside)
        return _group([body, line, "if ", test, line, "else ", other], inside)

    def operation(self, parts: Sequence[Part], inside: bool) -> Piece:
        """Operands that are broken before their loosest operators, and what lies between as a group of its own."""
        loosest = max(part.looseness for part in parts if isinstance(part, Operator))
        pieces: list[Piece] = []
        run: list[Part] = []
        for part in parts:
            if isinstance(part, Operator) and part.looseness == loosest:
                pieces += [self.run(run, inside), _line(inside), f"{part.text} "]
                run = []
            else:
                run.append(part)
        return [*pieces, self.run(run, inside)]

    def run(self, parts: Sequence[Part], inside: bool) -> Piece:
        match parts:
            case [ast.expr() as single]:
                return self.operand(single, inside)
        return _group(self.operation(parts, inside), inside)

    def operand(self, node: ast.expr, inside: bool) -> Piece:
        if self.source.is_parenthesised(node):
            return brackets("(", self.piece(node), ")", inside)
        return self.piece(node, inside)

    def chain(self, node: Chain, inside: bool) -> Piece:
        """``a.b(c).d(e).f``: inside brackets, attributes of results may each stand on a line of their own."""
        links: list[Chain] = []
        root: ast.expr = node
        while isinstance(root, Chain) and not (links and self.source.is_parenthesised(root)):
            links.append(root)
            root = value_of(root)
        own_lines = inside and self.source.attributes_of_results(node) > 1
        pieces = [self.operand(root, inside)]
        for link in reversed(links):
            if own_lines and isinstance(link, ast.Attribute) and self.source.is_result(link.value):
                pieces.append(Line())
            pieces.append(self.link(link, inside))
        return Group(pieces) if own_lines else pieces

    def link(self, node: Chain, inside: bool) -> Piece:
        match node:
            case ast.Attribute(attr=name):
                return f".{name}"
            case ast.Subscript(slice=index):
                return brackets("[", Group(self.piece(index)), "]", inside)
            case ast.Call(args=[], keywords=[]):
                return "()"
            case ast.Call(args=[ast.GeneratorExp() as only]) if only.end_col_offset == node.end_col_offset:
                return self.piece(only, inside)
        given = [self.piece(argument) for argument in node.args]
        given += [[f"{named.arg}=" if named.arg else "**", self.piece(named.value)] for named in node.keywords]
        return brackets("(", Group(listed(given)), ")", inside)


def _group(content: Piece, inside: bool) -> Piece:
    return Group(content, of="" if inside else PARENTHESES)


def _line(inside: bool) -> Piece:
    return Line(" ") if inside else IfBroken(Line(" "), " ", of=PARENTHESES)
