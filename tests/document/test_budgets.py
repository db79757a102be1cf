"""What would take too long or too much is refused before the work, by a sentence with the limit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.budgets import BLOCK_DEPTH, BUDGETS, EXPANDED_LAYERS, JSON_DEPTH, NODES, PASTED_CHARACTERS, Budget
from backend.check.checker import Checker, all_problems
from backend.data.sources.files import _repeated
from backend.declare.parameters import Json
from backend.document import clipboard
from backend.document import file as file_module
from backend.document.actions import numbered
from backend.document.definitions import block_sizes
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.file import from_json
from backend.document.graph import Node, Position, Wire
from backend.document.text import from_text
from backend.errors import DocumentError


def nested(depth: int, width: int, repeat: int = 1) -> Document:
    """Blocks in blocks: each level places the one below so many times in a row."""
    blocks: dict[str, Json] = {}
    inner, source, target = "relu", "in", "out"
    for level in range(depth):
        nodes: list[Json] = [{"id": "x", "type": "block_input"}]
        edges: list[Json] = []
        end = "x.out"
        for place in range(width):
            node: dict[str, Json] = {"id": f"n{place}", "type": inner}
            if repeat > 1 and level:
                node["parameters"] = {"repeat": repeat}
            nodes.append(node)
            edges.append([end, f"n{place}.{source}"])
            end = f"n{place}.{target}"
        blocks[f"b{level}"] = {"nodes": [*nodes, {"id": "y", "type": "output"}], "edges": [*edges, [end, "y.in"]]}
        inner, source, target = f"block:b{level}", "x", "y"
    graph = {
        "nodes": [
            {"id": "start", "type": "vector", "parameters": {"features": 8}},
            {"id": "placed", "type": inner},
        ],
        "edges": [["start.out", "placed.x"]],
    }
    return from_json({"format": 1, "graph": graph, "blocks": blocks})


def test_a_block_that_doubles_at_each_level_is_counted_by_multiplication() -> None:
    size = block_sizes(nested(24, 2))["b23"]
    # Each level has its input and output besides the two of the level below.
    assert size == (24, 2**24 + sum(2 * 2**level for level in range(24)))
    assert block_sizes(nested(3, 1, repeat=1000))["b2"].layers == ((3 * 1000) + 2) * 1000 + 2


@pytest.mark.parametrize(
    ("document", "budget", "received"),
    [
        (nested(24, 2), EXPANDED_LAYERS, "50,331,646"),
        (nested(150, 1), BLOCK_DEPTH, "150"),
        (nested(4, 1, repeat=1000), EXPANDED_LAYERS, "3,002,002,002"),
    ],
)
def test_blocks_beyond_the_budget_are_one_problem(document: Document, budget: Budget, received: str) -> None:
    (problem,) = all_problems(Checker(document))
    assert problem.node == "placed"
    assert f"is too large: {received} {budget.what} are more than the limit of {budget.limit:,}" in problem.message
    assert problem.message.endswith(f"{budget.advice}.")


def test_blocks_within_the_budget_are_checked() -> None:
    for document in (nested(BLOCK_DEPTH.limit, 1), nested(14, 2)):
        checker = Checker(document)
        assert all_problems(checker) == []
        assert str(checker.reports["placed"].outputs["y"]) == "float[N, 8]"


@pytest.mark.parametrize("depth", [JSON_DEPTH.limit + 1, 100_000])
def test_json_is_refused_by_its_depth(depth: int) -> None:
    with pytest.raises(DocumentError, match=f"nested more than {JSON_DEPTH.limit} levels deep"):
        from_text("[" * depth + "]" * depth)
    assert from_text("[" * 60 + "]" * 60)


def test_too_many_nodes_are_refused_by_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_module, "NODES", NODES._replace(limit=2))
    nodes = [{"id": f"n{number}", "type": "relu"} for number in range(3)]
    with pytest.raises(DocumentError, match="'graph': 3 nodes in one graph are more than the limit of 2"):
        from_json({"format": 1, "graph": {"nodes": nodes}})


def test_an_environment_variable_raises_a_budget_and_never_lowers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget("rows", 10, "why", "advice", "MAX_TRIED")
    assert budget.refusal(10) == ""
    refusal = "11 rows are more than the limit of 10 (why): advice, or set MAX_TRIED to a larger number"
    assert budget.refusal(11) == refusal
    for given, most in (("20", 20), ("5", 10), ("many", 10)):
        monkeypatch.setenv("MAX_TRIED", given)
        assert budget.most == most


def test_the_threat_model_names_every_budget() -> None:
    page = (Path(__file__).parents[2] / "docs" / "threat-model.md").read_text()
    for budget in BUDGETS:
        assert f"| {budget.what} | {budget.limit:,} |" in page


def test_an_input_is_found_without_looking_through_all_wires() -> None:
    document = Document()
    document.apply(AddNode(Node("source", "relu")), AddNode(Node("sum", "add")))
    wires = [Wire("source", "out", "sum", f"in{number}") for number in range(1, 200)]
    document.apply(*map(Connect, wires))
    assert [document.wire_into("sum", wire.input) for wire in wires] == wires
    document.undo()
    assert document.wire_into("sum", "in1") is None
    document.redo()
    assert document.state.copy().wire_into("sum", "in7") == wires[6]


def test_pasting_many_nodes_asks_for_each_name_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document()
    document.apply(*(AddNode(Node(f"n{number}", "relu")) for number in range(1, 301)))
    text = clipboard.copied_text(document, [node.id for node in document.nodes()])
    asked = 0

    def counted(is_taken: Callable[[str], bool], stem: str, start: int = 1) -> str:
        def ask(name: str) -> bool:
            nonlocal asked
            asked += 1
            return is_taken(name)

        return numbered(ask, stem, start)

    monkeypatch.setattr(clipboard, "numbered", counted)
    edits, ids = clipboard.paste_text(document, text, Position(0, 0))
    assert ids == [f"n{number}" for number in range(301, 601)]
    assert len(edits) == 300
    assert asked == 600  # the 300 that are taken, once, and the 300 that are free


def test_a_text_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "PASTED_CHARACTERS", PASTED_CHARACTERS._replace(limit=10))
    with pytest.raises(DocumentError, match="11 characters to paste are more than the limit of 10"):
        clipboard.paste_text(Document(), "{" * 11, Position(0, 0))


def test_named_twice_is_found_without_counting_each_name() -> None:
    class Counted(str):
        compared = 0
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            Counted.compared += 1
            return str.__eq__(self, other)

    assert _repeated([Counted(f"column {number}") for number in range(1000)]) is None
    assert Counted.compared < 2000
    assert _repeated(["a", "b", "a"]) == "a"
