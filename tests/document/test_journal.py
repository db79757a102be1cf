"""Journals: what they hold comes back with its history, and every cut of one loses only its last line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from math import inf, isnan, nan
from pathlib import Path

import pytest

from backend.document.document import Document
from backend.document.edits import AddNode, MoveNodes, SetSection
from backend.document.graph import Node, Position
from backend.document.journal import beginning, read_journal, turn_line
from backend.document.journal_writer import JournalFolder, JournalWriter, OpenJournal
from backend.errors import LoomError
from tests.editor.random_turns import make_turn, whole_state

Failures = list[tuple[OpenJournal, str]]


@pytest.fixture
def failures() -> Failures:
    return []


@pytest.fixture
def writer(failures: Failures) -> Iterator[JournalWriter]:
    made = JournalWriter(lambda journal, reason: failures.append((journal, reason)))
    yield made
    made.close()


def follow(document: Document, journal: OpenJournal, writer: JournalWriter) -> None:
    writer.begin(journal, beginning(document, None, None, True))
    document.history.watch(lambda turn: writer.append(journal, turn))


@pytest.mark.parametrize("seed", range(6))
def test_random_turns_come_back_with_undo_and_redo(seed: int, tmp_path: Path, writer: JournalWriter) -> None:
    document = Document("mine")
    for number in range(60):
        make_turn(document, seed, number)
    journal = JournalFolder(tmp_path).new()
    follow(document, journal, writer)
    for number in range(60, 200):
        make_turn(document, seed, number)
    writer.flush()
    found = read_journal(journal.path)
    assert not found.lost and found.document.name == "mine"
    assert whole_state(found.document) == whole_state(document)
    assert found.steps == sum(map(len, document.history.labels()))
    while document.undo():
        assert found.document.undo()
        assert whole_state(found.document) == whole_state(document)
    while document.redo():
        assert found.document.redo()
    assert whole_state(found.document) == whole_state(document)


def test_every_cut_loses_only_the_line_that_it_cuts(tmp_path: Path, writer: JournalWriter) -> None:
    document = Document("mine")
    journal = JournalFolder(tmp_path).new()
    follow(document, journal, writer)
    states = [whole_state(document)]
    document.history.watch(lambda _turn: states.append(whole_state(document)))
    for number in range(14):
        make_turn(document, 3, number)
    writer.flush()
    content = journal.path.read_bytes()
    cut = tmp_path / "cut"
    for length in range(len(content) + 1):
        cut.write_bytes(content[:length])
        lines = content[:length].count(b"\n")
        if not lines and length < content.index(b"\n"):
            with pytest.raises(LoomError, match="line 1"):
                read_journal(cut)
            continue
        found = read_journal(cut)
        assert whole_state(found.document) == states[max(lines, 1) - 1]
        assert found.cut_off == (length > 0 and content[length - 1 : length] != b"\n" and lines > 0)
        assert bool(found.lost) == found.cut_off


def test_a_flipped_bit_is_noticed_told_and_kept_aside(tmp_path: Path, writer: JournalWriter) -> None:
    document = Document("mine")
    folder = JournalFolder(tmp_path)
    journal = folder.new()
    follow(document, journal, writer)
    for name in "abcd":
        document.apply(AddNode(Node(name, "relu")), label=f"Add {name}")
    writer.flush()
    content = bytearray(journal.path.read_bytes())
    place = content.index(b"Add c")
    content[place + 4] ^= 1
    journal.path.write_bytes(content)
    journal.lock.release()
    (left,), (trouble,) = folder.left_behind()
    assert [node.id for node in left.found.document.nodes()] == ["a", "b"]
    assert "line 4 can't be used" in trouble and "2 edits from there on are lost" in trouble
    (kept,) = tmp_path.glob("*.unreadable1")
    assert kept.read_bytes() == content and str(kept) in trouble


def test_a_journal_that_cannot_be_read_is_kept_and_told_and_does_not_hide_others(
    tmp_path: Path, writer: JournalWriter
) -> None:
    folder = JournalFolder(tmp_path)
    (tmp_path / "0.journal").write_bytes(b'{"journal": 1, "na')
    journal = folder.new()
    writer.begin(journal, beginning(Document("good"), None, None, True))
    writer.flush()
    journal.lock.release()
    (left,), (trouble,) = folder.left_behind()
    assert left.found.document.name == "good"
    (kept,) = tmp_path.glob("0.journal.unreadable*")
    assert kept.read_bytes() == b'{"journal": 1, "na' and str(kept) in trouble


def test_the_journal_of_a_running_program_is_left_to_it(tmp_path: Path, writer: JournalWriter) -> None:
    journal = JournalFolder(tmp_path).new()
    writer.begin(journal, beginning(Document("mine"), None, None, True))
    writer.flush()
    assert JournalFolder(tmp_path).left_behind() == ([], [])
    journal.lock.release()
    assert len(JournalFolder(tmp_path).left_behind()[0]) == 1


def test_numbers_that_json_does_not_have_go_through(tmp_path: Path, writer: JournalWriter) -> None:
    document = Document("mine")
    document.apply(SetSection("unknown", [inf, nan]))
    journal = JournalFolder(tmp_path).new()
    follow(document, journal, writer)
    document.apply(SetSection("training", {"rate": inf}))
    document.apply(SetSection("training", {"rate": nan}))
    document.apply(MoveNodes({}))
    writer.flush()
    found = read_journal(journal.path)
    assert not found.lost
    unknown = found.document.section("unknown")
    assert unknown[0] == inf and isnan(unknown[1])
    assert isnan(found.document.section("training")["rate"])
    assert found.document.undo() and found.document.undo()
    assert found.document.section("training") == {"rate": inf}


def test_a_value_that_no_journal_can_hold_stops_one_document_only(
    tmp_path: Path, writer: JournalWriter, failures: Failures
) -> None:
    bad, good = Document("bad"), Document("good")
    folder = JournalFolder(tmp_path)
    journals = folder.new(), folder.new()
    for document, journal in zip((bad, good), journals):
        follow(document, journal, writer)
    bad.apply(SetSection("data", {"x": object()}))
    bad.apply(SetSection("data", {"x": 1}))
    good.apply(SetSection("data", {"x": 2}))
    writer.flush()
    assert [journal for journal, _reason in failures] == [journals[0]]
    assert "can't hold a value" in failures[0][1]
    assert read_journal(journals[1].path).document.section("data") == {"x": 2}
    # A line is missing, so the next thing to write is the whole document.
    assert journals[0].failed
    writer.begin(journals[0], beginning(bad, None, None, True))
    writer.flush()
    # Its history still holds the value, so this is refused too, and told once only.
    assert journals[0].failed and len(failures) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_keeps_the_lines_before_and_is_told_once(
    tmp_path: Path, writer: JournalWriter, failures: Failures
) -> None:
    document = Document("mine")
    journal = JournalFolder(tmp_path).new()
    follow(document, journal, writer)
    document.apply(AddNode(Node("a", "relu")))
    writer.flush()
    assert journal.file is not None
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, journal.file.fileno())
    os.close(full)
    document.apply(AddNode(Node("b", "relu")))
    document.apply(AddNode(Node("c", "relu")))
    writer.flush()
    assert [reason for _journal, reason in failures] == ["No space left on device"]
    assert [node.id for node in read_journal(journal.path).document.nodes()] == ["a"]
    writer.begin(journal, beginning(document, None, None, True))
    document.apply(AddNode(Node("d", "relu", position=Position(0.123456789, 1))))
    writer.flush()
    found = read_journal(journal.path)
    assert [node.id for node in found.document.nodes()] == ["a", "b", "c", "d"]
    assert found.document.node("d").position == (0.123456789, 1)


def test_a_step_that_does_not_fit_is_not_done(tmp_path: Path, writer: JournalWriter) -> None:
    document, other = Document("mine"), Document("mine")
    journal = JournalFolder(tmp_path).new()
    follow(document, journal, writer)
    document.apply(SetSection("notes", "before"), label="Note")
    writer.flush()
    other.apply(SetSection("notes", "elsewhere"))
    lines: list[bytes] = []
    other.history.watch(lambda turn: lines.append(turn_line(turn)))
    other.apply(SetSection("notes", "after"), label="Note")
    journal.path.write_bytes(journal.path.read_bytes() + lines[0])
    found = read_journal(journal.path)
    assert "made in another state" in found.lost
    assert found.document.section("notes") == "before"
