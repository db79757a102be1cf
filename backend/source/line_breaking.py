"""Breaks statements that are longer than a line as ruff and Black do: they leave generated files unchanged.

Only what the writer produces is covered: assignments, calls, ``return``, ``raise``, ``def`` and ``for``
over names, literals, chains of calls, arithmetic, conditions and displays. Any other statement stays on one line.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

WIDTH = 100
"""The longest line of generated files."""
STEP = 4
COMMENT = "  # ("
"""How the shape comment begins that a statement may end with."""

Chain = ast.Attribute | ast.Call | ast.Subscript
DISPLAYS = (ast.Dict, ast.List, ast.Tuple, ast.ListComp, ast.GeneratorExp)
BRACKETS, ATTRIBUTE, PRODUCT, SUM, CONDITION = range(5)
"""What a line may be broken at, by how loosely it binds: the loosest first."""


def break_lines(lines: Iterable[str], indent: int = 0) -> list[str]:
    """Statements, each a line with its own indentation, in as many lines as they need, after ``indent`` spaces.

    A comment that leaves a statement no room moves above it. Statements must be written without needless
    parentheses and commas.
    """
    finished: list[str] = []
    for line in lines:
        finished += [line] if len(line) + indent <= WIDTH else _broken(line, indent)
    return finished


def _broken(line: str, indent: int) -> list[str]:
    code = line.lstrip()
    # The comment is split off first, as syntax trees drop comments. `rpartition` takes the last mark: the same
    # characters may occur in a string before it.
    margin, before, mark, comment = line[: -len(code)], *code.rpartition(COMMENT)
    column = indent + len(margin)
    above: list[str] = []
    statement = _parsed(before) if mark else None
    if statement is None:
        statement, before, comment = _parsed(code), code, ""
    elif column + len(before) <= WIDTH or (isinstance(statement, ast.Assign) and _is_atom(statement.value)):
        above, comment = [f"{margin}# ({comment}"], ""
    else:
        comment = mark + comment
    if statement is None or column + len(before) <= WIDTH:  # the first are pieces of statements and of docstrings
        return [*above, margin + before + comment]
    text = _printed([_Statement(before).piece(statement, column), comment], column)
    first, *others = text.split("\n")
    return [*above, margin + first, *(other[indent:] for other in others)]


def _parsed(code: str) -> ast.stmt | None:
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


@dataclass(frozen=True)
class Line:
    """A new line where its group is broken, else ``flat``."""

    flat: str = ""


@dataclass(frozen=True)
class Indent:
    inside: Piece


@dataclass(frozen=True)
class Group:
    """Is broken as a whole or not at all (Wadler, "A prettier printer", 2003)."""

    inside: Piece


@dataclass(frozen=True)
class IfBroken:
    text: str


@dataclass(frozen=True)
class RightSide:
    """A value that is broken in its own brackets or, where the text before these is too long, in parentheses."""

    bare: Piece
    parenthesised: Piece


Piece = str | Line | Indent | Group | IfBroken | RightSide | Sequence["Piece"]
Placed = tuple[Piece, int, bool]
"""A piece, its indentation, and whether the group around it is broken."""


def _printed(piece: Piece, indent: int) -> str:
    """The text of a piece whose first line begins at ``indent``, without that indentation."""
    texts: list[str] = []
    column = indent
    waiting: list[Placed] = [(piece, indent, True)]
    while waiting:
        found, at, broken = waiting.pop()
        match found:
            case str():
                texts.append(found)
                column += len(found)
            case Line() if broken:
                texts.append("\n" + " " * at)
                column = at
            case Group(inside) if broken:
                waiting.append((inside, at, not _fits([*waiting, (inside, at, False)], column)))
            case RightSide(bare, parenthesised):
                # Parentheses that would leave the first line too long as well are not worth their lines.
                useless = not _fits([(Line(), at, True), (parenthesised, at, True)], at + STEP)
                fits = _fits([*waiting, (bare, at, True)], column, skip_brackets=True)
                waiting.append((bare if fits or useless else _if_broken_parenthesised(parenthesised), at, True))
            case _:
                waiting += _opened(found, at, broken)
    return "".join(texts)


def _fits(waiting: list[Placed], column: int, skip_brackets: bool = False) -> bool:
    """Whether everything up to the next new line fits. ``skip_brackets`` takes brackets as broken, and fitting."""
    while waiting:
        found, at, broken = waiting.pop()
        match found:
            case str():
                column += len(found)
                # Stops at the first overflow: a test reads no more than fits on one line.
                if column > WIDTH:
                    return False
            case Line() if broken:
                return True
            case Group() if skip_brackets and column >= WIDTH:
                return False
            case Group() if skip_brackets:
                column = at + 1
            # What follows can break inside its own brackets, so only the text before it has to fit.
            case RightSide() if broken:
                return column < WIDTH
            case _:
                waiting += _opened(found, at, broken)
    return True


def _opened(piece: Piece, at: int, broken: bool) -> list[Placed]:
    match piece:
        case Line(flat):
            return [(flat, at, broken)]
        case IfBroken(text):
            return [(text if broken else "", at, broken)]
        case Indent(inside):
            return [(inside, at + STEP, broken)]
        case Group(inside) | RightSide(inside):
            return [(inside, at, broken)]
    return [(part, at, broken) for part in reversed(piece)]


def _bracketed(opening: Piece, content: Piece, closing: Piece) -> Piece:
    return Group([opening, Indent([Line(), content]), Line(), closing])


def _if_broken_parenthesised(content: Piece) -> Piece:
    return _bracketed(IfBroken("("), content, IfBroken(")"))


def _listed(items: Sequence[Piece]) -> Piece:
    """Items with commas, one a line where they are broken, then with a comma after the last of several."""
    first, *others = items
    return [first, *([",", Line(" "), item] for item in others), IfBroken("," if others else "")]


class _Statement:
    """Where one statement may be broken.

    ``inside`` tells expressions within brackets, which may be broken everywhere, from those of a right side
    without parentheses, which are broken in their brackets alone.
    """

    def __init__(self, code: str) -> None:
        self.code = code.encode()  # syntax trees count bytes

    def piece(self, node: ast.stmt, column: int) -> Piece:
        match node:
            case ast.Assign(targets=[ast.Tuple() as target], value=value):
                return [_if_broken_parenthesised(self.expression(target)), " = ", self.right_side(value, column)]
            case ast.Assign(targets=[target], value=value):
                return [self.expression(target), " = ", self.right_side(value, column)]
            case ast.AnnAssign(target=target, annotation=annotation, value=ast.expr() as value):
                return [f"{self.text(target)}: {self.text(annotation)} = ", self.right_side(value, column)]
            case ast.Return(value=ast.expr() as value):
                return ["return ", self.right_side(value, column)]
            case ast.Raise(exc=ast.expr() as value):
                return ["raise ", self.right_side(value, column)]
            case ast.Expr(value=ast.Call() as value):
                return self.right_side(value, column)
            case ast.For(target=target, iter=ast.Tuple() as items):
                return [f"for {self.text(target)} in ", self.expression(items), ":"]
            case ast.FunctionDef(name=name, returns=ast.expr() as returns):
                defaults = [f" = {self.text(default)}" for default in node.args.defaults]
                defaults = [""] * (len(node.args.args) - len(defaults)) + defaults
                given = [self.text(each) + default for each, default in zip(node.args.args, defaults)]
                return [_bracketed(f"def {name}(", Group(_listed(given)), ")"), f" -> {self.text(returns)}:"]
        return self.code.decode()

    def text(self, node: ast.expr | ast.arg) -> str:
        return self.code[node.col_offset : node.end_col_offset].decode()

    def right_side(self, node: ast.expr, column: int) -> Piece:
        if isinstance(node, DISPLAYS) and not self.is_bare(node):
            return self.expression(node)
        if self.is_broken_in_brackets(node):
            return RightSide(self.expression(node, inside=False), self.expression(node))
        if _is_atom(node) and column + STEP + len(self.text(node)) > WIDTH:
            return self.text(node)
        return _if_broken_parenthesised(self.expression(node))

    def is_broken_in_brackets(self, node: ast.expr) -> bool:
        """Whether a right side needs no parentheses, as ``can_omit_optional_parentheses`` of ruff decides it."""
        if isinstance(node, ast.Tuple):
            return len(node.elts) == 2 and any(BRACKETS in self.seams(item) for item in node.elts)
        seams = list(self.seams(node))
        loosest = max(seams, default=BRACKETS)
        if BRACKETS not in seams or (loosest > BRACKETS and seams.count(loosest) > 1):
            return False
        if loosest <= ATTRIBUTE:
            return True
        # Ruff leaves parentheses out where the value begins or ends with brackets in which it can be broken.
        first = last = node
        while isinstance(first, ast.BinOp | Chain) and not self.is_parenthesised(first):
            first = first.left if isinstance(first, ast.BinOp) else _value_of(first)
        while isinstance(last, ast.BinOp | ast.UnaryOp) and not self.is_parenthesised(last):
            last = last.right if isinstance(last, ast.BinOp) else last.operand
        called = isinstance(last, ast.Call) and bool(last.args or last.keywords)
        return called or any(self.is_parenthesised(end) or isinstance(end, DISPLAYS) for end in (first, last))

    def seams(self, node: ast.expr) -> Iterator[int]:
        """How loosely each operator outside of brackets binds, and `BRACKETS` for each pair of these."""
        match node:
            case _ if isinstance(node, DISPLAYS) or self.is_parenthesised(node):
                yield BRACKETS
            case ast.Call(func=value) | ast.Subscript(value=value):
                yield from (BRACKETS, *self.seams(value))
            case ast.Attribute(value=value):
                yield from (*([ATTRIBUTE] if self.is_result(value) else []), *self.seams(value))
            case ast.BinOp(left=left, op=operator, right=right):
                yield from (_looseness(operator), *self.seams(left), *self.seams(right))
            case ast.IfExp(body=body, test=test, orelse=other):
                yield from (CONDITION, CONDITION, *self.seams(body), *self.seams(test), *self.seams(other))
            case ast.UnaryOp(operand=value):
                yield from self.seams(value)

    def expression(self, node: ast.expr, inside: bool = True) -> Piece:
        match node:
            case ast.Attribute() | ast.Call() | ast.Subscript():
                return self.chain(node, inside)
            case ast.BinOp():
                return Group(self.operation(node, inside)) if inside else self.operation(node, inside)
            case ast.IfExp(body=body, test=test, orelse=other):
                parts = [self.expression(part) for part in (body, test, other)]
                return Group([parts[0], Line(" "), "if ", parts[1], Line(" "), "else ", parts[2]])
            case ast.UnaryOp(op=ast.USub(), operand=value):
                return ["-", self.operand(value, inside)]
            case ast.Tuple(elts=[first, second]) if not inside and self.is_bare(node):
                return [self.expression(first, inside), ", ", self.expression(second, inside)]
            case ast.Tuple(elts=[_, _, *_] as items) if self.is_bare(node):
                return self.items(items)
            case ast.Tuple(elts=[_, _, *_] as items):
                return _bracketed("(", self.items(items), ")")
            case ast.Tuple(elts=[item]):
                return _bracketed("(", [self.expression(item), ","], ")")
            case ast.List(elts=[_, *_] as items):
                return _bracketed("[", self.items(items), "]")
            case ast.Dict(keys=[_, *_] as keys, values=values):
                pairs = [[self.text(key) if key else "", ": ", self.expression(v)] for key, v in zip(keys, values)]
                return _bracketed("{", _listed(pairs), "}")
        return self.text(node)

    def items(self, items: Sequence[ast.expr]) -> Piece:
        return _listed([self.expression(item) for item in items])

    def operation(self, node: ast.BinOp, inside: bool) -> list[Piece]:
        """Operands of operators that bind alike, each operator at the beginning of its line."""
        left, line = node.left, Line(" ") if inside else " "
        alike = isinstance(left, ast.BinOp) and _looseness(left.op) == _looseness(node.op)
        if isinstance(left, ast.BinOp) and alike and not self.is_parenthesised(left):
            before = self.operation(left, inside)
        else:
            before = [self.operand(left, inside)]
        sign = self.code[left.end_col_offset : node.right.col_offset].decode().strip(" ()")
        return [*before, line, f"{sign} ", self.operand(node.right, inside)]

    def operand(self, node: ast.expr, inside: bool) -> Piece:
        if self.is_parenthesised(node):
            return _bracketed("(", self.expression(node), ")")
        return self.expression(node, inside)

    def chain(self, node: Chain, inside: bool) -> Piece:
        """``a.b(c).d(e).f``: inside brackets, several attributes of results stand on a line of their own each."""
        links: list[Chain] = [node]
        while isinstance(root := _value_of(links[-1]), Chain) and not self.is_parenthesised(root):
            links.append(root)
        dots = [link for link in links if isinstance(link, ast.Attribute) and self.is_result(link.value)]
        dots = dots if inside and len(dots) > 1 else []
        pieces: list[Piece] = [self.operand(root, inside)]
        for link in reversed(links):
            pieces += [*([Line()] if link in dots else []), self.link(link)]
        return Group(pieces) if dots else pieces

    def link(self, node: Chain) -> Piece:
        match node:
            case ast.Attribute(attr=name):
                return f".{name}"
            case ast.Subscript(slice=index):
                return _bracketed("[", Group(self.expression(index)), "]")
            case ast.Call(args=[], keywords=[]):
                return "()"
        given = [self.expression(argument) for argument in node.args]
        given += [[f"{each.arg}=" if each.arg else "**", self.expression(each.value)] for each in node.keywords]
        return _bracketed("(", Group(_listed(given)), ")")

    def is_parenthesised(self, operand: ast.expr) -> bool:
        """Whether an operand, or what an attribute is of, stands in parentheses of its own."""
        start, end = operand.col_offset, operand.end_col_offset or 0
        return start > 0 and self.code[start - 1 : start] + self.code[end : end + 1] == b"()"

    def is_bare(self, node: ast.expr) -> bool:
        """Whether this is a tuple that is written without parentheses."""
        if not isinstance(node, ast.Tuple) or not node.elts:
            return False
        return node.elts[0].col_offset == node.col_offset or not self.text(node).startswith("(")

    def is_result(self, node: ast.expr) -> bool:
        """Whether an attribute of this is one of something computed."""
        return self.is_parenthesised(node) or isinstance(node, ast.Call | ast.Subscript)


def _looseness(operator: ast.operator) -> int:
    return SUM if isinstance(operator, ast.Add | ast.Sub) else PRODUCT


def _value_of(node: Chain) -> ast.expr:
    """What is called, indexed or has the attribute."""
    return node.func if isinstance(node, ast.Call) else node.value
