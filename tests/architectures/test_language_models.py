"""The language models of the corpus can't guess random letters: no loss below what is possible."""

from __future__ import annotations

import json
import math
from pathlib import Path
from random import Random
from typing import Any

import pytest

from backend.declare.parameters import Json
from tests.architectures.written import FOLDER
from tests.engine.documents import trained

LETTERS = "abcde"
LENGTH, TEXTS = 24, 240
VOCABULARY = len(LETTERS) + 4
POSSIBLE = math.log(len(LETTERS)) * LENGTH / (LENGTH + 1)
"""Of the tokens of a text only its end, which always comes at the same place, can be foretold."""
SMALL = ("char_rnn", "llama_small", "wavenet")
SIZES: dict[str, dict[str, Json]] = {"char_rnn": {"units": 24, "layers": 1, "dropout": 0}}


def on_random_letters(name: str, folder: Path) -> dict[str, Any]:
    """A network of the corpus with a vocabulary of a few letters, bound to texts of letters drawn at random."""
    random = Random(0)
    texts = ["".join(random.choices(LETTERS, k=LENGTH)) for _ in range(TEXTS)]
    (folder / "texts.csv").write_text("\n".join(["text", *texts]), encoding="utf-8")
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.loom.json").read_text(encoding="utf-8"))
    for node in content["graph"]["nodes"]:
        parameters = node.setdefault("parameters", {})
        if node["type"] in ("tokens", "token_target"):
            parameters |= {"field": "text", "vocabulary": VOCABULARY}
        if node["id"] == "scores":
            parameters["units"] = VOCABULARY
        if node["type"] == "lstm":
            parameters |= SIZES[name]
    content["data"] = {
        "source": {"type": "csv_text", "path": "texts.csv", "text": "text"},
        "fields": {"text": {"column": "text", "transforms": [{"type": "characters", "bounds": True}]}},
        "split": {"type": "random", "train": 0.6, "validation": 0.2, "test": 0.2},
    }
    content["training"] = {
        "epochs": 12,
        "batch_size": 16,
        "device": "cpu",
        "optimizer": {"type": "adam", "learning_rate": 0.01},
    }
    return content


def loss_on_test_part(document: dict[str, Any], folder: Path) -> float:
    return trained(document, folder).metrics["loss"]


@pytest.mark.parametrize("name", SMALL)
def test_no_loss_below_what_is_possible(name: str, tmp_path: Path) -> None:
    found = loss_on_test_part(on_random_letters(name, tmp_path), tmp_path)
    # On 48 texts the letters are not quite as frequent as each other.
    assert POSSIBLE - 0.02 < found < math.log(VOCABULARY)


@pytest.mark.parametrize("name", SMALL)
def test_as_they_were_they_copied(name: str, tmp_path: Path) -> None:
    """The same networks with the target of the input's own step: what the bound above would find."""
    document = on_random_letters(name, tmp_path)
    for node in document["graph"]["nodes"]:
        node["parameters"].pop("teacher_forcing", None)
        node["parameters"].pop("next_token", None)
    assert loss_on_test_part(document, tmp_path) < POSSIBLE / 2
