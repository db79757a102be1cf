"""Fixes inside blocks are edits of the whole document; the lints know only layers that exist."""

from __future__ import annotations

from collections.abc import Collection

from backend.check.checker import Checker, all_problems
from backend.check.findings import MAX_INNER_NODES_AT_ONCE
from backend.check.problems import Severity
from backend.declare.layer import LAYERS
from backend.document.actions import remove_and_reconnect
from backend.document.document import Document
from backend.document.edits import AddNode
from backend.document.graph import Node
from backend.lints import activations, data_fields, losses, receptive_fields, sizes
from backend.lints import lint as families
from backend.lints.catalogue import lint
from backend.lints.fixer import Fixer
from backend.long_work import finish
from tests.lints.drawing import require_helpful, written
from tests.source.test_blocks import block, graph


def placed() -> Document:
    """A block whose LSTM drops numbers between layers that it does not have."""
    document = Document("placed")
    inside = [
        Node("a", "block_input"),
        Node("lstm", "lstm", parameters={"units": 4, "dropout": 0.5}),
        Node("d", "dense", parameters={"units": 2}),
        Node("b", "output"),
    ]
    document.apply(*block("memory", inside, "a > lstm", "lstm.last > d", "d > b"))
    top = [Node("s", "sequence", parameters={"features": 3}), Node("m", "block:memory"), Node("out", "output")]
    document.apply(*graph(top, "s > m.a", "m.b > out"))
    document.history.forget()
    return document


def test_a_problem_inside_a_block_is_mended_from_outside() -> None:
    document = placed()
    checker = Checker(document, lint=lint)
    (problem,) = all_problems(checker)
    assert problem.block == "memory"
    text = written(document)
    fixes = Fixer(document, checker).fixes(problem)
    assert [fix.label for fix in fixes] == ["Set dropout to 0", "Set layers to 2"]
    for fix in fixes:
        document.apply(*fix.edits)
        assert not all_problems(checker)
        document.undo()
        assert written(document) == text


def stacked(repeat: int = 1) -> Document:
    """A block within a block, whose convolution has a bias that the norm behind it takes away."""
    document = Document("stacked")
    inside = [
        Node("a", "block_input"),
        Node("conv", "conv2d", parameters={"filters": 3}),
        Node("norm", "batch_norm2d"),
        Node("b", "output"),
    ]
    document.apply(*block("unit", inside, "a > conv", "conv > norm", "norm > b"))
    middle = [Node("a", "block_input"), Node("u", "block:unit"), Node("b", "output")]
    document.apply(*block("stage", middle, "a > u.a", "u.b > b"))
    top = [Node("x", "image"), Node("s", "block:stage", parameters={"repeat": repeat}), Node("out", "output")]
    document.apply(*graph(top, "x > s.a", "s.b > out"))
    document.history.forget()
    return document


def test_what_lints_find_inside_blocks_is_told_at_block_and_node() -> None:
    document = stacked()
    checker = Checker(document, lint=lint)
    (problem,) = all_problems(checker)
    assert (problem.within, problem.node, problem.severity) == (("stage", "unit"), "conv", Severity.WARNING)
    assert problem.sentence.startswith("in block stage › unit: Conv 2-D 'conv'")
    assert all_problems(checker, so_far=True) == [problem] and not checker.blocked
    (fix, *_) = Fixer(document, checker).fixes(problem)
    document.apply(*fix.edits)
    assert not all_problems(checker)
    document.undo()
    assert all_problems(checker) == [problem]
    # A block that is not placed is not part of the network.
    document.apply(*remove_and_reconnect(document, ["s"]))
    assert not [one for one in all_problems(checker) if one.within]


def test_blocks_of_many_nodes_are_looked_at_in_pieces() -> None:
    document = stacked()
    scope = document.inside("unit")
    for number in range(MAX_INNER_NODES_AT_ONCE):
        scope.apply(AddNode(Node(f"note{number}", "note")))
    checker = Checker(document, lint=lint)
    for _ in range(2):
        assert not all_problems(checker, so_far=True)
        finish(checker.findings.work_out_later())
        assert [problem.node for problem in all_problems(checker, so_far=True)] == ["conv"]
        scope.apply(*remove_and_reconnect(scope, ["conv"]))
        # What is known of a node that is gone is not told any more.
        assert not all_problems(checker, so_far=True)
        document.undo()
        checker = Checker(document, lint=lint)


def test_a_problem_is_mended_inside_its_block() -> None:
    document = placed()
    scope = document.inside("memory")
    whole = Checker(document, lint=lint)
    inside = Checker(scope, whole)
    (problem,) = inside.problems()
    for fix in Fixer(scope, inside).fixes(problem):
        text = written(document)
        scope.apply(*fix.edits)
        assert not inside.problems() and not whole.problems()
        scope.undo()
        assert written(document) == text


def test_a_fix_beside_a_block_keeps_it() -> None:
    document = placed()
    document.apply(
        *graph([Node("x", "vector"), Node("flat", "flatten"), Node("far", "conv2d")], "x > flat", "flat > far")
    )
    checker = Checker(document, lint=lint)
    problems = [problem for problem in checker.problems() if problem.node == "far" and problem.rule == "rank"]
    for problem in problems:
        fixes = Fixer(document, checker).fixes(problem)
        assert fixes
        for fix in fixes:
            require_helpful(document, problem, fix)


def test_the_families_name_layers_that_exist() -> None:
    named: list[Collection[str]] = [value for value in vars(families).values() if isinstance(value, frozenset)]
    named += [activations.WEIGHTED, activations.RULES, data_fields.OUTPUT_RANGES, losses.COUNTS, sizes.WIDTHS]
    named += [receptive_fields.PICTURES, receptive_fields.GLOBAL_POOLS]
    assert not [name for names in named for name in names if LAYERS.find(name) is None]
