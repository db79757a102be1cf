"""The journal of a document: a state with its history, then one line for each step, undo and redo since.

Each line is a JSON object whose last field ``crc`` is the checksum of the text before it, so that a line that was
cut off or damaged is noticed. Numbers may be infinite here, unlike in a document's file: the journal takes
whatever an edit holds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edit_json import Frozen, edits_json, frozen, read_edits, read_state, state_json
from backend.document.history import HistoryRecord, HistoryStep, Turn, TurnKind
from backend.document.stamp import FileStamp, read_stamp, stamp_json
from backend.errors import DocumentError, LoomError

VERSION = 1
CHECKSUM = ',"crc":'


@dataclass(frozen=True)
class Beginning:
    """A document at one moment with its history and its file: the first line of a journal."""

    name: str
    identity: str
    path: Path | None
    stamp: FileStamp | None
    differs: bool
    """Whether it differs from its file without a step that says so, as one does that was recovered."""
    state: Frozen
    history: HistoryRecord


def beginning(document: Document, path: Path | None, stamp: FileStamp | None, differs: bool) -> Beginning:
    history = document.history.record()
    return Beginning(document.name, document.identity, path, stamp, differs, frozen(document.state), history)


@dataclass(frozen=True)
class Recovered:
    """What a journal holds. ``lost`` says what of it could not be read; empty where all of it was."""

    document: Document
    path: Path | None = None
    stamp: FileStamp | None = None
    differs: bool = True
    lost: str = ""
    cut_off: bool = False
    """Whether only the last line was lost, which a crash cut off."""

    @property
    def steps(self) -> int:
        """The steps that undo and redo go through."""
        return sum(map(len, self.document.history.labels()))


def beginning_line(first: Beginning) -> bytes:
    """The first line of a journal; raises `DocumentError` where the document holds what JSON can't."""
    history = first.history
    content = {
        "journal": VERSION,
        "name": first.name,
        "id": first.identity,
        "path": str(first.path) if first.path else None,
        "stamp": stamp_json(first.stamp),
        "differs": first.differs,
        "state": state_json(first.state),
        "done": [_step_json(step) for step in history.done],
        "undone": [_step_json(step) for step in history.undone],
        "saved": history.saved_revision,
        "last": history.last_revision,
    }
    return _line(content)


def turn_line(turn: Turn) -> bytes:
    """A line of a journal; raises `DocumentError` where an edit holds what JSON can't."""
    content: dict[str, Json] = {"turn": turn.kind.value, "label": turn.label}
    if turn.edits:
        content |= {"edits": edits_json(turn.edits), "inverses": edits_json(turn.inverses)}
    return _line(content)


def read_journal(path: Path) -> Recovered:
    """The document as its last whole line left it; raises `LoomError` where not even the first can be read."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise LoomError(f"{path}: can't be read: {error.strerror or error}") from None
    try:
        first = _content(lines[0])
        found = _read_beginning(first)
    except LoomError as error:
        raise LoomError(f"{path}: line 1: {error}") from None
    # What follows the last line end is empty, or a line that was cut off.
    *whole, rest = lines[1:] or [b""]
    lost, cut_off = "", bool(rest)
    for number, line in enumerate(whole, start=2):
        try:
            _replay(found.document, _content(line))
        except LoomError as error:
            later = len(whole) + 2 - number
            edits = "edit" if later == 1 else "edits"
            lost = f"line {number} can't be used ({error}), and {later} {edits} from there on are lost"
            cut_off = False
            break
    if cut_off:
        lost = "the last edit was cut off while it was written"
    found.document.history.seal()
    return Recovered(found.document, found.path, found.stamp, found.differs, lost, cut_off)


def _line(content: Mapping[str, Json]) -> bytes:
    try:
        # ASCII: half characters, which UTF-8 can't hold, and line ends of all kinds are escaped.
        text = json.dumps(content, separators=(",", ":"))[:-1]
    except (TypeError, ValueError, RecursionError) as error:
        raise DocumentError(f"the journal can't hold a value: {error}") from None
    body = text.encode()
    return b"%s%s%d}\n" % (body, CHECKSUM.encode(), zlib.crc32(body))


def _content(line: bytes) -> dict[str, Any]:
    body, found, checksum = line.rpartition(CHECKSUM.encode())
    if not found or checksum != b"%d}" % zlib.crc32(body):
        raise DocumentError("it is damaged: its checksum does not fit")
    try:
        content: dict[str, Any] = json.loads(body + b"}")
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not valid JSON: {error}") from None
    return content


def _read_beginning(content: Mapping[str, Any]) -> Recovered:
    if content.get("journal") != VERSION:
        raise DocumentError(
            f"its version is {content.get('journal')}; this LayerLoom reads version {VERSION}: please update it"
        )
    try:
        path = Path(content["path"]) if content["path"] else None
        document = Document(content["name"], read_state(content["state"]))
        document.identity = content.get("id", "")
        done, undone = (tuple(map(_read_step, content[name])) for name in ("done", "undone"))
        document.history.take_record(HistoryRecord(done, undone, content["saved"], content["last"]))
        return Recovered(document, path, read_stamp(content["stamp"]), content["differs"])
    except (KeyError, TypeError, ValueError):
        raise DocumentError("it does not begin with a document") from None


def _step_json(step: HistoryStep) -> dict[str, Json]:
    inverses = edits_json(step.inverses)
    return {"label": step.label, "inverses": inverses, "revision": step.revision, "merge": step.merge}


def _read_step(content: Mapping[str, Any]) -> HistoryStep:
    return HistoryStep(content["label"], read_edits(content["inverses"]), content["revision"], content["merge"])


def _replay(document: Document, content: Mapping[str, Any]) -> None:
    try:
        kind, label = TurnKind(content["turn"]), content["label"]
    except (KeyError, ValueError):
        raise DocumentError("it is no edit") from None
    inverses = content.get("inverses", [])
    turn = Turn(kind, label, read_edits(content.get("edits", [])), read_edits(inverses))
    told: list[Turn] = []
    end = document.history.watch(told.append)
    document.history.replay(turn)
    end()
    # As text, in which a number that is none equals itself.
    if json.dumps(edits_json(told[0].inverses)) != json.dumps(inverses):
        document.history.undo()
        raise DocumentError(f"the step {label!r} was made in another state of the document")
