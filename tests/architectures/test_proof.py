"""For every file of the corpus: the trained module and the exported file are equal, to the last bit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from backend.engine.interpreters import Interpreters
from backend.engine.verify import verify
from tests.architectures.written import read
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


@pytest.fixture(scope="module")
def sides() -> Iterator[Interpreters]:
    """A pair of processes that serves one verification after the other."""
    with Interpreters() as made:
        yield made


def prove(name: str, sides: Interpreters) -> None:
    found = verify(read(name), sides)
    assert found.verified, found
    assert "Not finite" not in found.facts
    assert found.facts["Gradients"] != "0 of parameters, 0 of inputs"


@pytest.mark.parametrize("name", SMALL)
def test_trained_and_exported_are_equal(name: str, sides: Interpreters) -> None:
    prove(name, sides)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SMALL, *LARGE])
def test_trained_and_exported_are_equal_in_an_interpreter_of_its_own(name: str) -> None:
    with Interpreters() as sides:
        prove(name, sides)


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
