"""The figures of a run and how they are drawn, without a window."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.training.events import EpochDone, Started, Steps
from nodeeditor.panels.training.curve_plot import MAX_POINTS, nice_range, thinned, tick_texts, value_range
from nodeeditor.panels.training.plots import smooth, step_times
from nodeeditor.panels.training.run_log import RunLog, read_run
from nodeeditor.presentation import bytes_text, count_text, duration_text, number_text


def started(first_epoch: int = 1) -> Started:
    return Started("runs/x/001", "cpu", 4, first_epoch, 3, {}, 10, "loss")


def epoch_done(number: int) -> EpochDone:
    return EpochDone(number, {"loss": 1.0, "accuracy": 0.5}, {"loss": 2.0}, 0.1, 1.0, number == 1)


def test_a_resumed_run_drops_what_it_repeats() -> None:
    log = RunLog()
    log.begin(started())
    log.add_steps(Steps(1, 0, (1.0, 2.0, 3.0), 0.1, 10, 1))
    log.add_epoch(epoch_done(1))
    log.add_steps(Steps(2, 3, (4.0, 5.0), 0.1, 10, 1))
    log.begin(started(first_epoch=2))
    assert log.losses.tolist() == [1.0, 2.0, 3.0]
    assert [epoch.epoch for epoch in log.done] == [1]


def test_a_run_that_is_known_from_its_middle_lies_at_its_place() -> None:
    log = RunLog()
    log.begin(started(first_epoch=3))
    log.add_steps(Steps(3, 6, (1.0, 1.0, 1.0), 0.1, 10, 1))
    assert step_times(log).tolist() == pytest.approx([7 / 3, 8 / 3, 3.0])


def test_many_steps_are_kept() -> None:
    log = RunLog()
    log.begin(started())
    for first in range(0, 5000, 50):
        log.add_steps(Steps(1, first, tuple(float(first + n) for n in range(50)), 0.1, 10, 1))
    assert log.losses.tolist() == list(range(5000))


def test_a_folder_with_a_line_cut_off_is_read(tmp_path: Path) -> None:
    lines = [json.dumps(epoch_done(number).__dict__) for number in (1, 2)]
    (tmp_path / "metrics.jsonl").write_text("\n".join(lines) + '\n{"epoch": 3, "tr')
    log = read_run(tmp_path)
    assert [epoch.epoch for epoch in log.done] == [1, 2]
    assert log.metric_names() == ["accuracy"]
    assert log.result is None


def test_smoothing_leaves_a_line_a_line() -> None:
    line = np.arange(50.0)
    assert np.allclose(smooth(line, 7), line)


def test_smoothing_passes_over_what_is_not_finite() -> None:
    values = np.ones(20)
    values[[3, 9]] = [np.nan, np.inf]
    assert np.allclose(smooth(values, 4), 1.0)


@given(st.integers(0, 10_000))
@example(2290)
def test_thinned_curves_keep_their_outline(count: int) -> None:
    x = np.arange(count, dtype=float)
    y = np.random.default_rng(count).normal(size=count)
    thin_x, thin_y = thinned(x, y)
    assert len(thin_x) == len(thin_y) <= MAX_POINTS + 2
    if count:
        assert thin_y.min() == y.min() and thin_y.max() == y.max() and thin_x[-1] == x[-1]


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_round_ranges_hold_the_values(low: float, extent: float) -> None:
    bottom, top, step = nice_range(low, low + extent, 4)
    assert bottom <= low + step * 1e-6 and top >= low + extent - step * 1e-6
    assert 2 <= len(tick_texts(bottom, top, step)) <= 8


def test_ticks_are_written_with_the_decimals_they_need() -> None:
    assert [text for _, text in tick_texts(0, 1, 0.25)] == ["0.00", "0.25", "0.50", "0.75", "1.00"]
    assert [text for _, text in tick_texts(0, 30, 5)][-1] == "30"


def test_ranges_of_nothing_and_of_one_value() -> None:
    assert value_range([np.array([])], bounded=False) == (0.0, 1.0)
    assert value_range([np.array([2.0])], bounded=False) == (1.9, 2.1)
    assert value_range([np.array([0.4])], bounded=True) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (duration_text(3.2), "0:03"),
        (duration_text(760), "12:40"),
        (duration_text(7500), "2:05:00"),
        (duration_text(float("inf")), "–:––"),
        (number_text(0.98612), "0.9861"),
        (number_text(0.0000123), "1.23e-05"),
        (number_text(12345.6), "12,346"),
        (number_text(float("nan")), "nan"),
        (count_text(950), "950"),
        (count_text(819_200), "819 k"),
        (count_text(2_640_000), "2.64 M"),
        (bytes_text(2560), "2.56 kB"),
        (bytes_text(14_000_000), "14 MB"),
    ],
)
def test_numbers_as_people_read_them(made: str, text: str) -> None:
    assert made == text
