"""Opening a document from the command line, with parameters set by ``--set``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from backend import layers as layers
from backend.check.blocks import BlockLayers
from backend.check.checker import Checker, all_problems
from backend.cli.output import print_warning
from backend.declare.layer import LAYERS
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import SetParameters, SetSection
from backend.document.file import load
from backend.errors import LoomError
from backend.lints.catalogue import lint


def open_document(path: Path, settings: Sequence[str] = ()) -> tuple[Document, Checker]:
    """Raises `LoomError` where the file can't be read or a ``NODE.PARAM=VALUE`` does not apply."""
    document = load(path)
    for setting in settings:
        _set(document, setting)
    return document, Checker(document, lint=lint)


def require_sound(path: Path, checker: Checker) -> None:
    """Raises `LoomError` with every blocking problem, one a line."""
    found = [problem.sentence for problem in all_problems(checker) if problem.blocks]
    if found:
        raise LoomError("\n".join(f"{path}: {message}" for message in found))


def tell_warnings(path: Path, checker: Checker) -> None:
    """What is legal but hardly intended, one a line on standard error."""
    for problem in all_problems(checker):
        if not problem.blocks:
            print_warning(f"{path}: {problem.sentence}")


def parse_value(text: str) -> Json:
    """``3`` and ``[3, 5]`` as JSON, anything else as text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _set(document: Document, setting: str) -> None:
    place, equals, text = setting.partition("=")
    node_id, dot, name = place.partition(".")
    if not (equals and dot and node_id and name):
        raise LoomError(f"--set takes NODE.PARAM=VALUE or training.NAME=VALUE; received {setting!r}")
    value = parse_value(text)
    if node_id in ("training", "data") and node_id not in document:
        document.apply(SetSection(node_id, _put(document.section(node_id) or {}, name.split("."), value, setting)))
        return
    node = document.node(node_id)
    declaration = BlockLayers(document).find(node.type) or LAYERS.get(node.type)
    accepted = declaration.parameter(name).accept(value)
    document.apply(SetParameters(node_id, {name: accepted}))


def _put(section: dict[str, Json], path: list[str], value: Json, setting: str) -> dict[str, Json]:
    """A copy of the section with one value set, however deep."""
    head, *rest = path
    if not rest:
        return {**section, head: value}
    inner = section.get(head, {})
    if not isinstance(inner, dict):
        raise LoomError(f"--set {setting}: {head!r} holds no settings")
    return {**section, head: _put(inner, rest, value, setting)}
