"""Tagged texts with a word and its tag in each line, and a blank line after each text (CoNLL)."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import numpy as np

from backend.data.loading.csv_tables import read_lines
from backend.data.loading.notes import tell

TAGGED_ENDINGS = (".conll", ".conllu", ".iob", ".iob2", ".bio")
DOCUMENT_START = "-DOCSTART-"
COMMENT = re.compile(r"#\s*(\w+\s*=|newdoc|newpar)")
RANGE_OR_EMPTY = re.compile(r"\d+[-.]\d+$")
"""The number of a line of CoNLL-U that is no word: of several words in one, or of one left out."""
MAX_LINES_TO_LOOK_AT = 500


def line_columns(line: str) -> list[str]:
    """The columns of a line: between tabs where it has any, else between white space."""
    return line.rstrip("\n").split("\t") if "\t" in line else line.split()


def read_tagged(path: str | Path, word: int, tag: int | None) -> tuple[list[str], list[str]]:
    """The texts and their tags, each with a space between the words."""
    texts: list[str] = []
    tags: list[str] = []
    words: list[str] = []
    kinds: list[str] = []
    starts = joined = width = 0
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text ({error.reason}): save it as UTF-8") from None
    for number, line in enumerate([*lines, ""], 1):
        columns = line_columns(line) if line.strip() else []
        if columns[:1] == [DOCUMENT_START]:
            starts += 1
        elif not columns:
            if words:
                texts.append(" ".join(words))
                tags.append(" ".join(kinds))
            words, kinds = [], []
        elif (not words and COMMENT.match(line)) or (word > 1 and RANGE_OR_EMPTY.match(columns[0])):
            continue
        else:
            width = width or len(columns)
            if len(columns) != width or max(word, tag or 2) > width:
                needed = f"{width} as in the lines before" if len(columns) != width else "more"
                raise ValueError(f"{path}, line {number}: {len(columns)} columns, not {needed}")
            found = [columns[word - 1].strip(), columns[(tag or width) - 1].strip()]
            if not all(found):
                raise ValueError(f"{path}, line {number}: the word or its tag is missing")
            joined += any(" " in one for one in found)
            words.append("_".join(found[0].split()))
            kinds.append("_".join(found[1].split()))
    if not texts:
        raise ValueError(f"{path} holds no tagged words")
    if joined:
        tell(f"{joined:,} lines have a word or tag with spaces in it, which became _")
    if starts:
        tell(f"{starts:,} lines that begin a document ({DOCUMENT_START}) are left out")
    return texts, tags


def load_tagged_lines(path: Path, word: int, tag: int | None) -> dict[str, np.ndarray]:
    """The columns text and tags, one row for each text."""
    texts, tags = read_tagged(path, word, tag)
    return {"text": np.array(texts, dtype=object), "tags": np.array(tags, dtype=object)}


def read_tagged_texts(inputs: list[str], word: int, tag: int | None) -> dict[str, np.ndarray]:
    """Texts: literal ones, the lines of .txt files, and the texts of tagged files."""
    texts: list[str] = []
    for given in inputs:
        if given.lower().endswith(TAGGED_ENDINGS):
            texts += read_tagged(given, word, tag)[0]
        elif given.lower().endswith(".txt"):
            texts += read_lines(Path(given), "utf-8")
        else:
            texts.append(given)
    return {"text": np.array(texts, dtype=object), "read_from": np.array(texts, dtype=object)}


def looks_tagged(path: Path) -> bool:
    """Whether a file has a word and its tag in each line, and blank lines between texts."""
    if path.suffix.lower() in TAGGED_ENDINGS:
        return True
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        lines = list(islice(file, MAX_LINES_TO_LOOK_AT))
    widths = {len(line_columns(line)) for line in lines if line.strip()}
    between = any(not line.strip() for line in "".join(lines).strip().split("\n"))
    return between and len(widths) == 1 and min(widths) >= 2
