"""How long large documents take: load, first check, re-check after an edit, code, save.

``python benchmarks/scale.py [--sizes 1000 10000] [--rounds 7]``

The documents are generated: residual units of convolutions, norms and activations, with wires across, as people
draw them. Two figures stand beside ours: a bare walk in pure Python, which passes a shape along every wire and
does nothing else, and torch's meta device, which runs the module without computing it (for the smallest size,
where torch is there) and has to run all of it after any edit. Medians of several rounds are printed, in
milliseconds of this process's own time, so that what else the machine does counts less, with the aims for 1,000
nodes, and how many times longer the largest size takes than the smallest. "code" is what the editor shows after an
edit, written between the events of the canvas; what runs is inspected besides.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from backend.check.checker import Checker  # noqa: E402
from backend.declare.parameters import Json  # noqa: E402
from backend.document.document import Document  # noqa: E402
from backend.document.edits import AddNode, Connect, Edit, SetParameters  # noqa: E402
from backend.document.file import load, save  # noqa: E402
from backend.document.graph import Node, Position, Wire  # noqa: E402
from backend.long_work import finish  # noqa: E402
from backend.source.model import pausable_model, write_model  # noqa: E402

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

UNIT = ("conv2d", "batch_norm2d", "relu", "conv2d", "batch_norm2d", "add", "relu")
PARAMETERS: dict[str, dict[str, Json]] = {"conv2d": {"filters": 16, "bias": False}}
AIMS = {"re-check, local edit": 2.0, "re-check, edit at the root": 16.0, "code": 50.0}
SIDES = (28, 36)
KERNELS = (3, 5)


def generated(size: int) -> Document:
    """A network of about ``size`` nodes: each unit of seven ends in a sum with what came into it."""
    edits: list[Edit] = [AddNode(Node("image", "image", parameters={"channels": 16}, position=Position(40, 40)))]
    before = entering = "image"
    for number in range(1, size - 1):
        kind = UNIT[(number - 1) % len(UNIT)]
        name = f"{kind}_{number}"
        place = Position(40 + 256 * (number % 40), 40 + 112 * (number // 40))
        edits.append(AddNode(Node(name, kind, parameters=PARAMETERS.get(kind, {}), position=place)))
        edits.append(Connect(Wire(before, "out", name, "in1" if kind == "add" else "in")))
        if kind == "add":
            edits.append(Connect(Wire(entering, "out", name, "in2")))
        entering = name if kind == "relu" and number % len(UNIT) == 0 else entering
        before = name
    edits += [AddNode(Node("pool", "global_average_pool")), Connect(Wire(before, "out", "pool", "in"))]
    document = Document("generated")
    document.apply(*edits)
    document.history.forget()
    return document


def median_ms(action: Callable[[int], object], rounds: int) -> float:
    """The median time of an action, which is told the number of its round."""
    times = []
    for number in range(rounds):
        gc.collect()
        start = time.process_time()
        action(number)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def set_in_turn(document: Document, node: str, name: str, values: tuple[int, int]) -> Callable[[int], None]:
    """An edit that changes something each time it is done."""
    return lambda number: document.apply(SetParameters(node, {name: values[(number + 1) % 2]}))


def measurements(document: Document, rounds: int) -> Iterator[tuple[str, float]]:
    """Name and milliseconds of everything the editor does with a document."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "generated.loom.json"
        yield "save", median_ms(lambda _: save(document, path), rounds)
        yield "load", median_ms(lambda _: load(path), rounds)
    yield "first check", median_ms(lambda _: Checker(document).close(), rounds)
    checker = Checker(document)
    middle = document.nodes()[len(document.nodes()) // 2 // len(UNIT) * len(UNIT) + 1]
    yield "re-check, local edit", median_ms(set_in_turn(document, middle.id, "kernel", KERNELS), rounds)
    yield "re-check, edit at the root", median_ms(set_in_turn(document, "image", "height", SIDES), rounds)
    yield "code", median_ms(lambda _: finish(pausable_model(document, checker)), rounds)
    yield "code, inspected", median_ms(lambda _: write_model(document, checker), rounds)
    assert not checker.blocked


def bare_walk(document: Document) -> Callable[[int], object]:
    """Nothing but a topological order and a shape passed along each wire."""
    after: dict[str, list[str]] = {node.id: [] for node in document.nodes()}
    waits = dict.fromkeys(after, 0)
    for wire in document.wires():
        after[wire.source].append(wire.target)
        waits[wire.target] += 1

    def walk(_: int) -> object:
        waiting = dict(waits)
        ready = [node for node, count in waiting.items() if not count]
        shapes: dict[str, tuple[int, ...]] = {}
        arrived: dict[str, list[tuple[int, ...]]] = {node: [] for node in waiting}
        while ready:
            node = ready.pop()
            received = arrived[node]
            channels, height, width = received[0] if received else (16, 28, 28)
            shapes[node] = (channels, (height + 2 - 3) // 1 + 1, (width + 2 - 3) // 1 + 1)
            for follower in after[node]:
                arrived[follower].append(shapes[node])
                waiting[follower] -= 1
                if not waiting[follower]:
                    ready.append(follower)
        return shapes

    return walk


def meta_run(document: Document) -> Callable[[int], object]:
    """torch's own way to the shapes: the module on the meta device, built beforehand."""
    source = write_model(document, Checker(document))
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(compile(source.text, "generated", "exec"), namespace)
    with torch.device("meta"):
        model = namespace[source.class_name]()
        inputs = namespace["example_inputs"](2)
    return lambda _: model(*inputs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    documents = {size: generated(size) for size in arguments.sizes}
    columns = [dict(measurements(document, arguments.rounds)) for document in documents.values()]
    for column, document in zip(columns, documents.values()):
        column["(bare walk in pure Python)"] = median_ms(bare_walk(document), arguments.rounds)
    if torch is not None:
        smallest = documents[min(documents)]
        columns[list(documents).index(min(documents))]["(torch, meta device)"] = median_ms(
            meta_run(smallest), arguments.rounds
        )
    show(list(documents), columns)
    if torch is not None:
        compare(columns[list(documents).index(min(documents))])


def show(sizes: list[int], columns: list[dict[str, float]]) -> None:
    print(
        f"{'milliseconds':<30}" + "".join(f"{size:>12,}" for size in sizes) + f"{'times':>9}{'aim at 1,000':>16}"
    )
    for name in columns[0]:
        cells = "".join(f"{column[name]:12.2f}" if name in column else f"{'':>12}" for column in columns)
        times = f"{columns[-1][name] / columns[0][name]:9.1f}" if name in columns[-1] else f"{'':>9}"
        aim = f"{AIMS[name]:16.0f}" if name in AIMS else ""
        print(f"{name:<30}{cells}{times}{aim}")


def compare(column: dict[str, float]) -> None:
    """How many times longer the meta device takes than the steps that answer the same question."""
    for name in ("re-check, local edit", "re-check, edit at the root", "first check"):
        print(f"torch's meta device takes {column['(torch, meta device)'] / column[name]:.0f} times the {name}")


if __name__ == "__main__":
    main()
