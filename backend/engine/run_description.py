"""What a run was made with: document, facts, what was fitted, fingerprint of its data. No torch here.

Each stands in a file of its own for people and tools, and all of them once more in one file with a checksum, so
that damage to either is noticed and mended.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from backend.data.fingerprint import differences
from backend.data.prepare import PreparedData
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.file import from_json
from backend.document.text import to_text
from backend.engine.run_folder import RunFolder
from backend.errors import DocumentError, LoomError
from backend.files import read_json, write_json, write_text

PARTS = ("document", "facts", "fitted", "fingerprint")


@dataclass(frozen=True)
class RunDescription:
    """``damage`` says what was found damaged, a sentence each."""

    document: Json
    facts: Json
    fitted: Json
    fingerprint: Json
    damage: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return str(self.facts["name"])

    def read_document(self, run: RunFolder) -> Document:
        """Raises `LoomError` where it is no document."""
        try:
            return from_json(self.document, self.name)
        except LoomError as error:
            raise DocumentError(f"{run.document}: {error}") from None


def write_description(run: RunFolder, description: RunDescription) -> None:
    """The facts come last: without them the folder holds no run yet, and the next training may take it over."""
    content = {name: getattr(description, name) for name in PARTS}
    write_json(run.description, {"sha256": _sha256(content), **content})
    for name in ("document", "fitted", "fingerprint", "facts"):
        _write_part(run, name, content[name])


def read_description(run: RunFolder) -> RunDescription:
    """What the run was made with; changes nothing.

    Raises `LoomError` where a file is damaged and there is no whole copy of it.
    """
    copy, complaint = _read_copy(run.description)
    if copy is not None:
        wrong = [_path(run, name) for name in PARTS if _differs(run, name, copy[name])]
        words = f"it is damaged, missing or changed; the copy in {run.description.name} is used"
        description = RunDescription(**copy, damage=tuple(f"{path}: {words}" for path in wrong))
    else:
        description = RunDescription(**{name: _read_part(run, name) for name in PARTS})
        if complaint:
            description = replace(description, damage=(complaint,))
    if not isinstance(description.facts, dict) or not isinstance(description.facts.get("name"), str):
        raise LoomError(f"{run.facts}: this is no description of a run")
    return description


def _sha256(content: Mapping[str, Json]) -> str:
    """Of the values, not of the file's text: line ends and spaces may change on the way through git or mail."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _read_copy(path: Path) -> tuple[dict[str, Json] | None, str]:
    """The copies, or the words for what is wrong with them; runs of former versions have none."""
    if not path.exists():
        return None, ""
    try:
        content = read_json(path)
        copy = {name: content[name] for name in PARTS}
        if _sha256(copy) == content["sha256"]:
            return copy, ""
    except (LoomError, KeyError, TypeError):
        pass
    return None, f"{path}: it is damaged; the files beside it are used as they are"


def _differs(run: RunFolder, name: str, kept: Json) -> bool:
    try:
        found = _read_part(run, name)
    except LoomError:
        return True
    # Compared as text, as a NaN does not equal itself.
    return json.dumps(found, sort_keys=True) != json.dumps(kept, sort_keys=True)


def mend(run: RunFolder, description: RunDescription) -> None:
    """Writes all files anew; those that said something else are kept under another name.

    Only for who holds the run's lock. Raises `LoomError` where they can't be written.
    """
    for name in PARTS:
        path = _path(run, name)
        if path.exists() and _differs(run, name, getattr(description, name)):
            path.replace(path.with_name(f"{path.name}.damaged"))
    write_description(run, description)


def _read_part(run: RunFolder, name: str) -> Json:
    path = _path(run, name)
    if name == "fingerprint" and not path.exists():
        return None  # runs of former versions have none
    return read_json(path)


def _write_part(run: RunFolder, name: str, content: Json) -> None:
    if name == "document":
        write_text(run.document, to_text(content) + "\n")
    else:
        write_json(_path(run, name), content)


def _path(run: RunFolder, name: str) -> Path:
    path: Path = getattr(run, name)
    return path


def is_fitted_alike(former: Json, present: Json) -> bool:
    """Whether the same was fitted; runs of former versions lack some of it, which is then no difference."""
    return isinstance(former, dict) and former == {name: present[name] for name in former if name in present}


def changes_of_data(description: RunDescription, data: PreparedData) -> list[str]:
    """What of the data is no longer as it was when the run began, a clause for each change."""
    changes = differences(description.fingerprint, data.fingerprint) if description.fingerprint else []
    if not changes and not is_fitted_alike(description.fitted, data.fitted):
        return ["what was fitted on it, such as vocabulary, classes or scaling, differs"]
    return changes
