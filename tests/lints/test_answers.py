"""A model of text that sees the token which it is asked for is told so, at the layer that looks ahead."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.check.checker import Checker, all_problems
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import SetParameters
from backend.document.file import load
from backend.document.graph import Node
from backend.lints.answers import COPIES, SEES
from backend.lints.catalogue import lint
from backend.lints.fixer import Fixer
from tests.lints.drawing import Placed, drawn, require_helpful
from tests.lints.scenes import LETTERS, NEXT, TEXT, language_model
from tests.source.test_blocks import block, graph

EXAMPLES = Path(__file__).parents[2] / "examples"
DOCUMENTS = sorted(EXAMPLES.rglob("*.loom.json"))
LANGUAGE_MODELS = ("char_rnn", "gpt_characters", "word_language_model", "gpt2_small", "llama_small", "wavenet")
Chain = list[Placed]


def findings(document: Document) -> list[tuple[str, str]]:
    return [
        (problem.rule, problem.node)
        for problem in Checker(document, lint=lint).problems()
        if problem.rule in (SEES, COPIES)
    ]


def fixed(document: Document, node: str) -> list[str]:
    """The fixes offered for the finding at a node, each of which helps."""
    checker = Checker(document, lint=lint)
    (problem,) = [problem for problem in checker.problems() if problem.node == node]
    fixes = Fixer(document, checker).fixes(problem)
    for fix in fixes:
        require_helpful(document, problem, fix)
    return [fix.label for fix in fixes]


BOTH_WAYS: dict[str, Json] = {"units": 8, "direction": "bidirectional"}
AHEAD: dict[str, tuple[Chain, str]] = {
    "both ways": ([("m", "gru", BOTH_WAYS)], "Set direction of 'm' to forward"),
    "both ways, rnn": ([("m", "rnn", BOTH_WAYS)], "Set direction of 'm' to forward"),
    "convolution": ([("m", "conv1d", {"filters": 8, "kernel": 5})], "Use Causal conv 1-D for 'm'"),
    "encoder": ([("m", "transformer_encoder_layer", {"heads": 2})], "Turn on causal of 'm'"),
    "reversed": ([("m", "reverse_time", {})], "Remove the Reverse time 'm'"),
    "flipped": ([("m", "flip", {"axis": 1})], "Remove the Flip 'm'"),
    "rolled": ([("m", "roll", {"axis": 1, "shift": 2})], "Remove the Roll 'm'"),
    "pooled": ([("m", "max_pool1d", {"kernel": 3, "stride": 1, "padding": 1})], "Remove the Max pool 1-D 'm'"),
    "batch norm": ([("m", "batch_norm1d", {})], "Use Layer norm for 'm'"),
    "instance norm": ([("m", "instance_norm", {})], "Use Layer norm for 'm'"),
    "group norm": ([("m", "group_norm", {"groups": 2})], "Use Layer norm for 'm'"),
    "softmax": ([("m", "softmax", {"axis": "steps"})], "Set axis of 'm' to last"),
    "excitation": ([("m", "squeeze_excitation", {"ratio": 2})], "Remove the Squeeze-excitation 'm'"),
}


@pytest.mark.parametrize("chain, label", AHEAD.values(), ids=AHEAD.keys())
def test_a_layer_that_looks_ahead_is_found_and_mended(chain: Chain, label: str) -> None:
    document = language_model(chain)
    assert findings(document) == [(SEES, "m")]
    assert label in fixed(document, "m")


def test_attention_is_found_and_mended() -> None:
    document = drawn(
        [TEXT, LETTERS, ("m", "multi_head_attention", {"heads": 2}), ("s", "dense", {"units": 9}), *NEXT],
        "w.out>e.in e.out>m.query m.out>s.in s.out>loss.prediction t.out>loss.target",
    )
    assert findings(document) == [(SEES, "m")]
    assert "Turn on causal of 'm'" in fixed(document, "m")


def test_an_lstm_keeps_its_width_where_it_must() -> None:
    chain: Chain = [("m", "lstm", {"units": 8, "direction": "bidirectional"}), ("p", "slice", {"start": 12})]
    assert "Set direction of 'm' to forward and units to 16" in fixed(language_model(chain), "m")


PAST: dict[str, Chain] = {
    "lstm": [("m", "lstm", {"units": 8, "layers": 2})],
    "causal": [("m", "causal_conv1d", {"filters": 8, "dilation": 2})],
    "encoder": [("m", "transformer_encoder_layer", {"heads": 2, "causal": True})],
    "norms": [("n", "layer_norm", {}), ("r", "rms_norm", {}), ("m", "softmax", {})],
    "chomped": [("m", "conv1d", {"filters": 8, "padding": 2}), ("c", "slice", {"axis": 1, "stop": -2})],
    "padded by hand": [("p", "pad", {"amounts": [0, 0, 2, 0]}), ("m", "conv1d", {"filters": 8, "padding": 0})],
    "there and back": [("a", "permute", {}), ("b", "permute", {"as_sequence": True})],
    "sum": [("m", "cumulative_sum", {"axis": 1})],
}


@pytest.mark.parametrize("chain", PAST.values(), ids=PAST.keys())
def test_layers_that_see_the_past_are_fine(chain: Chain) -> None:
    assert findings(language_model(chain)) == []


def test_each_layer_that_looks_ahead_is_found() -> None:
    two: Chain = [
        ("a", "lstm", {"units": 8, "direction": "bidirectional"}),
        ("b", "lstm", {"units": 8}),
        ("c", "conv1d", {"filters": 8}),
    ]
    assert findings(language_model(two)) == [(SEES, "a"), (SEES, "c")]


def test_a_summary_that_comes_back_to_each_step_is_found() -> None:
    document = drawn(
        [
            TEXT,
            LETTERS,
            ("m", "lstm", {"units": 8}),
            ("again", "repeat_steps", {}),
            ("s", "dense", {"units": 9}),
            *NEXT,
        ],
        "w.out>e.in e.out>m.in m.last>again.in e.out>again.like again.out>s.in s.out>loss.prediction "
        "t.out>loss.target",
    )
    assert findings(document) == [(SEES, "m")]


def in_block(inner: Node, repeat: int = 1) -> Document:
    """A language model whose layer stands in a block."""
    document = language_model([("m", "block:layer", {"repeat": repeat})], entry="a", leaving="b")
    inside = [Node("a", "block_input"), inner, Node("b", "output")]
    document.apply(*block("layer", inside, f"a > {inner.id}", f"{inner.id} > b"))
    return document


@pytest.mark.parametrize("repeat", [1, 3])
def test_a_layer_inside_a_block_is_named_and_mended_there(repeat: int) -> None:
    document = in_block(Node("inner", "transformer_encoder_layer", parameters={"heads": 2}), repeat)
    checker = Checker(document, lint=lint)
    (problem,) = [problem for problem in checker.problems() if problem.rule == SEES]
    assert problem.node == "m" and "'inner'" in problem.message
    (first, *_) = Fixer(document, checker).fixes(problem)
    assert first.label == "Turn on causal of 'inner' in block 'layer'"
    require_helpful(document, problem, first)
    (told,) = all_problems(checker)
    assert (told.within, told.node, told.rule) == (("layer",), "inner", SEES)


def test_inside_its_block_the_layer_itself_has_the_finding() -> None:
    document = in_block(Node("inner", "transformer_encoder_layer", parameters={"heads": 2}), 2)
    scope, whole = document.inside("layer"), Checker(document, lint=lint)
    inside = Checker(scope, whole)
    (problem,) = inside.problems()
    assert (problem.rule, problem.node) == (SEES, "inner")
    (first, *_) = Fixer(scope, inside).fixes(problem)
    assert first.label == "Turn on causal of 'inner'"
    scope.apply(*first.edits)
    assert not inside.problems() and not whole.problems()
    scope.undo()
    # What surrounds the block decides.
    document.apply(SetParameters("w", {"field": "another"}))
    assert not inside.problems() and not whole.problems()


def test_a_block_that_sees_the_past_is_fine() -> None:
    causal = Node("inner", "transformer_encoder_layer", parameters={"heads": 2, "causal": True})
    assert findings(in_block(causal, 3)) == []


def test_a_block_over_time_that_is_given_the_whole_text_is_found() -> None:
    inside = [
        Node("step", "block_input"),
        Node("all", "block_input", parameters={"whole": True}),
        Node("look", "additive_attention", parameters={"units": 4}),
        Node("found", "output"),
    ]
    blocks = block("look", inside, "step > look.query", "all > look.keys", "look.context > found")
    nodes: Chain = [TEXT, LETTERS, ("m", "block:look", {"over_time": True}), ("s", "dense", {"units": 9}), *NEXT]
    document = drawn(nodes, "")
    document.apply(*blocks)
    document.apply(
        *graph([], "w > e", "e > m.step", "e > m.all", "m.found > s", "s > loss.prediction", "t > loss.target")
    )
    assert findings(document) == [(SEES, "m")]


def test_an_encoder_of_another_text_reads_all_of_it() -> None:
    document = drawn(
        [
            ("source", "tokens", {"field": "other", "vocabulary": 9, "ragged": True}),
            ("se", "embedding", {"features": 8}),
            ("encoder", "transformer_encoder_layer", {"heads": 2}),
            TEXT,
            LETTERS,
            ("m", "transformer_decoder_layer", {"heads": 2}),
            ("s", "dense", {"units": 9}),
            *NEXT,
        ],
        "source.out>se.in se.out>encoder.in w.out>e.in e.out>m.in encoder.out>m.memory m.out>s.in "
        "s.out>loss.prediction t.out>loss.target",
    )
    assert findings(document) == []


def test_an_encoder_of_the_same_text_is_an_autoencoder() -> None:
    document = drawn(
        [
            ("source", "tokens", {"field": "w", "vocabulary": 9, "ragged": True}),
            ("se", "embedding", {"features": 8}),
            ("encoder", "gru", {"units": 8}),
            TEXT,
            LETTERS,
            ("m", "gru", {"units": 8}),
            ("s", "dense", {"units": 9}),
            *NEXT,
        ],
        "source.out>se.in se.out>encoder.in w.out>e.in e.out>m.in encoder.hidden>m.initial_hidden m.sequence>s.in "
        "s.out>loss.prediction t.out>loss.target",
    )
    assert findings(document) == []


def test_a_text_that_is_asked_for_as_it_is_read_is_copied() -> None:
    document = language_model([("m", "lstm", {"units": 8})], forced=False)
    assert findings(document) == [(COPIES, "t")]
    assert fixed(document, "t") == ["Ask for the next token of 'w'"]


def test_tags_of_a_text_are_no_copy() -> None:
    document = language_model([("m", "lstm", {"units": 8, "direction": "bidirectional"})], forced=False, of="tags")
    assert findings(document) == []


def test_a_copied_summary_is_an_autoencoder() -> None:
    document = drawn(
        [
            ("w", "tokens", {"field": "w", "vocabulary": 9}),
            LETTERS,
            ("m", "lstm", {"units": 8}),
            ("again", "repeat_steps", {}),
            ("back", "lstm", {"units": 8}),
            ("s", "dense", {"units": 9}),
            ("t", "token_target", {"field": "w", "vocabulary": 9}),
            ("loss", "cross_entropy", {}),
        ],
        "w.out>e.in e.out>m.in m.last>again.in e.out>again.like again.out>back.in back.sequence>s.in "
        "s.out>loss.prediction t.out>loss.target",
    )
    assert findings(document) == []


@pytest.mark.parametrize("flags, rules", [({}, [SEES]), ({"next_token": False}, [COPIES])])
def test_two_fields_of_one_column_are_one_text(flags: dict[str, Json], rules: list[str]) -> None:
    data: Json = {
        "source": {"type": "csv_text", "path": "t.csv", "text": "text"},
        "fields": {
            "w": {"column": "text", "transforms": [{"type": "characters", "bounds": True}]},
            "v": {"column": "text", "transforms": [{"type": "characters", "bounds": True}]},
        },
    }
    chain: Chain = [("m", "conv1d", {"filters": 8})]
    document = language_model(chain, forced=not flags, of="v", data=data)
    assert [rule for rule, _ in findings(document)] == rules


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name.removesuffix(".loom.json"))
def test_the_examples_and_the_corpus_see_no_answer(path: Path) -> None:
    assert findings(load(path)) == []


@pytest.mark.parametrize("name", LANGUAGE_MODELS)
def test_the_language_models_of_the_corpus_ask_for_the_next_token(name: str) -> None:
    document = load(EXAMPLES / "architectures" / f"{name}.loom.json")
    nodes = {node.type: node.parameters for node in document.nodes()}
    assert nodes["tokens"]["teacher_forcing"] is True
    assert nodes["token_target"]["next_token"] is True
