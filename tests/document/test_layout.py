"""The layered layout: data flows one way, nothing overlaps, chains are straight, long ones wrapped."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest

from backend.document.card_size import GRID
from backend.document.graph import Position
from backend.document.layout import Box, FlowDirection, LayoutEdge, layered

CARD = Box(160, 56)


def link(source: str, target: str) -> LayoutEdge:
    return LayoutEdge(source, target, 28, 28)


def chain(count: int) -> tuple[dict[str, Box], list[LayoutEdge]]:
    names = [f"n{i}" for i in range(count)]
    return dict.fromkeys(names, CARD), [link(a, b) for a, b in pairwise(names)]


def random_graph(count: int, seed: int) -> tuple[dict[str, Box], list[LayoutEdge]]:
    dice = random.Random(seed)
    boxes = {f"n{i}": Box(dice.choice((160, 200)), dice.choice((32, 56, 88))) for i in range(count)}
    links = []
    for i in range(1, count):
        for _ in range(dice.choice((0, 1, 1, 1, 2))):
            source = dice.randrange(max(0, i - 12), i)
            links.append(LayoutEdge(f"n{source}", f"n{i}", dice.choice((16, 28)), dice.choice((16, 28))))
    return boxes, links


def overlapping(boxes: dict[str, Box], found: dict[str, Position]) -> list[tuple[str, str]]:
    names = list(found)
    return [
        (a, b)
        for i, a in enumerate(names)
        for b in names[i + 1 :]
        if abs(found[a].x - found[b].x) < (boxes[a].width if found[a].x < found[b].x else boxes[b].width)
        and abs(found[a].y - found[b].y) < (boxes[a].height if found[a].y < found[b].y else boxes[b].height)
    ]


@pytest.mark.parametrize("flow", FlowDirection)
@pytest.mark.parametrize("seed", range(8))
def test_nothing_overlaps_and_all_lies_on_the_grid(flow: FlowDirection, seed: int) -> None:
    boxes, links = random_graph(60, seed)
    found = layered(boxes, links, flow)
    assert found.keys() == boxes.keys()
    assert overlapping(boxes, found) == []
    assert all(x % GRID == 0 and y % GRID == 0 for x, y in found.values())


def test_a_short_chain_is_one_straight_row() -> None:
    found = layered(*chain(5))
    assert {place.y for place in found.values()} == {0}
    assert [found[f"n{i}"].x for i in range(5)] == [0, 248, 496, 744, 992]


def test_a_long_chain_is_wrapped_into_rows() -> None:
    found = layered(*chain(40))
    rows = {place.y for place in found.values()}
    assert 2 < len(rows) < 12
    assert max(place.x for place in found.values()) < 3_000


def test_a_long_chain_downwards_is_wrapped_into_columns() -> None:
    found = layered(*chain(40), FlowDirection.DOWN)
    columns = sorted({place.x for place in found.values()})
    assert 2 < len(columns) < 12
    tops = [min(place.y for place in found.values() if place.x == column) for column in columns]
    assert set(tops) == {0}
    assert max(place.y for place in found.values()) < 3_000


def test_downwards_each_rank_is_below_the_one_before() -> None:
    found = layered(*chain(5), FlowDirection.DOWN)
    assert {place.x for place in found.values()} == {0}
    ys = [found[f"n{i}"].y for i in range(5)]
    assert ys == sorted(set(ys))


def test_an_input_stands_right_before_what_it_feeds() -> None:
    boxes, links = chain(4)
    boxes["label"] = CARD
    found = layered(boxes, [*links, LayoutEdge("label", "n3", 28, 46)])
    assert found["label"].x == found["n2"].x


def test_branches_that_are_given_crossed_are_uncrossed() -> None:
    boxes = dict.fromkeys(("a", "b", "c", "d", "in"), CARD)
    found = layered(boxes, [link("in", "a"), link("in", "b"), link("a", "d"), link("b", "c")])
    assert (found["a"].y < found["b"].y) == (found["d"].y < found["c"].y)


def test_cycles_and_links_to_nowhere_are_taken_for_absent() -> None:
    boxes = dict.fromkeys(("a", "b"), CARD)
    found = layered(boxes, [link("a", "b"), link("b", "a"), link("a", "gone")])
    assert overlapping(boxes, found) == []


def test_nothing_at_all() -> None:
    assert layered({}, []) == {}


def test_what_a_skip_passes_steps_aside_and_its_ends_stay_level() -> None:
    boxes, links = chain(5)
    found = layered(boxes, [*links, link("n0", "n3")])
    level = found["n0"].y
    assert found["n3"].y == found["n4"].y == level
    assert found["n1"].y == found["n2"].y > level + CARD.height / 2


def test_nested_skips_make_a_u() -> None:
    boxes, links = chain(7)
    found = layered(boxes, [*links, link("n0", "n6"), link("n1", "n5"), link("n2", "n4")])
    ys = [found[f"n{i}"].y for i in range(7)]
    assert ys[0] == ys[6] < ys[1] == ys[5] < ys[2] == ys[4] < ys[3]


def test_rows_are_broken_where_one_link_passes() -> None:
    boxes, links = chain(24)
    skips = [link(f"n{i}", f"n{i + 3}") for i in range(0, 21, 4)]
    found = layered(boxes, [*links, *skips])
    back = [one for one in (*links, *skips) if found[one.target].x < found[one.source].x]
    assert back
    assert not set(back) & set(skips)


def u_net(levels: int, tail: int = 2) -> tuple[dict[str, Box], list[LayoutEdge]]:
    """An encoder of pairs, a decoder with a skip at each level, and a chain after it."""
    order, wires = ["in"], []
    for level in range(levels):
        order += [f"pool{level}", f"down{level}"] if level else [f"down{level}"]
    order += ["bottom"]
    for level in reversed(range(levels)):
        order += [f"up{level}", f"conv{level}"]
    order += [f"tail{number}" for number in range(tail)]
    wires = [*pairwise(order), *((f"down{level}", f"up{level}") for level in range(levels))]
    return {node: Box(160, 56) for node in order}, [LayoutEdge(a, b, 28, 28) for a, b in wires]


@pytest.mark.parametrize(("levels", "tail"), [(2, 2), (4, 2), (4, 9)])
def test_an_encoder_and_its_decoder_are_laid_out_as_a_u(levels: int, tail: int) -> None:
    boxes, links = u_net(levels, tail)
    found = layered(boxes, links)
    for level in range(levels):
        assert found[f"down{level}"].y == found[f"up{level}"].y, "skips run straight across"
        assert found[f"down{level}"].x + 160 < found[f"up{level}"].x
        if level:
            assert found[f"down{level}"].y > found[f"down{level - 1}"].y + 56
            assert found[f"up{level}"].x == found["up0"].x
    assert found["bottom"].y >= found[f"down{levels - 1}"].y
    rects = [(at.x, at.y) for at in found.values()]
    assert not any(abs(a[0] - b[0]) < 160 and abs(a[1] - b[1]) < 56 for a, b in combinations(rects, 2))
    assert max(at.x for at in found.values()) < 1500


def test_shortcuts_within_a_chain_make_no_u() -> None:
    order = [f"n{i}" for i in range(9)]
    wires = [*pairwise(order), ("n1", "n4"), ("n4", "n7")]
    found = layered(
        {node: Box(160, 56) for node in order}, [LayoutEdge(a, b, 28, 28) for a, b in wires], FlowDirection.RIGHT
    )
    assert [found[node].x for node in order[:5]] == sorted(found[node].x for node in order[:5])


def test_a_loss_and_its_metrics_stand_in_a_row() -> None:
    nodes = ["scores", "target", "loss", "accuracy", "f1"]
    wires = [(source, end) for end in nodes[2:] for source in nodes[:2]]
    found = layered({node: Box(160, 56) for node in nodes}, [LayoutEdge(a, b, 28, 28) for a, b in wires])
    assert found["loss"].x < found["accuracy"].x < found["f1"].x
    assert len({found[node].y for node in nodes[2:]}) == 1
    assert found["scores"].x == found["target"].x
