"""A layered layout of a graph: data flows one way, cards don't overlap, long chains are wrapped into rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from math import sqrt

from backend.declare.layer import Layer
from backend.document.card_size import MAX_CARD_WIDTH, TAB_WIDTH, layer_card_height, on_grid
from backend.document.graph import Position, Wire
from backend.document.graph_view import connected_components
from backend.document.layering import Arc, Ranked, places, ranked, reduce_crossings

RANK_GAP = 88.0
LABEL_ROOM = 16.0
"""A gap is so much wider than the shape in it: what the wire's ports take."""
WIDER_PER_LINK = 16.0
MAX_RANK_GAP = 176.0
LINE_GAP = 64.0
"""Between ranks that run downwards: a wire from right to left finds its lane there."""
GAP = 32.0
ROW_GAP = 80.0
COLUMN_GAP = 144.0
"""Between columns of a component that runs downwards: room for bends at both sides, and for the wire back up."""
COMPONENT_GAP = 72.0
ROW_SHAPE = 1.6
"""How much wider than high a wrapped layout is meant to be."""
MIN_WRAPPED_LENGTHS = {"RIGHT": 1_200.0, "DOWN": 1_000.0}
"""The least length at which a component is wrapped, by the name of the flow."""
MIN_ROW_LENGTH, MAX_ROW_LENGTH = 0.6, 1.45
"""How far from the common length rows may be, so that they are broken where few links pass."""
MAX_CUT_WIRES = 1
"""A row is never broken where more links than this would have to run back: skips would cross the rows."""
LOOSE_PER_ROW = 6
MIN_SKIP = 2
"""Links over fewer ranks are shortcuts within a level, not skips from an encoder to a decoder."""
MIN_LEVELS = 2
MAX_RANKS_BESIDE = 2
"""How many ranks after the last skip stand in the uppermost level: the others begin a row below."""


class FlowDirection(Enum):
    """Which way data runs."""

    RIGHT = "left to right"
    DOWN = "top to bottom"

    def along(self, box: Box) -> float:
        """How much of a card lies in the direction of the flow."""
        return box.width if self is FlowDirection.RIGHT else box.height

    def across(self, box: Box) -> float:
        return box.height if self is FlowDirection.RIGHT else box.width

    def place(self, along: float, across: float) -> Position:
        return Position(along, across) if self is FlowDirection.RIGHT else Position(across, along)

    @property
    def gap(self) -> float:
        """Between two ranks, at least."""
        return RANK_GAP if self is FlowDirection.RIGHT else LINE_GAP


@dataclass(frozen=True)
class Box:
    """How large a node's card is."""

    width: float
    height: float


@dataclass(frozen=True)
class LayoutEdge:
    """A wire; ``leaves`` and ``enters`` are the heights of its ports below the upper edges of their cards.

    ``label`` is the width of the shape that is written beside it.
    """

    source: str
    target: str
    leaves: float
    enters: float
    label: float = 0.0


@dataclass(frozen=True)
class Component:
    """A laid out piece of the graph with its corner at the origin."""

    positions: Mapping[str, Position]
    width: float
    height: float


@dataclass(frozen=True)
class LayoutRow:
    """Some ranks that are laid beside each other, and the places of all items across them.

    ``labels`` has the widest label of the wires that leave an item.
    """

    ranks: Sequence[Sequence[int]]
    places: Sequence[float]
    labels: Mapping[int, float]


def layered(
    boxes: Mapping[str, Box], links: Iterable[LayoutEdge], flow: FlowDirection = FlowDirection.RIGHT
) -> dict[str, Position]:
    """Where each card's upper left corner goes, all on the grid, the smallest at the origin.

    The order of ``boxes`` breaks ties, so that a picture keeps the arrangement it had where it can. Links that
    close a cycle, and links to what has no box, are taken for absent.
    """
    known = [link for link in links if link.source in boxes and link.target in boxes]
    pieces = connected_components(list(boxes), ((link.source, link.target) for link in known))
    components = [_component(piece, boxes, known, flow) for piece in pieces if len(piece) > 1]
    # Nodes without wires fill rows below the rest; each on its own they
    # would make a column as long as the drawing.
    loose = [piece[0] for piece in pieces if len(piece) == 1]
    for start in range(0, len(loose), LOOSE_PER_ROW):
        components.append(_row_of_loose(loose[start : start + LOOSE_PER_ROW], boxes))
    found: dict[str, Position] = {}
    down = 0.0
    for part in components:
        for node, place in part.positions.items():
            found[node] = Position(on_grid(place.x), on_grid(place.y + down))
        down += part.height + COMPONENT_GAP
    return found


def roughly_layered(
    layers: Mapping[str, Layer | None], wires: Iterable[Wire], docked: Collection[str] = ()
) -> dict[str, Position]:
    """The same for nodes of these layers without the canvas: all as wide as cards get, wires at their middles.

    Those that are docked lie on the cards of the nodes before them.
    """
    given = list(wires)
    hosts = {wire.target: wire.source for wire in given if wire.target in docked}

    def card(node: str) -> str:
        while node in hosts:
            node = hosts[node]
        return node

    cards = {node: card(node) for node in layers}
    heights = {node: layer_card_height(layers[node]) for node in layers}
    tabs = Counter(cards[node] for node in hosts)
    boxes = {
        node: Box(MAX_CARD_WIDTH + tabs[node] * TAB_WIDTH, heights[node]) for node in layers if cards[node] == node
    }
    ends = dict.fromkeys((cards[wire.source], cards[wire.target]) for wire in given)
    links = (LayoutEdge(a, b, heights[a] / 2, heights[b] / 2) for a, b in ends if a != b)
    found = layered(boxes, links)
    ends_of_cards = {node: Position(found[node].x + MAX_CARD_WIDTH, found[node].y) for node in boxes}
    for tab in (node for node in layers if node in hosts):
        found[tab] = ends_of_cards[cards[tab]]
        ends_of_cards[cards[tab]] = found[tab].shifted(TAB_WIDTH, 0.0)
    return found


def _component(
    nodes: Sequence[str], boxes: Mapping[str, Box], links: Sequence[LayoutEdge], flow: FlowDirection
) -> Component:
    """Its rows lie below each other or, where data flows down, beside each other as columns."""
    number = {node: index for index, node in enumerate(nodes)}
    arcs = [_arc(link, number, flow) for link in links if link.source in number]
    arcs += _in_a_row(arcs)
    labels: dict[int, float] = {}
    for link in links:
        if link.source in number:
            labels[number[link.source]] = max(labels.get(number[link.source], 0.0), link.label)
    # Parallel wires at the same heights count as one: twice the arcs would pull twice as hard.
    made = ranked([flow.across(boxes[node]) for node in nodes], list(dict.fromkeys(arcs)))
    reduce_crossings(made)
    found = places(made, GAP)
    positions: dict[str, Position] = {}
    aside = 0.0
    skips = _nested_skips(made, arcs) if flow is FlowDirection.RIGHT else []
    rest = made.ranks
    if skips:
        last = _end_of_u(made, skips)
        positions = _lay_u(made, skips, last, LayoutRow(made.ranks, found, labels), nodes, boxes)
        aside = max(at.y + boxes[node].height for node, at in positions.items()) + ROW_GAP
        rest = made.ranks[last:]
    for ranks in _rows(made, rest, nodes, boxes, flow) if rest else ():
        laid = _lay_row(made, LayoutRow(ranks, found, labels), nodes, boxes, flow)
        shift = flow.place(0.0, aside)
        positions |= {node: Position(at.x + shift.x, at.y + shift.y) for node, at in laid.items()}
        corners = (Box(at.x + boxes[node].width, at.y + boxes[node].height) for node, at in laid.items())
        aside += max(map(flow.across, corners)) + (ROW_GAP if flow is FlowDirection.RIGHT else COLUMN_GAP)
    width = max(at.x + boxes[node].width for node, at in positions.items())
    height = max(at.y + boxes[node].height for node, at in positions.items())
    return Component(positions, width, height)


def _arc(link: LayoutEdge, number: Mapping[str, int], flow: FlowDirection) -> Arc:
    # Ports lie on the left and right sides of cards: only where data runs to the right do their heights matter.
    offsets = (link.leaves, link.enters) if flow is FlowDirection.RIGHT else (0.0, 0.0)
    return Arc(number[link.source], number[link.target], *offsets)


def _lay_row(
    made: Ranked,
    row: LayoutRow,
    nodes: Sequence[str],
    boxes: Mapping[str, Box],
    flow: FlowDirection = FlowDirection.RIGHT,
) -> dict[str, Position]:
    """The places of a row's nodes, its corner at the origin."""
    shown = [[item for item in rank if item < len(nodes)] for rank in row.ranks]
    first = min(row.places[item] for rank in shown for item in rank)
    positions: dict[str, Position] = {}
    along = 0.0
    for rank, visible in zip(row.ranks, shown):
        for item in visible:
            positions[nodes[item]] = flow.place(along, row.places[item] - first)
        behind = _gap_after(made, rank, row.labels) if flow is FlowDirection.RIGHT else LINE_GAP
        along += max((flow.along(boxes[nodes[item]]) for item in visible), default=0.0) + behind
    return positions


def _gap_after(made: Ranked, rank: Sequence[int], labels: Mapping[int, float]) -> float:
    """Wider where many links pass, and for long shapes beside them."""
    links = sum(len(made.after[item]) for item in rank)
    usual = min(RANK_GAP + WIDER_PER_LINK * max(0, links - 2), MAX_RANK_GAP)
    return max(usual, *(labels.get(item, 0.0) + LABEL_ROOM for item in rank))


def _in_a_row(arcs: Sequence[Arc]) -> list[Arc]:
    """Arcs that put ends with the same two sources, such as a loss and a metric, one after the other.

    Below each other their wires would cross; in a row those from one source run above, those from the other below.
    """
    sources: dict[int, set[int]] = {}
    for arc in arcs:
        sources.setdefault(arc.target, set()).add(arc.source)
    leading = {arc.source for arc in arcs}
    rows: dict[frozenset[int], list[int]] = {}
    for target, found in sources.items():
        if target not in leading and len(found) > 1:
            rows.setdefault(frozenset(found), []).append(target)
    return [Arc(*pair) for row in rows.values() for pair in pairwise(sorted(row))]


Skip = tuple[int, int]
"""The ranks of both ends of a link from the encoder to the decoder."""


def _nested_skips(made: Ranked, arcs: Iterable[Arc]) -> list[Skip]:
    """The skips of an encoder and its decoder, from the outermost to the innermost; empty where it is no such net.

    Each lies within the one before, and nothing but them and one link leads from each of their levels to the next.
    """
    rank_of = {item: number for number, rank in enumerate(made.ranks) for item in rank}
    spans = {(rank_of[arc.source], rank_of[arc.target]) for arc in arcs}
    found: list[Skip] = []
    for first, last in sorted(spans, key=lambda span: span[0] - span[1]):
        inside = not found or (found[-1][0] < first and last < found[-1][1])
        if last - first >= MIN_SKIP and inside:
            found.append((first, last))
    if len(found) < MIN_LEVELS or found[0][1] - found[0][0] < MIN_LEVELS * MIN_SKIP:
        return []
    for level, (first, last) in enumerate(found, 1):
        for rank in (first, last - 1):
            if sum(len(made.after[item]) for item in made.ranks[rank]) > level + 1 + MAX_CUT_WIRES:
                return []
    return found


def _end_of_u(made: Ranked, skips: Sequence[Skip]) -> int:
    """One past the last rank that stands beside the decoder's uppermost level: what follows begins a new row."""
    end, whole = skips[0][1] + 1, len(made.ranks)
    if whole - end <= MAX_RANKS_BESIDE + 1:
        return whole
    near = [each for each in range(end, end + MAX_RANKS_BESIDE + 1) if _links_after(made, each) <= MAX_CUT_WIRES]
    return near[-1] if near else _next_cut(made, made.ranks, end)


def _links_after(made: Ranked, end: int) -> int:
    return sum(len(made.after[item]) for item in made.ranks[end - 1])


def _lay_u(
    made: Ranked,
    skips: Sequence[Skip],
    end: int,
    row: LayoutRow,
    nodes: Sequence[str],
    boxes: Mapping[str, Box],
) -> dict[str, Position]:
    """The levels of an encoder one below the other, and at the right, level by level, those of its decoder.

    So each skip runs straight across.
    """
    starts = [0, *(first + 1 for first, _ in skips)]
    ends = [*(first + 1 for first, _ in skips), skips[-1][1]]
    encoder = [_lay_row(made, replace(row, ranks=made.ranks[a:b]), nodes, boxes) for a, b in zip(starts, ends)]
    begins = [last for _, last in skips]
    stops = [end, *begins]
    decoder = [_lay_row(made, replace(row, ranks=made.ranks[a:b]), nodes, boxes) for a, b in zip(begins, stops)]
    half = max(at.x + boxes[node].width for level in encoder for node, at in level.items()) + COLUMN_GAP
    positions: dict[str, Position] = {}
    down = 0.0
    for number, left in enumerate(encoder):
        right = decoder[number] if number < len(decoder) else {}
        # Both ends of the skip come to the same height.
        ends_at = [
            _middle(side, made.ranks[rank], nodes, boxes) for side, rank in _ends(number, skips, left, right)
        ]
        shift = ends_at[0] - ends_at[1] if len(ends_at) == 2 else 0.0
        placed = {node: at.shifted(0.0, down + max(0.0, -shift)) for node, at in left.items()}
        placed |= {node: at.shifted(half, down + max(0.0, shift)) for node, at in right.items()}
        positions |= placed
        down = max(at.y + boxes[node].height for node, at in placed.items()) + ROW_GAP
    return positions


Laid = Mapping[str, Position]


def _ends(number: int, skips: Sequence[Skip], left: Laid, right: Laid) -> list[tuple[Laid, int]]:
    return [(left, skips[number][0]), (right, skips[number][1])] if right else []


def _middle(laid: Laid, rank: Sequence[int], nodes: Sequence[str], boxes: Mapping[str, Box]) -> float:
    """The height of the middle of a rank's first card."""
    first = next(nodes[item] for item in rank if item < len(nodes))
    return laid[first].y + boxes[first].height / 2


def _rows(
    made: Ranked,
    ranks: Sequence[Sequence[int]],
    nodes: Sequence[str],
    boxes: Mapping[str, Box],
    flow: FlowDirection,
) -> list[Sequence[Sequence[int]]]:
    """Breaks the ranks into rows where the whole would be far too long, between ranks that few links join."""
    lengths = [
        max((flow.along(boxes[nodes[i]]) for i in rank if i < len(nodes)), default=0.0) + flow.gap
        for rank in ranks
    ]
    # As many rows as bring the picture nearest to the wanted shape: rows * breadth against whole / rows.
    breadth = max(sum(made.extents[item] + GAP for item in rank) for rank in ranks) + ROW_GAP
    whole, shortest = sum(lengths), MIN_WRAPPED_LENGTHS[flow.name]
    shape = ROW_SHAPE if flow is FlowDirection.RIGHT else 1 / ROW_SHAPE
    count = round(sqrt(whole / (shape * breadth)))
    if whole <= shortest or count < 2:
        return [ranks]
    limit = max(whole / count, shortest * 0.75)
    rows: list[Sequence[Sequence[int]]] = []
    start = 0
    while start < len(lengths):
        end = _row_end(made, ranks, lengths, start, limit)
        rows.append(ranks[start:end])
        start = end
    return rows


def _row_end(
    made: Ranked, ranks: Sequence[Sequence[int]], lengths: Sequence[float], start: int, limit: float
) -> int:
    """One past the last rank of the row that begins at ``start``: near the limit, where few links are cut."""
    if sum(lengths[start:]) <= limit * MAX_ROW_LENGTH:
        return len(lengths)
    total, end = 0.0, start
    candidates: list[tuple[float, int]] = []
    while end < len(lengths) and total <= limit * MAX_ROW_LENGTH:
        total += lengths[end]
        end += 1
        cut = sum(len(made.after[item]) for item in ranks[end - 1])
        if total > limit * MIN_ROW_LENGTH and cut <= MAX_CUT_WIRES:
            # One score for both: a cut link weighs as much as a row that misses the limit by its whole length.
            candidates.append((cut + abs(total / limit - 1), end))
    # Where no cut near the limit is allowed, the row goes on to the first one that is.
    end = min(candidates)[1] if candidates else _next_cut(made, ranks, end)
    # A remainder of a few ranks joins this row: alone it would be a short last row.
    return end if sum(lengths[end:]) > limit * MIN_ROW_LENGTH / 2 else len(lengths)


def _next_cut(made: Ranked, ranks: Sequence[Sequence[int]], end: int) -> int:
    """The first place from ``end`` on at which a row may be broken."""
    while end < len(ranks) and sum(len(made.after[item]) for item in ranks[end - 1]) > MAX_CUT_WIRES:
        end += 1
    return end


def _row_of_loose(nodes: Sequence[str], boxes: Mapping[str, Box]) -> Component:
    positions: dict[str, Position] = {}
    along = 0.0
    for node in nodes:
        positions[node] = Position(along, 0)
        along += boxes[node].width + GAP
    return Component(positions, along, max(boxes[node].height for node in nodes))
