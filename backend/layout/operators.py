"""Operators, chains and parentheses of an expression: what decides where it may be broken."""

from __future__ import annotations

import ast
from dataclasses import dataclass

Binary = ast.BinOp | ast.BoolOp | ast.Compare
Chain = ast.Attribute | ast.Call | ast.Subscript
DISPLAYS = (ast.Dict, ast.List, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.Tuple, ast.GeneratorExp)

ATTRIBUTE, COMPARISON, BOOLEAN, CONDITION = 1, 10, 11, 12
LOOSENESS: dict[type[ast.AST], int] = {
    ast.Pow: 2,
    ast.Mult: 4,
    ast.MatMult: 4,
    ast.Div: 4,
    ast.FloorDiv: 4,
    ast.Mod: 4,
    ast.Add: 5,
    ast.Sub: 5,
    ast.LShift: 6,
    ast.RShift: 6,
    ast.BitAnd: 7,
    ast.BitXor: 8,
    ast.BitOr: 9,
    ast.And: BOOLEAN,
    ast.Or: BOOLEAN,
}
"""How loosely operators bind: a line is broken at the loosest first."""


@dataclass(frozen=True)
class Operator:
    """An operator between operands, as it is written."""

    text: str
    looseness: int


Part = ast.expr | Operator


@dataclass(frozen=True)
class SourceText:
    """The text of one statement, which its syntax tree points into by bytes."""

    text: bytes

    def of(self, node: ast.expr | ast.arg | ast.stmt) -> str:
        return self.text[node.col_offset : node.end_col_offset].decode()

    def is_parenthesised(self, operand: ast.expr) -> bool:
        """Whether an operand, or what an attribute is of, stands in parentheses of its own."""
        before = self.text[operand.col_offset - 1 : operand.col_offset] if operand.col_offset else b""
        after = self.text[operand.end_col_offset or 0 :][:1]
        return (before, after) == (b"(", b")")

    def is_bare(self, node: ast.Tuple) -> bool:
        """Whether a tuple is written without parentheses."""
        return bool(node.elts) and (
            node.elts[0].col_offset == node.col_offset or not self.of(node).startswith("(")
        )

    def is_result(self, node: ast.expr) -> bool:
        """Whether an attribute of this is one of something computed."""
        return isinstance(node, ast.Call | ast.Subscript) or self.is_parenthesised(node)

    def operands(self, node: ast.expr) -> list[Part]:
        """Operands and the operators between them, through all that is not in parentheses."""
        parts: list[ast.expr]
        between: list[ast.AST]
        match node:
            case ast.BinOp(left=left, op=operator, right=right):
                parts, between = [left, right], [operator]
            case ast.BoolOp(op=operator, values=values):
                parts, between = values, [operator] * (len(values) - 1)
            case ast.Compare(left=left, ops=operators, comparators=others):
                parts, between = [left, *others], [*operators]
            case _:
                return [node]
        found = self._inner_operands(parts[0])
        for before, kind, after in zip(parts, between, parts[1:]):
            text = self.text[before.end_col_offset : after.col_offset].decode().strip(" ()")
            found += [Operator(text, LOOSENESS.get(type(kind), COMPARISON)), *self._inner_operands(after)]
        return found

    def _inner_operands(self, node: ast.expr) -> list[Part]:
        return [node] if self.is_parenthesised(node) else self.operands(node)

    def attributes_of_results(self, node: ast.expr) -> int:
        """How many attributes of a chain such as ``a.b(c).d[e].f`` follow brackets: here two."""
        count = 0
        while isinstance(node, Chain):
            before = value_of(node)
            count += isinstance(node, ast.Attribute) and self.is_result(before)
            if self.is_parenthesised(before):
                break
            node = before
        return count

    def can_be_broken_in_brackets(self, node: ast.expr) -> bool:
        """Whether a long right side of a statement needs no parentheses around it."""
        if isinstance(node, ast.Tuple) and self.is_bare(node):
            return len(node.elts) == 2 and any([self._note_operand(part, []) for part in node.elts])
        found: list[int] = []
        has_brackets = self._note_operators(node, found)
        loosest = max(found, default=0)
        if not has_brackets or found.count(loosest) > 1:
            return False
        return loosest <= ATTRIBUTE or self._ends_in_brackets(node) or self._begins_with_brackets(node)

    def _note_operators(self, node: ast.expr, found: list[int]) -> bool:
        """Collects the looseness of operators outside of brackets; returns whether there are brackets."""
        match node:
            case ast.Call(func=value) | ast.Subscript(value=value):
                return self._note_operand(value, found) or True
            case ast.Attribute(value=value):
                found += [ATTRIBUTE] if self.is_result(value) else []
                return self._note_operand(value, found)
            case ast.BinOp() | ast.BoolOp() | ast.Compare():
                parts = self.operands(node)
                found += [part.looseness for part in parts if isinstance(part, Operator)]
                operands = [part for part in parts if isinstance(part, ast.expr)]
                return any([self._note_operand(part, found) for part in operands])
            case ast.IfExp():
                found += [CONDITION, CONDITION]
                return any([self._note_operand(part, found) for part in (node.body, node.test, node.orelse)])
            case ast.UnaryOp(operand=value) | ast.Starred(value=value) | ast.Lambda(body=value):
                return self._note_operand(value, found)
        return isinstance(node, DISPLAYS)

    def _note_operand(self, node: ast.expr, found: list[int]) -> bool:
        return self.is_parenthesised(node) or self._note_operators(node, found)

    def _ends_in_brackets(self, node: ast.expr) -> bool:
        match node:
            case ast.BinOp(right=last) | ast.Compare(comparators=[*_, last]) | ast.BoolOp(values=[*_, last]):
                return self.is_parenthesised(last) or self._ends_in_brackets(last)
            case ast.IfExp(orelse=last) | ast.UnaryOp(operand=last) | ast.Lambda(body=last):
                return self.is_parenthesised(last) or self._ends_in_brackets(last)
            case ast.Call():
                return bool(node.args or node.keywords)
        return isinstance(node, DISPLAYS)

    def _begins_with_brackets(self, node: ast.expr) -> bool:
        match node:
            case ast.BinOp(left=first) | ast.Compare(left=first) | ast.BoolOp(values=[first, *_]):
                return self.is_parenthesised(first) or self._begins_with_brackets(first)
            case ast.IfExp(body=first) | ast.Attribute(value=first):
                return self.is_parenthesised(first) or self._begins_with_brackets(first)
            case ast.Call(func=first) | ast.Subscript(value=first):
                return self.is_parenthesised(first) or self._begins_with_brackets(first)
        return isinstance(node, DISPLAYS)


def value_of(node: Chain) -> ast.expr:
    """What is called, indexed or has the attribute."""
    return node.func if isinstance(node, ast.Call) else node.value
