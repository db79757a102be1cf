"""Verification: it finds every difference, says where it lies, and runs nothing of LayerLoom beside the export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.check.checker import Checker
from backend.declare.parameters import Json
from backend.document.file import from_json
from backend.engine import verify as verify_module
from backend.engine.interpreters import Interpreters
from backend.engine.verify import Subject, source_key, verify
from backend.errors import LoomError
from tests.engine.documents import digits, graph, node


@pytest.fixture(scope="module")
def sides() -> Iterator[Interpreters]:
    with Interpreters() as made:
        yield made


def subject(content: dict[str, Json]) -> Subject:
    document = from_json(content, "net")
    return Subject(document, Checker(document))


class Altered(Subject):
    """Exports something else than it trains."""

    def __init__(self, honest: Subject, old: str, new: str) -> None:
        super().__init__(honest.document, honest.checker)
        assert old in honest.source.text
        self.__dict__["source"] = replace(honest.source, text=honest.source.text.replace(old, new))


def sequence(layer: Json, port: str = "out", **parameters: Json) -> Subject:
    nodes = [node("words", "sequence", features=4, **parameters), layer, node("scores", "dense", units=3)]
    return subject({"format": 1, "graph": graph(nodes, "words.out layer.in", f"layer.{port} scores.in")})


def test_what_is_exported_is_what_is_trained(sides: Interpreters) -> None:
    proved = subject(digits())
    told: list[tuple[int, int]] = []
    found = verify(proved, sides, lambda done, runs: told.append((done, runs)))
    assert found.verified and found.details == ""
    assert found.facts["Batch sizes"].startswith("1, 2 and 7 in evaluation; 2 and 7 in training too")
    assert found.facts["Lengths"] == "no length varies in this model"
    assert found.facts["Gradients"] == "6 of parameters, 1 of inputs"
    assert found.facts["Outputs"] == "1 tensor in each run"
    assert found.source == source_key(proved.source.text)
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))
    assert found.summary == "3 batch sizes · outputs and 7 gradients equal, difference 0"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("nn.Dropout(0.2)", "nn.Dropout(0.25)", "At batch 2 in training, .* differ in the output 1 and"),
        ("F.relu(x)", "F.elu(x)", "At batch 1 in evaluation, "),
        (
            "4, kernel_size=3, padding=1",
            "4, kernel_size=5, padding=2",
            "Before any run, .* first weight conv.weight",
        ),
        (
            "import torch\n",
            "import torch\nimport backend.errors\n",
            "exported file does not run: ImportError: .*LayerLoom",
        ),
        ("return scores", "return scores.nothing", "the exported file does not run: AttributeError"),
        ("return scores", "return scores, scores.detach()", "different tensors: output 2"),
    ],
)
def test_any_difference_is_found_and_named(old: str, new: str, words: str, sides: Interpreters) -> None:
    found = verify(Altered(subject(digits()), old, new), sides)
    assert not found.verified
    assert re.search(words, found.summary)


def test_lengths_are_long_enough_and_samples_have_their_own(sides: Interpreters) -> None:
    wide = sequence(node("layer", "conv1d", filters=3, kernel=31, padding=0), length="T")
    assert min(run.time or 0 for run in wide.runs) >= 31
    ragged = sequence(node("layer", "lstm", units=3), "last", length="T", ragged=True)
    for proved, own in ((wide, False), (ragged, True)):
        found = verify(proved, sides)
        assert found.verified and "3 lengths" in found.summary
        assert ("each sample has a length of its own" in found.facts["Lengths"]) == own
        assert "Not finite" not in found.facts


def test_both_sides_take_turns_where_memory_is_short(sides: Interpreters, monkeypatch: pytest.MonkeyPatch) -> None:
    proved = subject(digits())
    monkeypatch.setattr(verify_module, "free_memory", lambda: proved.needed_memory + 1)
    assert verify(proved, sides).verified
    monkeypatch.setattr(verify_module, "free_memory", lambda: proved.needed_memory - 1)
    with pytest.raises(LoomError, match=r"needs about 0\.4 GB of memory"):
        verify(proved, sides)


def test_a_side_that_dies_is_told() -> None:
    with Interpreters() as dying:
        assert dying.exported.versions
        dying.exported.kill()
        found = verify(subject(digits()), dying)
    assert not found.verified
    assert "the exported file does not run: its process was killed" in found.summary
