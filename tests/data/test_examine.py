"""Examining a data section: every problem with its place, nothing raised whatever the JSON is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.data.declarations import SOURCES, SPLITS, TRANSFORMS, DataDeclaration
from backend.data.plan import examine

GOOD: dict[str, Any] = {
    "source": {"type": "csv_text", "path": "names.csv", "text": "name", "label": "kind"},
    "fields": {
        "name": {"column": "name", "transforms": [{"type": "characters"}]},
        "kind": {"transforms": [{"type": "classes"}]},
    },
    "split": {"type": "stratified", "by": "kind", "train": 0.7, "validation": 0.15, "test": 0.15, "seed": 0},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The good section with one part replaced."""
    section: Any = json.loads(json.dumps(GOOD))
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    target = section
    for part in parents:
        target = target[part]
    target[last] = value
    return dict(section)


def test_a_good_section_and_none_at_all_have_no_problems() -> None:
    assert examine(GOOD) == ()
    assert examine({}) == examine(None) == ()


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        ("source/type", "csv_txt", "data.source.type", "Did you mean 'csv_text'?"),
        ("source/type", 7, "data.source.type", "no data source of type '7'"),
        ("source", [], "data.source", "must be an object"),
        ("source/path", "", "data.source", "where the data is"),
        ("source/label", "name", "data.source", "name the same column"),
        ("source/texts", "name", "data.source.texts", "Did you mean 'text'?"),
        ("fields", {}, "data.fields", "received nothing"),
        ("fields/name/column", "nam", "data.fields.name.column", "Did you mean 'name'?"),
        ("fields/name/column", "split", "data.fields.name.column", "reserved"),
        ("fields/name/columns", "name", "data.fields.name", "Did you mean 'column'?"),
        ("fields/name/transforms", "characters", "data.fields.name.transforms", "must be a list"),
        ("fields/name/transforms", [], "data.fields.name.transforms", "text has to become numbers"),
        ("fields/name/transforms/0/type", "character", "data.fields.name.transforms[0].type", "'characters'"),
        ("fields/name/transforms/0", {"type": "scale"}, "data.fields.name.transforms[0]", "received text"),
        ("fields/name/transforms/0/lower", 1, "data.fields.name.transforms[0].lower", "true or false"),
        ("fields/a\nb", {}, "data.fields", "printable"),
        ("split/by", "knd", "data.split.by", "Did you mean 'kind'?"),
        ("split/by", "", "data.split.by", "which column"),
        ("split/train", 0.9, "data.split", "add up to 1"),
        ("split/seed", 10**400, "data.split.seed", "64 bits"),
        ("split/train", float("nan"), "data.split.train", "finite"),
        ("source/text", "\ud800", "data.source.text", "surrogate"),
        ("splits", {}, "data", "Did you mean 'split'?"),
    ],
)
def test_a_problem_names_place_and_advice(path: str, value: Any, place: str, words: str) -> None:
    problems = examine(changed(path, value))
    assert place in [problem.place for problem in problems]
    assert any(words in problem.message for problem in problems), problems


def test_every_problem_is_found_at_once() -> None:
    section = changed("source/type", "digits") | {"more": 1}
    places = {problem.place for problem in examine(section)}
    assert {"data", "data.source.path", "data.source.text", "data.source.label"} <= places


def test_a_source_without_a_split_of_its_own_is_told_apart() -> None:
    section = {"source": {"type": "digits"}, "fields": {"image": {}}, "split": {"type": "given"}}
    assert [problem.place for problem in examine(section)] == ["data.split.type"]


def test_a_split_by_default_is_that_of_the_source() -> None:
    assert examine({"source": {"type": "captioned_digits"}, "fields": {"picture": {}}}) == ()


def test_absurd_sizes_are_refused_before_anything_is_made() -> None:
    source = {"type": "moving_ball", "samples": 100_000, "frames": 256, "size": 128}
    (problem,) = examine({"source": source, "fields": {"clip": {}}})
    assert "more than" in problem.message


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["source", "fields", "split", "type", "column", "transforms", "path", "by", "features", "values", "name"]
TYPES = [*SOURCES.types(), *TRANSFORMS.types(), *SPLITS.types()]
shaped_values = st.recursive(
    json_values | st.sampled_from(TYPES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=24,
)


@settings(max_examples=200, deadline=None)
@given(shaped_values)
def test_nothing_is_raised_whatever_the_section(section: Any) -> None:
    for problem in examine(section):
        assert problem.place.startswith("data") and problem.message and "\n" not in problem.message


def test_a_section_nested_without_end_is_refused() -> None:
    section: Any = []
    for _ in range(100_000):
        section = [section]
    (problem,) = examine({"source": section})
    assert "levels deep" in problem.message


@pytest.mark.parametrize("declared", [*SOURCES, *TRANSFORMS, *SPLITS], ids=lambda declared: declared.type)
def test_every_default_fits_its_own_parameter(declared: DataDeclaration) -> None:
    for parameter in declared.parameters:
        assert parameter.accept(parameter.default) == parameter.default
        assert parameter.meaning.endswith(".")
    assert declared.summary.endswith(".")
