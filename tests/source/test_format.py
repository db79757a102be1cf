"""Exported files are as the common formatter would leave them, and its linter finds nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.check.checker import Checker
from backend.document.edits import ReplaceNode
from backend.document.file import load
from backend.errors import LoomError
from backend.source.line_breaking import break_lines
from backend.source.model import write_model
from backend.source.script import write_training_script
from tests.source.formatter import RULES, formatted, ruff
from tests.source.random_documents import random_document

EXAMPLES = Path(__file__).parents[2] / "examples"
FEW = 40 * int(os.environ.get("LAYERLOOM_EXAMPLES", "1"))


def test_every_export_of_the_corpus_is_formatted_and_clean(tmp_path: Path) -> None:
    for path in [*EXAMPLES.glob("*.loom.json"), *EXAMPLES.glob("architectures/*.loom.json")]:
        document = load(path)
        checker = Checker(document)
        stem = f"{path.parent.name}_{document.name}"
        (tmp_path / f"{stem}.py").write_text(write_model(document, checker).text, encoding="utf-8")
        if path.parent == EXAMPLES:
            script = write_training_script(document, checker, Path("data"))
            (tmp_path / f"{stem}_training.py").write_text(script, encoding="utf-8")
    assert not ruff("format", "--diff", str(tmp_path))
    assert not ruff("check", "--select", RULES, str(tmp_path))


def test_random_exports_are_formatted(tmp_path: Path) -> None:
    for seed in range(FEW):
        document, checker = random_document(seed, size=12)
        for node in list(document.nodes()):
            label = "".join(Random(f"{seed} {node.id}").choices("abcxyz", k=8 + 12 * (seed % 4)))
            document.apply(ReplaceNode(replace(node, label=label)))
        try:
            text = write_model(document, checker).text
        except LoomError:  # nothing fitted behind the input
            continue
        (tmp_path / f"random_{seed}.py").write_text(text, encoding="utf-8")
    assert not ruff("format", "--diff", str(tmp_path))
    assert not ruff("check", "--select", RULES, str(tmp_path))


def names(longest: int) -> st.SearchStrategy[str]:
    return st.builds(lambda letter, length: letter * length, st.sampled_from("abcxyz"), st.integers(1, longest))


NAMES, WORDS = names(48), names(16)
"""Names that people give, and those of torch."""
ATOMS = st.one_of(
    NAMES, NAMES.map("self.{}".format), st.integers(-9, 99).map(str), NAMES.map('targets["{}"]'.format)
)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Calls, operations, chains, indices, conditions and tuples of smaller expressions."""
    some = st.lists(inner, min_size=1, max_size=3)
    calls = st.one_of(
        st.builds("{}({})".format, NAMES, some.map(", ".join)),
        st.builds("self.{}({})".format, NAMES, some.map(", ".join)),
        st.builds("torch.{}({}, {}={})".format, WORDS, inner, WORDS, inner),
    )
    objects = st.one_of(NAMES, calls)
    return st.one_of(
        calls,
        st.builds("{}.{}({})".format, objects, WORDS, inner),
        st.builds("{}.{}({}).{}({})".format, objects, WORDS, inner, WORDS, inner),
        st.builds("{}[:, {}]".format, objects, inner),
        st.builds("{} {} {}".format, objects, st.sampled_from("+-*@/"), objects),
        st.builds("{} + {} * {}".format, objects, objects, objects),
        st.builds("({} + {}).{}()".format, objects, objects, WORDS),
        st.builds("({}, {})".format, inner, inner),
        st.builds("[{}]".format, some.map(", ".join)),
    )


EXPRESSIONS = st.recursive(ATOMS, larger, max_leaves=8)
CALLS = st.builds("self.{}({})".format, NAMES, EXPRESSIONS)
STATEMENTS = st.one_of(
    st.builds("{} = {}".format, NAMES, EXPRESSIONS),
    st.builds("self.{} = nn.{}({}, {}={})".format, NAMES, WORDS, EXPRESSIONS, WORDS, EXPRESSIONS),
    st.builds("{}, ({}, {}) = {}".format, NAMES, NAMES, NAMES, CALLS),
    st.builds("{} = {} + {} if {} else {}".format, NAMES, NAMES, CALLS, NAMES, NAMES),
    st.lists(EXPRESSIONS, min_size=1, max_size=4).map(lambda parts: f"return {', '.join(parts)}"),
    st.builds('return {{"{}": {}, "{}": {}}}'.format, WORDS, EXPRESSIONS, WORDS, EXPRESSIONS),
    st.just(f"a = torch.a(a, key={'b' * 42}.{'c' * 42}(0))"),
)


@settings(max_examples=FEW, deadline=None)
@given(st.lists(STATEMENTS, min_size=10, max_size=40))
def test_long_statements_are_broken_as_the_formatter_does(statements: list[str]) -> None:
    lines = [f"    {line}" for line in break_lines(statements, indent=4)]
    text = "\n".join(["def long():", *lines, ""])
    assert formatted(text) == text
    assert formatted("\n".join(["def long():", *(f"    {line}" for line in statements), ""])) == text
