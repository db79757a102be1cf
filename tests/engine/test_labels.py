"""Batches without labels add nothing; data that no loss can count is told or refused before training."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.engine.evaluate import evaluate
from backend.errors import LoomError
from backend.training.events import EpochDone, Started, Steps
from tests.engine.documents import NO_STEP, command, events_of, infinite, masks, strips, trained, weighted

UNLABELLED = [False, *[True] * 5, False, True, *[True] * 4]
"""Of twelve rows, the first of the training and of the validation split."""


@pytest.mark.parametrize("loss", ["cross_entropy", "focal", "dice", "multi_margin"])
def test_the_loss_of_a_split_is_that_of_its_labels_at_every_batch_size(tmp_path: Path, loss: str) -> None:
    found = []
    for size in (1, 2, 12):
        document = masks(tmp_path, UNLABELLED, loss, batch_size=size, epochs=1, optimizer=NO_STEP)
        run = Path(trained(document, tmp_path, run=str(tmp_path / f"run{size}")).run)
        found.append([evaluate(run, split).metrics for split in ("train", "validation", "test")])
    for other in found[1:]:
        for mine, its in zip(found[0], other):
            assert mine == pytest.approx(its, rel=1e-5)
    assert all(metrics["loss"] > 0 for metrics in found[0])


def test_a_step_without_labels_moves_nothing(tmp_path: Path) -> None:
    """Momentum and decay would move the weights even along a gradient of zero."""
    optimizer = {"type": "adamw", "learning_rate": 0.01, "weight_decay": 0.5}
    document = masks(tmp_path, UNLABELLED, optimizer=optimizer, schedule={"type": "one_cycle"})
    events = events_of(command(document, tmp_path))
    losses = [loss for event in events if isinstance(event, Steps) for loss in event.losses]
    assert len(losses) == 2 * 6 and sum(loss != loss for loss in losses) == 2
    epochs = [event for event in events if isinstance(event, EpochDone)]
    for split in ("train", "validation"):
        assert all(0 < getattr(epoch, split)["loss"] < 10 for epoch in epochs)


def test_a_training_split_without_a_label_has_no_classes(tmp_path: Path) -> None:
    with pytest.raises(LoomError, match="none of the 6 rows of field 'y' in the train split has a labelled pixel"):
        trained(masks(tmp_path, [False] * 6 + [True] * 6), tmp_path)


@pytest.mark.parametrize("first, split", [(6, "validation"), (9, "test")])
def test_a_split_without_a_label_is_refused_by_its_field(tmp_path: Path, first: int, split: str) -> None:
    labelled = [not first <= row < first + 3 for row in range(12)]
    with pytest.raises(LoomError) as error:
        trained(masks(tmp_path, labelled), tmp_path)
    assert str(error.value) == (
        f"Mask target 'y': none of the 3 rows of field 'y' in the {split} split has a labelled pixel, so "
        "that there is no loss and no metric: label some, or divide the data otherwise"
    )


@pytest.mark.parametrize("split, first, last", [("validation", 6, 9), ("test", 9, 12)])
def test_a_split_of_classes_without_weight_is_refused(tmp_path: Path, split: str, first: int, last: int) -> None:
    """A loss that counts nothing would be shown as 0."""
    classes = [int(not first <= row < last and row % 2 == 0) for row in range(12)]
    with pytest.raises(LoomError) as error:
        trained(weighted(tmp_path, classes, [0, 1]), tmp_path)
    assert str(error.value) == (
        "Cross-entropy 'loss': the class weights are 0 for all classes that the 3 rows of field 'y' in the "
        f"{split} split have, so that there is no loss: give one of these classes a weight, or divide the data "
        "otherwise"
    )


@pytest.mark.parametrize("weights", [[0, 1], [0.2, 3]])
def test_weighted_losses_are_those_of_the_split_at_every_batch_size(tmp_path: Path, weights: list[float]) -> None:
    found = [
        trained(
            weighted(tmp_path, [0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1], weights, batch_size=size),
            tmp_path,
            run=str(tmp_path / f"run{size}"),
        ).metrics["loss"]
        for size in (1, 2, 12)
    ]
    assert found[0] > 0 and found[1:] == pytest.approx([found[0]] * 2, rel=1e-5)


def test_a_validation_loss_that_is_infinite_names_its_cause(tmp_path: Path) -> None:
    with pytest.raises(LoomError) as error:
        trained(infinite(tmp_path), tmp_path)
    assert "is not a finite number on the validation split after epoch 1" in str(error.value)
    assert "field 'x' reaches 1e+25 in row 8" in str(error.value)


def test_rows_with_too_few_steps_are_told_and_count_in_no_loss(tmp_path: Path) -> None:
    document = strips(
        tmp_path, ["abc", "aab", "aabb", "abcabc"] * 4, optimizer={"type": "sgd", "learning_rate": 1e-30}
    )
    events = events_of(command(document, tmp_path, run=str(tmp_path / "run")))
    started = next(event for event in events if isinstance(event, Started))
    sentence = (
        "CTC 'loss': {} of {} rows of field 'y' need more steps than the 4 that arrive (row {} needs 6), and the "
        "loss leaves them out: lessen the stride of 'short'"
    )
    assert sentence.format(8, 16, 3) in started.warnings
    result = evaluate(tmp_path / "run", "test")
    assert sentence.format(2, 4, 15) in result.warnings


def test_a_split_of_which_no_row_has_enough_steps_is_refused(tmp_path: Path) -> None:
    document = strips(tmp_path, [*["abc"] * 8, *["aabbcc"] * 4, *["abc"] * 4])
    with pytest.raises(LoomError) as error:
        trained(document, tmp_path)
    assert str(error.value) == (
        "CTC 'loss': 4 of 16 rows of field 'y' need more steps than the 4 that arrive (row 9 needs 9), and "
        "none of the validation split is left: lessen the stride of 'short'"
    )
