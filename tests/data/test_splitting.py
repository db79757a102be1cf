"""Splits share out every row once; those in time keep the future out of the past."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.data.loading.split_rows import split_given, split_in_time, split_random, split_stratified

shares = st.tuples(st.floats(0.2, 0.6), st.floats(0.0, 0.3))


def all_rows(rows: dict[str, np.ndarray]) -> list[int]:
    return sorted(np.concatenate(list(rows.values())).tolist())


@given(st.integers(1, 200), shares, st.integers(0, 99))
def test_a_random_split_shares_out_every_row_once(count: int, share: tuple[float, float], seed: int) -> None:
    columns = {"x": np.zeros(count)}
    rows = split_random(columns, *share, seed)
    assert all_rows(rows) == list(range(count))
    again = split_random(columns, *share, seed)
    assert all(np.array_equal(rows[name], again[name]) for name in rows)


@given(st.lists(st.integers(2, 60), min_size=1, max_size=5), shares, st.integers(0, 99))
def test_a_stratified_split_has_the_same_share_of_every_class(
    counts: list[int], share: tuple[float, float], seed: int
) -> None:
    classes = np.array([str(number) for number, count in enumerate(counts) for _ in range(count)], dtype=object)
    rows = split_stratified({"y": classes}, "y", *share, seed)
    assert all_rows(rows) == list(range(len(classes)))
    for number, count in enumerate(counts):
        assert abs((classes[rows["train"]] == str(number)).sum() - share[0] * count) <= 1


@pytest.mark.filterwarnings("ignore:.* windows that reach into the next split")
@given(st.integers(8, 80), st.integers(1, 6), st.integers(1, 6), st.integers(1, 4), shares)
def test_no_training_window_reaches_a_later_target(
    steps: int, window: int, horizon: int, stride: int, share: tuple[float, float]
) -> None:
    starts = np.arange(0, max(1, steps - window - horizon + 1), stride)
    targets = np.stack([starts + window, starts + window + horizon - 1], axis=1)
    rows = split_in_time({"target_steps": targets}, *share)
    for earlier, later in (("train", "validation"), ("train", "test"), ("validation", "test")):
        if len(rows[earlier]) and len(rows[later]):
            assert targets[rows[earlier], 1].max() < targets[rows[later], 0].min()


def test_a_given_split_is_kept_and_lends_rows_for_validation() -> None:
    split = np.array(["test"] * 3 + ["train"] * 20, dtype=object)
    rows = split_given({"split": split}, validation=0.2, seed=0)
    assert rows["test"].tolist() == [0, 1, 2]
    assert len(rows["validation"]) == 4 and all_rows(rows) == list(range(23))


def test_a_strange_word_in_a_given_split_is_refused() -> None:
    with pytest.raises(ValueError, match="received 'tset'"):
        split_given({"split": np.array(["train", "tset"], dtype=object)}, validation=0.2, seed=0)


def test_windows_that_are_left_out_are_counted() -> None:
    starts = np.arange(10)
    with pytest.warns(UserWarning, match=r"train windows .* left out \(2 of 10 rows; the first is row 4\)"):
        rows = split_in_time({"target_steps": np.stack([starts, starts + 2], axis=1)}, 0.5, 0.0)
    assert rows["train"].tolist() == [0, 1, 2] and rows["test"].tolist() == [5, 6, 7, 8, 9]
