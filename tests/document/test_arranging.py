"""Aligning, distributing, stepping aside and framing."""

from __future__ import annotations

from itertools import pairwise

import pytest

from backend.document.arranging import (
    Edge,
    Rect,
    aligned,
    carried,
    distributed,
    frame_around,
    pushed_aside,
    united,
)

RECTS = {"a": Rect(0, 0, 160, 56), "b": Rect(208, 40, 160, 88), "c": Rect(600, 96, 200, 56)}


@pytest.mark.parametrize(
    ("edge", "expected"),
    [
        (Edge.LEFT, [0, 0, 0]),
        (Edge.CENTRE, [320, 320, 300]),
        (Edge.RIGHT, [640, 640, 600]),
        (Edge.TOP, [0, 0, 0]),
        (Edge.MIDDLE, [48, 32, 48]),
        (Edge.BOTTOM, [96, 64, 96]),
    ],
)
def test_aligning(edge: Edge, expected: list[float]) -> None:
    across = edge in (Edge.LEFT, Edge.CENTRE, Edge.RIGHT)
    found = aligned(RECTS, edge)
    assert [found[node][0 if across else 1] for node in "abc"] == expected
    assert all(found[node][1 if across else 0] == RECTS[node][1 if across else 0] for node in "abc")


def test_distributing_keeps_the_outermost_and_makes_gaps_equal() -> None:
    found = distributed(RECTS, across=True)
    assert (found["a"].x, found["c"].x) == (0, 600)
    assert found["b"].x - 160 == 600 - (found["b"].x + 160)


def test_one_node_is_not_aligned_and_two_are_not_distributed() -> None:
    assert aligned({"a": RECTS["a"]}, Edge.LEFT) == {}
    assert distributed({"a": RECTS["a"], "b": RECTS["b"]}, across=False) == {}


def test_only_what_is_in_the_way_steps_aside() -> None:
    placed = Rect(200, 0, 160, 56)
    row = {"left": Rect(0, 0, 160, 56), "next": Rect(320, 0, 160, 56), "far": Rect(2000, 0, 160, 56)}
    found = pushed_aside({**row, "below": Rect(320, 200, 160, 56)}, placed)
    assert found.keys() == {"next"}
    assert found["next"].x >= placed.right + 60


def test_what_steps_aside_keeps_its_gaps() -> None:
    row = {f"n{i}": Rect(240.0 * i, 0, 160, 56) for i in range(1, 5)}
    found = pushed_aside(row, Rect(160, 0, 160, 56))
    assert found.keys() == row.keys()
    xs = [found[node].x for node in row]
    assert all(after - before >= 160 + 72 for before, after in pairwise(xs))


def test_a_frame_holds_and_carries() -> None:
    frame = frame_around(RECTS.values())
    assert all(frame.contains(rect) for rect in RECTS.values())
    rects = {**RECTS, "frame": frame, "outside": Rect(5000, 0, 10, 10)}
    assert carried(rects, ["frame"]) == {"a", "b", "c"}
    assert united([frame]) == frame
