"""Embeddings that make the first scores large are found, and wrong defaults of the document taken back."""

from __future__ import annotations

import pytest

from backend.check.checker import Checker
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import SetParameters, SetSection
from backend.document.file import load
from backend.lints.catalogue import lint
from backend.lints.fixer import Fixer
from backend.lints.initial_weights import LARGE_SCORES
from tests.architectures.written import FOLDER
from tests.lints.drawing import require_helpful
from tests.source.test_initial_weights import small

NORMAL: Json = {"type": "normal", "std": 0.02}


def wide(**embedding: Json) -> Document:
    document = small()
    document.apply(SetParameters("embed", {"features": 256, **embedding}), SetParameters("back", {"units": 256}))
    return document


def found(document: Document) -> list[str]:
    return [p.message for p in Checker(document, lint=lint).problems() if p.rule == LARGE_SCORES]


def test_large_first_scores_are_found_with_their_size() -> None:
    (message,) = found(wide())
    assert message.startswith(
        "Tied projection 'scores' compares with the vectors of 'embed', which start with a standard deviation "
        "of 1: the first scores are about ±16, and the loss far above that of equal chances"
    )
    assert found(wide(initial_weight={"type": "normal", "std": 0.5})) != []


def test_each_fix_helps() -> None:
    document = wide()
    checker = Checker(document, lint=lint)
    (problem,) = [one for one in checker.problems() if one.rule == LARGE_SCORES]
    fixes = Fixer(document, checker).fixes(problem)
    for fix in fixes:
        require_helpful(document, problem, fix)
    assert [fix.label for fix in fixes] == [
        "Initialise 'embed' with Normal, std 0.02",
        "Divide the scores by √features",
    ]


def test_small_embeddings_are_fine_whoever_chose_them() -> None:
    assert found(wide(initial_weight=NORMAL)) == []
    document = wide()
    document.apply(SetSection("initialisation", {"embedding": NORMAL}))
    assert found(document) == []
    document = wide()
    document.apply(SetParameters("scores", {"scaled": True}))
    assert found(document) == []


@pytest.mark.parametrize("name", ["gpt2_small", "gpt_characters"])
def test_the_corpus_has_none(name: str) -> None:
    assert found(load(FOLDER / f"{name}.loom.json")) == []


def test_a_wrong_default_of_the_document_can_be_taken_back() -> None:
    document = small()
    document.apply(SetSection("initialisation", {"weight": {"type": "zeros"}, "bias": {"type": "zeros"}}))
    checker = Checker(document, lint=lint)
    (problem,) = [one for one in checker.problems() if one.blocks]
    (fix,) = Fixer(document, checker).fixes(problem)
    assert fix.label == "Take the initial 'weight' of the document back"
    document.apply(*fix.edits)
    assert document.section("initialisation") == {"bias": {"type": "zeros"}}
