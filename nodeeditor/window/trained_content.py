"""What a training was begun with, held against its document as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from backend.declare.parameters import Json
from backend.document.file import load, to_json
from backend.errors import LoomError
from backend.training.document_runs import DOCUMENT_FILE
from backend.training.settings import SETTINGS
from nodeeditor.documents.session import OpenDocument

SECTION_WORDS = {
    "graph": "the graph",
    "blocks": "the blocks",
    "data": "the data",
    "initialisation": "the initial weights",
    "training": "the training settings",
}
ONLY_SEEN = ("position", "collapsed", "docked", "colour", "notes", "title")
NOT_COMPARED = ("epochs", "device")
"""Settings of a run that may differ when it is resumed."""


def changed_sections(before: Mapping[str, Json], now: Mapping[str, Json]) -> list[str]:
    """The sections in which a document differs from what a training began with; positions don't count."""
    return [words for name, words in SECTION_WORDS.items() if _course(before.get(name)) != _course(now.get(name))]


def content_to_resume(opened: OpenDocument, run: str) -> dict[str, Json]:
    """What a resumed run trains: the document as it is now where that is the same training or a longer one, else
    as the run began with it. The path of its data is the present one: the document may lie in another folder.
    """
    now = to_json(opened.document)
    try:
        former = to_json(load(Path(run) / DOCUMENT_FILE))
    except LoomError:
        return now  # the engine reads the copy in the description of the run, and says what differs
    former["data"] = _with_path_of(former.get("data"), now.get("data"))
    is_longer = _epochs(now) >= _epochs(former)
    same = not changed_sections(_without_epochs(former), _without_epochs(now))
    return now if same and is_longer else former


def _course(section: Json) -> Json:
    """What of a section decides what is trained."""
    if isinstance(section, dict):
        return {name: _course(value) for name, value in section.items() if name not in ONLY_SEEN}
    return [_course(item) for item in section] if isinstance(section, list) else section


def _with_path_of(former: Json, now: Json) -> Json:
    source, present = (part.get("source") if isinstance(part, dict) else None for part in (former, now))
    if not (isinstance(former, dict) and isinstance(source, dict) and isinstance(present, dict)):
        return former
    if source.get("type") != present.get("type") or "path" not in source or "path" not in present:
        return former
    return {**former, "source": {**source, "path": present["path"]}}


def _without_epochs(content: Mapping[str, Json]) -> dict[str, Json]:
    training = {name: value for name, value in _training(content).items() if name not in NOT_COMPARED}
    return {**content, "training": training}


def _epochs(content: Mapping[str, Json]) -> int:
    value = _training(content).get("epochs", SETTINGS.parameter("epochs").default)
    return value if isinstance(value, int) else 0


def _training(content: Mapping[str, Json]) -> Mapping[str, Json]:
    section = content.get("training")
    return section if isinstance(section, dict) else {}
