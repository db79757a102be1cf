"""The check: problems with advice, only what an edit touches, and the same as a check from nothing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from backend import layers as layers
from backend.check.checker import Checker
from backend.check.problems import Severity
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Disconnect, Edit, RemoveNode, SetParameters, SetSection
from backend.document.graph import Node, Wire
from backend.errors import DocumentError


def wire(source: str, target: str) -> Wire:
    (a, output), (b, port) = source.split("."), target.split(".")
    return Wire(a, output, b, port)


def chain(*nodes: Node) -> Document:
    """Nodes wired one after the other."""
    document = Document("chain")
    document.apply(*(AddNode(node) for node in nodes))
    for first, second in pairwise(nodes):
        document.apply(Connect(Wire(first.id, "out", second.id, "in")))
    return document


PICTURE = chain(
    Node("image", "image", parameters={"height": 8, "width": 8}),
    Node("conv", "conv2d", parameters={"filters": 4}),
    Node("relu", "relu"),
    Node("flatten", "flatten"),
    Node("scores", "dense", parameters={"units": 10}),
)


def test_shapes_parameters_and_cost_of_a_chain() -> None:
    checker = Checker(PICTURE)
    assert not checker.problems()
    assert str(checker.reports["conv"].outputs["out"]) == "float[N, 4, 8, 8]"
    assert checker.reports["conv"].weights == 4 * (9 + 1)
    assert checker.reports["conv"].macs == 4 * 64 * 9
    assert str(checker.reports["scores"].outputs["out"]) == "float[N, 10]"
    assert checker.totals().weights == 40 + 256 * 10 + 10


def test_an_edit_touches_only_what_lies_downstream() -> None:
    document = chain(
        Node("image", "image"), Node("conv", "conv2d"), Node("relu", "relu"), Node("pool", "max_pool2d")
    )
    document.apply(AddNode(Node("side", "relu")), Connect(wire("image.out", "side.in")))
    checker = Checker(document)
    seen: list[frozenset[str]] = []
    checker.subscribe(seen.append)
    document.apply(SetParameters("conv", {"filters": 5}))
    assert seen == [frozenset({"conv", "relu", "pool"})]
    document.apply(SetParameters("conv", {"filters": 5}))
    assert len(seen) == 1


def test_a_problem_says_where_what_was_received_and_what_to_do() -> None:
    document = chain(Node("clip", "sequence", parameters={"features": 3}), Node("head", "conv2d"))
    (problem,) = [p for p in Checker(document).problems() if p.node == "head"]
    assert (problem.node, problem.port, problem.rule) == ("head", "in", "rank")
    assert "Conv 2-D 'head'" in problem.message and "float[N, T, 3] from 'clip'" in problem.message
    assert problem.fixes


def test_the_check_does_not_stop_at_the_first_problem() -> None:
    document = chain(
        Node("image", "image", parameters={"height": -3}),
        Node("conv", "conv2d", parameters={"filtres": 3}),
        Node("odd", "no_such_layer"),
        Node("head", "dense", parameters={"units": "many"}),
    )
    rules = [(p.node, p.rule) for p in Checker(document).problems()]
    assert rules == [
        ("image", "parameter"),
        ("conv", "parameter"),
        ("odd", "unknown layer"),
        ("head", "parameter"),
    ]
    assert "Did you mean 'filters'" in Checker(document).problems()[1].message


def test_a_missing_wire_is_missing_not_wrong() -> None:
    document = Document()
    document.apply(AddNode(Node("conv", "conv2d")))
    (problem,) = Checker(document).problems()
    assert problem.severity is Severity.MISSING and problem.port == "in"


def test_cycles_are_found_and_forgotten() -> None:
    document = chain(Node("a", "relu"), Node("b", "relu"), Node("c", "relu"), Node("after", "relu"))
    back = wire("c.out", "a.in")
    checker = Checker(document)
    document.apply(Connect(back))
    assert {p.node for p in checker.problems() if p.rule == "cycle"} == {"a", "b", "c"}
    document.apply(Disconnect(back))
    assert not [p for p in checker.problems() if p.rule == "cycle"]


def test_absurd_sizes_are_refused() -> None:
    document = chain(
        Node("x", "vector", parameters={"features": 16_777_216}),
        Node("d", "dense", parameters={"units": 1_000_000}),
    )
    (problem,) = [p for p in Checker(document).problems() if p.node == "d"]
    assert problem.rule == "size" and "more than the limit" in problem.message


IDS = st.sampled_from(["a", "b", "c", "d", "e", "f"])
TYPES = st.sampled_from(["image", "video", "sequence", "conv2d", "relu", "dense", "flatten", "lstm", "nonsense"])
PARAMETERS = st.dictionaries(
    st.sampled_from(["filters", "units", "height", "kernel"]), st.integers(-1, 9), max_size=2
)
WIRES = st.builds(
    Wire, IDS, st.sampled_from(["out", "out", "last"]), IDS, st.sampled_from(["in", "in", "initial_hidden"])
)
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(AddNode, st.builds(Node, IDS, TYPES, st.just(""), PARAMETERS)),
    st.builds(RemoveNode, IDS),
    st.builds(SetParameters, IDS, PARAMETERS),
    st.builds(Connect, WIRES),
    st.builds(Connect, WIRES),
    st.builds(Disconnect, WIRES),
    st.builds(SetSection, st.just("training"), st.dictionaries(st.just("epochs"), st.integers(-1, 3))),
)


@given(st.lists(st.one_of(EDITS, st.none()), max_size=40))
@settings(max_examples=200, deadline=None)
def test_the_running_check_equals_a_check_from_nothing(edits: list[Edit | None]) -> None:
    document = Document()
    checker = Checker(document)
    for edit in edits:
        try:
            document.undo() if edit is None else document.apply(edit)
        except DocumentError:
            continue
        fresh = Checker(document)
        fresh.close()
        assert checker.reports == fresh.reports
        assert checker.problems() == fresh.problems()


def test_a_bypassed_node_hands_its_input_on_by_its_first_output_only() -> None:
    document = chain(
        Node("s", "sequence", parameters={"features": 3}),
        Node("lstm", "lstm", bypassed=True),
    )
    document.apply(AddNode(Node("d", "dense")), Connect(wire("lstm.sequence", "d.in")))
    checker = Checker(document)
    assert str(checker.reports["d"].types["in"]) == "float[N, T, 3]"
    document.apply(Disconnect(wire("lstm.sequence", "d.in")), Connect(wire("lstm.last", "d.in")))
    assert [p.rule for p in checker.problems()] == ["bypass"]
    source = chain(Node("x", "vector", bypassed=True))
    assert [p.rule for p in Checker(source).problems()] == ["bypass"]
