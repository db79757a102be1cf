"""Chains, replaced nodes, nodes that come into a wire or leave it joined."""

from __future__ import annotations

import backend.layers  # noqa: F401  fills the registry
from backend.check.checker import Checker
from backend.check.rewiring import chain, inserted, replaced
from backend.document import actions
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Position, Wire


def drawn(*nodes: Node, wires: tuple[str, ...] = ()) -> Document:
    """Wires read ``image.out conv1.in``."""
    document = Document()
    document.apply(*(AddNode(node) for node in nodes))
    for text in wires:
        source, target = (end.split(".") for end in text.split())
        document.apply(Connect(Wire(*source, *target)))
    return document


def texts(document: Document) -> set[str]:
    return {f"{w.source}.{w.output} {w.target}.{w.input}" for w in document.wires()}


IMAGE, CONV, RELU, POOL = (
    Node("image", "image"),
    Node("conv1", "conv2d"),
    Node("relu1", "relu"),
    Node("p", "max_pool2d"),
)
FLATTEN, DENSE = Node("flatten1", "flatten"), Node("dense1", "dense")


def test_a_chain_takes_the_first_ports_that_fit() -> None:
    series, lstm, loss = Node("series", "sequence"), Node("lstm1", "lstm"), Node("loss", "mse")
    document = drawn(series, lstm, DENSE, loss)
    document.apply(*chain(document, Checker(document), ["series", "lstm1", "dense1", "loss"]))
    assert {"series.out lstm1.in", "lstm1.sequence dense1.in"} <= texts(document)


def test_a_chain_skips_what_does_not_fit_and_what_is_wired() -> None:
    document = drawn(IMAGE, CONV, Node("label", "class_target"), wires=("image.out conv1.in",))
    assert chain(document, Checker(document), ["image", "conv1"]) == []
    assert chain(document, Checker(document), ["label", "conv1"]) == []
    assert chain(document, Checker(document), ["conv1", "image"]) == []


def test_a_chain_never_closes_a_cycle() -> None:
    adds = [Node(name, "add") for name in "abc"]
    document = drawn(*adds, wires=("c.out a.in1",))
    document.apply(*chain(document, Checker(document), ["a", "b", "c"]))
    assert "a.out b.in1" in texts(document)
    assert "b.out c.in1" not in texts(document)


def test_a_replaced_node_keeps_wires_parameters_and_place() -> None:
    conv = Node(
        "conv1", "conv2d", parameters={"filters": 64, "kernel": 5}, position=Position(80, 40), colour="red"
    )
    document = drawn(IMAGE, conv, RELU, wires=("image.out conv1.in", "conv1.out relu1.in"))
    found = replaced(document, Checker(document), "conv1", "max_pool2d")
    document.apply(*found.edits)
    assert found.dropped == ()
    assert texts(document) == {f"image.out {found.id}.in", f"{found.id}.out relu1.in"}
    node = document.node(found.id)
    assert (node.parameters, node.position, node.colour) == ({"kernel": 5}, Position(80, 40), "red")
    document.undo()
    assert texts(document) == {"image.out conv1.in", "conv1.out relu1.in"}


def test_wires_that_no_longer_fit_are_told() -> None:
    document = drawn(IMAGE, CONV, POOL, wires=("image.out conv1.in", "conv1.out p.in"))
    found = replaced(document, Checker(document), "conv1", "lstm")
    assert [wire.target for wire in found.dropped] == ["conv1"]
    document.apply(*found.edits)
    document.undo()
    assert len(document.wires()) == 2


def test_a_chosen_id_stays() -> None:
    document = drawn(Node("backbone", "conv2d"))
    assert replaced(document, Checker(document), "backbone", "max_pool2d").id == "backbone"
    document = drawn(CONV)
    assert replaced(document, Checker(document), "conv1", "max_pool2d").id == "max_pool1"


def test_many_ports_move_to_many_ports() -> None:
    document = drawn(IMAGE, CONV, Node("add1", "add"), wires=("image.out add1.in1", "conv1.out add1.in2"))
    found = replaced(document, Checker(document), "add1", "multiply")
    document.apply(*found.edits)
    assert {wire.input for wire in document.wires_into(found.id)} == {"in1", "in2"}


def test_a_loose_node_comes_into_a_wire() -> None:
    document = drawn(IMAGE, CONV, RELU, wires=("image.out conv1.in",))
    wire = document.wires()[0]
    document.apply(*inserted(document, Checker(document), "relu1", wire))
    assert texts(document) == {"image.out relu1.in", "relu1.out conv1.in"}


def test_a_wired_or_unfit_node_does_not() -> None:
    document = drawn(IMAGE, CONV, RELU, Node("lstm1", "lstm"), wires=("image.out conv1.in", "conv1.out relu1.in"))
    wire, checker = document.wires()[0], Checker(document)
    assert inserted(document, checker, "relu1", wire) == []
    assert inserted(document, checker, "lstm1", wire) == []


def test_removing_and_reconnecting_joins_what_was_around() -> None:
    wires = ("image.out conv1.in", "conv1.out relu1.in", "relu1.out p.in", "relu1.out flatten1.in")
    document = drawn(IMAGE, CONV, RELU, POOL, FLATTEN, wires=wires)
    document.apply(*actions.remove_and_reconnect(document, ["conv1", "relu1"]))
    assert texts(document) == {"image.out p.in", "image.out flatten1.in"}


def test_a_bend_leaves_its_wires_joined() -> None:
    document = drawn(IMAGE, CONV, wires=("image.out conv1.in",))
    edits, bend = actions.bend(document, document.wires()[0], Position(0, 0))
    document.apply(*edits)
    assert texts(document) == {f"image.out {bend}.in", f"{bend}.out conv1.in"}
    document.apply(*actions.remove(document, [bend], document.wires()))
    assert texts(document) == {"image.out conv1.in"}
    document.undo()
    document.apply(*actions.remove_nodes(document, [bend, "conv1"]))
    assert texts(document) == set()


def test_swapping_exchanges_what_feeds_two_inputs() -> None:
    document = drawn(IMAGE, CONV, RELU, POOL, wires=("image.out relu1.in", "conv1.out p.in"))
    first, second = document.wires()
    document.apply(*actions.swap(first, second))
    assert texts(document) == {"conv1.out relu1.in", "image.out p.in"}
