"""Tags of words: as many as there are words between white space, with their capitals."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backend.cli.commands import run_command
from backend.data.prepare import invert, load
from backend.declare.parameters import Json
from backend.engine.evaluate import evaluate
from backend.engine.predict import predict
from backend.errors import LoomError
from backend.proposal.data_section import propose
from tests.engine.documents import command, events_of, graph, node, replaced, trained

TAGGED = [("New-York is big", "B-LOC O O"), ("Mary-Ann ran", "B-PER O")]
DOTTED = [("John doesn't live here .", "P O O O ."), ("we like cheese", "O O O")]
WHOLE: Json = {"type": "words", "split": "white space", "lower": False}


def write(folder: Path, rows: list[tuple[str, str]] = TAGGED) -> Path:
    lines = [f"{text},{tags}" for text, tags in rows * 20]
    path = folder / "tags.csv"
    path.write_text("\n".join(["text,tags", *lines]), encoding="utf-8")
    return path


def tagger(folder: Path, words: Json, tags: Json, rows: list[tuple[str, str]] = TAGGED) -> dict[str, Json]:
    write(folder, rows)
    nodes = [
        node("w", "tokens", field="w", vocabulary=30, ragged=True),
        node("e", "embedding", features=8),
        node("l", "lstm", units=8),
        node("s", "dense", units=12),
        node("y", "token_target", field="t", vocabulary=12, ragged=True, aligned_with="w"),
        node("loss", "cross_entropy"),
    ]
    wires = graph(
        nodes, "w.out e.in", "e.out l.in", "l.sequence s.in", "s.out loss.prediction", "y.out loss.target"
    )
    data = {
        "source": {"type": "csv_text", "path": "tags.csv", "text": "text", "label": "tags"},
        "fields": {
            "w": {"column": "text", "transforms": [words]},
            "t": {"column": "tags", "transforms": [tags]},
        },
    }
    return {"format": 1, "graph": wires, "data": data, "training": {"epochs": 1, "batch_size": 8}}


def test_a_tag_is_not_split_without_a_word(tmp_path: Path) -> None:
    """Three words would have got five tags, one of which belongs to the hyphen."""
    with pytest.raises(LoomError, match=r"would become several tokens: Words splits 'B-LOC' in row 1 of 't'"):
        events_of(command(tagger(tmp_path, {"type": "words"}, {"type": "words"}), tmp_path))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (TAGGED, r"row 1 has 3 steps in 't' and 5 in 'w': Words splits 'New-York' in row 1 of 'w' at its signs"),
        (DOTTED, r"row 1 has 5 steps in 't' and 7 in 'w': Words splits \"doesn't\" in row 1 of 'w' at its signs"),
    ],
)
def test_words_that_are_split_otherwise_than_their_tags_are_named(
    tmp_path: Path, rows: list[tuple[str, str]], words: str
) -> None:
    with pytest.raises(LoomError, match=words):
        events_of(command(tagger(tmp_path, {"type": "words"}, WHOLE, rows), tmp_path))


def test_signs_may_be_tags(tmp_path: Path) -> None:
    """A full stop that is a tag of its own is no tag that is split: documents of before train as they did."""
    rows = [("we like cheese .", "P V N ."), ("we ran", "P V")]
    trained(tagger(tmp_path, {"type": "words"}, {"type": "words"}, rows), tmp_path)


@pytest.mark.parametrize("rows", [TAGGED, DOTTED])
def test_new_proposes_tags_that_come_back_as_they_are(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    path = tmp_path / "mine.loom.json"
    assert run_command(["new", str(write(tmp_path, rows)), "--task", "tag", "-o", str(path)]) == 0
    document = json.loads(path.read_text())
    assert document["data"]["fields"]["tags"]["transforms"] == [WHOLE]
    run = Path(trained(replaced(document, "training.epochs", 20), tmp_path).run)
    assert evaluate(run).metrics["accuracy"] == 1.0
    assert [one.output for one in predict(run, [text for text, _ in rows])] == [tags for _, tags in rows]


LINES = "-DOCSTART- -X- O\n\nNew-York NNP B-LOC\nis VBZ O\nbig JJ O\n\n"
LINES += "Mary-Ann NNP B-PER\nran VBD O\n\n" * 2 + "New-York NNP B-LOC\nis VBZ O\nbig JJ O\n\n"


@pytest.mark.parametrize("name", ["a.conll", "a.txt"])
def test_a_word_and_its_tag_in_each_line(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    data, path = tmp_path / name, tmp_path / "mine.loom.json"
    data.write_text(LINES * 10, encoding="utf-8")
    assert run_command(["new", str(data), "-o", str(path)]) == 0
    said = capsys.readouterr().err
    assert "give a token of 'tags' for each step of 'text'" in said
    assert "10 lines that begin a document (-DOCSTART-) are left out" in said
    document = json.loads(path.read_text())
    assert document["data"]["source"] == {"type": "tagged_lines", "path": name}
    run = Path(trained(replaced(document, "training.epochs", 20), tmp_path).run)
    assert [one.output for one in predict(run, [text for text, _ in TAGGED])] == [tags for _, tags in TAGGED]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("a O\nb\n", r"a.conll, line 2: 1 columns, not 2 as in the lines before"),
        ("a\nb\n", r"a.conll, line 1: 1 columns, not more"),
        ("\n\n", "holds no tagged words"),
        ("a\tO\nb\t\n", "line 2: the word or its tag is missing"),
    ],
)
def test_lines_that_are_not_tagged_are_named(tmp_path: Path, lines: str, words: str) -> None:
    (tmp_path / "a.conll").write_text(lines)
    section = {"source": {"type": "tagged_lines", "path": "a.conll"}, "fields": {"text": {"transforms": [WHOLE]}}}
    with pytest.raises(LoomError, match=words):
        load(section, tmp_path)


def test_words_of_conllu_are_in_their_own_columns(tmp_path: Path) -> None:
    lines = "# sent_id = 1\n1-2\tdu\t_\t_\n1\tde\tde\tADP\n2\tle\tle\tDET\n3\tNew York\tNew York\tPROPN\n\n"
    (tmp_path / "a.conllu").write_text(lines * 10)
    section = propose(tmp_path / "a.conllu", tmp_path)
    prepared = load(section, tmp_path)
    restored = {
        name: invert(section, prepared.fitted, name, field.values)[0] for name, field in prepared.fields.items()
    }
    assert restored == {"text": "de le New_York", "tags": "ADP DET PROPN"}
    assert "10 lines have a word or tag with spaces in it, which became _" in prepared.warnings[0]


def test_an_exported_script_refuses_tags_that_would_be_split(tmp_path: Path) -> None:
    document, script = tmp_path / "tagger.loom.json", tmp_path / "script.py"
    said = {}
    for split, tags in (("signs", {"type": "words"}), ("white space", WHOLE)):
        document.write_text(json.dumps(tagger(tmp_path, WHOLE, tags)), encoding="utf-8")
        assert run_command(["export", str(document), "--training", "-o", str(script)]) == 0
        done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True)
        said[split] = (done.returncode, done.stderr)
    assert said["signs"][0] == 1
    assert "row 1: Words splits 'B-LOC' of field 't' at its signs" in said["signs"][1]
    assert said["white space"] == (0, "")
