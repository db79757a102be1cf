"""Rows and columns that halving an odd size rounds off: a lint of unpooling, and fixes that bring them back."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.layer import Role
from backend.declare.size import Size
from backend.declare.tensor_type import Element, TensorType
from backend.document.actions import connect
from backend.document.edits import AddNode, Connect, SetParameters
from backend.document.graph import Wire
from backend.layers.shared.reach import space_of
from backend.layers.shared.shapes import each
from backend.lints.checked_graph import CheckedGraph
from backend.lints.inserting import NewLayer, insertion
from backend.lints.lint import RANKS, TRANSPOSED, Fix, Lint, warning
from backend.lints.sizes import layers_before

LOST = "rows lost"
UNCOVERED = frozenset({"sizes", "indices", "index range", LOST})
"""The rules of which one odd size after the other may be told: the first hides those that come after it."""
UNPOOLS = tuple(f"max_unpool{rank}d" for rank in RANKS)
ENLARGING = TRANSPOSED | {*UNPOOLS, "upsample", "resize", "pixel_shuffle"}
MAX_LAYERS_UP = 8


def _find_lost(checked: CheckedGraph) -> Iterator[Problem]:
    for node in checked.of_type(UNPOOLS):
        pool, made = _pool_of(checked, node), checked.reports[node].outputs.get("out")
        if pool is None or made is None or checked.wire_into(node, "like") is not None:
            continue
        pooled = checked.reports[pool].types["in"]
        given, wanted = _space(made), _space(pooled)
        if given != wanted and all(isinstance(size, int) for size in (*given, *wanted)):
            message = (
                f"{checked.title(node)} makes {_text(given)} of what {checked.title(pool)} pooled from "
                f"{_text(wanted)}, so that what the pooling rounded off is lost"
            )
            yield warning(node, "like", LOST, message, f"wire the input of {pool!r} to 'like'")


def _pool_of(checked: CheckedGraph, unpool: str) -> str | None:
    """The pooling whose indices an unpooling gets."""
    wire = checked.wire_into(unpool, "indices")
    if wire is None or not checked.type(wire.source).startswith("max_pool_indices"):
        return None
    return wire.source if "in" in checked.reports[wire.source].types else None


def _space(received: TensorType) -> tuple[Size, ...]:
    return tuple(received.sizes[axis] for axis in space_of(received))


def _text(sizes: tuple[Size, ...]) -> str:
    return "×".join(map(str, sizes))


def unpooled_like(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Gives an unpooling, the node itself or one before it, the size from before its pooling."""
    for node in (problem.node, *layers_before(checked, problem.node)):
        pool = _pool_of(checked, node) if checked.type(node) in UNPOOLS else None
        wire = checked.wire_into(pool, "in") if pool is not None else None
        if wire is not None and checked.wire_into(node, "like") is None:
            like = Wire(wire.source, wire.output, node, "like")
            words = f"Wire {wire.source} to 'like' of {node!r}"
            yield Fix(words, tuple(connect(checked.document, like)), UNCOVERED)


def matching_sizes(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Where an enlarged value meets one from before the halving: as large as that one, or that one cropped."""
    types = checked.reports[problem.node].types
    wires = {wire.input: wire for wire in checked.document.wires_into(problem.node)}
    pairs = [
        (port, other)
        for port in types
        for other in types
        if port != other and problem.port in (port, other, "") and _differ(types[port], types[other])
    ]
    # The enlarged value is the one to change: the other comes from the encoder, or the data, as it is.
    pairs = [(port, other) for port, other in pairs if _enlarged_by(checked, wires[port]) is not None]
    if checked.role(problem.node) is not Role.OPERATION:
        # An output that is not nearly as large as its target is meant to be another.
        pairs = [(a, b) for a, b in pairs if _is_rounded_off(checked, wires[a], types[a], types[b])]
    for port, other in pairs:
        yield from _output_padding(checked, wires[port], types[port], types[other])
    for port, other in pairs:
        yield from _resized(checked, wires[port], wires[other], types[other])
    for port, other in pairs:
        yield from _cropped(checked, wires[port], types[port], types[other])
        if checked.role(wires[other].source) is not Role.TARGET:
            yield from _cropped(checked, wires[other], types[other], types[port])


def _differ(one: TensorType, other: TensorType) -> bool:
    """Whether two values of the same axes have other sizes of space or time."""
    if one.element is not Element.FLOAT or one.ragged is not None or one.rank < 3:
        return False
    alike = one.rank == other.rank and one.steps == other.steps and other.element is Element.FLOAT
    return (alike or _is_mask(one, other)) and _space(one) != _space_of(other)


def _is_mask(scores: TensorType, target: TensorType) -> bool:
    """Whether a target has an index for each place of the scores, without an axis of channels."""
    return target.element is Element.INT and not target.steps and target.rank == scores.rank - 1


def _space_of(wanted: TensorType) -> tuple[Size, ...]:
    """The sizes of space of a value, or of indices without an axis of channels."""
    return wanted.sizes[1:] if wanted.element is Element.INT else _space(wanted)


def _enlarged_by(checked: CheckedGraph, wire: Wire) -> str | None:
    """The layer that gave a value its size, if it is one that enlarges."""
    node = wire.source
    for _ in range(MAX_LAYERS_UP):
        if checked.type(node) in ENLARGING:
            return node
        report, before = checked.reports[node], checked.wire_into(node, "in")
        received, made = report.types.get("in"), report.outputs.get("out")
        if before is None or received is None or made is None or received.rank != made.rank:
            return None
        if _space(received) != _space(made):
            return None
        node = before.source
    return None


def _is_rounded_off(checked: CheckedGraph, wire: Wire, brought: TensorType, wanted: TensorType) -> bool:
    """Whether an enlarged value lacks, or has too many of, fewer places than a layer enlarges it by."""
    node = _enlarged_by(checked, wire)
    before = checked.reports[node].types.get("in") if node is not None else None
    if before is None:
        return False
    for have, want, small in zip(_space(brought), _space_of(wanted), _space(before)):
        if not (isinstance(have, int) and isinstance(want, int) and isinstance(small, int)):
            return False
        if abs(have - want) * small >= have:
            return False
    return True


def _output_padding(checked: CheckedGraph, wire: Wire, brought: TensorType, wanted: TensorType) -> Iterator[Fix]:
    node = _enlarged_by(checked, wire)
    if node is None or checked.type(node) not in TRANSPOSED:
        return
    values, rank = checked.values(node), len(_space(brought))
    if rank != int(checked.type(node)[-2]):
        return
    removed, added = [*each(values.padding, rank)], [*each(values.output_padding, rank)]
    for axis, (have, want) in enumerate(zip(_space(brought), _space_of(wanted))):
        extra = want - have
        if not isinstance(extra, int):
            return
        # What is too large is removed on both sides, what is then lacking added at the end.
        more = max(0, -((added[axis] + extra) // 2))
        removed[axis] += more
        added[axis] += extra + 2 * more
        while removed[axis] and added[axis] >= each(values.stride, rank)[axis]:
            removed[axis], added[axis] = removed[axis] - 1, added[axis] - 2
    words, edits = [], {}
    for name, sizes in (("padding", removed), ("output_padding", added)):
        if sizes != [*each(values[name], rank)]:
            edits[name] = sizes[0] if len(set(sizes)) == 1 else sizes
            words.append(f"{name} of {node!r} to {edits[name]}")
    yield Fix(f"Set {' and '.join(words)}", (SetParameters(node, edits),), UNCOVERED)


def _resized(checked: CheckedGraph, wire: Wire, like: Wire, wanted: TensorType) -> Iterator[Fix]:
    """A Resize like the other value; like a target, which the model does not see, to its size in numbers."""
    if checked.role(like.source) is Role.TARGET:
        sizes = _space_of(wanted)
        if all(isinstance(size, int) for size in sizes):
            edits = insertion(checked, wire, [NewLayer("resize", {"size": list(sizes)})])
            yield Fix(f"Insert a Resize to {_text(sizes)}", edits, UNCOVERED)
        return
    edits = insertion(checked, wire, [NewLayer("resize")])
    made = next(edit.node.id for edit in edits if isinstance(edit, AddNode))
    edits = (*edits, Connect(Wire(like.source, like.output, made, "like")))
    yield Fix(f"Insert a Resize like {like.source!r}", edits, UNCOVERED)


def _cropped(checked: CheckedGraph, wire: Wire, brought: TensorType, wanted: TensorType) -> Iterator[Fix]:
    parts, sizes = [], list(zip(space_of(brought), _space(brought), _space(wanted)))
    for axis, have, want in sizes:
        if not isinstance(have, int) or not isinstance(want, int) or have < want:
            return
        if have > want:
            parts.append(NewLayer("slice", {"axis": axis, "start": 0, "stop": want}))
    words = f"Crop {wire.source!r} to {_text(_space(wanted))}"
    yield Fix(words, insertion(checked, wire, parts))


LINTS = (Lint(LOST, _find_lost, unpooled_like),)
