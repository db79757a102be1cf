"""What texts lose on the way to tokens is counted and told: ends, capitals, rare and unknown words."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.data.prepare import load, prepare_inputs
from backend.declare.parameters import Json

ROWS = ["One two three four", "two three", "two two", "three three five"]
WORDS = "field 'text', Words: "


def section(folder: Path, **words: Json) -> Json:
    """The first three rows are for training."""
    lines = [f"{text},{'train' if place < 3 else 'test'}" for place, text in enumerate(ROWS)]
    (folder / "a.csv").write_text("\n".join(["text,split", *lines]), encoding="utf-8")
    return {
        "source": {"type": "csv_text", "path": "a.csv", "text": "text"},
        "fields": {"text": {"column": "text", "transforms": [{"type": "words", "lower": False, **words}]}},
        "split": {"type": "given", "validation": 0},
    }


UNKNOWN = (
    "1 of 11 tokens are not in the vocabulary and count as unknown, such as 'five' (1 of 4 rows; it is row 4)"
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({}, [UNKNOWN]),
        (
            {"maximum_length": 3},
            [
                "texts are cut after 3 tokens ('maximum_length'), and the longest has 4 (1 of 4 rows; it is",
                UNKNOWN.replace("11", "10"),
            ],
        ),
        ({"lower": True}, ["capitals count as small letters (switch 'lower' off to keep them) (1 of 4", UNKNOWN]),
        (
            {"minimum_count": 2},
            [
                "2 of 4 different tokens occur fewer than 2 times in the training rows and count as unknown",
                "3 of 11 tokens are not in the vocabulary and count as unknown, such as 'One' (2 of 4 rows; the",
            ],
        ),
        (
            {"largest_vocabulary": 5},
            [
                "3 of 4 different tokens do not fit the vocabulary of 5 and count as unknown",
                "7 of 11 tokens are not in the vocabulary",
            ],
        ),
    ],
)
def test_what_is_lost_is_counted(tmp_path: Path, words: Json, told: list[str]) -> None:
    found = load(section(tmp_path, **words), tmp_path).warnings
    assert len(found) == len(told), found
    for sentence, start in zip(found, told):
        assert sentence.startswith(WORDS + start)


def test_unknown_words_of_new_texts_are_told(tmp_path: Path) -> None:
    given = section(tmp_path)
    fitted = load(given, tmp_path).fitted
    found = prepare_inputs(given, fitted, tmp_path, ["two three", "two seven eight"], ["text"])
    assert found.warnings == (
        f"{WORDS}2 of 5 tokens are not in the vocabulary and count as unknown, such as 'seven' "
        "(1 of 2 rows; it is two seven eight)",
    )
