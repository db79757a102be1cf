"""For every file of the corpus: the trained module and the exported file are equal, to the last bit."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.architectures.proof import BATCHES, FOLDER, differences, read
from tools.draw_architectures import ARCHITECTURES

SMALL = [a.name for a in ARCHITECTURES if not a.large]
LARGE = [a.name for a in ARCHITECTURES if a.large]
STABLE = (
    "bert_base",
    "densenet121",
    "googlenet",
    "lstm_from_parts",
    "resnet50",
    "sentence_inference",
    "seq2seq_attention",
    "siamese_lstm",
    "ssd300",
    "wavenet",
)
GOLDEN = Path(__file__).parents[1] / "golden" / "architectures"


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """With several threads torch adds up in changing orders: even one module, run twice, differs by 1e-12."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("name", SMALL)
def test_trained_and_exported_are_equal(name: str) -> None:
    written = read(name)
    for batch, time in BATCHES:
        assert differences(written, batch, time) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_trained_and_exported_are_equal_in_large_networks(name: str) -> None:
    written = read(name)
    for batch, time in BATCHES:
        assert differences(written, batch, time) == []


@pytest.mark.parametrize("name", LARGE)
def test_large_networks_have_the_shapes_of_the_check(name: str) -> None:
    written = read(name)
    model = written.model_on_meta()
    with torch.device("meta"):
        results = model(*written.exported()["example_inputs"](2))
    results = results if isinstance(results, tuple) else (results,)
    types = [written.source.plan.types[value] for value in written.source.plan.outputs]
    assert [result.dim() for result in results] == [found.rank for found in types]
    for result, found in zip(results, types):
        assert all(a == b for a, b in zip(result.shape, found.sizes) if isinstance(b, int))


@pytest.mark.parametrize("name", STABLE)
def test_the_source_stays_as_agreed(name: str) -> None:
    """Write the golden files anew with ``LAYERLOOM_WRITE_GOLDEN=1`` and read the difference."""
    text, golden = read(name).source.text, GOLDEN / f"{name}.py"
    if os.environ.get("LAYERLOOM_WRITE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()


def test_exports_stand_alone_and_pass_a_linter(tmp_path: Path) -> None:
    names = sorted(path.name.removesuffix(".loom.json") for path in FOLDER.glob("*.loom.json"))
    for name in names:
        (tmp_path / f"{name}.py").write_text(read(name).source.text)
    subprocess.run([sys.executable, "-m", "ruff", "check", "--isolated", str(tmp_path)], check=True)
    code = "import importlib, sys\nfor n in sys.argv[1:]:\n    m = importlib.import_module(n)\n"
    code += "    getattr(m, m.__all__[0])()(*m.example_inputs(2))\n"
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", code, *SMALL], cwd=tmp_path, env=clean, check=True)
