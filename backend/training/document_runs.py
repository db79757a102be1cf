"""Where the runs of a document lie, and which of those that lie there are its own.

They are recognised by the document's identity, which each run records; names and folders only help people.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from backend.declare.parameters import Json
from backend.document.file import SUFFIX
from backend.files import user_data_folder

RUNS = "runs"
DOCUMENT_FILE = "document.loom.json"
"""In a run: the document as it was trained."""
INSTALLATION = Path(sys.prefix)


@dataclass(frozen=True)
class DocumentRuns:
    """The runs of one document. ``folder`` is that of its file, ``None`` where it has none yet."""

    folder: Path | None
    name: str
    identity: str

    def place(self) -> Path:
        """Where its next run goes: beside its file, or else to the person's own data."""
        if self.folder is not None and may_keep_runs(self.folder):
            return self.folder / RUNS / self._folder_name
        return self._own_folder / self._folder_name

    def places(self) -> list[Path]:
        """Every folder in which runs of this document may lie, whatever it was called when they were made."""
        parents = [self._own_folder] if self.identity else []
        if self.folder is not None:
            parents.append(self.folder / RUNS)
        found = {child for parent in parents if parent.is_dir() for child in _folders(parent)}
        return sorted(found | {self.place()})

    def all(self) -> list[Path]:
        """The folders of its runs, the oldest first; also those whose making was cut short."""
        runs = [run for place in self.places() if place.is_dir() for run in numbered(place) if self.owns(run)]
        return sorted(runs, key=lambda run: (_created(run), int(run.name)))

    def owns(self, run: Path) -> bool:
        """Whether a run was made from this document.

        Where a file was copied both have one identity: then the name tells whose it is, as long as there is a file
        of that name. Runs of former versions have the name alone.
        """
        facts = facts_of_run(run)
        identity, name = facts.get("document"), facts.get("name")
        if not isinstance(identity, str) or not identity or not self.identity:
            return run.parent.name == self._folder_name
        return identity == self.identity and (name == self.name or not self._is_of_another_file(name))

    def _is_of_another_file(self, name: object) -> bool:
        return self.folder is not None and (self.folder / f"{name}{SUFFIX}").is_file()

    @property
    def _own_folder(self) -> Path:
        return user_data_folder() / RUNS / (self.identity or "without_identity")

    @property
    def _folder_name(self) -> str:
        """What no folder may be called is left out."""
        return re.sub(r"[^\w .-]", "_", self.name).strip(" .") or "untitled"


def may_keep_runs(folder: Path) -> bool:
    """Whether runs may lie beside the documents of a folder: it can be written and is not an installation's."""
    if not os.access(folder, os.W_OK):
        return False
    return not folder.resolve().is_relative_to(INSTALLATION / "share" / "layerloom")


def numbered(place: Path) -> Iterator[Path]:
    return (path for path in place.iterdir() if re.fullmatch(r"\d{3,9}", path.name))


def facts_of_run(run: Path) -> dict[str, Json]:
    """What a run's folder says of itself, or the copy of it; empty where neither can be read."""
    for name, key in (("run.json", ""), ("description.json", "facts")):
        try:
            content = json.loads((run / name).read_text(encoding="utf-8"))
            facts = content[key] if key else content
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(facts, dict):
            return facts
    return {}


def _created(run: Path) -> str:
    created = facts_of_run(run).get("created")
    if isinstance(created, str):
        return created
    return datetime.fromtimestamp(run.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _folders(parent: Path) -> list[Path]:
    return [child for child in parent.iterdir() if child.is_dir()]
