"""Blocks over time: what is a loop in the picture is a loop in the code."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import EditInBlock, SetParameters
from backend.document.graph import Node
from backend.source.model import write_model
from tests.source.test_blocks import block, build, graph

UNITS, FEATURES = 6, 5


def lstm_from_parts(ragged: bool = False) -> Document:
    """An LSTM cell of dense layers, gates and products, run over time."""
    nodes = [
        Node("x", "block_input"),
        Node("h", "block_state", parameters={"sizes": [UNITS]}),
        Node("c", "block_state", parameters={"sizes": [UNITS]}),
        Node("both", "concatenate"),
        *(Node(gate, "dense", parameters={"units": UNITS}) for gate in ("i", "f", "g", "o")),
        *(Node(f"{gate}_open", "sigmoid") for gate in ("i", "f", "o")),
        Node("candidate", "tanh"),
        Node("kept", "multiply"),
        Node("written", "multiply"),
        Node("cell", "add"),
        Node("shown", "tanh"),
        Node("hidden", "multiply"),
        Node("next_h", "next_state", parameters={"state": "h"}),
        Node("next_c", "next_state", parameters={"state": "c"}),
        Node("y", "output"),
    ]
    wires = ["x > both.in1", "h > both.in2", *(f"both > {gate}" for gate in ("i", "f", "g", "o"))]
    wires += [*(f"{gate} > {gate}_open" for gate in ("i", "f", "o")), "g > candidate"]
    wires += ["f_open > kept.in1", "c > kept.in2", "i_open > written.in1", "candidate > written.in2"]
    wires += ["kept > cell.in1", "written > cell.in2", "cell > shown", "o_open > hidden.in1", "shown > hidden.in2"]
    wires += ["hidden > next_h", "cell > next_c", "hidden > y"]
    document = Document("net")
    document.apply(*block("lstm_cell", nodes, *wires))
    top = [
        Node("s", "sequence", parameters={"features": FEATURES, "ragged": ragged}),
        Node("cell", "block:lstm_cell", parameters={"over_time": True}),
        Node("all_steps", "output"),
        Node("last", "output"),
    ]
    document.apply(*graph(top, "s > cell.x", "cell.y > all_steps", "cell.h > last"))
    return document


def copy_weights(model: Any, lstm: nn.LSTM) -> None:
    """torch keeps the gates i, f, g, o below one another, input and hidden weights apart."""
    weights = dict(lstm.named_parameters())
    with torch.no_grad():
        for index, gate in enumerate("ifgo"):
            dense = getattr(model.cell, gate)
            rows = slice(index * UNITS, (index + 1) * UNITS)
            dense.weight.copy_(torch.cat([weights["weight_ih_l0"][rows], weights["weight_hh_l0"][rows]], dim=1))
            dense.bias.copy_(weights["bias_ih_l0"][rows] + weights["bias_hh_l0"][rows])


def test_an_lstm_from_parts_equals_the_built_in_one() -> None:
    document = lstm_from_parts()
    checker = Checker(document)
    assert not checker.problems()
    assert {port: str(t) for port, t in checker.reports["cell"].outputs.items()} == {
        "y": f"float[N, T, {UNITS}]",
        "h": f"float[N, {UNITS}]",
        "c": f"float[N, {UNITS}]",
    }
    model, _, text = build(document)
    assert "for step in range(s.shape[1]):" in text
    lstm = nn.LSTM(FEATURES, UNITS, batch_first=True)
    copy_weights(model, lstm)
    for time in (1, 4, 11):
        x = torch.randn(3, time, FEATURES)
        steps, last = model(x)
        expected, (hidden, _) = lstm(x)
        assert (steps - expected).abs().max() < 1e-5
        assert (last - hidden[0]).abs().max() < 1e-5


def test_padding_reaches_no_state() -> None:
    model, _, text = build(lstm_from_parts(ragged=True))
    assert "hold(" in text
    x, lengths = torch.randn(2, 7, FEATURES), torch.tensor([7, 4])
    _, last = model(x, lengths)
    _, alone = model(x[1:, :4], torch.tensor([4]))
    assert torch.allclose(last[1:], alone, atol=1e-6)


def test_a_first_state_can_be_wired_and_must_fit() -> None:
    document = lstm_from_parts()
    document.apply(*graph([Node("first", "vector", parameters={"features": UNITS})], "first > cell.h"))
    model, namespace, _ = build(document)
    assert model(*namespace["example_inputs"](2))[1].shape == (2, UNITS)
    checker = Checker(document)
    document.apply(SetParameters("first", {"features": 4}))
    assert [p.rule for p in checker.problems()] == ["state"]


@pytest.mark.parametrize(
    ("node", "parameters", "words"),
    [
        ("next_h", {"state": "no"}, "must name a State"),
        ("next_h", {"state": "c"}, "already"),
        ("h", {"sizes": [3]}, "must have the type of its State"),
    ],
)
def test_states_that_do_not_go_round(node: str, parameters: dict[str, Any], words: str) -> None:
    document = lstm_from_parts()
    checker = Checker(document)
    document.apply(EditInBlock("lstm_cell", SetParameters(node, parameters)))
    assert any(words in problem.message for problem in checker.problems())


def test_over_time_needs_time() -> None:
    document = lstm_from_parts()
    checker = Checker(document)
    document.apply(SetParameters("cell", {"over_time": False}))
    assert checker.problems()
    document.undo()
    assert not checker.problems()
    assert write_model(document, checker).text


def attending_decoder(ragged: bool) -> Document:
    """A step asks with the state before it what to look at in all of the memory, and feeds that to a cell."""
    inside = [
        Node("word", "block_input"),
        Node("memory", "block_input", parameters={"whole": True}),
        Node("h", "block_state", parameters={"sizes": [UNITS]}),
        Node("look", "additive_attention", parameters={"units": 4}),
        Node("both", "concatenate"),
        Node("cell", "gru_cell", parameters={"units": UNITS}),
        Node("following", "next_state", parameters={"state": "h"}),
        Node("y", "output"),
    ]
    wires = ["h > look.query", "memory > look.keys", "word > both.in1", "look.context > both.in2"]
    wires += ["both > cell", "h > cell.hidden", "cell.hidden > following", "cell.hidden > y"]
    document = Document("net")
    document.apply(*block("decoder", inside, *wires))
    top = [
        Node("words", "sequence", parameters={"features": FEATURES, "length": "U"}),
        Node("memory", "sequence", parameters={"features": 3, "ragged": ragged}),
        Node("decoder", "block:decoder", parameters={"over_time": True}),
        Node("steps", "output"),
    ]
    document.apply(*graph(top, "words > decoder.word", "memory > decoder.memory", "decoder.y > steps"))
    return document


@pytest.mark.parametrize("ragged", [False, True])
def test_a_whole_port_gets_all_steps_in_each_step(ragged: bool) -> None:
    model, _, text = build(attending_decoder(ragged))
    assert "self.decoder(" in text and "words[:, step], memory, decoder_h" in text
    words, memory = torch.randn(2, 4, FEATURES), torch.randn(2, 7, 3)
    lengths = torch.tensor([7, 5])
    result = model(words, memory, *([lengths] if ragged else []))
    for index, length in enumerate(lengths if ragged else [7, 7]):
        state, seen = torch.zeros(1, UNITS), memory[index : index + 1, :length]
        for step in range(4):
            look = model.decoder.look(state, seen)[0]
            state = model.decoder.cell(torch.cat((words[index : index + 1, step], look), dim=-1), state)
            assert torch.allclose(result[index, step], state[0], atol=1e-6)


def test_what_is_whole_alone_is_no_time_to_run_over() -> None:
    document = attending_decoder(ragged=False)
    checker = Checker(document)
    document.apply(EditInBlock("decoder", SetParameters("word", {"whole": True})))
    assert any("to run over" in problem.message for problem in checker.problems())
