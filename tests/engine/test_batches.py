"""Batches: random orders that can be repeated, sequences cut and shifted, lengths that stay right."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from backend.data.declarations import Kind
from backend.data.fields import Field
from backend.declare.tensor_type import Element
from backend.engine.batches import BatchSource, shuffled_batches, steps_per_epoch
from backend.engine.binding import Binding, Feed

CPU = torch.device("cpu")
TOKENS = np.array([[2, 7, 3, 0, 0], [2, 8, 9, 7, 3], [2, 9, 8, 3, 0]])
SENTENCE = Field("sentence", TOKENS, np.array([3, 5, 4]), Kind.TOKENS, vocabulary=tuple("abcdefghij"))
NUMBER = Field("number", np.array([1.5, 2.5, 3.5], dtype=np.float32), None, Kind.NUMBER)


def _source(*inputs: Feed, targets: tuple[Feed, ...] = (), lengths: tuple[str, ...] = ()) -> BatchSource:
    fields = {"sentence": SENTENCE, "number": NUMBER}
    return BatchSource(Binding(inputs, targets, lengths), fields, CPU)


def test_sequences_are_cut_at_the_longest_of_the_batch() -> None:
    feed = Feed("text", "sentence", Element.INT, ragged=True)
    batch = _source(feed, lengths=("text",)).take(torch.tensor([2, 0]))
    values, lengths = batch.inputs
    assert values.tolist() == [[2, 9, 8, 3], [2, 7, 3, 0]]
    assert lengths.tolist() == [4, 3]


def test_teacher_forcing_shifts_input_and_target_by_one() -> None:
    so_far = Feed("so_far", "sentence", Element.INT, ragged=True, drop=1)
    following = Feed("next", "sentence", Element.INT, ragged=True, skip=1)
    batch = _source(so_far, targets=(following,), lengths=("so_far",)).take(torch.tensor([0, 2]))
    values, lengths = batch.inputs
    assert values.tolist() == [[2, 7, 3], [2, 9, 8]]
    assert batch.targets["next"].tolist() == [[7, 3, 0], [9, 8, 3]]
    assert lengths.tolist() == batch.lengths["next"].tolist() == [2, 3]


def test_a_number_becomes_a_column() -> None:
    batch = _source(Feed("x", "number", Element.FLOAT, column=True)).take(torch.tensor([1]))
    assert batch.inputs[0].tolist() == [[2.5]]


@pytest.mark.parametrize(
    ("rows", "size", "expected"),
    [(10, 5, [5, 5]), (11, 5, [5, 5]), (12, 5, [5, 5, 2]), (1, 5, [1]), (3, 1, [1, 1, 1])],
)
def test_a_last_batch_of_one_is_left_out(rows: int, size: int, expected: list[int]) -> None:
    batches = shuffled_batches(torch.arange(rows), size, torch.Generator().manual_seed(0))
    assert [len(batch) for batch in batches] == expected
    assert steps_per_epoch(rows, size) == len(expected)


def test_orders_differ_by_epoch_and_repeat_by_seed() -> None:
    def orders(seed: int) -> list[Tensor]:
        order = torch.Generator().manual_seed(seed)
        return [torch.cat(shuffled_batches(torch.arange(100, 150), 8, order)) for _ in range(2)]

    first, again, other = orders(1), orders(1), orders(2)
    assert all(torch.equal(a, b) for a, b in zip(first, again))
    assert not torch.equal(first[0], first[1]) and not torch.equal(first[0], other[0])
    assert sorted(first[0].tolist()) == list(range(100, 150))
