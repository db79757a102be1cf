"""Blocks that ragged samples go through: shared between sequences of other lengths, and shorter each time."""

from __future__ import annotations

import pytest
import torch

from backend.document.document import Document
from backend.document.graph import Node
from tests.source.test_blocks import block, build, graph


def strided(layer: Node) -> list[Node]:
    return [Node("x", "block_input"), layer, Node("out", "output")]


HALVING = [
    Node("halved", "conv1d", parameters={"filters": 3, "stride": 2}),
    Node("halved", "max_pool1d"),
    Node("halved", "conv1d", parameters={"filters": 3, "kernel": 2, "padding": 0}),
]


def readers() -> Document:
    """One reader sees two texts, each with lengths of its own."""
    document = Document("twins")
    inside = [
        Node("x", "block_input"),
        Node("narrow", "conv1d", parameters={"filters": 5, "stride": 2}),
        Node("read", "lstm", parameters={"units": 4, "direction": "bidirectional"}),
        Node("out", "output"),
    ]
    document.apply(*block("reader", inside, "x > narrow", "narrow > read", "read.last > out"))
    sides = ("left", "right")
    texts = [
        Node(side, "sequence", parameters={"field": side, "features": 3, "ragged": True, "length": length})
        for side, length in zip(sides, "TU")
    ]
    read = [Node(f"read_{side}", "block:reader", parameters={"shared_as": "reader"}) for side in sides]
    document.apply(*graph([*texts, *read], "left > read_left.x", "right > read_right.x"))
    return document


def test_one_reader_serves_sequences_with_lengths_of_their_own() -> None:
    model, _, text = build(readers())
    assert text.count("class Reader") == 1
    left, right = torch.randn(3, 9, 3), torch.randn(3, 6, 3)
    lengths = {"left_lengths": torch.tensor([9, 4, 7]), "right_lengths": torch.tensor([2, 6, 5])}
    together = model(left, right, **lengths)
    for sample in range(3):
        alone = model(
            left[sample : sample + 1, : lengths["left_lengths"][sample]],
            right[sample : sample + 1, : lengths["right_lengths"][sample]],
        )
        for batched, single in zip(together, alone):
            torch.testing.assert_close(batched[sample : sample + 1], single)


@pytest.mark.parametrize("layer", HALVING, ids=lambda node: f"{node.type}-{len(node.parameters)}")
def test_repetitions_that_shorten_samples_hand_the_lengths_on(layer: Node) -> None:
    document = Document("pyramid")
    document.apply(*block("stage", strided(layer), "x > halved", "halved > out"))
    top = [
        Node("s", "sequence", parameters={"features": 3, "ragged": True}),
        Node("stages", "block:stage", parameters={"repeat": 3}),
        Node("sum", "global_average_pool"),
    ]
    document.apply(*graph(top, "s > stages.x", "stages.out > sum"))
    model, _, _ = build(document)
    x, lengths = torch.randn(3, 16, 3), torch.tensor([16, 8, 11])
    together = model(x, s_lengths=lengths)
    for sample, length in enumerate(lengths):
        torch.testing.assert_close(together[sample], model(x[sample : sample + 1, :length])[0])
