"""Composite actions and the rule for connections, without Qt."""

from __future__ import annotations

import pytest

import backend.layers  # noqa: F401  fills the registry
from backend.check.checker import Checker
from backend.check.connection import Reason, input_slots, open_ports, refusal
from backend.check.fitting_layers import Fit, fitting_input, fitting_output
from backend.declare.layer import LAYERS
from backend.document import actions, clipboard
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Position, Wire
from backend.errors import DocumentError


def drawn(*types: str) -> Document:
    document = Document()
    for type_name in types:
        document.apply(AddNode(actions.new_node(document, type_name)))
    return document


def test_free_ids() -> None:
    document = drawn("conv2d", "conv2d", "max_pool2d", "image", "image", "cross_entropy", "no-such.layer")
    ids = [node.id for node in document.nodes()]
    assert ids == ["conv1", "conv2", "max_pool1", "image", "image1", "cross_entropy", "no_such_layer1"]


def test_connecting_replaces_the_old_wire() -> None:
    document = drawn("image", "image", "conv2d")
    document.apply(*actions.connect(document, Wire("image", "out", "conv1", "in")))
    document.apply(*actions.connect(document, Wire("image1", "out", "conv1", "in")))
    assert document.wires() == [Wire("image1", "out", "conv1", "in")]


def test_rewiring_within_one_node() -> None:
    document = drawn("image", "add")
    first, second = Wire("image", "out", "add1", "in1"), Wire("image", "out", "add1", "in2")
    document.apply(Connect(first))
    document.apply(*actions.rewire(document, first, second))
    assert document.wires() == [second]


def test_removing_names_every_wire_once() -> None:
    document = drawn("image", "conv2d", "relu")
    wires = [Wire("image", "out", "conv1", "in"), Wire("conv1", "out", "relu1", "in")]
    document.apply(*(Connect(wire) for wire in wires))
    document.apply(*actions.remove(document, ["image", "conv1"], wires))
    assert [node.id for node in document.nodes()] == ["relu1"]
    document.undo()
    assert document.wires() == wires


def test_a_layer_without_an_input_is_only_added_to_a_wire() -> None:
    document = drawn("image", "conv2d")
    wire = Wire("image", "out", "conv1", "in")
    document.apply(Connect(wire))
    document.apply(*actions.insert_on_wire(actions.new_node(document, "image"), wire))
    assert document.wires() == [wire]


def test_copied_text_is_a_document_of_its_own() -> None:
    document = drawn("image", "conv2d")
    document.apply(Connect(Wire("image", "out", "conv1", "in")))
    text = clipboard.copied_text(document, ["image", "conv1"])
    other = Document()
    edits, ids = clipboard.paste_text(other, text, Position(40, 40))
    other.apply(*edits)
    assert ids == ["image", "conv1"]
    assert other.wires() == document.wires()
    with pytest.raises(DocumentError):
        clipboard.paste_text(other, "{}", Position(0, 0))


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        (Wire("image", "out", "conv1", "in"), None),
        (Wire("image", "out", "conv2", "in"), Reason.ALREADY_CONNECTED),
        (Wire("conv1", "out", "conv1", "in"), Reason.SAME_NODE),
        (Wire("relu1", "out", "conv2", "in"), Reason.CYCLE),
        (Wire("image", "nothing", "conv1", "in"), Reason.MISSING_PORT),
        (Wire("image", "out", "conv1", "nothing"), Reason.MISSING_PORT),
        (Wire("image", "out", "nobody", "in"), Reason.MISSING_PORT),
        (Wire("class_target", "out", "conv1", "in"), Reason.ELEMENT_TYPE),
        (Wire("vector", "out", "conv1", "in"), Reason.SHAPE),
        (Wire("dense1", "out", "conv1", "in"), None),
    ],
)
def test_reasons(wire: Wire, reason: Reason | None) -> None:
    document = drawn("image", "conv2d", "conv2d", "relu", "class_target", "vector", "dense")
    document.apply(Connect(Wire("image", "out", "conv2", "in")), Connect(Wire("conv2", "out", "relu1", "in")))
    refused = refusal(document, Checker(document), wire)
    assert (refused.reason if refused else None) is reason
    assert refused is None or len(refused.message) > 10


def test_what_fits_a_loose_end() -> None:
    document = drawn("image", "conv2d", "class_target")
    checker = Checker(document)
    assert fitting_input(checker, LAYERS.get("conv2d"), "image", "out") == Fit("in")
    assert fitting_input(checker, LAYERS.get("conv1d"), "image", "out") is None
    assert fitting_input(checker, LAYERS.get("add"), "image", "out") == Fit("in1")
    assert fitting_input(checker, LAYERS.get("image"), "image", "out") is None
    conv = document.node("conv1")
    assert fitting_output(checker, LAYERS.get("image"), conv, [], "in") == Fit("out")
    assert fitting_output(checker, LAYERS.get("tokens"), conv, [], "in") is None


def test_a_many_port_has_one_free_slot_more() -> None:
    add = LAYERS.get("add")
    assert input_slots(add, ()) == ["in1"]
    assert input_slots(add, ("in1", "in2")) == ["in1", "in2", "in3"]
    assert input_slots(add, ("in2",)) == ["in1", "in2"]


def test_a_node_of_an_unknown_layer_is_not_wired() -> None:
    document = drawn("image", "mystery")
    document.apply(AddNode(Node("other", "mystery")))
    refused = refusal(document, Checker(document), Wire("image", "out", "mystery1", "in"))
    assert refused is not None
    assert "not installed" in refused.message


def test_a_hidden_state_offers_recurrent_layers_of_its_size() -> None:
    document = Document()
    document.apply(
        AddNode(Node("series", "sequence")),
        AddNode(Node("encoder", "lstm", parameters={"units": 128})),
        Connect(Wire("series", "out", "encoder", "in")),
    )
    checker = Checker(document)
    assert fitting_input(checker, LAYERS.get("lstm"), "encoder", "hidden") == Fit("initial_hidden", {"units": 128})
    assert fitting_input(checker, LAYERS.get("gru"), "encoder", "hidden") == Fit("initial_hidden", {"units": 128})
    assert fitting_input(checker, LAYERS.get("lstm"), "encoder", "sequence") == Fit("in")
    assert fitting_input(checker, LAYERS.get("conv2d"), "encoder", "hidden") is None


def test_of_layers_with_several_inputs_only_those_that_agree_are_offered() -> None:
    document = Document()
    document.apply(
        AddNode(Node("image", "image")),
        AddNode(Node("words", "tokens")),
        AddNode(Node("series", "sequence")),
    )
    checker = Checker(document)

    def fits(type_name: str, source: str) -> bool:
        return fitting_input(checker, LAYERS.get(type_name), source, "out") is not None

    document.apply(AddNode(Node("target", "value_target")))
    assert fitting_input(checker, LAYERS.get("mse"), "target", "out") == Fit("target")
    assert fits("mse", "series")
    assert fits("cross_entropy", "series")
    assert fits("dot", "series")
    assert not fits("mse", "words")
    assert not fits("lstm", "image")


def test_an_initial_state_offers_what_gives_one_of_its_size() -> None:
    document = Document()
    document.apply(
        AddNode(Node("series", "sequence")),
        AddNode(Node("decoder", "lstm", parameters={"units": 96})),
        Connect(Wire("series", "out", "decoder", "in")),
    )
    checker, decoder = Checker(document), document.node("decoder")
    wires = document.wires_into("decoder")

    def fit(type_name: str) -> Fit | None:
        return fitting_output(checker, LAYERS.get(type_name), decoder, wires, "initial_hidden")

    assert fit("dense") == Fit("out", {"units": 96})
    assert fit("gru") == Fit("last", {"units": 96})
    assert fit("conv2d") is None
    assert fit("tokens") is None


def test_open_ports_are_those_that_a_wire_fits(document: Document) -> None:
    checker = Checker(document)
    ids = [node.id for node in document.nodes()]
    assert open_ports(document, checker, Wire("image", "out", "", ""), ids) == {("conv1", "in"), ("dense1", "in")}
    assert open_ports(document, checker, Wire("", "", "conv1", "in"), ids) == {("image", "out"), ("dense1", "out")}


@pytest.mark.parametrize(
    ("loss", "target", "parameter"),
    [("cross_entropy", "class_target", "classes"), ("mse", "value_target", "features")],
)
def test_what_is_right_gets_as_many_classes_as_there_are_scores(loss: str, target: str, parameter: str) -> None:
    document = Document()
    nodes = (Node("in", "vector"), Node("scores", "dense", parameters={"units": 7}), Node("loss", loss))
    wires = (Wire("in", "out", "scores", "in"), Wire("scores", "out", "loss", "prediction"))
    document.apply(*map(AddNode, nodes), *map(Connect, wires))
    found = fitting_output(Checker(document), LAYERS.get(target), nodes[2], [wires[1]], "target")
    assert found == Fit("out", {parameter: 7})
