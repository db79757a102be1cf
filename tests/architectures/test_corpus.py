"""The corpus: as drawn, sound, laid out without overlap, and of the sizes that were published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from backend.declare.layer import LAYERS, Category
from backend.document.card_size import MAX_CARD_WIDTH, TAB_WIDTH, card_height
from backend.document.file import to_json
from backend.document.text import to_text
from tests.architectures.written import FOLDER, read
from tools.draw_architectures import ARCHITECTURES
from tools.draw_architectures.catalogue import Architecture

NAMES = [architecture.name for architecture in ARCHITECTURES]
PUBLISHED = re.compile(r"Published: ([\d,]+) parameters \([^)]*\)(?:, (besides|of which) ([\d,]+))?")
ASKED_FOR = 80
ASKED_RECURRENT = 25


def file_text(name: str) -> str:
    return (FOLDER / f"{name}.loom.json").read_text(encoding="utf-8")


def graphs(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The document's graph and those of its blocks."""
    yield content["graph"]
    yield from content.get("blocks", {}).values()


def without_places(content: dict[str, Any]) -> dict[str, Any]:
    content.pop("id", None)  # each document has its own
    for graph in graphs(content):
        for node in graph["nodes"]:
            del node["position"]
            node.pop("docked", None)
    return content


@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda a: a.name)
def test_the_file_is_what_is_drawn(architecture: Architecture) -> None:
    """But for the places of its nodes, which are the layout's, and a person's to change."""
    drawn = json.loads(to_text(to_json(architecture.document())))
    assert without_places(json.loads(file_text(architecture.name))) == without_places(drawn)


def test_there_are_no_other_files_and_enough_of_them() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{name}.loom.json" for name in NAMES)
    assert len(NAMES) >= ASKED_FOR


def test_enough_of_them_remember() -> None:
    recurrent = {layer.type for layer in LAYERS if layer.category is Category.RECURRENT}
    found = [
        name
        for name in NAMES
        if recurrent & {node["type"] for graph in graphs(json.loads(file_text(name))) for node in graph["nodes"]}
    ]
    assert len(found) >= ASKED_RECURRENT


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_it(name: str) -> None:
    written = read(name)
    assert [problem.message for problem in written.checker.problems() if problem.blocks] == []
    assert written.document.section("notes")


@pytest.mark.parametrize("name", NAMES)
def test_the_module_has_as_many_parameters_as_the_check_and_the_literature_say(name: str) -> None:
    written = read(name)
    count = sum(parameter.numel() for parameter in written.model_on_meta().parameters())
    assert written.checker.totals().weights == count
    notes = written.document.section("notes")
    assert isinstance(notes, str)
    stated = PUBLISHED.search(notes)
    assert (stated is not None) == ("Published:" in notes)
    if stated is not None:
        published, relation, number = stated.groups()
        besides = int(number.replace(",", "")) if number else 0
        assert count == int(published.replace(",", "")) + (-besides if relation == "of which" else besides)


@pytest.mark.parametrize("name", NAMES)
def test_no_two_cards_overlap(name: str) -> None:
    for graph in graphs(json.loads(file_text(name))):
        ports: dict[str, dict[str, set[str]]] = {
            node["id"]: {"in": set(), "out": set()} for node in graph["nodes"]
        }
        for source, target in graph["edges"]:
            ports[source.split(".")[0]]["out"].add(source)
            ports[target.split(".")[0]]["in"].add(target)
        hosts = {t.split(".")[0]: s.split(".")[0] for s, t in graph["edges"]}
        docked = {node["id"] for node in graph["nodes"] if node.get("docked")}
        widths: dict[str, float] = {
            node["id"]: MAX_CARD_WIDTH for node in graph["nodes"] if node["id"] not in docked
        }
        for node in docked:
            card = hosts[node]
            while card in docked:
                card = hosts[card]
            widths[card] += TAB_WIDTH
        boxes = [
            (
                *node["position"],
                widths[node["id"]],
                card_height(len(ports[node["id"]]["in"]), len(ports[node["id"]]["out"])),
            )
            for node in graph["nodes"]
            if node["id"] not in docked
        ]
        for (x1, y1, w1, h1), (x2, y2, w2, h2) in combinations(boxes, 2):
            assert x1 + w1 <= x2 or x2 + w2 <= x1 or y1 + h1 <= y2 or y2 + h2 <= y1
