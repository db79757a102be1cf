"""Few steps: ragged samples get the same answer alone as beside longer ones, others a sentence before training."""

from __future__ import annotations

import runpy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from backend.cli.commands import run_command
from backend.declare.parameters import Json
from backend.document.file import from_json, save
from backend.engine.build import build
from backend.engine.evaluate import evaluate
from backend.engine.failures import explained
from backend.engine.predict import predict
from backend.engine.project import read_project
from backend.errors import LoomError
from backend.training.events import Started
from tests.engine.documents import command, events_of, graph, node, replaced, trained

SHORT, LONG = "good", "good bad fine poor fine"
TWO = [node("c", "conv1d", filters=4, kernel=2, padding=0), node("d", "conv1d", filters=4, kernel=3, padding=0)]

VANISHING: dict[str, list[Json]] = {
    "convolution": [node("c", "conv1d", filters=4, kernel=4, padding=0)],
    "dilated convolution": [node("c", "conv1d", filters=4, kernel=2, dilation=4, padding=0)],
    "strided convolution": [node("c", "conv1d", filters=4, kernel=3, stride=2, padding=0)],
    "padded convolution": [node("c", "conv1d", filters=4, kernel=5, padding=1)],
    "a stack": TWO,
    **{
        kind: [node("p", kind, kernel=3), node("q", kind)]
        for kind in ("max_pool1d", "average_pool1d", "min_pool1d", "lp_pool1d")
    },
}


def written(folder: Path, longest: int = 9) -> Path:
    words = "good bad fine poor".split()
    lines = [
        f"{' '.join(words[(row + step) % 4] for step in range(1 + row % longest))},{'ab'[row % 2]}"
        for row in range(40)
    ]
    path = folder / "t.csv"
    path.write_text("\n".join(["text,label", *lines]), encoding="utf-8")
    return path


def reader(folder: Path, middle: list[Json], ragged: bool = True, **training: Json) -> dict[str, Json]:
    """Words, the given layers in a row, the largest value over time, and a class."""
    written(folder, 9 if ragged else 1)
    nodes = [
        node("text", "tokens", field="text", vocabulary=8, ragged=ragged),
        node("e", "embedding", features=8),
        *middle,
        node("g", "global_max_pool"),
        node("s", "dense", units=2),
        node("y", "class_target", field="label", classes=2),
        node("loss", "cross_entropy"),
    ]
    chain = [one["id"] for one in nodes[:-2]]
    wires = [f"{one}.out {other}.in" for one, other in pairwise(chain)]
    data = {
        "source": {"type": "csv_text", "path": "t.csv", "text": "text", "label": "label"},
        "fields": {
            "text": {"column": "text", "transforms": [{"type": "words"}]},
            "label": {"column": "label", "transforms": [{"type": "classes"}]},
        },
    }
    wired = graph(nodes, *wires, "s.out loss.prediction", "y.out loss.target")
    return {"format": 1, "graph": wired, "data": data, "training": {"epochs": 1, "batch_size": 2, **training}}


@pytest.mark.parametrize("name", VANISHING)
def test_a_short_sample_is_answered_alone_as_in_company(tmp_path: Path, name: str) -> None:
    run = Path(trained(reader(tmp_path, VANISHING[name]), tmp_path).run)
    told: list[str] = []
    (alone,), (together, _) = (
        predict(run, [SHORT], tell=told.append),
        predict(run, [SHORT, LONG], tell=told.append),
    )
    assert alone.probabilities == pytest.approx(together.probabilities, abs=1e-6)
    assert "1 of 1 rows of field 'text' are shorter (row 1 has 1)" in told[0]
    evaluate(run)


def test_inside_a_block_too(tmp_path: Path) -> None:
    document = reader(tmp_path, [node("b", "block:Stack", repeat=2)])
    inner = [node("in", "block_input"), *TWO, node("out", "output")]
    document["blocks"] = {"Stack": graph(inner, "in.out c.in", "c.out d.in", "d.out out.in")}
    sized = replaced(document, "graph.nodes.1.parameters.features", 4)
    run = Path(trained(sized, tmp_path).run)
    told: list[str] = []
    (alone,), (together, _) = (
        predict(run, [SHORT], tell=told.append),
        predict(run, [SHORT, LONG], tell=told.append),
    )
    assert alone.probabilities == pytest.approx(together.probabilities, abs=1e-6)


def test_rows_that_are_too_short_are_counted(tmp_path: Path) -> None:
    (started,) = (
        event for event in events_of(command(reader(tmp_path, TWO), tmp_path)) if isinstance(event, Started)
    )
    # of lengths 1 to 9 in turn, rows 1 to 3 of each nine and of the last four are shorter than 4
    assert "Conv 1-D 'd' needs 4 steps: 15 of 40 rows of field 'text' are shorter (row 1 has 1)" in "\n".join(
        started.warnings
    )


def test_an_exported_model_takes_a_single_step(tmp_path: Path) -> None:
    document = from_json(reader(tmp_path, VANISHING["convolution"]), "short")
    save(document, tmp_path / "short.loom.json")
    assert run_command(["export", str(tmp_path / "short.loom.json"), "-o", str(tmp_path / "short.py")]) == 0
    model = runpy.run_path(str(tmp_path / "short.py"))["Short"]().eval()
    alone = model(torch.tensor([[5]]), torch.tensor([1]))
    together = model(torch.tensor([[5, 0, 0, 0, 0], [4, 5, 6, 7, 4]]), torch.tensor([1, 5]))
    torch.testing.assert_close(alone[0], together[0])


def test_equally_long_samples_that_are_too_short_are_refused_before_training(tmp_path: Path) -> None:
    document = reader(tmp_path, VANISHING["convolution"], ragged=False)
    with pytest.raises(LoomError, match=r"1 steps of field 'text': Conv 1-D 'c' slides a window of 4 over"):
        events_of(command(document, tmp_path))
    assert not (tmp_path / "runs").exists()
    trained(replaced(document, "graph.nodes.2.parameters.padding", "same"), tmp_path)


def signals(folder: Path, steps: int) -> Path:
    path = folder / f"x{steps}.npz"
    values = np.random.default_rng(0).normal(size=(20, steps, 3)).astype(np.float32)
    np.savez(path, x=values, y=np.arange(20) % 2)
    return path


def test_new_inputs_that_are_too_short_are_refused_by_name(tmp_path: Path) -> None:
    signals(tmp_path, 6)
    nodes = [
        node("x", "sequence", field="x", features=3),
        node("p", "max_pool1d", kernel=4),
        node("g", "global_average_pool"),
        node("s", "dense", units=2),
        node("y", "class_target", field="y", classes=2),
        node("loss", "cross_entropy"),
    ]
    wires = ("x.out p.in", "p.out g.in", "g.out s.in", "s.out loss.prediction", "y.out loss.target")
    fields = {"x": {"column": "x"}, "y": {"column": "y", "transforms": [{"type": "classes"}]}}
    document = {
        "format": 1,
        "graph": graph(nodes, *wires),
        "data": {"source": {"type": "npz", "path": "x6.npz"}, "fields": fields},
        "training": {"epochs": 1},
    }
    run = Path(trained(document, tmp_path).run)
    assert len(predict(run, [str(signals(tmp_path, 4))])) == 20
    with pytest.raises(LoomError, match=r"3 steps of field 'x': Max pool 1-D 'p' slides a window of 4"):
        predict(run, [str(signals(tmp_path, 3))])


@pytest.mark.parametrize("repeat", [0, 2])
def test_what_torch_refuses_is_said_with_node_and_sizes(tmp_path: Path, repeat: int) -> None:
    """Should no check have refused it before, in the network and in a block that is repeated."""
    document = reader(tmp_path, [node("r", "relu"), *TWO], ragged=False)
    if repeat:
        document = reader(tmp_path, [node("r", "relu"), node("b", "block:Stack", repeat=repeat)], ragged=False)
        inner = [
            node("in", "block_input"),
            node("c", "conv1d", filters=8, kernel=4, padding=0),
            node("out", "output"),
        ]
        document["blocks"] = {"Stack": graph(inner, "in.out c.in", "c.out out.in")}
    project = read_project(document, "short", tmp_path)
    cpu = torch.device("cpu")
    model = build(project.training_text, project.plan.class_name).make(0, cpu)
    with pytest.raises(LoomError) as caught, explained(project, cpu):
        model(torch.zeros(2, 1, dtype=torch.int64))
    where, name = (" of block Stack", "in2") if repeat else ("", "x")
    assert f"Conv 1-D 'c'{where} can't work on what arrives, {name} [2, 1, 8]:" in str(caught.value)
    assert "Kernel" not in str(caught.value)


def test_sequences_that_only_a_symbol_makes_equal_are_told_apart(tmp_path: Path) -> None:
    """Two sequences that only their symbol makes equally long meet in an Add."""
    rng = np.random.default_rng(0)
    np.savez(
        tmp_path / "two.npz",
        a=rng.normal(size=(20, 4, 3)).astype(np.float32),
        b=rng.normal(size=(20, 5, 3)).astype(np.float32),
        y=np.arange(20) % 2,
    )
    nodes = [
        node("a", "sequence", field="a", features=3),
        node("b", "sequence", field="b", features=3),
        node("ea", "relu"),
        node("sum", "add"),
        node("g", "global_average_pool"),
        node("s", "dense", units=2),
        node("y", "class_target", field="y", classes=2),
        node("loss", "cross_entropy"),
    ]
    wires = (
        *("a.out ea.in", "ea.out sum.in1", "b.out sum.in2", "sum.out g.in", "g.out s.in"),
        *("s.out loss.prediction", "y.out loss.target"),
    )
    fields = {
        "a": {"column": "a"},
        "b": {"column": "b"},
        "y": {"column": "y", "transforms": [{"type": "classes"}]},
    }
    document = {
        "format": 1,
        "graph": graph(nodes, *wires),
        "data": {"source": {"type": "npz", "path": "two.npz"}, "fields": fields},
        "training": {"epochs": 1},
    }
    with pytest.raises(LoomError, match=r"Add 'sum'") as caught:
        events_of(command(document, tmp_path))
    assert "4 steps of field 'a' and 5 steps of field 'b'" in str(caught.value)
