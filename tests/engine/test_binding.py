"""What of the data does not fit the graph is said in one sentence, before anything is trained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.declare.parameters import Json
from backend.errors import LoomError
from tests.engine.documents import command, digits, events_of, replaced, spelling, table, texts

Maker = Callable[[Path], dict[str, Json]]
FIRST, TARGET = "graph.nodes.0.parameters", "graph.nodes.8.parameters"

WRONG: dict[str, tuple[Maker, str, Json, str]] = {
    "size": (
        lambda _: digits(),
        f"{FIRST}.height",
        10,
        r"'image' declares float\[N, 1, 10, 8\], but field 'image' gives float\[N, 1, 8, 8\]: set 'height' to 8",
    ),
    "classes": (lambda _: digits(), "graph.nodes.7.parameters.units", 9, r"'loss' .*scores for 9 classes"),
    "element": (lambda _: digits(), f"{FIRST}.field", "digit", r"Image 'image' .* gives int\[N\]: .*One-hot"),
    "no field": (lambda _: digits(), TARGET, {}, r"Class target 'digit' is not bound to a field"),
    "not ragged": (
        texts,
        FIRST,
        {"field": "word", "vocabulary": 6},
        r"Tokens 'word': field 'word' has samples of 1 to 7 steps: switch 'ragged' on",
    ),
    "vocabulary": (
        texts,
        f"{FIRST}.vocabulary",
        5,
        r"Tokens 'word' declares 5 different tokens, but field 'word' has 6: set 'vocabulary' to 6",
    ),
    "features": (
        table,
        f"{FIRST}.features",
        3,
        r"Vector 'features' .*float\[N, 2\]: set 'features' to 2 on the node",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_misfit_is_one_sentence(tmp_path: Path, name: str) -> None:
    make, path, value, expected = WRONG[name]
    with pytest.raises(LoomError, match=expected) as error:
        events_of(command(replaced(make(tmp_path), path, value), tmp_path))
    assert "\n" not in str(error.value)
    assert not (tmp_path / "runs").exists()


def test_a_shift_needs_a_second_token(tmp_path: Path) -> None:
    document = spelling(tmp_path)
    lines = [line.split()[0] for line in (tmp_path / "spelling.csv").read_text().splitlines()]
    (tmp_path / "spelling.csv").write_text("\n".join(lines))
    unbounded = replaced(document, "data.fields.words.transforms", [{"type": "words"}])
    with pytest.raises(
        LoomError, match=r"'so_far': .* has 1 steps, and the shift leaves none: switch 'bounds' on"
    ):
        events_of(command(unbounded, tmp_path))


def test_more_declared_classes_than_the_data_has_are_fine(tmp_path: Path) -> None:
    wider = replaced(texts(tmp_path), "graph.nodes.4.parameters.units", 5)
    wider = replaced(wider, "graph.nodes.5.parameters.classes", 5)
    events_of(command(wider, tmp_path))


def test_yes_or_no_may_be_a_number(tmp_path: Path) -> None:
    document = texts(tmp_path)
    for place, kind, parameters in (
        (4, "dense", {"units": 1}),
        (5, "value_target", {"field": "kind", "features": 1}),
        (6, "binary_cross_entropy", {}),
        (7, "binary_accuracy", {}),
    ):
        document = replaced(document, f"graph.nodes.{place}.type", kind)
        document = replaced(document, f"graph.nodes.{place}.parameters", parameters)
    events_of(command(document, tmp_path))
